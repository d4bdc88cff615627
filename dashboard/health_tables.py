"""The tables of cameras and boxes, and from when on something is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import markup
from dashboard.health_words import moment, size
from dashboard.markup import Cell

if TYPE_CHECKING:
    from datetime import datetime

    from dashboard.shapes import CameraHealth, DeviceHealth, StoreHealth
    from dashboard.visit import Visit
    from dashboard.words import Words


def draw_cameras(health: StoreHealth, visit: Visit) -> None:
    say = visit.say
    st.header(say("Cameras"))
    if not health.cameras:
        st.info(
            say("The site file names no camera. Add one under `cameras:`."),
            icon=":material/videocam:",
        )
        return
    states = {
        "ok": say("fine"),
        "offline": say("no picture"),
        "never": say("never a picture"),
        "dark": say("dark"),
        "covered": say("covered"),
        "blind": say("blind"),
        "moved": say("moved"),
        "slow": say("slow"),
        "degraded": say("in part"),
        "no news": say("no news"),
        "unknown": say("not watched over"),
    }
    head = [
        say("Camera"),
        say("State"),
        say("Last picture"),
        say("Pictures a second"),
        say("Damaged, last hour"),
        say("Connection lost, last hour"),
        say("Covered today"),
    ]
    rows = [
        [
            Cell(camera.name, camera.device or ""),
            _state(states.get(camera.state, camera.state), camera.since, visit, health.now),
            _moment(camera.last_minute, visit, health.now),
            _rate(camera, say),
            _count(camera.decode_errors, say),
            _count(camera.reconnects, say),
            _covered(camera, say),
        ]
        for camera in health.cameras
    ]
    st.html(markup.table(say("Health of each camera"), head, rows, "cameras"))


def draw_boxes(health: StoreHealth, visit: Visit) -> None:
    say = visit.say
    st.header(say("Boxes"))
    if not health.devices:
        st.html(markup.line(say("No box has sent anything yet.")))
        return
    states = {
        "ok": say("fine"),
        "silent": say("silent"),
        "late": say("late"),
        "never": say("never heard"),
        "unknown": say("not watched over"),
        "revoked": say("token revoked"),
        "gone": say("gone"),
    }
    head = [
        say("Box"),
        say("State"),
        say("Last heard"),
        say("Batches that wait"),
        say("Clock"),
        say("Disk left"),
        say("Temperature"),
        say("Heatmaps given up"),
        say("Batches missing"),
    ]
    rows = [
        [
            Cell(box.device, say("enrolled") if box.enrolled else ""),
            _state(states.get(box.state, box.state), box.since, visit, health.now),
            _moment(box.last_batch, visit, health.now),
            _waiting(box, say),
            _clock(box.clock_skew_seconds, say),
            _unmeasured(say)
            if box.disk_free_bytes is None
            else Cell(size(box.disk_free_bytes, say)),
            _unmeasured(say)
            if box.temperature_celsius is None
            else Cell(say("{degrees} °C", degrees=say.number(box.temperature_celsius))),
            _count(box.heat_discarded, say),
            _count(box.missing_batches, say),
        ]
        for box in health.devices
    ]
    st.html(markup.table(say("Health of each box"), head, rows, "boxes"))


def draw_thresholds(health: StoreHealth, say: Words) -> None:
    """The rules, in words; a rule these pages do not know, as the API names it."""
    known = {
        "offline_minutes": say("Minutes without a picture, while its box is heard: {value}"),
        "view_minutes": say("Minutes for which a picture is dark, covered or moved: {value}"),
        "slow_minutes": say("Minutes for which too little is analysed: {value}"),
        "fps_share": say("Too little is, of the rate that the site file asks, below: {value}"),
        "reconnects_per_hour": say("Connections lost in an hour: {value}"),
        "decode_errors_per_hour": say("Damaged pictures in an hour: {value}"),
        "silent_minutes": say("Minutes without a batch from a box: {value}"),
        "late_minutes": say("Minutes for which a batch has waited: {value}"),
        "clock_seconds": say("Seconds by which a box’s clock is wrong: {value}"),
        "disk_bytes": say("Disk left: {value}"),
        "disk_critical_bytes": say("Disk left, at once: {value}"),
        "temperature_celsius": say("Degrees Celsius: {value}"),
        "gap_minutes": say("Minutes since a batch numbered after a missing one came: {value}"),
        "gap_days": say("Days for which missing batches are told: {value}"),
        "forgotten_days": say("Days after which a box without a token is taken for gone: {value}"),
    }
    with st.expander(say("From when on something is told here")):
        st.html(
            markup.notes(
                [
                    known.get(name, f"{name}: {{value}}").format(value=_rule(name, value, say))
                    for name, value in health.policy.items()
                ]
            )
        )


def _rule(name: str, value: float, say: Words) -> str:
    if name.endswith("_bytes"):
        return size(value, say)
    if name.endswith("_share"):
        return say.percent(value, 0)
    return say.number(value, 0 if float(value).is_integer() else 1)


def _unmeasured(say: Words) -> Cell:
    return Cell(say("not measured"), withheld=True)


def _state(text: str, since: datetime | None, visit: Visit, now: datetime) -> Cell:
    if since is None:
        return Cell(text)
    return Cell(text, visit.say("since {moment}", moment=moment(since, visit, now)))


def _moment(instant: datetime | None, visit: Visit, now: datetime) -> Cell:
    if instant is None:
        return Cell(visit.say("never"), withheld=True)
    return Cell(moment(instant, visit, now))


def _rate(camera: CameraHealth, say: Words) -> Cell:
    if camera.fps is None:
        return _unmeasured(say)
    if camera.asked_fps is None:
        return Cell(say.number(camera.fps, 1))
    asked = say.number(camera.asked_fps, 0 if camera.asked_fps.is_integer() else 1)
    return Cell(say.number(camera.fps, 1), say("{asked} asked", asked=asked))


def _count(value: int | None, say: Words) -> Cell:
    return _unmeasured(say) if value is None else Cell(say.number(value))


def _covered(camera: CameraHealth, say: Words) -> Cell:
    coverage = camera.coverage
    if coverage.share is None:
        return Cell(say("nothing expected"), withheld=True)
    hours = coverage.basis == "opening hours"
    return Cell(
        say.coverage(coverage.share),
        say("of opening hours so far") if hours else say("of the observed span"),
    )


def _waiting(box: DeviceHealth, say: Words) -> Cell:
    if box.outbox_batches is None:
        return _unmeasured(say)
    oldest = box.outbox_oldest_seconds
    sub = "" if oldest is None else say("for {age}", age=say.seconds(oldest))
    return Cell(say.number(box.outbox_batches), sub)


def _clock(seconds: float | None, say: Words) -> Cell:
    if seconds is None:
        return _unmeasured(say)
    # Written to a tenth: what is less has no sign.
    sign = "" if abs(seconds) < 0.05 else "−" if seconds < 0 else "+"
    return Cell(sign + say.seconds(abs(seconds)))
