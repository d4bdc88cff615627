"""What the two-stage tracker is set by."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TwoStageSettings:
    """Defaults for a nano detector; one set serves every camera and rate."""

    sure_confidence: float = 0.4
    """Detections at or above it are associated first and may begin a track."""
    doubtful_confidence: float = 0.1
    """Detections below it are ignored; between the two they only continue a track."""
    minimum_overlap: float = 0.3
    """Least buffered IoU of a predicted and a detected box."""
    minimum_overlap_at_edge: float = 0.1
    """The same for a detection that the picture's edge cuts: its shape changes from frame to
    frame."""
    buffer_per_second: float = 1.0
    """Growth of boxes before they are compared, in box sizes on each side, for each second since
    the track was last seen: at slow rates that includes the frame interval itself."""
    newborn_buffer_per_second: float = 2.5
    """The same for somebody seen once, whose speed is not known."""
    largest_buffer: float = 0.6
    height_power: float = 2.0
    """How much a difference in height speaks against a match: overlaps are weighed by the ratio of
    the heights to this power."""
    surprise_scale: float = 6.0
    """How much a box that the motion does not explain speaks against a match: overlaps are weighed
    by e to the minus mean squared error, in variances, over this."""
    largest_surprise: float = 7.0
    """A box further off than this is somebody else: better two tracks of one person, which may be
    rejoined, than one track of two people."""
    unconfirmed_weight: float = 0.7
    """Overlaps of tracks that are not confirmed yet count by this much, beside confirmed ones."""
    confirm_sightings: int = 3
    """A track is real after this many sightings ..."""
    confirm_seconds: float = 0.25
    """... over at least this long."""
    unconfirmed_seconds: float = 0.7
    """An unconfirmed track is dropped when not seen for this long."""
    lifetime_seconds: float = 2.0
    """A confirmed track takes no single detection any more when not seen for this long."""
    rejoin_seconds: float = 3.0
    """Who is first seen within this long after a confirmed track was last seen may be the same
    person; then the track ends."""
    rejoin_after: float = 0.8
    """Seconds for which somebody new is watched before that is decided, if there is anybody whom
    it could be."""
    rejoin_distance: float = 5.0
    """Largest squared Mahalanobis distance, of places and speeds, of two tracks of one person after
    the longest gap, both inside the picture."""
