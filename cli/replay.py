"""`chaland replay`: everything behind the detector, on somebody else's detections."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.console import note, out, print_json
from cli.shapes import parse_line, parse_size, parse_zone


def replay(
    detections: Annotated[Path, typer.Argument(metavar="DET", help="MOTChallenge detections.")],
    fps: Annotated[float, typer.Option(min=0.1, max=1000, help="Frames a second of DET.")],
    size: Annotated[str, typer.Option(metavar="WxH", help="Size of the pictures in pixels.")],
    line: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME:x1,y1,x2,y2",
            help="A counting line in pixels; in is from left to right of one facing its end.",
        ),
    ] = None,
    zone: Annotated[
        list[str] | None, typer.Option(metavar="NAME:x,y;x,y;…", help="A zone in pixels.")
    ] = None,
    refund: Annotated[
        float,
        typer.Option(
            min=0,
            help="Seconds within which an in that is undone by an out is a U-turn and leaves both "
            "counts; 0 counts every crossing.",
        ),
    ] = 10.0,
    reentry: Annotated[
        float,
        typer.Option(
            min=0,
            help="Seconds within which an out that is undone by an in is a re-entry and leaves "
            "both counts; not looked for unless given.",
        ),
    ] = 0.0,
    tracks: Annotated[
        Path | None, typer.Option(metavar="OUT", help="Write the tracks, MOTChallenge format.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Track and count a MOTChallenge detection file."""
    from vision.replay import replay as run
    from vision.track.motfile import read_detections, write_tracks
    from vision.zones.line import LineCounter, LineSettings
    from vision.zones.zone import ZoneMonitor

    pixels = parse_size(size)
    settings = LineSettings(refund_seconds=refund, reentry_seconds=reentry)
    lines = [LineCounter(name, segment, settings) for name, segment in map(parse_line, line or [])]
    zones = [ZoneMonitor(name, polygon) for name, polygon in map(parse_zone, zone or [])]
    result = run(read_detections(detections), fps=fps, size=pixels, lines=lines, zones=zones)
    if tracks is not None:
        write_tracks(tracks, result.sightings)
        note(f"{result.tracks} tracks written to {tracks}")
    if as_json:
        print_json(result.summary())
        return
    out.print(f"{result.tracks} tracks")
    for item in result.lines:
        out.print(
            f"line {item['name']}: in {item['in']}, out {item['out']}, "
            f"U-turns {item['u_turns']}, re-entries {item['re_entries']}"
        )
    for item in result.zones:
        dwell = item["dwell_seconds"]
        mean = "no dwell" if dwell["mean"] is None else f"mean dwell {dwell['mean']} s"
        out.print(f"zone {item['name']}: {item['visits']} visits, {item['passes']} passes, {mean}")
