"""The sample films' true boxes, as the tracks of cameras that are never wrong: what joining alone
costs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from sample_videos.drawn_camera import LEAST_SHARE, LOST_SECONDS
from sample_videos.play import Play
from sample_videos.recording import Delivery, Recording, with_endings
from sample_videos.simulator.tracks import Tracks
from sample_videos.witness import Identities
from vision.journey.door import Door
from vision.scene import Counted
from vision.site import CameraPart, Site
from vision.site_floor import build_floor
from vision.track.sighting import Sighting
from vision.zones.events import Crossing
from vision.zones.geometry import Segment


def true_recording(
    site: Site, tracks: Mapping[str, Tracks], play: Play, *, whole: bool = False
) -> Recording:
    """A person keeps a track's number until out of sight for ``LOST_SECONDS``.

    Args:
        tracks: by camera; each is on the plan.
        whole: feet are where they are, not where what is seen of the body ends.
    """
    floors, doors, deliveries, identities = {}, [], [], Identities()
    for camera in site.cameras:
        true = tracks[camera.id]
        size = (float(true.size[0]), float(true.size[1]))
        floor = build_floor(camera, size)
        if floor is None:
            raise ValueError(f"camera {camera.id} has no floor")
        floors[camera.id] = (floor, size)
        entrances = [line for line in camera.lines if line.role == "entrance"]
        for line in entrances:
            (x1, y1), (x2, y2) = line.start, line.end
            ends = (x1 * size[0], y1 * size[1]), (x2 * size[0], y2 * size[1])
            doors.append(Door.of(Segment(*ends), floor))
        entrance = entrances[0].id if entrances else None
        deliveries += _deliveries(camera, true, play, entrance, identities, whole=whole)
    return Recording(play, floors, doors, with_endings(deliveries, LOST_SECONDS), identities)


def _deliveries(
    camera: CameraPart,
    true: Tracks,
    play: Play,
    entrance: str | None,
    identities: Identities,
    *,
    whole: bool,
) -> list[Delivery]:
    passages = defaultdict(list)
    if entrance is not None:
        for one in play.truth.crossings:
            passages[one.person].append(one)
    interval = 1 / camera.analysis_fps
    last: dict[int, float] = {}
    number: dict[int, int] = {}
    count = 0
    told = []
    for at in range(0, len(true.frames), round(true.rate * interval)):
        time = at / true.rate
        counted: list[Counted] = []
        crossed: list[Crossing] = []
        for seen in true.frames[at]:
            if seen.share < LEAST_SHARE:
                continue
            person = seen.person
            if time - last.get(person, -np.inf) > LOST_SECONDS:
                number[person] = count
                count += 1
            last[person] = time
            x1, _, x2, y2 = seen.amodal if whole else seen.box
            foot = ((x1 + x2) / 2, y2)
            sighting = Sighting(number[person], time, seen.box, 1.0, foot, x2 - x1, seen.cut)
            counted.append((sighting, person in play.staff))
            identities.add(camera.id, number[person], time, person)
            crossed += [
                Crossing(entrance or "", number[person], one.time, one.direction)
                for one in passages[person]
                if time - interval < one.time <= time
            ]
        told.append(Delivery(camera.id, time, counted, crossed))
    return told
