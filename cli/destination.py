"""Where a command finds the server: over the network, or in this process on a database file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vision.errors import InputError

if TYPE_CHECKING:
    from api.client import Client
    from api.database import Database

ServerOption = Annotated[
    str | None,
    typer.Option(
        "--server",
        metavar="URL",
        envvar="CHALAND_SERVER",
        help="A running server's API, for example https://counts.example.com/api.",
    ),
]
TokenOption = Annotated[
    str | None,
    typer.Option(
        "--token",
        envvar="CHALAND_TOKEN",
        help="The server's token for writing. Better in CHALAND_TOKEN than on the command line.",
    ),
]
DatabaseOption = Annotated[
    str,
    typer.Option(
        "--database",
        metavar="FILE|URL",
        envvar="DATABASE_URL",
        help="A local database: a file, made when it is not there, or an SQLAlchemy address.",
    ),
]
DEFAULT_DATABASE = "chaland.db"


def database_url(place: str) -> str:
    """An SQLAlchemy address from a file's path or an address."""
    return place if "://" in place else f"sqlite:///{Path(place)}"


@contextmanager
def opened_database(place: str) -> Iterator[Database]:
    from api.database import DatabaseError, open_database

    try:
        database = open_database(database_url(place))
    except DatabaseError as error:
        raise InputError(str(error)) from error
    try:
        yield database
    finally:
        database.close()


@contextmanager
def client(server: str | None, token: str | None, database: str) -> Iterator[Client]:
    """The API, wherever it is: the same calls for a server and for a local file."""
    from api.client import Client

    if server is not None:
        with Client(server, token) as remote:
            yield remote
        return
    from api.application import create_app

    with opened_database(database) as opened, Client.in_process(create_app(opened)) as local:
        yield local
