"""`chaland check`: is this site ready to run?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.console import out
from cli.detectors import site_detector


def check(
    site: Annotated[Path, typer.Argument(metavar="SITE", help="The site file.")],
    films: Annotated[bool, typer.Option(help="Open the films and the model too.")] = True,
) -> None:
    """Check a site file, its films and its model, and name every mistake."""
    from vision.site_file import load_site
    from vision.site_survey import floor_facts, plan_warnings

    loaded = load_site(site)
    if films:
        from vision.edge.films import plan_films

        for camera in loaded.site.cameras:
            if camera.live:
                loaded.credentials(camera)
                out.print(
                    f"camera {camera.id}: live, {camera.source}, "
                    f"{len(camera.lines)} lines, {len(camera.measured_zones)} zones"
                )
        for plan in plan_films(loaded, skip_live=True):
            length = "unknown length" if plan.seconds is None else f"{plan.seconds:.0f} s"
            out.print(
                f"camera {plan.camera.id}: {plan.path.name}, {length}, "
                f"from {plan.starts_at.isoformat()}, "
                f"{len(plan.camera.lines)} lines, {len(plan.camera.measured_zones)} zones"
            )
        out.print(f"detector: {site_detector(loaded).name}")
    for camera in loaded.site.cameras:
        facts = floor_facts(camera)
        if facts is not None:
            out.print(f"camera {camera.id}: {facts}", soft_wrap=True)
    for warning in plan_warnings(loaded.site):
        out.print(f"warning: {warning}", soft_wrap=True)
    if not any(line.role == "entrance" for c in loaded.site.cameras for line in c.lines):
        out.print(
            "note: no line has `role: entrance`, so there will be no footfall and no conversion."
        )
    out.print(f"{site}: no mistakes")
