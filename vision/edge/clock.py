"""The box's own time, which never goes back.

Minutes are written once, so the time they are counted by must not go through any of them twice,
whatever is done to the system's clock. The box's time is a monotonic clock plus an offset:

- Before the system's clock is known to be right there is none, and no minute is opened. It is
  right when the kernel says that it is synchronised, when a server's time agreed with it, or when
  the operator says so; and it must be neither absurd nor before what the outbox already holds.
- After that the box's time is slewed to the system's, by at most 1 part in 2000.
- A jump forward of a clock that is right is followed at once: what lies between was not watched,
  and shows as a gap.
- A jump back is never followed, nor one of a clock that is not known to be right. The box keeps its
  own time and reports how far off the system's is. The slew closes small differences; a large one
  lasts until the process is started again, which then waits until the minutes already written are
  past.

Time zones and daylight saving do not come into it: everything is POSIX seconds.
"""

from __future__ import annotations

import ctypes
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

TOLERANCE: Final = 2.0
"""Seconds by which two clocks that are right may differ; more is a jump."""
AGREEMENT: Final = 5.0
"""The same of a server's clock, told in whole seconds over a network."""
SLEW: Final = 500e-6
"""Seconds a second by which the box's time may be made faster or slower, as the kernel's own."""
EARLIEST: Final = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
LATEST: Final = datetime(2100, 1, 1, tzinfo=UTC).timestamp()

Wait = Literal["unsynchronised", "absurd", "written"]
"""Why there is no time yet. ``unsynchronised``: nothing says that the system's clock is right;
``absurd``: it is years off; ``written``: the outbox already holds minutes of it or after it."""


def boot_time() -> float:
    """Seconds since the machine was started, those in which it slept too."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def is_synchronised() -> bool:
    """Whether a time server keeps the system's clock right: by the kernel, or where that cannot be
    asked, by systemd, which does not take it back when somebody sets the clock."""
    told = _kernel_is_synchronised()
    return Path("/run/systemd/timesync/synchronized").exists() if told is None else told


class Clock:
    """The box's time. May be read from any thread.

    Args:
        closed_until: POSIX time up to which the outbox holds minutes: nothing before it is opened.
        trusted: the operator says that the system's clock is right.
    """

    def __init__(
        self,
        *,
        closed_until: float | None = None,
        trusted: bool = False,
        monotonic: Callable[[], float] = boot_time,
        system: Callable[[], float] = time.time,
        synchronised: Callable[[], bool] = is_synchronised,
    ) -> None:
        self._closed_until = closed_until
        self._trusted = trusted
        self._monotonic = monotonic
        self._system = system
        self._synchronised = synchronised
        self._lock = threading.Lock()
        self._agreed: float | None = None
        self._offset: float | None = None
        self._read = 0.0
        self._told = 0.0
        self._skew: float | None = None
        self._wait: Wait | None = "unsynchronised"

    def now(self) -> float | None:
        """POSIX seconds; None: not known yet, open no minute. Never less than before."""
        with self._lock:
            monotonic, system = self._monotonic(), self._system()
            if self._offset is None:
                self._wait = self._why_wait(monotonic, system)
                if self._wait is not None:
                    return None
                self._offset = system - monotonic
            else:
                self._follow(monotonic, system, self._offset)
            self._read = monotonic
            self._skew = system - self._offset - monotonic
            # The sum of a time that grows and an offset that shrinks may round down.
            self._told = max(self._told, self._offset + monotonic)
            return self._told

    @property
    def waits_for(self) -> Wait | None:
        """Why the last `now` gave no time; None: it gave one."""
        return self._wait

    @property
    def skew(self) -> float | None:
        """Seconds by which the system's clock was ahead of the box's at the last `now`; None: there
        is no time yet."""
        return self._skew

    @property
    def is_wrong(self) -> bool:
        """Whether somebody must see to the system's clock."""
        return self._wait is not None or (self._skew is not None and abs(self._skew) > TOLERANCE)

    def hear(self, server: float) -> None:
        """A server just told its time, POSIX seconds. It is proof of the system's clock when they
        agree; the box's time is never taken from it."""
        with self._lock:
            monotonic, system = self._monotonic(), self._system()
            if abs(server - system) <= AGREEMENT:
                self._agreed = system - monotonic

    def _why_wait(self, monotonic: float, system: float) -> Wait | None:
        if not EARLIEST <= system < LATEST:
            return "absurd"
        if not self._is_right(monotonic, system):
            return "unsynchronised"
        if self._closed_until is not None and system < self._closed_until:
            return "written"
        return None

    def _follow(self, monotonic: float, system: float, offset: float) -> None:
        passed = max(monotonic - self._read, 0.0)
        ahead = system - offset - monotonic
        if abs(ahead) > TOLERANCE and not (
            EARLIEST <= system < LATEST and self._is_right(monotonic, system)
        ):
            return
        if ahead > TOLERANCE:
            self._offset = system - monotonic
        else:
            self._offset = offset + min(max(ahead, -SLEW * passed), SLEW * passed)

    def _is_right(self, monotonic: float, system: float) -> bool:
        # What a server agreed with holds while the system's clock runs on without a jump.
        agreed = self._agreed
        return (
            self._trusted
            or (agreed is not None and abs(system - monotonic - agreed) <= TOLERANCE)
            or self._synchronised()
        )


_STA_UNSYNC: Final = 0x0040
_TIME_ERROR: Final = 5


class _Timex(ctypes.Structure):
    """``struct timex`` of <sys/timex.h>, as far as it is read; the rest is room."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_byte * 256),
    )


def _kernel_is_synchronised() -> bool | None:
    """None: it does not say."""
    try:
        adjtimex = ctypes.CDLL(None).adjtimex
    except (OSError, AttributeError):
        return None
    # With no modes set this only reads, for which no right is needed.
    state = _Timex()
    answer = adjtimex(ctypes.byref(state))
    if answer == -1:
        return None
    return answer != _TIME_ERROR and not state.status & _STA_UNSYNC
