from __future__ import annotations

from sample_videos.parties import PartyTally
from sample_videos.simulator.tracks import Seen, Tracks
from sample_videos.witness import Witness
from vision.track.sighting import Sighting
from vision.zones.events import Party

HERE, THERE, NOWHERE = (10, 10, 30, 70), (40, 10, 60, 70), (200, 10, 220, 70)


def seen(person: int, box: tuple[float, float, float, float]) -> Seen:
    return Seen(person=person, box=box, amodal=box, share=1.0, cut=False)


def sighting(track: int, time: float, box: tuple[float, float, float, float]) -> Sighting:
    return Sighting(track, time, box, 0.9, (box[0] + 10, box[3]), 20, at_edge=False)


TRACKS = Tracks("door", (640, 360), 10.0, [[seen(4, HERE), seen(7, THERE)]] * 3 + [[]])
WITNESS = Witness({"door": TRACKS}, start=100.0)


def test_a_sighting_is_of_who_is_under_it() -> None:
    assert WITNESS.person("door", sighting(1, 100.2, HERE)) == 4
    assert WITNESS.person("door", sighting(1, 100.2, (42, 12, 60, 72))) == 7
    assert WITNESS.person("door", sighting(1, 100.2, NOWHERE)) is None
    assert WITNESS.person("door", sighting(1, 100.3, HERE)) is None
    assert WITNESS.person("door", sighting(1, 109.0, HERE)) is None


def test_pairs_are_of_people_and_invented_ones_are_wrong() -> None:
    tally = PartyTally(WITNESS, "door")
    shown = [(1, HERE), (1, HERE), (1, THERE), (2, THERE), (3, NOWHERE)]
    tally.see((sighting(track, 100.1, box), False) for track, box in shown)
    tally.hear([Party("gate", "in", 101.0, (1, 2)), Party("gate", "out", 102.0, (2, 3))])
    assert tally.score([{4, 7}, {8, 9}]).summary()["pairs"] == {"true": 2, "found": 1, "right": 1}
    tally.hear([Party("gate", "in", 103.0, (1, 3))])
    assert tally.score([{4, 7}]).summary()["pairs"] == {"true": 1, "found": 2, "right": 1}
