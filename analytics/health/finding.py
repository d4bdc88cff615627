"""One thing that is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Literal

Severity = Literal["critical", "warning", "notice"]
Code = Literal[
    "never_reported",
    "camera_offline",
    "camera_never",
    "camera_dark",
    "camera_covered",
    "camera_blind",
    "camera_moved",
    "camera_slow",
    "camera_degraded",
    "camera_reconnecting",
    "camera_damaged",
    "device_silent",
    "device_never",
    "device_late",
    "clock_wrong",
    "disk_short",
    "device_hot",
    "heat_discarded",
    "batches_missing",
    "batches_held",
]
_RANK: Final[Mapping[Severity, int]] = {"critical": 0, "warning": 1, "notice": 2}
_LAST: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Finding:
    """``subject``: the camera's, device's or store's name. ``since``: None where it is not known.
    ``params``: the numbers that a sentence about it needs; what was not measured is left out.

    critical: people go uncounted, or are counted wrongly, now. warning: they may be. notice: to
    know, nothing to mend at once.
    """

    code: Code
    severity: Severity
    subject: str
    since: datetime | None = None
    params: Mapping[str, float] = field(default_factory=dict)


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """The worst first, and of these what has lasted longest."""
    return sorted(
        findings,
        key=lambda each: (_RANK[each.severity], each.since or _LAST, each.subject, each.code),
    )
