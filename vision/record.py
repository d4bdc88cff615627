"""What all records of the contract have: names, times, counts, the dwell bins."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Final

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

DWELL_BIN_EDGES: Final[tuple[float, ...]] = tuple(
    round(10 ** (k / 12), 3) for k in range(12 * 4 + 1)
)
"""Edges of the dwell bins in seconds: 12 a decade from 1 s to 10 000 s, 48 bins between them.

Two edges are a factor 10^(1/12) = 1.212 apart, so a percentile read at the geometric middle of
its bin is within 10.1 % of the true one. Bins are fixed so that counts add up across minutes,
zones and shops. Counts have 50 entries: below the first edge, the 48 bins, above the last.
"""
DWELL_BIN_COUNT: Final = len(DWELL_BIN_EDGES) + 1


def _to_utc_minute(value: datetime) -> datetime:
    value = value.astimezone(UTC)
    if value.second or value.microsecond:
        raise ValueError("must be the start of a minute")
    return value


def _to_utc(value: datetime) -> datetime:
    return value.astimezone(UTC)


Minute = Annotated[AwareDatetime, AfterValidator(_to_utc_minute)]
Instant = Annotated[AwareDatetime, AfterValidator(_to_utc)]
Identifier = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Count = Annotated[int, Field(ge=0)]
Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CameraRecord(Frozen):
    """What the records of a camera have."""

    camera: Identifier
    start: Minute = Field(description="Start of the interval, UTC, on a minute.")
    rev: Count = Field(default=0, description="Grows with each correction of the same record.")
