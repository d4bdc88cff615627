from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from analytics.health.device import DeviceReport, DeviceState, Gap, Held, judge_device
from analytics.health.finding import Finding, ordered
from analytics.health.policy import HealthPolicy

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
POLICY = HealthPolicy()


def ago(minutes: float = 0, days: float = 0) -> datetime:
    return NOW - timedelta(minutes=minutes, days=days)


def report(**known: Any) -> DeviceReport:
    """A box that does well, but for what is given."""
    well: dict[str, Any] = {
        "enrolled": True,
        "last_batch": ago(1),
        "told": ago(1),
        "outbox_batches": 0,
        "clock_skew_seconds": 0.2,
        "disk_free_bytes": 20 * 2**30,
        "temperature_celsius": 55.0,
        "heat_discarded": 0,
        "heat_discarded_day": 0,
    }
    return DeviceReport("box-1", **(well | known))


UNMEASURED = dict.fromkeys(
    ("clock_skew_seconds", "disk_free_bytes", "temperature_celsius", "heat_discarded_day")
)
FULL = 100 * 2**20
TABLE: list[tuple[str, dict[str, Any], DeviceState, datetime | None, list[tuple[str, str]]]] = [
    ("all is well", {}, "ok", None, []),
    ("not measured is not wrong", UNMEASURED, "ok", None, []),
    (
        "enrolled and never heard",
        {"last_batch": None, "told": None},
        "never",
        None,
        [("device_never", "notice")],
    ),
    ("sends what films gave", {"told": None, "last_batch": ago(9000)}, "unknown", None, []),
    ("fifteen minutes of silence", {"last_batch": ago(15)}, "ok", None, []),
    (
        "sixteen",
        {"last_batch": ago(16), "temperature_celsius": 90.0},
        "silent",
        ago(16),
        [("device_silent", "critical")],
    ),
    (
        "silent for a season, but enrolled",
        {"last_batch": ago(days=90)},
        "silent",
        ago(days=90),
        [("device_silent", "critical")],
    ),
    (
        "silent for a season, never enrolled",
        {"last_batch": ago(days=90), "enrolled": False},
        "gone",
        ago(days=90),
        [],
    ),
    ("revoked", {"revoked": ago(5), "last_batch": ago(days=9)}, "revoked", ago(5), []),
    (
        "the outbox grows",
        {"outbox_batches": 31, "outbox_oldest_seconds": 1860.0, "late_since": ago(1)},
        "late",
        ago(1),
        [("device_late", "warning")],
    ),
    ("a short queue", {"outbox_batches": 9, "outbox_oldest_seconds": 540.0}, "ok", None, []),
    (
        "it sends what it kept for a day",
        {"told": ago(days=1), "outbox_batches": 4},
        "late",
        ago(days=1),
        [("device_late", "warning")],
    ),
    (
        "a wrong clock, either way",
        {"clock_skew_seconds": -42.0, "clock_since": ago(30)},
        "ok",
        None,
        [("clock_wrong", "warning")],
    ),
    ("little room", {"disk_free_bytes": 2**29}, "ok", None, [("disk_short", "warning")]),
    ("no room", {"disk_free_bytes": FULL}, "ok", None, [("disk_short", "critical")]),
    ("hot", {"temperature_celsius": 80.0}, "ok", None, [("device_hot", "warning")]),
    ("heat given up today", {"heat_discarded_day": 3}, "ok", None, [("heat_discarded", "warning")]),
    ("heat given up long ago", {"heat_discarded": 3}, "ok", None, []),
    ("a gap that may close", {"gaps": (Gap(2, ago(15)),)}, "ok", None, []),
    (
        "a gap that stays",
        {"gaps": (Gap(2, ago(16)), Gap(3, ago(days=2)), Gap(9, ago(1)), Gap(9, ago(days=31)))},
        "ok",
        None,
        [("batches_missing", "warning")],
    ),
    (
        "batches of a wrong clock",
        {"held": Held(4, ago(days=40)), "gaps": (Gap(2, ago(16)),)},
        "ok",
        None,
        [("batches_held", "warning"), ("batches_missing", "warning")],
    ),
    (
        "they wait though the box is revoked",
        {"held": Held(4, ago(9)), "revoked": ago(5)},
        "revoked",
        ago(5),
        [("batches_held", "warning")],
    ),
    (
        "or gone",
        {"held": Held(4, ago(days=90)), "last_batch": ago(days=90), "enrolled": False},
        "gone",
        ago(days=90),
        [("batches_held", "warning")],
    ),
    (
        "or never said how it was",
        {"held": Held(1, ago(1)), "told": None},
        "unknown",
        None,
        [("batches_held", "warning")],
    ),
]


@pytest.mark.parametrize(
    ("known", "state", "since", "findings"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE]
)
def test_the_state_of_a_box(
    known: dict[str, Any],
    state: DeviceState,
    since: datetime | None,
    findings: list[tuple[str, str]],
) -> None:
    judged = judge_device(report(**known), POLICY, NOW)
    assert (judged.state, judged.since) == (state, since)
    assert [(each.code, each.severity) for each in judged.findings] == findings


def test_gaps_are_summed_and_dated_by_the_oldest() -> None:
    gaps = (Gap(2, ago(16)), Gap(3, ago(days=2)), Gap(9, ago(1)))
    [found] = judge_device(report(gaps=gaps), POLICY, NOW).findings
    assert (found.since, found.params) == (ago(days=2), {"count": 5})


def test_held_batches_are_counted_and_dated() -> None:
    [found] = judge_device(report(held=Held(4, ago(days=40))), POLICY, NOW).findings
    assert (found.since, found.params) == (ago(days=40), {"count": 4})


def test_the_worst_comes_first_and_then_the_oldest() -> None:
    found = [
        Finding("device_never", "notice", "box-2", None),
        Finding("clock_wrong", "warning", "box-1", None),
        Finding("camera_slow", "warning", "door", ago(5)),
        Finding("camera_offline", "critical", "door", ago(5)),
        Finding("camera_offline", "critical", "aisle", ago(50)),
    ]
    codes = [(each.code, each.subject) for each in ordered(reversed(found))]
    assert codes == [
        ("camera_offline", "aisle"),
        ("camera_offline", "door"),
        ("camera_slow", "door"),
        ("clock_wrong", "box-1"),
        ("device_never", "box-2"),
    ]


@pytest.mark.parametrize("wrong", [{"fps_share": 0.0}, {"disk_critical_bytes": 2**31}])
def test_a_policy_that_makes_no_sense(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        HealthPolicy(**wrong)
