"""What the joining of tracks goes by. Nothing here is in frames or pixels."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class JoinSettings:
    late_seconds: float = 17.0
    """A sighting or crossing is told within this long of its capture."""
    step_seconds: float = 0.2
    """Between two steps of a person."""
    block_seconds: float = 4.0
    """Tracks are cut into pieces at multiples of this, so that one which goes over to somebody else
    is not taken for one person throughout."""
    blocks_ahead: int = 5
    """Blocks known beyond the one that is decided."""
    bridged_seconds: float = 1.0
    """A longer gap within a track cuts it."""

    # The places of feet.
    across: float = 0.12
    """Standard deviation across the line of sight, in body widths."""
    along: float = 0.2
    """The same along it."""
    toes: float = 0.14
    """Metres from the lower side of a box, which is a toe, to the middle of the person."""
    least_doubt: float = 0.12
    """Metres: floor points, legs and lens."""
    edge_doubt: float = 0.3
    """Metres, more, of somebody whom the picture's edge cuts."""
    stature: float = 1.7
    """Metres from the floor to the top of an ordinary head, ..."""
    stature_doubt: float = 0.09
    """... and its standard deviation."""
    hidden_feet: float = 2.5
    """Standard deviations by which hidden feet seem further off than the head says."""
    largest_doubt: float = 1.5
    """Metres. What is known worse than this is left out."""

    # Two cameras at once: odds in natural logarithms.
    density: float = 0.1
    """People on a square metre, where there are any."""
    memory_seconds: float = 2.0
    """For how long errors stay alike: longer agreement is new evidence."""
    worst: float = -4.0
    """What a place that is far off says at most, against one person."""
    hidden_odds: float = -2.0
    """Against feet being hidden for a whole block, so that somebody seems further off, ..."""
    hidden_metres: float = 1.0
    """... by so much on average, ..."""
    hidden_most: float = 4.0
    """... and at most."""

    nowhere_odds: float = 4.0
    """Against somebody who comes from nowhere inside."""
    doubled_seconds: float = 0.5
    """For how long one camera may follow one person twice."""

    # One track from block to block.
    same_track: float = 6.0
    """Odds that a track still shows the same person ..."""
    after_meeting: float = 3.0
    """... after somebody else was before or behind them in the picture, ..."""
    after_gap: float = 2.5
    """... and after a gap that the tracker bridged."""

    # Nobody in sight.
    longest_gap: float = 90.0
    """Seconds for which somebody may be out of all cameras' sight inside."""
    fastest: float = 2.0
    """Metres a second."""
    gap_places: float = 0.5
    """Metres: standard deviation of two sights of one place."""
    lingering: float = 0.3
    """Metres by the root of a second, of somebody who stays about."""
    walking: float = 0.8
    """Metres a second, of somebody who goes elsewhere."""
    walks: float = 0.5
    """Share who do."""
    fresh: float = 0.0001
    """People who appear from nowhere, on a square metre and second."""
    hiding_seconds: float = 10.0
    """For how long half of those who are hidden are, at most."""

    # Doors.
    at_door: float = 3.0
    """Seconds for which cameras may disagree on when somebody passed the door."""
    near_door: float = 1.0
    """Metres within which a visit may begin or end without a crossing having been seen."""
    door_odds: float = 2.0
    """Odds that it does, against being lost or found there."""
    least_seconds: float = 1.0
    """Who was seen for less, and is joined to nobody, is nobody."""
