"""`chaland device`: boxes with a token of their own."""

from __future__ import annotations

import re
import socket
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.console import note, out, print_json
from cli.destination import (
    DEFAULT_DATABASE,
    DatabaseOption,
    ServerOption,
    TokenOption,
    client,
)
from cli.token_file import read_token, replacing
from vision.errors import InputError

if TYPE_CHECKING:
    from api.client import Client

device = typer.Typer(
    name="device", help="Give boxes tokens of their own, and take them back.", no_args_is_help=True
)

JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
TokenFileOption = Annotated[
    Path,
    typer.Option(
        "--token-file",
        metavar="FILE",
        envvar="CHALAND_TOKEN_FILE",
        help="Where the box keeps its token; its owner alone may read it.",
    ),
]
DEFAULT_TOKEN_FILE = Path("chaland-device.token")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


@device.command()
def code(
    store: Annotated[
        str,
        typer.Argument(
            metavar="STORE|SITE", help="A store, or a site file that describes it to the server."
        ),
    ],
    device: Annotated[
        str | None,
        typer.Option(help="For this box alone, also when it is enrolled: it lost its token."),
    ] = None,
    minutes: Annotated[
        int, typer.Option(min=1, max=7 * 24 * 60, help="How long the code is good.")
    ] = 60,
    server: ServerOption = None,
    token: TokenOption = None,
    database: DatabaseOption = DEFAULT_DATABASE,
    as_json: JsonOption = False,
) -> None:
    """Make a code with which one box enrols, once."""
    named = None if device is None else _named(device)
    with client(server, token, database) as api:
        known = _described(api, store)
        answer = api.make_enrolment_code(known, device=named, valid_minutes=minutes)
    if as_json:
        print_json(answer.model_dump(mode="json"))
        return
    out.print(f"[bold]{answer.code}[/bold]", soft_wrap=True)
    out.print(f"good once, until {_local(answer.expires)}; on the box:")
    out.print(f"  chaland device enrol {answer.code} --server URL", soft_wrap=True)


@device.command()
def enrol(
    code: Annotated[str, typer.Argument(metavar="CODE", help="What `chaland device code` said.")],
    device: Annotated[
        str | None, typer.Option(help="The box's name. Without it: this machine's.")
    ] = None,
    token_file: TokenFileOption = DEFAULT_TOKEN_FILE,
    server: ServerOption = None,
) -> None:
    """Make this machine a box of the code's store."""
    from api.client import Client

    name = _named(device or socket.gethostname().partition(".")[0].lower())
    with replacing(token_file) as write, Client(_server(server)) as api:
        answer = api.enrol(code, name)
        write(answer.token)
    out.print(
        f"{answer.device} is a box of {answer.store}; its token is in {token_file}", soft_wrap=True
    )


@device.command()
def rotate(
    token_file: TokenFileOption = DEFAULT_TOKEN_FILE,
    server: ServerOption = None,
) -> None:
    """Change this box's token. The old one is good until the new one is used."""
    from api.client import Client

    old = read_token(token_file)
    with replacing(token_file) as write, Client(_server(server), old.token) as api:
        write(api.rotate_token(old.store, old.device).token)
    out.print(f"{old.device} of {old.store} has a new token, in {token_file}", soft_wrap=True)


@device.command("list")
def list_devices(
    store: Annotated[str, typer.Argument(metavar="STORE")],
    server: ServerOption = None,
    token: TokenOption = None,
    database: DatabaseOption = DEFAULT_DATABASE,
    as_json: JsonOption = False,
) -> None:
    """List a store's enrolled boxes."""
    from rich.table import Table

    with client(server, token, database) as api:
        answer = api.devices(store)
    if as_json:
        print_json(answer.model_dump(mode="json"))
        return
    if not answer.devices:
        note(f"{store} has no enrolled box. Make a code: chaland device code {store}")
        return
    table = Table("box", "enrolled", "token changed", "revoked", box=None, pad_edge=False)
    for each in answer.devices:
        changed = "–" if each.rotated is None else _local(each.rotated)
        table.add_row(
            each.device,
            _local(each.enrolled),
            f"{changed}, not used yet" if each.pending else changed,
            "–" if each.revoked is None else _local(each.revoked),
        )
    out.print(table)


@device.command()
def revoke(
    store: Annotated[str, typer.Argument(metavar="STORE")],
    device: Annotated[str, typer.Argument(metavar="BOX")],
    server: ServerOption = None,
    token: TokenOption = None,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Take a box's token back: the server takes nothing from it any more."""
    with client(server, token, database) as api:
        api.revoke_token(store, _named(device))
    out.print(f"{device} of {store} can send nothing until it is enrolled again", soft_wrap=True)


def _described(api: Client, store: str) -> str:
    """The store's name; a site file is described to the server first."""
    if not Path(store).is_file():
        return store
    from vision.site_file import load_site

    site = load_site(Path(store)).site
    return api.put_store(site.describe()).store


def _server(server: str | None) -> str:
    if server is None:
        raise InputError(
            "--server: say where the server is, for example https://counts.example.com/api, here "
            "or in CHALAND_SERVER."
        )
    return server


def _named(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise InputError(
            f"--device: {name!r} is no name for a box. Use up to 64 small letters, digits, - and "
            "_, beginning with a letter or a digit."
        )
    return name


def _local(instant: datetime) -> str:
    return f"{instant.astimezone():%Y-%m-%d %H:%M %Z}"
