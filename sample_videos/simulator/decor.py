"""How a shop is done up: its floor, walls, light and goods, apart from where things stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np

Colour = tuple[float, float, float]
FloorKind = Literal["tiles", "wood", "concrete", "carpet"]


@dataclass(frozen=True, slots=True)
class Light:
    """The lamps and the camera's exposure. 1 is the usual of everything."""

    level: float = 1.0
    """Of the lamps inside."""
    warmth: float = 0.0
    """-1 bluish, 1 yellowish."""
    day: float = 1.0
    """Of the daylight in the street."""
    lean: Colour = (0.45, -0.5, 1.0)
    """Where the light that throws shadows comes from."""
    second: Colour = (-0.6, 0.45, 1.0)
    """Where the second one comes from."""

    @property
    def tint(self) -> Colour:
        return (1 + 0.06 * self.warmth, 1.0, 1 - 0.12 * self.warmth)


@dataclass(frozen=True, slots=True)
class Decor:
    """Colours are RGB, 0 to 1. ``seed`` draws what has no field: goods, posters, the street."""

    seed: int = 3
    floor: FloorKind = "tiles"
    floor_colour: Colour = (0.60, 0.57, 0.53)
    tile: float = 0.6
    """Metres."""
    wall: Colour = (0.88, 0.86, 0.82)
    accent: Colour = (0.20, 0.42, 0.45)
    """Of signs, curtains and the till's front."""
    furniture: Colour = (0.86, 0.85, 0.83)
    wood: Colour = (0.56, 0.42, 0.29)
    goods: float = 0.2
    """Saturation of packaging, 0 to 1."""
    reflectance: float = 0.1
    """Of the floor."""
    frame: Colour = (0.16, 0.16, 0.17)
    """Of the door and the windows."""
    pane: float = 1.6
    """Metres of glass between two bars of a window, about."""
    light: Light = field(default_factory=Light)


def random_decor(rng: np.random.Generator) -> Decor:
    """Any shop's looks, for training frames."""
    grey = rng.uniform(0.3, 0.85)
    tone = rng.uniform(-0.12, 0.12, 3)
    floor = tuple(float(c) for c in np.clip(grey + tone, 0.1, 0.92))
    wall = tuple(float(c) for c in np.clip(rng.uniform(0.45, 0.92) + 0.5 * tone, 0.2, 0.95))
    accent = tuple(float(c) for c in rng.uniform(0.08, 0.7, 3))
    furniture = tuple(float(c) for c in np.full(3, rng.uniform(0.12, 0.9)))
    wood = tuple(float(c) for c in np.array((0.6, 0.44, 0.3)) * rng.uniform(0.4, 1.4))
    kinds: tuple[FloorKind, ...] = get_args(FloorKind)
    towards = rng.uniform(-0.7, 0.7, (2, 2))
    frame = tuple(float(c) for c in rng.uniform(0.05, 0.9) + rng.uniform(-0.04, 0.04, 3))
    return Decor(
        seed=int(rng.integers(1 << 30)),
        floor=kinds[int(rng.integers(len(kinds)))],
        floor_colour=(floor[0], floor[1], floor[2]),
        tile=float(rng.choice((0.3, 0.45, 0.6, 0.9))),
        wall=(wall[0], wall[1], wall[2]),
        accent=(accent[0], accent[1], accent[2]),
        furniture=(furniture[0], furniture[1], furniture[2]),
        wood=(wood[0], wood[1], wood[2]),
        goods=float(rng.uniform(0.15, 0.8)),
        reflectance=float(rng.choice((0.0, rng.uniform(0.0, 0.25)))),
        frame=(frame[0], frame[1], frame[2]),
        pane=float(rng.uniform(0.7, 2.4)),
        light=Light(
            level=float(rng.uniform(0.6, 1.25)),
            warmth=float(rng.uniform(-0.8, 1.0)),
            day=float(rng.uniform(0.25, 1.3)),
            lean=(float(towards[0, 0]), float(towards[0, 1]), 1.0),
            second=(float(towards[1, 0]), float(towards[1, 1]), 1.0),
        ),
    )
