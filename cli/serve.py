"""`chaland serve`: the pages and the API in one process."""

from __future__ import annotations

import ipaddress
from typing import Annotated

import typer

from cli.destination import DEFAULT_DATABASE, DatabaseOption, TokenOption, opened_database
from vision.errors import InputError


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8501,
    token: TokenOption = None,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Serve the dashboard, and the API under /api, until Ctrl-C."""
    from api.application import create_app
    from api.rollups.roller import Roller
    from dashboard.server import AddressError
    from dashboard.server import serve as listen

    if token is None and not _is_loopback(host):
        raise InputError(
            f"--host {host} lets other machines in, and without a token any of them could write. "
            "Set CHALAND_TOKEN to a long random word, here and on the boxes."
        )
    with opened_database(database) as opened:
        try:
            with Roller(opened):
                listen(create_app(opened, ingest_token=token), host, port)
        except AddressError as error:
            raise InputError(str(error)) from error


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
