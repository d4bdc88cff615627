"""When a line should be audited again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

VALID_FOR: Final = timedelta(days=92)
"""Three months."""
Reason = Literal["never audited", "line or camera changed", "camera moved", "three months passed"]


@dataclass(frozen=True, slots=True)
class Due:
    """``since``: when the reason arose; None when it is not known."""

    reason: Reason
    since: datetime | None


def due(
    last: datetime | None, *, changed: bool, moved: datetime | None, now: datetime
) -> Due | None:
    """None while the line's audit stands.

    Args:
        last: end of the latest quarter-hour that was counted by hand and by the machine.
        changed: the line or its camera is described otherwise than when it was audited.
        moved: when the camera was last found to have moved; None: never, or not watched for.
    """
    if last is None:
        return Due("line or camera changed", None) if changed else Due("never audited", None)
    if moved is not None and moved >= last:
        return Due("camera moved", moved)
    if now >= last + VALID_FOR:
        return Due("three months passed", last + VALID_FOR)
    return None
