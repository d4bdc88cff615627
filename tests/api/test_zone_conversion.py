"""Tickets with what a zone sells, for each visit of it."""

from __future__ import annotations

import pytest

from analytics.figure import ABOVE_ONE, NOT_ENOUGH_DATA, NOT_MEASURED, PARTIAL_RECEIPTS, Figure
from api.client import Client
from tests.api.questions import only, receipts
from tests.api.shop import Box, covered, description, visited
from vision.description import StoreDescription

HEADER = "Ticket,Datetime,Amount,Items,Type,Category\n"
DAY = "2026-05-06"


def selling(*categories: str) -> StoreDescription:
    plain = description()
    [table] = plain.zones
    return plain.model_copy(
        update={"zones": (table.model_copy(update={"categories": categories}),)}
    )


def till(client: Client, *rows: str) -> None:
    client.import_sales("lyon", ("till.csv", (HEADER + "\n".join(rows) + "\n").encode()))


def found(client: Client) -> Figure:
    [zone] = only(client).zones
    return zone.zone_conversion


@pytest.fixture
def seen(client: Client) -> Client:
    """Twenty visits of the table."""
    client.put_store(selling("Épicerie", "cave"))
    aisle = (covered(n, camera="aisle") for n in range(2))
    client.ingest(Box().batch(*aisle, visited(0, 12, 60), visited(1, 8, 60)))
    return client


def test_a_ticket_counts_once_whatever_it_holds_of_the_zone(seen: Client) -> None:
    till(
        seen,
        f"1,{DAY} 09:00,5.00,1,,EPICERIE",
        f"1,{DAY} 09:00,5.00,1,,Cave",
        f"2,{DAY} 09:00,5.00,1,,Cave",
        f"2,{DAY} 09:00,9.00,1,,Frais",
        f"3,{DAY} 09:00,9.00,1,,Frais",
        f"4,{DAY} 09:00,9.00,1,,",
        f"5,{DAY} 09:00,9.00,1,annulé,Cave",
        # Bought cheese, and brought a bottle back.
        f"6,{DAY} 09:00,9.00,1,vente,Frais",
        f"6,{DAY} 09:00,-5.00,-1,retour,Cave",
        f"7,{DAY} 09:00,-5.00,-1,retour,Cave",
    )
    figure = found(seen)
    assert (figure.value, figure.n) == (0.1, 20)
    assert figure.note == "1 sale tickets say no category."
    assert "aggregates" in figure.method


def test_more_tickets_than_visits_are_flagged(seen: Client) -> None:
    till(seen, *(f"{n},{DAY} 09:00,5.00,1,,Cave" for n in range(30)))
    assert found(seen).value == 1.5
    assert ABOVE_ONE in found(seen).flags


def test_a_category_nobody_bought_is_zero_and_none_told_is_not_known(seen: Client) -> None:
    till(seen, f"1,{DAY} 09:00,5.00,1,,Frais")
    assert found(seen).value == 0
    seen.undo_import("lyon", 1)
    assert found(seen).note == "No receipts were imported for this period."
    seen.import_sales("lyon", receipts(f"1,{DAY} 09:00,5.00,1"))
    assert found(seen).flags == (NOT_MEASURED,)
    assert found(seen).note == "No sale ticket of this period says a category."


def test_a_zone_without_categories_says_what_to_do(client: Client) -> None:
    client.ingest(Box().batch(covered(0, camera="aisle"), visited(0, 12, 60)))
    till(client, f"1,{DAY} 09:00,5.00,1,,Cave")
    assert found(client).flags == (NOT_MEASURED,)
    assert (found(client).note or "").startswith("No data: ")


@pytest.mark.parametrize(("days", "flag"), [(2, PARTIAL_RECEIPTS), (3, NOT_ENOUGH_DATA)])
def test_days_without_receipts_are_said(client: Client, days: int, flag: str) -> None:
    client.put_store(selling("Cave"))
    for day in range(days):
        at = 1440 * day
        client.ingest(
            Box(device=f"box-{day}").batch(covered(at, camera="aisle"), visited(at, 9, 60))
        )
    till(client, f"1,{DAY} 09:00,5.00,1,,Cave")
    assert flag in found(client).flags
