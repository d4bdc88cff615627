"""What the box says of itself, over real HTTP."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from vision.edge.metrics import serve_metrics
from vision.edge.status import OLD_BATCH, WRITTEN_WITHIN, Status, findings
from vision.errors import InputError

CANARY = "canary-hunter2"
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def status(tmp_path: Path, clock: Clock) -> Status:
    """Two cameras that do well."""
    status = Status(
        [("door", 5.0), ("tills", 3.0)], folder=tmp_path, monotonic=clock, thermal=tmp_path
    )
    for name in ("door", "tills"):
        status.camera(name).looked(clock.now, detect_seconds=0.02, view="ok")
    status.set(last_minute=clock.now, outbox_batches=0)
    return status


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def served(status: Status) -> Iterator[Callable[[str], tuple[int, str]]]:
    port = free_port()
    stop = serve_metrics(status, port=port)

    def get(path: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    try:
        yield get
    finally:
        stop()


def samples(text: str) -> dict[tuple[str, str | None], float]:
    """Name and camera to value."""
    return {
        (sample.name, sample.labels.get("camera")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if "view" not in sample.labels
    }


def test_metrics_tell_what_happened(status: Status, clock: Clock, tmp_path: Path) -> None:
    door = status.camera("door")
    door.looked(clock.now, detect_seconds=0.03, dropped=4, damaged=1, view="moved")
    door.looked(clock.now, detect_seconds=None)
    door.set(current_fps=2.5, reconnects=2, restarts=1)
    status.set(outbox_batches=7, heat_discarded=3, clock_skew_seconds=-3600.0)
    clock.now += 9
    with served(status) as get:
        code, text = get("/metrics")
    assert code == 200
    found = samples(text)
    expected = {
        "frames_analysed_total": 3,
        "frames_unchanged_total": 1,
        "frames_dropped_total": 4,
        "frames_damaged_total": 1,
        "reconnects_total": 2,
        "restarts_total": 1,
        "detections_total": 2,
        "up": 1,
        "fps_asked": 5,
        "fps_current": 2.5,
        "last_frame_age_seconds": 9,
    }
    for name, value in expected.items():
        assert found[f"chaland_camera_{name}", "door"] == value, name
    assert found["chaland_camera_detect_seconds_total", "door"] == pytest.approx(0.05)
    assert found["chaland_camera_frames_analysed_total", "tills"] == 1
    assert found["chaland_outbox_batches", None] == 7
    assert found["chaland_heat_discarded_total", None] == 3
    assert found["chaland_clock_skew_seconds", None] == -3600
    assert found["chaland_uptime_seconds", None] == 9
    assert found["process_resident_memory_bytes", None] > 0
    assert 'chaland_camera_view{camera="door",view="moved"} 1.0' in text
    assert 'chaland_camera_view{camera="door",view="ok"} 0.0' in text


def test_what_is_not_known_is_left_out_and_no_zero(tmp_path: Path) -> None:
    status = Status([("door", 5.0)], folder=tmp_path / "none", thermal=tmp_path)
    with served(status) as get:
        _, text = get("/metrics")
    for name in (
        "temperature_celsius",
        "clock_skew_seconds",
        "disk_free_bytes",
        "outbox_batches",
        "camera_last_frame_age_seconds{",
        "camera_view{",
    ):
        assert f"\nchaland_{name}" not in text


def test_every_metric_says_what_it_is(status: Status) -> None:
    with served(status) as get:
        families = list(text_string_to_metric_families(get("/metrics")[1]))
    assert families
    assert all(family.documentation and family.type != "unknown" for family in families)


Change = Callable[[Status, Clock], Any]
FAULTS: dict[str, tuple[int, Change]] = {
    "camera_offline": (503, lambda s, _: s.camera("door").set(state="offline")),
    "camera_starting": (503, lambda s, _: s.camera("door").set(state="starting")),
    "nothing_written": (503, lambda _, c: setattr(c, "now", c.now + WRITTEN_WITHIN + 1)),
    "clock_unknown": (503, lambda s, _: s.set(clock_waits_for="unsynchronised")),
    "clock_wrong": (200, lambda s, _: s.set(clock_wrong=True)),
    "dark": (200, lambda s, _: s.camera("door").set(view="dark")),
    "covered": (200, lambda s, _: s.camera("door").set(view="covered")),
    "moved": (200, lambda s, _: s.camera("door").set(view="moved")),
    "fps_low": (200, lambda s, _: s.camera("door").set(current_fps=3.9)),
    "unauthorised": (200, lambda s, _: s.set(unauthorised=True)),
    "outbox_growing": (200, lambda s, _: s.set(outbox_oldest_seconds=OLD_BATCH + 1)),
    "set_aside": (200, lambda s, _: s.set(outbox_set_aside=1)),
}


def test_a_box_that_does_well_is_healthy(status: Status) -> None:
    with served(status) as get:
        code, text = get("/healthz")
    assert code == 200
    assert json.loads(text) == {"healthy": True, "findings": []}


@pytest.mark.parametrize(("code", "change", "answer"), [(c, f, a) for c, (a, f) in FAULTS.items()])
def test_each_fault_is_told_with_its_mend(
    status: Status, clock: Clock, code: str, change: Change, answer: int
) -> None:
    change(status, clock)
    with served(status) as get:
        told, text = get("/healthz")
    (finding,) = json.loads(text)["findings"]
    assert told == answer
    assert finding["code"] == code
    assert finding["critical"] == (answer == 503)
    assert finding["mend"]


def test_nothing_of_an_address_gets_out(status: Status) -> None:
    """There is no field for one, and a word that is no field is refused."""
    with pytest.raises(TypeError):
        status.camera("door").set(source=f"rtsp://admin:{CANARY}@10.0.0.9/live")
    with pytest.raises(TypeError):
        status.set(last_error=CANARY)
    status.camera("door").set(state="offline")
    with served(status) as get:
        told = [get(path)[1] for path in ("/metrics", "/healthz", f"/{CANARY}", "/")]
    for text in told:
        assert CANARY not in text
        assert "://" not in text


def test_other_paths_are_not_found(status: Status) -> None:
    with served(status) as get:
        assert get("/")[0] == 404


def test_a_port_that_is_taken_is_told(status: Status) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        with pytest.raises(InputError, match="another port"):
            serve_metrics(status, port=listener.getsockname()[1])


def test_after_stop_nobody_answers(status: Status) -> None:
    with served(status) as get:
        get("/healthz")
    with pytest.raises(ConnectionRefusedError):
        get("/healthz")


def test_many_threads_lose_no_count(status: Status) -> None:
    def work() -> None:
        for _ in range(500):
            status.camera("door").looked(0.0, detect_seconds=None, dropped=1)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    health = status.camera("door").health
    assert (health.analysed, health.dropped) == (2001, 2000)


def test_the_device_record_is_of_the_minute(status: Status, tmp_path: Path) -> None:
    for zone, text in (("0", "41500"), ("1", "67000"), ("2", "none"), ("3", "-274000")):
        (tmp_path / f"thermal_zone{zone}").mkdir()
        (tmp_path / f"thermal_zone{zone}" / "temp").write_text(text)
    status.set(outbox_batches=2, outbox_oldest_seconds=61.5, clock_skew_seconds=0.25)
    record = status.device_record(NOON)
    assert record is not None
    assert record.start == NOON
    assert (record.outbox_batches, record.outbox_oldest_seconds) == (2, 61.5)
    assert record.clock_skew_seconds == 0.25
    assert record.temperature_celsius == 67.0
    assert record.disk_free_bytes is not None


def test_no_device_record_makes_up_an_empty_outbox(tmp_path: Path) -> None:
    assert Status([("door", 5.0)], folder=tmp_path).device_record(NOON) is None


def test_the_critical_comes_first(status: Status) -> None:
    status.camera("door").set(view="moved")
    status.camera("tills").set(state="offline")
    assert [finding.code for finding in findings(status.snapshot())] == ["camera_offline", "moved"]
