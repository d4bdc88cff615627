"""Which store a command is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

if TYPE_CHECKING:
    from api.client import Client
    from api.stores import StoreAnswer

StoreOption = Annotated[
    str | None, typer.Option(help="The store; not needed where there is only one.")
]


def chosen_store(api: Client, store: str | None) -> tuple[StoreAnswer, ZoneInfo]:
    """The store asked for, or the only one, and its clock."""
    from vision.errors import InputError

    if store is None:
        known = [each.store for each in api.stores()]
        if len(known) != 1:
            names = ", ".join(known) or "none yet; count one first: chaland run SITE"
            raise InputError(f"--store: say which store. There are: {names}.")
        store = known[0]
    shop = api.store(store)
    return shop, ZoneInfo(shop.timezone)
