"""What people look like: varied in build and skin, and dressed as a street is."""

from __future__ import annotations

import colorsys

from numpy.random import Generator

from sample_videos.simulator.pose import Person

Colour = tuple[float, float, float]

UNIFORM: Colour = (0.95, 0.45, 0.05)
"""The staff's top. No customer wears a colour like it."""
BLACK: Colour = (0.05, 0.05, 0.06)

_SKINS: tuple[Colour, ...] = (
    (0.96, 0.84, 0.76),
    (0.92, 0.76, 0.65),
    (0.85, 0.66, 0.52),
    (0.74, 0.54, 0.40),
    (0.60, 0.41, 0.29),
    (0.45, 0.30, 0.21),
    (0.31, 0.20, 0.15),
)
_HAIRS: tuple[Colour, ...] = (
    (0.06, 0.05, 0.05),
    (0.14, 0.10, 0.08),
    (0.28, 0.18, 0.11),
    (0.42, 0.28, 0.16),
    (0.62, 0.47, 0.28),
    (0.78, 0.64, 0.42),
    (0.45, 0.20, 0.10),
    (0.62, 0.61, 0.60),
    (0.86, 0.85, 0.83),
)
_SHOES: tuple[Colour, ...] = (
    BLACK,
    (0.20, 0.13, 0.09),
    (0.88, 0.88, 0.86),
    (0.35, 0.34, 0.33),
    (0.45, 0.30, 0.18),
)


def person(number: int, rng: Generator, *, staff: bool = False) -> Person:
    """Somebody, drawn from the street."""
    woman = rng.random() < 0.5
    height = float(rng.normal(1.65, 0.065) if woman else rng.normal(1.78, 0.07))
    hair_style = rng.choice(
        ["short", "long", "bald", "cap"],
        p=[0.34, 0.62, 0.0, 0.04] if woman else [0.76, 0.05, 0.11, 0.08],
    )
    skirt = bool(not staff and woman and rng.random() < 0.22)
    bag = rng.choice(["none", "shoulder", "backpack", "basket"], p=[0.5, 0.22, 0.18, 0.1])
    # Indices, not colours: a choice among tuples would make arrays of them.
    skin = _SKINS[int(rng.choice(len(_SKINS), p=(0.2, 0.22, 0.17, 0.13, 0.11, 0.1, 0.07)))]
    hair = _HAIRS[int(rng.integers(len(_HAIRS)))]
    top, trousers = _garment(rng, light=0.42), _garment(rng, light=0.18)
    shoes = _SHOES[int(rng.integers(len(_SHOES)))]
    return Person(
        number=number,
        height=min(max(height, 1.5), 1.95),
        build=float(min(max(rng.normal(0.98 if woman else 1.03, 0.08), 0.85), 1.25)),
        skin=_near(skin, rng, 0.02),
        hair=_near(hair, rng, 0.02),
        hair_style="short" if staff and hair_style == "cap" else hair_style.item(),
        top=UNIFORM if staff else top,
        trousers=BLACK if staff else trousers,
        shoes=BLACK if staff else shoes,
        skirt=skirt,
        bag="none" if staff else bag.item(),
        stride=float(rng.normal(1.0, 0.05)),
        staff=staff,
    )


def _garment(rng: Generator, *, light: float) -> Colour:
    """A garment's colour: mostly dark or muted, sometimes light, seldom strong.

    ``light``: the share of light and strong ones.
    """
    while True:
        hue = float(rng.random())
        sort = rng.random()
        if sort < light * 0.5:
            colour = colorsys.hsv_to_rgb(hue, rng.uniform(0.0, 0.2), rng.uniform(0.7, 0.95))
        elif sort < light:
            colour = colorsys.hsv_to_rgb(hue, rng.uniform(0.5, 0.85), rng.uniform(0.45, 0.85))
        elif sort < light + (1 - light) * 0.5:
            colour = colorsys.hsv_to_rgb(hue, rng.uniform(0.0, 0.35), rng.uniform(0.06, 0.25))
        else:
            # Denim, navy, olive, beige, grey.
            hue = float(rng.choice([0.6, 0.62, 0.2, 0.1, 0.0]))
            colour = colorsys.hsv_to_rgb(hue, rng.uniform(0.1, 0.5), rng.uniform(0.2, 0.6))
        if not _like_uniform(colour):
            return colour


def _like_uniform(colour: Colour) -> bool:
    hue, saturation, value = colorsys.rgb_to_hsv(*colour)
    return (hue < 0.15 or hue > 0.96) and saturation > 0.4 and value > 0.35


def _near(colour: Colour, rng: Generator, spread: float) -> Colour:
    red, green, blue = (min(max(c + float(rng.normal(0, spread)), 0.02), 0.98) for c in colour)
    return (red, green, blue)
