from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.health.camera import CameraReport, CameraState, judge_camera
from analytics.health.policy import HealthPolicy

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
POLICY = HealthPolicy()


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def report(**known: Any) -> CameraReport:
    """A camera that does well, but for what is given."""
    well: dict[str, Any] = {
        "heard": ago(1),
        "picture": ago(1),
        "fps": 5.0,
        "asked_fps": 5.0,
        "decode_errors": 0,
        "reconnects": 0,
        "frames_dropped": 0,
        "is_open": True,
    }
    return CameraReport("door", **(well | known))


TABLE: list[tuple[str, dict[str, Any], CameraState, datetime | None, list[tuple[str, str]]]] = [
    ("all is well", {}, "ok", None, []),
    ("nothing ever told", {"heard": None, "picture": None}, "unknown", None, []),
    ("counted from a recording", {"heard": None, "picture": ago(9000)}, "unknown", None, []),
    ("never a picture", {"picture": None}, "never", None, [("camera_never", "warning")]),
    ("five minutes without a picture", {"picture": ago(6)}, "ok", None, []),
    (
        "more than five",
        {"picture": ago(7)},
        "offline",
        ago(7),
        [("camera_offline", "critical")],
    ),
    (
        # The last thing told of it is what holds, however long ago.
        "offline, then the box fell silent too",
        {"picture": ago(300), "heard": ago(60)},
        "offline",
        ago(300),
        [("camera_offline", "critical")],
    ),
    (
        # The box is what is wrong, and has its own finding.
        "the box fell silent",
        {"picture": ago(60), "heard": ago(60), "view": "moved", "view_since": ago(90)},
        "no news",
        ago(60),
        [],
    ),
    (
        "covered",
        {"view": "covered", "view_since": ago(6)},
        "covered",
        ago(6),
        [("camera_covered", "critical")],
    ),
    ("covered for a moment", {"view": "covered", "view_since": ago(5)}, "ok", None, []),
    (
        "moved",
        {"view": "moved", "view_since": ago(600)},
        "moved",
        ago(600),
        [("camera_moved", "critical")],
    ),
    (
        "dark in opening hours",
        {"view": "dark", "view_since": ago(30)},
        "dark",
        ago(30),
        [("camera_dark", "critical")],
    ),
    (
        "dark, hours not known",
        {"view": "dark", "view_since": ago(30), "is_open": None},
        "dark",
        ago(30),
        [("camera_dark", "critical")],
    ),
    (
        "dark at night",
        {"view": "dark", "view_since": ago(30), "blind_since": ago(30), "is_open": False},
        "dark",
        ago(30),
        [],
    ),
    (
        "blind for no told reason",
        {"blind_since": ago(10)},
        "blind",
        ago(10),
        [("camera_blind", "critical")],
    ),
    (
        "a bad view is told before a low rate",
        {"view": "moved", "view_since": ago(20), "slow_since": ago(40), "degraded_since": ago(40)},
        "moved",
        ago(20),
        [("camera_moved", "critical")],
    ),
    (
        "slow",
        {"slow_since": ago(11), "degraded_since": ago(11), "fps": 1.5},
        "slow",
        ago(11),
        [("camera_slow", "warning")],
    ),
    ("slow for nine minutes", {"slow_since": ago(10), "fps": 1.5}, "ok", None, []),
    (
        "degraded",
        {"degraded_since": ago(20), "fps": 3.5},
        "degraded",
        ago(20),
        [("camera_degraded", "warning")],
    ),
    (
        "reconnects and damage beside the state",
        {"reconnects": 4, "decode_errors": 100, "slow_since": ago(30)},
        "slow",
        ago(30),
        [
            ("camera_slow", "warning"),
            ("camera_reconnecting", "warning"),
            ("camera_damaged", "warning"),
        ],
    ),
    ("not measured is not many", {"reconnects": None, "decode_errors": None}, "ok", None, []),
    ("below the limits", {"reconnects": 3, "decode_errors": 99}, "ok", None, []),
]


@pytest.mark.parametrize(
    ("known", "state", "since", "findings"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE]
)
def test_the_state_of_a_camera(
    known: dict[str, Any],
    state: CameraState,
    since: datetime | None,
    findings: list[tuple[str, str]],
) -> None:
    judged = judge_camera(report(**known), POLICY, NOW)
    assert (judged.state, judged.since) == (state, since)
    assert [(each.code, each.severity) for each in judged.findings] == findings
    assert {each.subject for each in judged.findings} <= {"door"}


def test_a_slow_camera_says_how_slow_and_leaves_out_what_was_not_measured() -> None:
    [found] = judge_camera(
        report(slow_since=ago(30), fps=1.5, frames_dropped=None), POLICY, NOW
    ).findings
    assert found.params == {"fps": 1.5, "asked": 5.0}


MINUTES = st.one_of(st.none(), st.integers(0, 10_000).map(ago))


@given(
    st.builds(
        CameraReport,
        st.just("door"),
        heard=MINUTES,
        picture=MINUTES,
        blind_since=MINUTES,
        view=st.sampled_from([None, "dark", "covered", "moved"]),
        view_since=MINUTES,
        slow_since=MINUTES,
        degraded_since=MINUTES,
        is_open=st.sampled_from([None, True, False]),
    )
)
def test_whatever_is_wrong_has_a_finding_and_nothing_else_has(known: CameraReport) -> None:
    judged = judge_camera(known, POLICY, NOW)
    calm = {"ok", "no news", "unknown"} | ({"dark"} if known.is_open is False else set())
    assert (judged.state in calm) == (judged.findings == ())
