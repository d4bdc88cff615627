"""An uploader at work, in a hurry."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.vision.sample_records import minute
from tests.vision.scripted_server import ScriptedServer
from vision.edge.link import Link
from vision.edge.outbox import Outbox
from vision.edge.uploader import Uploader, UploadSettings

FAST = UploadSettings(
    idle=0.01, first_wait=0.001, longest_wait=0.02, longest_held=0.02, unauthorised=0.05
)


@contextmanager
def uploading(
    outbox: Outbox, server: ScriptedServer, settings: UploadSettings = FAST
) -> Iterator[Uploader]:
    stop = threading.Event()
    with Link(server.address, "s3cret", timeout_seconds=10) as link:
        uploader = Uploader(outbox.path, link, settings)
        thread = threading.Thread(target=uploader.run, args=[stop])
        thread.start()
        try:
            yield uploader
        finally:
            stop.set()
            thread.join()


def until(condition: Callable[[], object]) -> None:
    give_up = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < give_up, "it never came"
        time.sleep(0.005)


def fill(outbox: Outbox, minutes: int) -> None:
    epoch = outbox.resume_epoch("lyon", "box")
    for number in range(minutes):
        outbox.put(epoch, minute(number))
