"""The parts of a person: one surface for every bone, in the bone's own axes.

Lengths are parts of the height; +x is forwards, +y left, +z up, and limbs hang down from 0.
"""

from __future__ import annotations

import numpy as np

from sample_videos.simulator.bag import bag_of
from sample_videos.simulator.gait import (
    ANKLE,
    ANKLE_TO_KNEE,
    FOREARM,
    KNEE_TO_HIP,
    UPPER_ARM,
)
from sample_videos.simulator.mesh import Mesh, boxes, ellipsoid, loft, merge
from sample_videos.simulator.part import Part, scaled
from sample_videos.simulator.pose import Person


def parts_of(person: Person) -> list[Part]:
    """Everything that is drawn of a person."""
    h, build = person.height, person.build
    rng = np.random.default_rng((person.number, 7))
    wide = 0.35 + 0.65 * build
    weave = ("shirt", "shirt", "jacket", "striped", "checked", "printed")[int(rng.integers(6))]
    if person.staff:
        weave = "shirt"
    bare_arms = not person.staff and rng.random() < 0.55
    sleeve = person.skin if bare_arms else person.top
    sleeve_cloth = "skin" if bare_arms else "plain"
    parts = [
        Part("torso", _torso(h, build), person.top, weave),
        Part("pelvis", _pelvis(h, build), person.trousers, "trousers"),
        Part("neck", _neck(h), person.skin, "skin"),
        Part("head", _head(h), person.skin, "face", 0.1),
    ]
    hair = _hair(person)
    if hair is not None:
        parts.append(Part("head", hair, person.hair, "hair", 0.15))
    if person.staff:
        parts.append(Part("torso", _lanyard(h, build), (0.9, 0.9, 0.88), "skin"))
    shins, shin_cloth = (person.skin, "skin") if person.skirt else (person.trousers, "trousers")
    for name, side in (("left", 1), ("right", -1)):
        parts += [
            Part(f"{name} upper arm", _upper_arm(h, wide), person.top, "plain"),
            Part(f"{name} forearm", _forearm(h, wide, bare_arms), sleeve, sleeve_cloth),
            Part(f"{name} hand", _hand(h, side), person.skin, "skin"),
            Part(f"{name} thigh", _thigh(h, build, person.skirt), person.trousers, "trousers"),
            Part(f"{name} shin", _shin(h, wide, person.skirt), shins, shin_cloth),
            Part(f"{name} foot", _shoe(h), person.shoes, "skin", 0.2),
        ]
    if person.skirt:
        parts.append(Part("pelvis", _skirt(h, build), person.trousers, "trousers"))
    return parts + bag_of(person, rng)


def _torso(h: float, build: float) -> Mesh:
    rings = [
        (-0.006, 0, -0.055, 0.062, 0.088),
        (-0.006, 0, -0.035, 0.066, 0.092),
        (-0.002, 0, 0.0, 0.062, 0.086),
        (0.002, 0, 0.04, 0.056, 0.077),
        (0.002, 0, 0.08, 0.057, 0.079),
        (0.002, 0, 0.12, 0.062, 0.088),
        (0.002, 0, 0.155, 0.063, 0.095),
        (-0.003, 0, 0.185, 0.058, 0.098),
        (-0.007, 0, 0.207, 0.050, 0.092),
        (-0.009, 0, 0.224, 0.042, 0.074),
        (-0.008, 0, 0.242, 0.035, 0.050),
        (-0.004, 0, 0.258, 0.031, 0.036),
    ]
    # The belly grows more than the shoulders.
    grown = [
        (*ring[:3], ring[3] * (1 + (build - 1) * (1.3 - 2.4 * max(0, ring[2]))), ring[4])
        for ring in rings
    ]
    return loft(scaled(grown, h, 1.0, 0.4 + 0.6 * build), sides=18, squareness=2.25)


def _pelvis(h: float, build: float) -> Mesh:
    rings = [
        (0.0, 0, -0.075, 0.028, 0.030),
        (-0.002, 0, -0.05, 0.052, 0.078),
        (-0.006, 0, -0.015, 0.064, 0.092),
        (-0.004, 0, 0.02, 0.063, 0.092),
        (0.0, 0, 0.06, 0.058, 0.084),
    ]
    return loft(scaled(rings, h, build, 0.3 + 0.7 * build), sides=14, squareness=2.3)


def _neck(h: float) -> Mesh:
    rings = [
        (-0.004, 0, -0.035, 0.040, 0.042),
        (0, 0, -0.01, 0.031, 0.031),
        (0.003, 0, 0.03, 0.028, 0.028),
        (0.004, 0, 0.065, 0.030, 0.028),
    ]
    return loft(scaled(rings, h), sides=10)


def _head(h: float) -> Mesh:
    """From the chin, 0.058 below the bone's origin, to the crown, 0.072 above it."""
    rings = [
        (0.030, 0, -0.058, 0.012, 0.010),
        (0.022, 0, -0.051, 0.026, 0.022),
        (0.012, 0, -0.036, 0.039, 0.031),
        (0.006, 0, -0.015, 0.046, 0.037),
        (0.003, 0, 0.008, 0.050, 0.040),
        (0.000, 0, 0.030, 0.051, 0.041),
        (-0.003, 0, 0.050, 0.046, 0.037),
        (-0.005, 0, 0.065, 0.031, 0.026),
        (-0.006, 0, 0.071, 0.014, 0.012),
    ]
    skull = loft(scaled(rings, h), sides=16)
    # Only the skull carries the face's picture; nose and ears take the plain skin at its edge.
    features = merge(
        [
            ellipsoid(0.053 * h, 0, -0.008 * h, 0.011 * h, 0.007 * h, 0.013 * h, sides=8),
            ellipsoid(-0.002 * h, 0.040 * h, 0, 0.010 * h, 0.006 * h, 0.015 * h, sides=8),
            ellipsoid(-0.002 * h, -0.040 * h, 0, 0.010 * h, 0.006 * h, 0.015 * h, sides=8),
        ]
    )
    plain = Mesh(features.vertices, features.normals, features.texture * 0 + 0.02, features.faces)
    return merge((skull, plain))


def _hair(person: Person) -> Mesh | None:
    h = person.height
    if person.hair_style == "bald":
        return None
    # The nearer to the forehead the higher the hair begins.
    crown = [
        (-0.032, 0, -0.026, 0.012, 0.026),
        (-0.028, 0, -0.008, 0.024, 0.036),
        (-0.020, 0, 0.014, 0.034, 0.042),
        (-0.010, 0, 0.034, 0.045, 0.0435),
        (-0.006, 0, 0.050, 0.048, 0.040),
        (-0.006, 0, 0.065, 0.036, 0.030),
        (-0.006, 0, 0.074, 0.018, 0.015),
    ]
    cap = loft(scaled(crown, h), sides=14)
    if person.hair_style == "cap":
        peak = [(0.045, 0, 0.038, 0.036, 0.034), (0.042, 0, 0.043, 0.034, 0.034)]
        brim = [(-0.003, 0, 0.034, 0.053, 0.044), *crown[3:]]
        return merge((loft(scaled(brim, h), sides=14), loft(scaled(peak, h), sides=12)))
    if person.hair_style == "long":
        fall = [
            (-0.038, 0, -0.100, 0.010, 0.024),
            (-0.036, 0, -0.075, 0.016, 0.036),
            (-0.031, 0, -0.035, 0.022, 0.042),
            (-0.026, 0, 0.01, 0.028, 0.044),
            (-0.016, 0, 0.04, 0.034, 0.042),
        ]
        return merge((cap, loft(scaled(fall, h), sides=12, squareness=2.6)))
    return cap


def _upper_arm(h: float, wide: float) -> Mesh:
    rings = [
        (0, 0, -UPPER_ARM - 0.012, 0.020, 0.019),
        (0, 0, -UPPER_ARM, 0.025, 0.024),
        (0, 0, -0.11, 0.027, 0.025),
        (0, 0, -0.05, 0.030, 0.026),
        (0, 0, -0.015, 0.031, 0.026),
        (0, 0, 0.010, 0.025, 0.022),
        (0, 0, 0.020, 0.012, 0.011),
    ]
    return loft(scaled(rings, h, wide, wide), sides=10)


def _forearm(h: float, wide: float, bare: bool) -> Mesh:
    end = 0.015 if bare else 0.020
    rings = [
        (0, 0, -FOREARM, end, end * 0.85),
        (0, 0, -FOREARM * 0.6, 0.020, 0.019),
        (0, 0, -0.045, 0.025, 0.023),
        (0, 0, 0.0, 0.023, 0.022),
        (0, 0, 0.014, 0.015, 0.015),
    ]
    return loft(scaled(rings, h, wide, wide), sides=10)


def _hand(h: float, side: int) -> Mesh:
    palm = [
        (0.004, 0, -0.095, 0.009, 0.006),
        (0.004, 0, -0.075, 0.017, 0.010),
        (0.002, 0, -0.045, 0.021, 0.012),
        (0, 0, -0.015, 0.017, 0.012),
        (0, 0, 0.004, 0.013, 0.011),
    ]
    thumb = ellipsoid(
        0.020 * h, -side * 0.005 * h, -0.04 * h, 0.008 * h, 0.007 * h, 0.022 * h, sides=8
    )
    return merge((loft(scaled(palm, h), sides=8), thumb))


def _thigh(h: float, build: float, skirt: bool) -> Mesh:
    rings = [
        (0, 0, -KNEE_TO_HIP - 0.018, 0.026, 0.025),
        (0.002, 0, -KNEE_TO_HIP, 0.036, 0.035),
        (0.002, 0, -0.18, 0.042, 0.040),
        (0.002, 0, -0.10, 0.051, 0.048),
        (-0.002, 0, -0.03, 0.056, 0.050),
        (-0.004, 0, 0.02, 0.048, 0.042),
    ]
    if skirt:
        rings = [
            (0, 0, -0.215, 0.066, 0.056),
            (0, 0, -0.12, 0.061, 0.054),
            (-0.002, 0, -0.03, 0.058, 0.050),
            (-0.004, 0, 0.02, 0.048, 0.042),
        ]
    return loft(scaled(rings, h, build, 0.3 + 0.7 * build), sides=12)


def _shin(h: float, wide: float, bare: bool) -> Mesh:
    if bare:
        rings = [
            (0, 0, -ANKLE_TO_KNEE - 0.01, 0.018, 0.016),
            (0, 0, -ANKLE_TO_KNEE + 0.03, 0.018, 0.017),
            (-0.006, 0, -0.13, 0.028, 0.026),
            (-0.006, 0, -0.075, 0.034, 0.031),
            (0, 0, -0.02, 0.031, 0.029),
            (0, 0, 0.03, 0.034, 0.031),
        ]
    else:
        rings = [
            (0.004, 0, -ANKLE_TO_KNEE - 0.022, 0.034, 0.029),
            (0.0, 0, -ANKLE_TO_KNEE + 0.02, 0.031, 0.029),
            (-0.004, 0, -0.12, 0.034, 0.032),
            (-0.003, 0, -0.06, 0.037, 0.035),
            (0, 0, 0.0, 0.036, 0.034),
            (0, 0, 0.016, 0.026, 0.026),
        ]
    return loft(scaled(rings, h, wide, wide), sides=10)


def _shoe(h: float) -> Mesh:
    low = -ANKLE
    rings = [
        (0.036, 0, low, 0.078, 0.025),
        (0.037, 0, low + 0.010, 0.079, 0.027),
        (0.034, 0, low + 0.022, 0.073, 0.026),
        (0.016, 0, low + 0.034, 0.050, 0.024),
        (-0.004, 0, low + 0.048, 0.028, 0.021),
        (-0.006, 0, low + 0.062, 0.024, 0.019),
    ]
    return loft(scaled(rings, h), sides=12, squareness=2.5)


def _skirt(h: float, build: float) -> Mesh:
    rings = [
        (0, 0, -0.19, 0.088, 0.112),
        (0, 0, -0.10, 0.077, 0.104),
        (0, 0, -0.02, 0.068, 0.096),
        (0, 0, 0.04, 0.060, 0.086),
    ]
    return loft(scaled(rings, h, build, 0.3 + 0.7 * build), sides=14, squareness=2.2)


def _lanyard(h: float, build: float) -> Mesh:
    """A staff badge on the chest."""
    deep = 0.068 * h * (1 + (build - 1) * 0.9)
    return boxes([(deep, 0.04 * h, 0.15 * h)], [(0.012, 0.05, 0.07)])
