"""`/metrics` for Prometheus and `/healthz` for whoever watches over processes.

What is served is what `vision.edge.status` holds: no address, no secret, nothing about people.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from typing import Any, Final
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import CollectorRegistry, make_wsgi_app
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from vision.edge.status import CameraHealth, Snapshot, Status, findings
from vision.errors import InputError

HOST: Final = "127.0.0.1"

_COUNTERS: Final[tuple[tuple[str, str, Callable[[CameraHealth], float]], ...]] = (
    ("frames_analysed", "Frames counted.", lambda c: c.analysed),
    ("frames_unchanged", "Of these, those in which nothing had moved.", lambda c: c.unchanged),
    ("frames_dropped", "Frames given up for want of time.", lambda c: c.dropped),
    ("frames_damaged", "Frames that could not be decoded.", lambda c: c.damaged),
    ("reconnects", "Times the stream was opened again.", lambda c: c.reconnects),
    ("restarts", "Times the reader was stopped and started again.", lambda c: c.restarts),
    ("detections", "Frames that the detector was given.", lambda c: c.detections),
    ("detect_seconds", "Time in the detector.", lambda c: c.detect_seconds),
)
_GAUGES: Final[tuple[tuple[str, str, Callable[[Snapshot, CameraHealth], float | None]], ...]] = (
    ("up", "1 when the camera gives pictures.", lambda _, c: c.state == "live"),
    ("fps_asked", "Frames to analyse a second, by the site file.", lambda _, c: c.asked_fps),
    ("fps_current", "The same under the present load.", lambda _, c: c.current_fps),
    (
        "last_frame_age_seconds",
        "Since the last frame.",
        lambda s, c: None if c.last_frame is None else max(0.0, s.now - c.last_frame),
    ),
)
_BOX: Final[tuple[tuple[str, str, Callable[[Snapshot], float | None]], ...]] = (
    ("outbox_batches", "Batches that wait for the server.", lambda s: s.box.outbox_batches),
    (
        "outbox_oldest_seconds",
        "Age of the oldest of them.",
        lambda s: s.box.outbox_oldest_seconds,
    ),
    (
        "outbox_set_aside_batches",
        "Batches that the server refused for what they are.",
        lambda s: s.box.outbox_set_aside,
    ),
    (
        "last_delivery_age_seconds",
        "Since the server last took something.",
        lambda s: None if s.box.last_delivery is None else s.now - s.box.last_delivery,
    ),
    (
        "last_minute_age_seconds",
        "Since a minute was last written.",
        lambda s: None if s.box.last_minute is None else s.now - s.box.last_minute,
    ),
    ("disk_free_bytes", "Room beside the outbox.", lambda s: s.disk_free_bytes),
    ("temperature_celsius", "Of the hottest sensor.", lambda s: s.temperature_celsius),
    (
        "clock_skew_seconds",
        "The system's clock minus the box's own time.",
        lambda s: s.box.clock_skew_seconds,
    ),
    ("uptime_seconds", "Since the process was started.", lambda s: s.now - s.started),
)
_VIEWS: Final = ("ok", "dark", "covered", "moved")


class StatusCollector(Collector):
    """Reads the status when it is asked, not before. What is not known is left out."""

    def __init__(self, status: Status) -> None:
        self._status = status

    def describe(self) -> Iterable[Metric]:
        return []

    def collect(self) -> Iterator[Metric]:
        seen = self._status.snapshot()
        for name, told, count in _COUNTERS:
            counter = CounterMetricFamily(f"chaland_camera_{name}", told, labels=["camera"])
            for camera in seen.cameras:
                counter.add_metric([camera.camera], count(camera))
            yield counter
        for name, told, read in _GAUGES:
            gauge = GaugeMetricFamily(f"chaland_camera_{name}", told, labels=["camera"])
            for camera in seen.cameras:
                value = read(seen, camera)
                if value is not None:
                    gauge.add_metric([camera.camera], value)
            yield gauge
        view = GaugeMetricFamily(
            "chaland_camera_view", "1 for what the picture is fit for.", labels=["camera", "view"]
        )
        for camera in seen.cameras:
            if camera.view is not None:
                for each in _VIEWS:
                    view.add_metric([camera.camera, each], each == camera.view)
        yield view
        for name, told, of_box in _BOX:
            value = of_box(seen)
            if value is not None:
                yield GaugeMetricFamily(f"chaland_{name}", told, value=value)
        yield CounterMetricFamily(
            "chaland_heat_discarded",
            "Heatmaps given up for want of room since the outbox was made.",
            value=seen.box.heat_discarded,
        )


def serve_metrics(status: Status, host: str = HOST, port: int = 9464) -> Callable[[], None]:
    """Serve until the returned function is called, in a thread that keeps no process alive.

    Raises:
        InputError: the address cannot be listened on.
    """
    try:
        server = make_server(host, port, _application(status), WSGIServer, _Quiet)
    except (OSError, OverflowError) as error:
        raise InputError(
            f"cannot serve metrics on {host}:{port} ({error}). Choose another port, or stop what "
            "listens there."
        ) from error
    thread = threading.Thread(target=server.serve_forever, name="metrics", daemon=True)
    thread.start()

    def stop() -> None:
        server.shutdown()
        server.server_close()
        thread.join()

    return stop


class _Quiet(WSGIRequestHandler):
    timeout = 10
    """Seconds that a client may take to ask: the next waits as long."""

    def log_message(self, *args: Any) -> None:
        pass


def _application(status: Status) -> Callable[..., Iterable[bytes]]:
    registry = CollectorRegistry()
    registry.register(StatusCollector(status))
    ProcessCollector(registry=registry)
    metrics = make_wsgi_app(registry)

    def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        match environ["PATH_INFO"]:
            case "/metrics":
                answer: Iterable[bytes] = metrics(environ, start)
                return answer
            case "/healthz":
                found = findings(status.snapshot())
                healthy = not any(finding.critical for finding in found)
                body = {"healthy": healthy, "findings": [asdict(each) for each in found]}
                return _answer(start, "200 OK" if healthy else "503 Service Unavailable", body)
            case _:
                return _answer(start, "404 Not Found", {"paths": ["/metrics", "/healthz"]})

    return application


def _answer(start: Callable[..., Any], state: str, body: dict[str, Any]) -> list[bytes]:
    encoded = json.dumps(body).encode()
    start(state, [("Content-Type", "application/json"), ("Content-Length", str(len(encoded)))])
    return [encoded]
