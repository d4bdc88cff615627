"""How a body stands and walks: from a pose to the place and turn of every bone.

The legs follow the feet. While a foot bears the body its ball stays where it is on the floor, so
nothing slides; hip and knee follow from the two lengths of the leg.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sample_videos.simulator.pose import Person, Pose

Floats = npt.NDArray[np.float64]
Bones = dict[str, tuple[Floats, Floats]]
"""Bone → rotation (3, 3) and origin (3,) in the shop, metres."""

# Parts of the height, from the proportions that biomechanics uses.
HIP, KNEE_TO_HIP, ANKLE_TO_KNEE, ANKLE = 0.53, 0.245, 0.246, 0.039
HIP_ASIDE, SHOULDER_ASIDE, SHOULDER_ABOVE_HIP = 0.05, 0.096, 0.263
UPPER_ARM, FOREARM = 0.172, 0.147
WAIST_ABOVE_HIP, NECK_ABOVE_HIP = 0.06, 0.31
HEEL_BEHIND, BALL_BEFORE = 0.04, 0.095
"""Of the ankle."""
STEP = 0.43
STANCE = 0.6
"""Share of the gait's cycle in which a foot is on the floor."""
FLAT, RISE = 0.1, 0.38
"""Between these phases the whole sole is on the floor."""
STRIKE_PITCH, LIFT_PITCH = np.radians(18), np.radians(48)


@dataclass(frozen=True, slots=True)
class Foot:
    """An ankle before or behind the hips and above the floor, in metres."""

    forward: float
    height: float
    pitch: float
    """Radians, toes down."""


def phase_of(person: Person, walked: float) -> float:
    """The gait's phase in cycles: 0 where the left heel strikes, a half later the right one."""
    return walked / (2 * STEP * person.height * person.stride)


def foot_at(person: Person, phase: float) -> Foot:
    """The foot whose heel struck at phase 0."""
    phase %= 1.0
    height = person.height
    step = STEP * height * person.stride
    if phase <= STANCE:
        return _bearing(height, step, phase)
    start, end = _bearing(height, step, STANCE), _bearing(height, step, 0.0)
    part = (phase - STANCE) / (1 - STANCE)
    # The swing begins and ends at the floor's speed, so that the foot does not drag.
    drift = -2 * step * (1 - STANCE)
    forward = _hermite(start.forward, end.forward, 0.3 * drift, drift, part)
    rise = _hermite(start.height, end.height, 0.05 * height, -0.05 * height, part)
    ease = part * part * (3 - 2 * part)
    pitch = start.pitch * (1 - part) ** 1.5 + end.pitch * ease**2
    return Foot(forward, rise + 0.012 * height * float(np.sin(np.pi * part)), pitch)


def _bearing(height: float, step: float, phase: float) -> Foot:
    forward = step * (0.5 - 2 * phase)
    if phase < FLAT:
        pitch = -STRIKE_PITCH * (1 - phase / FLAT)
        pivot = -HEEL_BEHIND * height
    elif phase > RISE:
        part = (phase - RISE) / (STANCE - RISE)
        pitch = LIFT_PITCH * part * part
        pivot = BALL_BEFORE * height
    else:
        return Foot(forward, ANKLE * height, 0.0)
    # The ankle turns about the heel or the ball, which lies on the floor.
    cos, sin = np.cos(pitch), np.sin(pitch)
    ankle = ANKLE * height
    return Foot(
        float(forward + pivot - pivot * cos + ankle * sin), float(pivot * sin + ankle * cos), pitch
    )


def _hermite(a: float, b: float, slope_a: float, slope_b: float, t: float) -> float:
    return (
        (2 * t**3 - 3 * t**2 + 1) * a
        + (t**3 - 2 * t**2 + t) * slope_a
        + (-2 * t**3 + 3 * t**2) * b
        + (t**3 - t**2) * slope_b
    )


def pitch_matrix(angle: float) -> Floats:
    """Turns what hangs down forwards by ``angle``: about the left-hand axis."""
    cos, sin = np.cos(angle), np.sin(angle)
    return np.array(((cos, 0, -sin), (0, 1, 0), (sin, 0, cos)))


def roll_matrix(angle: float) -> Floats:
    """Turns what hangs down towards the left."""
    cos, sin = np.cos(angle), np.sin(angle)
    return np.array(((1, 0, 0), (0, cos, -sin), (0, sin, cos)))


def yaw_matrix(angle: float) -> Floats:
    cos, sin = np.cos(angle), np.sin(angle)
    return np.array(((cos, -sin, 0), (sin, cos, 0), (0, 0, 1)))


def gestures(person: Person, pose: Pose, time: float) -> Floats:
    """Angles (9,) in radians of what is not the legs, by activity.

    Left and right shoulder forwards, left and right elbow, left and right arm outwards, the
    back's lean forwards, the head's nod and turn.
    """
    own = person.number * 1.7
    slow, slower = np.sin(0.9 * time + own), np.sin(0.37 * time + 2 * own)
    if pose.activity == "browse":
        reach = 0.78 + 0.22 * np.sin(1.3 * time + own)
        return np.array(
            (0.15, reach, 0.45, 0.5 + 0.2 * slow, 0.06, 0.02, 0.06, 0.16, 0.25 * slower)
        )
    if pose.activity == "pay":
        return np.array(
            (0.25, 0.6 + 0.1 * slow, 0.9, 0.75 + 0.2 * slow, 0.05, 0.05, 0.05, 0.2, 0.15 * slower)
        )
    if pose.activity == "serve":
        move = 0.2 * np.sin(1.9 * time + own)
        return np.array((0.4 + move, 0.45 - move, 0.85, 0.8, 0.06, 0.06, 0.1, 0.25, 0.25 * slower))
    return np.array((0.02, 0.04 + 0.03 * slow, 0.2, 0.22, 0.05, 0.05, 0.01, 0.05, 0.35 * slower))


class Gait:
    """Poses people one instant after another; arms and head ease from one gesture to the next."""

    def __init__(self, rate: float) -> None:
        self._ease = 1 - float(np.exp(-4.0 / rate))
        self._gestures: dict[int, Floats] = {}

    def instant(
        self, people: Mapping[int, Person], poses: tuple[Pose, ...], time: float
    ) -> dict[int, Bones]:
        held = {}
        bones = {}
        for pose in poses:
            person = people[pose.person]
            wanted = gestures(person, pose, time)
            before = self._gestures.get(pose.person, wanted)
            held[pose.person] = before + (wanted - before) * self._ease
            bones[pose.person] = bones_of(person, pose, time, held[pose.person])
        self._gestures = held
        return bones


def bones_of(person: Person, pose: Pose, time: float, gesture: Floats | None = None) -> Bones:
    """Every bone of somebody at one instant."""
    arms = gestures(person, pose, time) if gesture is None else gesture
    h = person.height
    pace = min(1.0, pose.speed / 0.45)
    pace = pace * pace * (3 - 2 * pace)
    phase = phase_of(person, pose.walked)
    feet = []
    for side, shift in ((1, 0.0), (-1, 0.5)):
        walking = foot_at(person, phase + shift)
        stand = (0.012 if side > 0 else -0.008) * h
        feet.append(
            Foot(
                stand + (walking.forward - stand) * pace,
                ANKLE * h + (walking.height - ANKLE * h) * pace,
                walking.pitch * pace,
            )
        )
    sway = np.cos(2 * np.pi * (phase - 0.3))
    idle = np.sin(0.5 * time + 1.3 * person.number)
    aside = h * (0.012 * sway * pace + 0.008 * idle * (1 - pace))
    leg = (KNEE_TO_HIP + ANKLE_TO_KNEE) * h * 0.997
    reach = [
        foot.height + np.sqrt(max(leg**2 - foot.forward**2 - (0.02 * h) ** 2, 0.01))
        for foot in feet
    ]
    hip_height = min(0.524 * h, *reach)

    body = yaw_matrix(pose.heading)
    here = np.array((pose.x, pose.y, 0.0))
    twist = 0.09 * np.cos(2 * np.pi * phase) * pace
    hips = here + body @ np.array((0.0, aside, hip_height))
    pelvis = body @ yaw_matrix(-twist) @ roll_matrix(0.03 * sway * pace)
    torso = body @ yaw_matrix(1.3 * twist) @ pitch_matrix(-arms[6] - 0.045 * pace)
    bones: Bones = {"pelvis": (pelvis, hips)}
    waist = hips + pelvis @ np.array((0.0, 0.0, WAIST_ABOVE_HIP * h))
    bones["torso"] = (torso, waist)
    neck = waist + torso @ np.array((0, 0, (NECK_ABOVE_HIP - WAIST_ABOVE_HIP) * h))
    bones["neck"] = (torso @ pitch_matrix(0.5 * arms[6] - 0.1), neck)
    nod = body @ yaw_matrix(float(arms[8])) @ pitch_matrix(-arms[7] - 0.3 * arms[6])
    bones["head"] = (nod, neck + bones["neck"][0] @ np.array((0.006 * h, 0, 0.091 * h)))

    for index, (name, side) in enumerate((("left", 1), ("right", -1))):
        swing = -np.cos(2 * np.pi * (phase + (0.0 if side > 0 else 0.5)) - 0.15)
        still = 0.0 if pose.activity in ("pay", "browse", "serve") else 1.0
        carrying = side > 0 and person.bag == "basket"
        swing *= pace * still * (0.25 if carrying else 1.0)
        forward = arms[index] + 0.36 * swing + 0.04
        bend = 0.35 if carrying else arms[2 + index] + (0.12 + 0.16 * swing) * pace * still
        shoulder = waist + torso @ (
            h
            * np.array(
                (
                    -0.004,
                    side * SHOULDER_ASIDE * (0.5 + 0.5 * person.build),
                    SHOULDER_ABOVE_HIP - WAIST_ABOVE_HIP,
                )
            )
        )
        out = arms[4 + index] + 0.04
        upper = torso @ roll_matrix(side * out) @ pitch_matrix(forward)
        elbow = shoulder + upper @ np.array((0, 0, -UPPER_ARM * h))
        lower = upper @ pitch_matrix(bend) @ roll_matrix(-side * 0.12)
        wrist = elbow + lower @ np.array((0, 0, -FOREARM * h))
        bones[f"{name} upper arm"] = (upper, shoulder)
        bones[f"{name} forearm"] = (lower, elbow)
        bones[f"{name} hand"] = (lower @ pitch_matrix(0.1), wrist)

        foot = feet[index]
        hip = hips + pelvis @ np.array((0, side * HIP_ASIDE * h, 0.0))
        stand_aside = side * (0.036 + 0.012 * (1 - pace)) * h
        ankle = here + body @ np.array((foot.forward, stand_aside, foot.height))
        bones |= _leg(name, body, hip, ankle, h)
        out_turn = yaw_matrix(side * (0.1 + 0.1 * (1 - pace)))
        bones[f"{name} foot"] = (body @ out_turn @ pitch_matrix(-foot.pitch), ankle)
    bones["basket"] = (body, bones["left hand"][1] + bones["left hand"][0] @ (0, 0, -0.05 * h))
    return bones


def _leg(name: str, body: Floats, hip: Floats, ankle: Floats, h: float) -> Bones:
    """Thigh and shin from the hip to the ankle, the knee forwards."""
    thigh, shin = KNEE_TO_HIP * h, ANKLE_TO_KNEE * h
    forward, aside, down = body.T @ (ankle - hip)
    lean = float(np.arctan2(aside, -down))
    length = float(np.sqrt(forward**2 + aside**2 + down**2))
    length = min(max(length, 0.3 * thigh), (thigh + shin) * 0.9995)
    swing = float(np.arctan2(forward, np.hypot(aside, down)))
    fold = np.arccos(np.clip((thigh**2 + length**2 - shin**2) / (2 * thigh * length), -1, 1))
    knee = np.arccos(np.clip((thigh**2 + shin**2 - length**2) / (2 * thigh * shin), -1, 1))
    upper = body @ roll_matrix(lean) @ pitch_matrix(float(swing + fold))
    lower = upper @ pitch_matrix(-(np.pi - float(knee)))
    return {
        f"{name} thigh": (upper, hip),
        f"{name} shin": (lower, hip + upper @ np.array((0, 0, -thigh))),
    }
