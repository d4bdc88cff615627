"""`chaland` with a clock that runs fast, its readers' too: ``python -m tests.faults.fast_box edge
SITE ...``. The program is the product's; only what it reads as the time is not.

A reader process imports its box's main module before anything else, and with it this clock.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from functools import partial
from typing import Final

VARIABLE: Final = "CHALAND_TEST_CLOCK"
RATE: Final = 30.0
"""Seconds of the box in a second."""

_began, _wall = map(float, os.environ.get(VARIABLE, "0 0").split())
_monotonic, _clock_gettime, _wait = time.monotonic, time.clock_gettime, threading.Condition.wait


def fast_monotonic() -> float:
    return _began + (_monotonic() - _began) * RATE


def fast_time() -> float:
    return _wall + fast_monotonic() - _began


def _gettime(clock: int) -> float:
    return fast_monotonic() if clock == time.CLOCK_BOOTTIME else _clock_gettime(clock)


def _fast_wait(self: threading.Condition, timeout: float | None = None) -> bool:
    return _wait(self, None if timeout is None else timeout / RATE)


if VARIABLE in os.environ and time.monotonic is not fast_monotonic:
    time.monotonic, time.time, time.clock_gettime = fast_monotonic, fast_time, _gettime
    threading.Condition.wait = _fast_wait  # type: ignore[method-assign]

if __name__ == "__main__":
    from cli import main
    from vision.edge import running_box
    from vision.source.camera_feed import WATCHDOG_SECONDS, CameraFeed

    # A reader takes as long to start as ever.
    vars(running_box)["CameraFeed"] = partial(CameraFeed, watchdog=WATCHDOG_SECONDS * RATE)
    sys.argv[0] = "chaland"
    main()
