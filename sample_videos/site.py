"""The sample films' site file, drawn from the shop itself: ``python -m sample_videos.site``.

Where the zones lie in each picture comes from the shop's plan and the cameras' places, so that a
shop that is changed and filmed again has the site file that fits it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sample_videos.render import START
from sample_videos.simulator.building import DOOR_HEIGHT, HEAD, SILL
from sample_videos.simulator.demo_shop import demo_shop
from sample_videos.simulator.floor import STREET_DEPTH, STREET_MARGIN
from sample_videos.simulator.projection import DOOR_LINE, View
from sample_videos.simulator.shop import AreaKind, Point, Shop, rectangle
from vision.description import ZoneType

ZONES = {
    "door": ("kiosk",),
    "left": ("books", "home", "promotion"),
    "right": ("clothes", "beauty"),
    "tills": ("queue", "tills", "fitting", "collect"),
}
"""Which camera watches which area: the one that sees the most of its floor."""

ANALYSIS_FPS = {"door": 10}
"""Frames analysed a second; 5 where none is named. In a doorway people walk close behind each
other, and a frame without somebody is soon a frame with somebody else in that place."""

MODEL = "../models/chaland-sim/chaland-sim_int8_openvino_model"

UNIFORM = "#d06818"
"""The staff's tops as a still of the tills' camera shows them; the cloth itself is brighter."""

BEHIND_TILLS = rectangle(8.8, 9.0, 12.8, 10.0)
"""Metres: the floor between the tills and the wall, where only cashiers are."""

TYPES: dict[AreaKind, ZoneType] = {
    AreaKind.DISPLAY: "area",
    AreaKind.QUEUE: "queue",
    AreaKind.TILL: "till",
    AreaKind.DESK: "click_and_collect",
    AreaKind.KIOSK: "kiosk",
    AreaKind.FITTING: "fitting_room",
}
"""What the shop's areas are on the plan; the promotion is a promotional table."""

BEFORE_WINDOW = (-1.25, -0.1)
"""Metres along y: where somebody who looks into a window stands."""

WINDOWS = ("left", "right")
"""As seen from above, in the order of their x."""

BESIDE_DOOR = 0.3
"""Metres by which the counting line is longer than the door is wide, on each side."""

MARGIN = 0.03
"""Share of the picture along its edges in which no floor point is taken."""

_HEAD = """\
# The simulated shop's site file. Written by `python -m sample_videos.site`; to play with, copy it.
# yaml-language-server: $schema=../docs/site.schema.json
version: 1
store:
  id: demo
  name: Simulated shop
  timezone: Europe/Paris
  currency: EUR
privacy:
  controller: Chaland, a simulated shop
  contact: nobody@example.com
  notice: the people in these films are drawn
detector:
  model: {model}
staff:
  uniform:
    - {{colour: "{uniform}"}}
cameras:
"""


def site_text(shop: Shop, start: datetime, model: str = MODEL) -> str:
    """The site file of the shop's films, which begin at ``start`` and lie beside it."""
    text = _HEAD.format(model=model, uniform=UNIFORM)
    for camera in shop.cameras:
        view = View(camera)
        text += (
            f"  - id: {camera.name}\n"
            f"    source: {camera.name}.mp4\n"
            f"    simulated: true\n"
            f"    starts_at: {start.isoformat()}\n"
            f"    analysis_fps: {ANALYSIS_FPS.get(camera.name, 5)}\n"
        )
        text += "    floor:\n"
        for at, metres in floor_points(view, shop):
            text += f"      - {{at: {_point(at)}, metres: [{metres[0]:g}, {metres[1]:g}]}}\n"
        if camera.name == "door":
            first, last = _entrance(shop, view)
            text += (
                "    lines:\n"
                f"      - {{id: entrance, name: Entrance, role: entrance, "
                f"start: {_point(first)}, end: {_point(last)}}}\n"
            )
        text += "    zones:\n"
        for name in ZONES[camera.name]:
            polygon = _points(view.area(shop.area(name)))
            # The plan has a zone of the same area: a table of both must tell which is which.
            title = f"{name.capitalize()} ({camera.name})"
            text += f"      - {{id: {name}, name: {title}, polygon: {polygon}}}\n"
        if camera.name == "tills":
            polygon = _points(view.polygon(BEHIND_TILLS))
            text += (
                "      - {id: behind-tills, name: Behind the tills, role: staff, "
                f"polygon: {polygon}}}\n"
            )
    return text + _plan(shop)


def _plan(shop: Shop) -> str:
    """The plan: the shop's areas, the floor behind the tills, and what lies before the front."""
    text = f"plan:\n  outline: {_metres(rectangle(0, 0, shop.width, shop.depth))}\n  zones:\n"
    tills = ", ".join(f"plan-{area.name}" for area in shop.areas_of(AreaKind.TILL))
    for area in shop.areas:
        kind = "promotional_table" if area.name == "promotion" else TYPES[area.kind]
        leads = f", tills: [{tills}]" if area.kind is AreaKind.QUEUE else ""
        text += _zone(area.name, area.name.capitalize(), kind, area.polygon, leads)
    for side, (start, end) in zip(WINDOWS, shop.windows, strict=True):
        window = rectangle(start, BEFORE_WINDOW[0], end, BEFORE_WINDOW[1])
        text += _zone(f"window-{side}", f"{side.capitalize()} window", "window", window)
    text += _zone("street", "Street", "street", street(shop))
    return text + _zone("behind-tills", "Behind the tills", "staff", BEHIND_TILLS)


def _zone(name: str, title: str, kind: ZoneType, polygon: Sequence[Point], more: str = "") -> str:
    # The cameras have zones of the same areas, and an id is used once.
    return (
        f"    - {{id: plan-{name}, name: {title}, type: {kind}, "
        f"polygon: {_metres(polygon)}{more}}}\n"
    )


def street(shop: Shop) -> list[Point]:
    """The pavement before the shop as far as a camera sees it, through the door or a window: from
    its edge to as near to the windows as people stand."""
    ends = []
    for y in (-STREET_DEPTH, BEFORE_WINDOW[0]):
        row = [
            x / 2
            for x in range(-2 * int(STREET_MARGIN), 2 * int(shop.width + STREET_MARGIN) + 1)
            if any(_looks_out(View(camera), shop, (x / 2, y)) for camera in shop.cameras)
        ]
        ends.append((min(row), max(row)))
    (left, right), (near_left, near_right) = ends
    far, near = -STREET_DEPTH, BEFORE_WINDOW[1]
    return [(left, far), (right, far), (near_right, near), (near_left, near)]


def _looks_out(view: View, shop: Shop, place: Point) -> bool:
    """Whether a camera inside sees a place of the street."""
    pixels, depth = view.project([(*place, 0.0)])
    shares = pixels[0] / (view.width, view.height)
    if depth[0] <= 0 or not ((shares >= 0) & (shares <= 1)).all():
        return False
    x, y, height = view.camera.position
    # Where the line of sight goes through the front, y = 0.
    way = y / (y - place[1])
    across, high = x + (place[0] - x) * way, height * (1 - way)
    through_window = any(a <= across <= b for a, b in shop.windows) and SILL <= high <= HEAD
    return through_window or (shop.door[0] <= across <= shop.door[1] and high <= DOOR_HEIGHT)


def floor_points(view: View, shop: Shop) -> list[tuple[Point, Point]]:
    """Four points of the floor, as far towards the picture's corners as it reaches, with their
    places in metres: every half metre, as somebody with a tape would mark them."""
    plan = [
        (x / 2, y / 2)
        for x in range(2 * int(shop.width) + 1)
        for y in range(2 * int(shop.depth) + 1)
    ]
    pixels, depth = view.project([(*place, 0.0) for place in plan])
    shares = pixels / (view.width, view.height)
    inside = (depth > 0) & ((shares > MARGIN) & (shares < 1 - MARGIN)).all(axis=1)
    seen = [index for index in range(len(plan)) if inside[index]]
    corners = dict.fromkeys(
        max(seen, key=lambda index: float(shares[index] @ way))
        for way in ((-1, -1), (1, -1), (1, 1), (-1, 1))
    )
    return [((float(shares[n, 0]), float(shares[n, 1])), plan[n]) for n in corners]


def _entrance(shop: Shop, view: View) -> tuple[Point, Point]:
    """From left to right in the picture: in is then towards the camera."""
    # Wider than the door on both sides: people cut the corner behind a post.
    ends = [(x, DOOR_LINE, 0.0) for x in (shop.door[0] - BESIDE_DOOR, shop.door[1] + BESIDE_DOOR)]
    pixels, _ = view.project(ends)
    first, last = sorted((float(x) / view.width, float(y) / view.height) for x, y in pixels)
    return first, last


def _point(point: Point) -> str:
    return f"[{point[0]:.4f}, {point[1]:.4f}]"


def _points(points: Sequence[Point]) -> str:
    return "[" + ", ".join(_point(point) for point in points) + "]"


def _metres(points: Sequence[Point]) -> str:
    return "[" + ", ".join(f"[{x:g}, {y:g}]" for x, y in points) + "]"


def main() -> int:
    path = Path(__file__).parent / "site.yaml"
    path.write_text(site_text(demo_shop(), START), "utf-8")
    sys.stderr.write(f"{path} written\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
