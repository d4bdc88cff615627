"""The words of journeys: stages, rates, types of zone, and where a move begins or ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.shapes import Figure
    from dashboard.words import Words

DOOR: Final = ":door"
UNSEEN: Final = ":unseen"
OTHER: Final = ":other"
AT_THE_DOOR: Final = (
    "capture_rate_of_passers_by",
    "capture_rate_of_traffic",
    "window_stop_rate",
    "window_entry_rate",
    "turn_back_rate",
)
IN_THE_SHOP: Final = (
    "stop_rate",
    "backtracking_rate",
    "hesitation_rate",
    "queue_abandonment_rate",
)


def stages(say: Words) -> dict[str, str]:
    return {
        "outside": say("Passed by or came in"),
        "looked": say("Looked in at a window"),
        "entered": say("Came in"),
        "visits": say("Visits"),
        "reached": say("Reached a zone"),
        "stopped": say("Stopped there"),
        "queued": say("Queued"),
        "served": say("Were served"),
    }


def share_of(stage: str, share: str, say: Words) -> str:
    """``share`` of the people of a stage, as the API names it."""
    known = {
        "outside": say("{share} of those outside", share=share),
        "visits": say("{share} of the visits", share=share),
        "reached": say("{share} of those who reached a zone", share=share),
        "queued": say("{share} of those who queued", share=share),
    }
    return known.get(stage, f"{share} / {stage}")


def rates(say: Words) -> dict[str, str]:
    return {
        "capture_rate_of_passers_by": say("Capture rate of passers-by"),
        "capture_rate_of_traffic": say("Capture rate of traffic"),
        "window_stop_rate": say("Window stop rate"),
        "window_entry_rate": say("Window entry rate"),
        "turn_back_rate": say("Turn-back rate"),
        "stop_rate": say("Stop rate"),
        "backtracking_rate": say("Backtracking rate"),
        "hesitation_rate": say("Hesitation rate"),
        "queue_abandonment_rate": say("Queue abandonment rate"),
    }


def zone_type(kind: str, say: Words) -> str:
    known = {
        "area": say("area"),
        "queue": say("queue"),
        "till": say("till"),
        "street": say("street"),
        "window": say("window"),
        "connected_window": say("connected window"),
        "kiosk": say("kiosk"),
        "click_and_collect": say("click and collect"),
        "service_desk": say("service desk"),
        "fitting_room": say("fitting room"),
        "promotional_table": say("promotional table"),
        "screen": say("screen"),
        "staff": say("staff area"),
    }
    return known.get(kind, kind)


def place(end: str, names: Mapping[str, str], say: Words) -> str:
    """Where a move begins or ends: a zone, the door, or nowhere that was seen."""
    known = {DOOR: say("Door"), UNSEEN: say("Out of sight"), OTHER: say("Rarer ways")}
    return known.get(end, names.get(end, end))


def seen_whole(whole: Figure, say: Words) -> str:
    """How many of the visits were seen from door to door; why that is not known."""
    if whole.value is None:
        return say.server(whole.note) if whole.note else ""
    share = say.percent(whole.value, 0)
    return say("{share} of the visits were seen from door to door.", share=share)


def definition(figure: Figure, say: Words) -> str:
    """What is divided by what, in the API's words, and by how many."""
    parts = [say.server(figure.method.partition(";")[0])] if figure.method else []
    if figure.value is not None and figure.n is not None:
        parts.append(f"n\u00a0=\u00a0{say.number(figure.n)}")
    return " · ".join(parts)


def joined(say: Words) -> str:
    """What figures that follow people across cameras do not bear."""
    return say(
        "People are followed from camera to camera by place and time alone: in a crowd two may be "
        "exchanged. Read ways as tendencies; figures of the door and of single zones do not hang "
        "on them."
    )
