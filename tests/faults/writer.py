"""A box on a fast clock: writes a run of minutes into an outbox, from where it stopped, and then
waits for its end. Each minute is noted in a log once it was kept."""

from __future__ import annotations

import os
import time
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path

from tests.faults.minutes import CAMERAS, DEVICE, STORE, number_of, records_of
from vision.edge.outbox import Outbox


def main(say: Connection, path: Path, log: Path, minutes: int) -> None:
    noted = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    with closing(Outbox(path)) as outbox:
        epoch = outbox.resume_epoch(STORE, DEVICE)
        following = {
            camera: 0 if last is None else number_of(last) + 1
            for camera in CAMERAS
            for last in [outbox.last_minute(camera)]
        }
        # All cameras come to the same minute.
        end = max(following.values()) + minutes
        say.send("ready")
        while (number := min(following.values())) < end:
            for camera in CAMERAS:
                if following[camera] == number:
                    outbox.put(epoch, records_of(camera, number))
                    os.write(noted, f"{camera} {number}\n".encode())
                    following[camera] += 1
    say.send("done")
    while True:
        time.sleep(60)
