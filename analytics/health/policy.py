"""From when on something is wrong."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HealthPolicy:
    """A camera is offline after ``offline_minutes`` without a picture, while its box is heard. It
    is blind or moved once every minute of the last ``view_minutes`` was, and too slow after as many
    as ``slow_minutes``. Slow is below ``fps_share`` (0 to 1) of the rate that the site file asks.

    A box is silent after ``silent_minutes`` without a batch, and late when its oldest waiting
    batch, or the latest minute that it told of, is older than ``late_minutes``. ``disk_bytes`` are
    few; below ``disk_critical_bytes`` counts will be lost. A batch is missing when one numbered
    after it came ``gap_minutes`` ago, and is told of for ``gap_days``. ``forgotten_days`` after its
    last batch a box that was never enrolled is taken for gone.
    """

    offline_minutes: int = 5
    view_minutes: int = 5
    slow_minutes: int = 10
    fps_share: float = 0.5
    reconnects_per_hour: int = 4
    decode_errors_per_hour: int = 100
    silent_minutes: int = 15
    late_minutes: int = 30
    clock_seconds: float = 5.0
    disk_bytes: int = 2**30
    disk_critical_bytes: int = 200 * 2**20
    temperature_celsius: float = 80.0
    gap_minutes: int = 15
    gap_days: int = 30
    forgotten_days: int = 60

    def __post_init__(self) -> None:
        if not 0 < self.fps_share <= 1:
            raise ValueError("fps_share is a share, above 0 and at most 1")
        if self.disk_critical_bytes > self.disk_bytes:
            raise ValueError("disk_critical_bytes is at most disk_bytes")
