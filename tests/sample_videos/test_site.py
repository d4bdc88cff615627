"""The sample shop's site file as it is shipped."""

from __future__ import annotations

from pathlib import Path

import pytest

import sample_videos
from sample_videos.simulator.demo_shop import demo_shop
from sample_videos.simulator.projection import View
from vision.site import Site
from vision.site_file import load_site
from vision.site_floor import build_floor
from vision.site_plan import seen_cells
from vision.site_survey import plan_warnings


@pytest.fixture(scope="module")
def site() -> Site:
    return load_site(Path(sample_videos.__path__[0]) / "site.yaml").site


def test_the_plan_holds_the_shops_areas_and_what_lies_before_it(site: Site) -> None:
    assert site.plan is not None
    zones = {zone.id: zone for zone in site.plan.zones}
    for area in demo_shop().areas:
        assert tuple(zones[f"plan-{area.name}"].polygon) == area.polygon
    kinds = {zone.type for zone in site.plan.zones}
    assert kinds == {
        "area",
        "promotional_table",
        "kiosk",
        "fitting_room",
        "click_and_collect",
        "queue",
        "till",
        "window",
        "street",
        "staff",
    }
    assert zones["plan-queue"].tills == ["plan-tills"]


def test_the_cameras_see_all_of_the_plan(site: Site) -> None:
    assert plan_warnings(site) == []
    assert site.plan is not None
    grid, seen = site.plan.grid, seen_cells(site, site.plan)
    street = next(zone for zone in site.plan.zones if zone.type == "street")
    assert seen[grid.within(street.polygon)].mean() > 0.95
    assert seen[grid.within(site.plan.outline)].mean() > 0.95


@pytest.mark.parametrize("index", range(4))
def test_the_cameras_floors_are_the_shops(site: Site, index: int) -> None:
    view = View(demo_shop().cameras[index])
    floor = build_floor(site.cameras[index], (view.width, view.height))
    assert floor is not None
    assert not floor.mirrored
    x, y, _ = view.camera.target
    pixels, _ = view.project([(x, y, 0.0)])
    # A ten-thousandth of the picture is what the file rounds to.
    assert floor.metres(pixels)[0] == pytest.approx((x, y), abs=0.02)
