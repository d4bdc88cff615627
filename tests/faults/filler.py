"""A box whose disk fills up, and is freed again.

    python -m tests.faults.filler OUTBOX MINUTES BALLAST

BALLAST: a file that is grown until the disk is full and deleted later; or, without one, the
largest size in bytes that a file of this process may have.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from contextlib import closing
from pathlib import Path

from tests.faults.minutes import CAMERAS, DEVICE, STORE, records_of
from vision.edge.backlog import Backlog
from vision.edge.outbox import Outbox


def main(path: Path, minutes: int, limit: str) -> None:
    with closing(Outbox(path)) as outbox:
        epoch = outbox.resume_epoch(STORE, DEVICE)
        backlog = Backlog(outbox)
        most = 0
        for number in range(minutes):
            if number == minutes // 3:
                _fill(limit)
            if number == minutes * 2 // 3:
                _free(limit)
            for camera in CAMERAS:
                backlog.put(epoch, records_of(camera, number))
            most = max(most, backlog.held)
        left = backlog.flush()
        print(json.dumps({"most": most, "left": left, "lost": backlog.lost}))  # noqa: T201


def _fill(limit: str) -> None:
    if limit.isdecimal():
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), hard))
        return
    with Path(limit).open("wb", buffering=0) as ballast:
        try:
            while True:
                ballast.write(os.urandom(4096))
        except OSError:
            return


def _free(limit: str) -> None:
    if limit.isdecimal():
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    else:
        Path(limit).unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
