"""How well a site's cameras lie on its plan, in sentences for who sets the site up."""

from __future__ import annotations

from vision.journey.step import PLAN
from vision.site import CameraPart, Site
from vision.site_floor import build_floor, mirrored_cameras
from vision.site_plan import seen_cells

LITTLE_SEEN = 0.5
"""Share of a zone on the plan below which it is worth a word."""


def floor_facts(camera: CameraPart) -> str | None:
    """How well the camera's floor points fit; None: it has none."""
    floor = build_floor(camera)
    if floor is None or floor.fit is None:
        return None
    fit = floor.fit
    if fit.rms is None:
        return (
            "4 floor points, which always fit; with seven or more a wrong one is found and left out"
        )
    kept = [index for index in range(len(fit.errors)) if index not in fit.left_out]
    worst = max(kept, key=lambda index: fit.errors[index])
    text = (
        f"floor from {len(kept)} of {len(fit.errors)} points, off by {fit.rms:.2f} m (RMS), "
        f"most at point {worst + 1}: {fit.errors[worst]:.2f} m"
    )
    for index in fit.left_out:
        off = fit.errors[index]
        distance = "above the horizon" if off == float("inf") else f"{off:.2f} m off"
        text += f"; point {index + 1} is {distance} and left out: click it again"
    return text


def plan_warnings(site: Site) -> list[str]:
    """What will be missing or wrong on the plan. A site without a plan has none."""
    plan = site.plan
    if plan is None:
        return []
    placed = [camera for camera in site.cameras if camera.floor]
    if not placed:
        return [f"{PLAN}: no camera has a `floor`, so nothing is measured on the plan."]
    found = [
        f"{PLAN}: camera {camera.id} has no `floor` and is not on the plan."
        for camera in site.cameras
        if not camera.floor
    ]
    if mirrored_cameras(placed):
        found.append(
            f"{PLAN}: its y grows downwards, so it will be drawn as in a mirror. On a map x grows "
            "to the right and y up: give every y of `metres`, `outline` and `polygon` a minus."
        )
    grid, seen = plan.grid, seen_cells(site, plan)
    for zone in plan.measured_zones:
        area = grid.within(zone.polygon)
        if not area.any():
            found.append(
                f"{PLAN}: zone {zone.id} is smaller than a cell of {grid.cell:g} m: draw it larger."
            )
            continue
        share = float(seen[area].mean())
        if share == 0:
            found.append(f"{PLAN}: no camera sees zone {zone.id}, so nothing is measured in it.")
        elif share < LITTLE_SEEN:
            found.append(f"{PLAN}: cameras see only {share:.0%} of zone {zone.id}.")
    return found
