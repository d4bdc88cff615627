"""The server as `chaland serve` runs it: mounted under /api, over a real socket."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from api.application import create_app
from api.client import Client
from api.database import Database
from api.errors import ApiError
from tests.api.shop import Box, covered, crossed, description


@pytest.fixture
def address(database: Database) -> Iterator[str]:
    application = Starlette(routes=[Mount("/api", create_app(database, ingest_token="clé"))])  # noqa: S106
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(application, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/api"
    server.should_exit = True
    thread.join()
    listener.close()


def test_the_whole_path_over_the_network(address: str) -> None:
    with Client(address, "clé") as client:
        client.health()
        client.put_store(description())
        assert client.ingest(Box().batch(covered(0), crossed(0, 8))).status == "stored"
        file = ("x.csv", b"Ticket;Date;Montant TTC\n1;06/05/2026;5,00\n2;06/05/2026;7,00\n")
        assert client.import_sales("lyon", file, date_order="dmy").sales == 2
        [period] = client.kpis("lyon", start="2026-05-06T00:00+02:00").periods
        assert period.conversion.value == 0.25


def test_errors_keep_their_shape_over_the_network(address: str) -> None:
    with Client(address, "wrong") as client:
        with pytest.raises(ApiError, match="token"):
            client.put_store(description())
        with pytest.raises(ApiError, match="no store 'nice'"):
            client.kpis("nice")
        big = ("x.csv", b" " * (33 * 1024 * 1024))
        with pytest.raises(ApiError):
            client.import_sales("lyon", big)
