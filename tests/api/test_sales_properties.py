"""What must hold for any receipts: their order, and how often they come, changes nothing."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager

from hypothesis import given, settings
from hypothesis import strategies as st

from api.application import create_app
from api.client import Client
from api.database import Database, open_database
from tests.api.receipts_files import load, stored
from tests.api.shop import description

HEADER = "Ticket;Date;Heure;Montant TTC;Quantité;Type;Rayon\n"
AMOUNTS = st.integers(-9_999, 99_999).map(lambda cents: f"{cents / 100:.2f}".replace(".", ","))
LINES = st.tuples(
    st.integers(1, 6).map(str),
    st.integers(1, 3).map(lambda day: f"{day + 12}/04/2026"),
    st.integers(0, 59).map(lambda minute: f"10:{minute:02}"),
    AMOUNTS,
    st.sampled_from(["", "1", "3"]),
    st.sampled_from(["", "vente", "retour", "annulé", "formation", "carte cadeau", "échange"]),
    st.sampled_from(["", "Frais", "Cave"]),
)
FILES = st.lists(LINES, min_size=1, max_size=25)
FEW = settings(max_examples=8, deadline=None)


@contextmanager
def shop() -> Iterator[tuple[Client, Database]]:
    database = open_database("sqlite://")
    try:
        with Client.in_process(create_app(database)) as client:
            client.put_store(description())
            yield client, database
    finally:
        database.close()


def text(lines: list[tuple[str, ...]], columns: int = 7) -> str:
    header = ";".join(HEADER.strip().split(";")[7 - columns :])
    return "\n".join([header, *(";".join(line[7 - columns :]) for line in lines)]) + "\n"


@FEW
@given(FILES, st.randoms(use_true_random=False), st.sampled_from([7, 6]))
def test_order_and_repetition_change_nothing(
    lines: list[tuple[str, ...]], chance: random.Random, columns: int
) -> None:
    """With 6 columns there are no numbers of tickets."""
    with shop() as (client, database):
        load(client, text(lines, columns))
        expected = stored(database)
        assert load(client, text(lines, columns)).rows_unchanged == len(lines)
        shuffled = chance.sample(lines, len(lines))
        assert load(client, text(shuffled, columns)).rows_unchanged == len(lines)
        assert stored(database) == expected
    with shop() as (client, database):
        load(client, text(shuffled, columns))
        assert stored(database) == expected


@FEW
@given(FILES, FILES)
def test_what_is_undone_was_never_there(
    first: list[tuple[str, ...]], second: list[tuple[str, ...]]
) -> None:
    with shop() as (client, database):
        load(client, text(first))
        expected = stored(database)
        made = load(client, text(second)).import_id
        if made != 1:
            assert made is not None
            client.undo_import("lyon", made)
        assert stored(database) == expected


@FEW
@given(FILES, st.lists(st.integers(1, 99_999), min_size=1, max_size=5))
def test_a_refund_never_lowers_the_number_of_sales(
    lines: list[tuple[str, ...]], refunds: list[int]
) -> None:
    more = [
        (f"R{n}", "14/04/2026", "11:00", f"-{cents / 100:.2f}".replace(".", ","), "", kind, "")
        for n, cents in enumerate(refunds)
        for kind in ("", "retour", "échange")
    ]
    with shop() as (client, _):
        alone = load(client, text(lines), dry_run=True)
        found = load(client, text([*lines, *more]), dry_run=True)
    assert (found.sales, found.amount) == (alone.sales, alone.amount)


@FEW
@given(FILES)
def test_categories_sum_to_the_ticket_where_all_lines_have_one(
    lines: list[tuple[str, ...]],
) -> None:
    filled = [(*line[:6], line[6] or "Divers") for line in lines]
    with shop() as (client, database):
        load(client, text(filled))
        for *_, amount, items, categories in stored(database):
            assert sum(each[2] for each in categories) == amount
            if items is not None:
                assert sum(each[1] for each in categories) == items
