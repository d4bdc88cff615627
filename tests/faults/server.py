"""The API as `chaland serve` mounts it, on a file, in a process of its own."""

from __future__ import annotations

import socket
from multiprocessing.connection import Connection
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from api.application import create_app
from api.database import open_database


def main(say: Connection, file: Path, port: int) -> None:
    application = create_app(open_database(f"sqlite:///{file}"))
    listener = socket.create_server(("127.0.0.1", port))
    config = uvicorn.Config(
        Starlette(routes=[Mount("/api", application)]), log_level="critical", lifespan="off"
    )
    say.send("ready")
    uvicorn.Server(config).run(sockets=[listener])
