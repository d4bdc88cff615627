"""The real server, with a record of all that reaches it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn

from api.application import create_app
from api.database import open_database


@dataclass
class Recorder:
    """An ASGI application that keeps each request's words before it hands them on."""

    application: Any
    received: list[tuple[str, bytes]] = field(default_factory=list)
    """Where in the request, and the bytes; the header that carries the token is left out."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.application(scope, receive, send)
            return
        name = f"{scope['method']} {scope['path']}"
        self.received.append((f"{name}: address", scope["raw_path"] + b"?" + scope["query_string"]))
        for key, value in scope["headers"]:
            if key != b"authorization":
                self.received.append((f"{name}: header {key.decode()}", value))
        body = bytearray()

        async def heard() -> Any:
            message = await receive()
            if message["type"] == "http.request":
                body.extend(message.get("body", b""))
                if not message.get("more_body"):
                    self.received.append((f"{name}: body", bytes(body)))
            return message

        await self.application(scope, heard, send)


@contextmanager
def recording(folder: Path, token: str) -> Iterator[tuple[str, Recorder]]:
    """A server with its database in `folder`; gives its address and what it received."""
    folder.mkdir()
    database = open_database(f"sqlite:///{folder / 'server.db'}")
    recorder = Recorder(create_app(database, ingest_token=token))
    server = uvicorn.Server(
        uvicorn.Config(recorder, host="127.0.0.1", port=0, log_level="error", lifespan="off")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server stopped before it had started"
        time.sleep(0.01)
    try:
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}", recorder
    finally:
        server.should_exit = True
        thread.join()
        database.close()
