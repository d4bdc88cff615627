"""A server over a real socket in this process, for tests that kill nothing."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from api.application import create_app
from api.client import Client
from api.database import Database, open_database
from tests.api.shop import description
from tests.faults.sender import IMPATIENT
from vision.edge.link import Link
from vision.edge.outbox import Outbox
from vision.edge.uploader import Uploader, UploadSettings, UploadStats

GIVE_UP = 600.0
"""Seconds without any progress."""


@contextmanager
def served(file: Path) -> Iterator[tuple[str, Client]]:
    """The address of a server that knows the shop, and a client of it."""
    database = open_database(f"sqlite:///{file}")
    with Client.in_process(create_app(database)) as client:
        client.put_store(description())
        with _listening(database) as address:
            yield address, client
    database.close()


@contextmanager
def _listening(database: Database) -> Iterator[str]:
    application = Starlette(routes=[Mount("/api", create_app(database))])
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(application, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/api"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def drain(path: Path, address: str, settings: UploadSettings = IMPATIENT) -> UploadStats:
    """Uploads until nothing waits; returns what the uploader says then."""
    stop = threading.Event()
    with Link(address, None) as link, closing(Outbox(path)) as outbox:
        uploader = Uploader(path, link, settings)
        thread = threading.Thread(target=uploader.run, args=[stop])
        thread.start()
        try:
            least, give_up = outbox.pending(), time.monotonic() + GIVE_UP
            while waiting := outbox.pending():
                if waiting < least:
                    least, give_up = waiting, time.monotonic() + GIVE_UP
                assert time.monotonic() < give_up, uploader.stats
                time.sleep(0.02)
        finally:
            stop.set()
            thread.join()
        return uploader.stats
