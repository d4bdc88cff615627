"""An uploader in a process of its own."""

from __future__ import annotations

import threading
from multiprocessing.connection import Connection
from pathlib import Path

from vision.edge.link import Link
from vision.edge.uploader import Uploader, UploadSettings

IMPATIENT = UploadSettings(
    request_bytes=50_000, idle=0.02, first_wait=0.05, longest_wait=0.2, longest_held=0.2
)


def main(say: Connection, path: Path, address: str) -> None:
    with Link(address, None, timeout_seconds=20) as link:
        say.send("ready")
        Uploader(path, link, IMPATIENT).run(threading.Event())
