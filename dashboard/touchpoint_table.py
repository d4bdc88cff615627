"""The table of touchpoints: how many visitors each zone draws, and how many of them use it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import streamlit as st

from dashboard import markup
from dashboard.figures import write
from dashboard.journey_tables import cell
from dashboard.journey_words import zone_type
from dashboard.markup import Cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from dashboard.plan_shapes import Touchpoint
    from dashboard.shapes import Figure
    from dashboard.visit import Visit
    from dashboard.words import Words

QUEUE: Final = "queue"


def draw(touchpoints: Sequence[Touchpoint], visit: Visit) -> None:
    say, shown = visit.say, grouped(touchpoints)
    cameras = {camera.camera: camera.name for camera in visit.store.cameras}
    # A zone may be drawn on the plan and in a camera's picture, under one name.
    seen_by = {zone.zone: cameras.get(zone.camera, "") for zone in visit.store.zones}
    head = [
        say("Zone"),
        say("Attraction"),
        say("Use"),
        say("Use per visitor"),
        say("Median dwell"),
        say("Median wait"),
    ]
    rows = [
        [_name(one, say, seen_by), *(cell(figure, say) for figure in _figures(one)), *_none(one)]
        for one in shown
    ]
    table = markup.table(say("Touchpoints, by type of zone"), head, rows, "touchpoints")
    why = notes(shown, say)
    st.html(table + (markup.notes(why) if why else ""))


def grouped(touchpoints: Iterable[Touchpoint]) -> list[Touchpoint]:
    """Each type before its zones; a type of one zone is that zone."""
    of_types = {one.type: one for one in touchpoints if one.zone is None}
    zones = [one for one in touchpoints if one.zone is not None]
    many = {kind for kind, number in Counter(one.type for one in zones).items() if number > 1}
    shown = []
    for kind in dict.fromkeys(one.type for one in zones):
        if kind in many and kind in of_types:
            shown.append(of_types[kind])
        shown += [one for one in zones if one.type == kind]
    return shown


def notes(shown: Sequence[Touchpoint], say: Words) -> list[str]:
    """Why figures are missing and what to doubt of them, each once with the zones it is of; and
    what is to be known of all others."""
    doubts: dict[str, list[str]] = {}
    known: dict[str, None] = {}
    for one in shown:
        figures = [write(figure, say, "counts", "") for figure in _figures(one)]
        of_one = [each.note for each in figures if each.value is None]
        of_one += [flag for each in figures for flag in each.flags]
        for note in dict.fromkeys(of_one):
            doubts.setdefault(note, []).append(_name(one, say).text)
        known |= dict.fromkeys(each.note for each in figures if each.value is not None)
    return [
        *(
            say("{line}: {note}", line=", ".join(names), note=note)
            for note, names in doubts.items()
            if note
        ),
        *(note for note in known if note),
    ]


def _name(one: Touchpoint, say: Words, seen_by: Mapping[str, str] | None = None) -> Cell:
    kind = zone_type(one.type, say)
    if one.zone is None:
        return Cell(say("All of type “{type}”", type=kind))
    camera = (seen_by or {}).get(one.zone)
    below = say("{type}, seen by {camera}", type=kind, camera=camera) if camera else kind
    return Cell(one.name or one.zone, below)


def _figures(one: Touchpoint) -> list[Figure]:
    figures = [one.attraction, one.use, one.use_per_visitor, one.dwell_p50_seconds]
    return [*figures, one.wait_p50_seconds] if one.type == QUEUE else figures


def _none(one: Touchpoint) -> list[Cell]:
    """Nobody waits in a zone that is no queue."""
    return [] if one.type == QUEUE else [Cell("–")]
