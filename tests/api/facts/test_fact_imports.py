from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from api.client import Client
from api.database import Database
from api.errors import ApiError
from api.fact_models import FactRow, ReplacedFact
from api.facts.answers import FactReconciliation
from api.facts.fact import Kind
from tests.api.shop import description

Stored = dict[tuple[str, str, str], str]


def load(client: Client, kind: Kind, text: str, **options: object) -> FactReconciliation:
    return client.import_facts("lyon", kind, ("facts.csv", text.encode()), **options)  # type: ignore[arg-type]


def stored(database: Database) -> Stored:
    with database.read() as session:
        return {
            (f"{row.day:%d}", row.name, row.measure): row.value
            for row in session.scalars(select(FactRow))
        }


FIRST = (
    "Date,Channel,Sessions,Revenue\n20261024,Paid,5,10.10\n20261025,Paid,7,\n20261025,Mail,2,0\n"
)
# Two days later the last day is restated: a channel less, and other sessions.
SECOND = "Date,Channel,Sessions,Revenue\n20261025,Paid,8,1.5\n20261026,Paid,1,2\n"
OF_FIRST = {
    ("24", "Paid", "sessions"): "5",
    ("24", "Paid", "revenue"): "10.10",
    ("25", "Paid", "sessions"): "7",
    ("25", "Mail", "sessions"): "2",
    ("25", "Mail", "revenue"): "0",
}


def test_days_of_the_file_are_replaced_and_come_back(client: Client, database: Database) -> None:
    assert load(client, "web", FIRST).import_id == 1
    assert stored(database) == OF_FIRST
    answer = load(client, "web", SECOND)
    assert (answer.import_id, answer.added, answer.replaced, answer.unchanged) == (2, 3, 1, 0)
    assert answer.removed == ["Mail"]
    assert stored(database) == {
        ("24", "Paid", "sessions"): "5",
        ("24", "Paid", "revenue"): "10.10",
        ("25", "Paid", "sessions"): "8",
        ("25", "Paid", "revenue"): "1.5",
        ("26", "Paid", "sessions"): "1",
        ("26", "Paid", "revenue"): "2",
    }
    with pytest.raises(ApiError, match=r"replaced by later imports \(2\)") as caught:
        client.undo_fact_import("lyon", 1)
    assert caught.value.status == 409
    assert client.undo_fact_import("lyon", 2).undone is not None
    assert stored(database) == OF_FIRST
    client.undo_fact_import("lyon", 1)
    assert stored(database) == {}
    with database.read() as session:
        assert session.scalars(select(ReplacedFact)).all() == []
    with pytest.raises(ApiError, match="was undone on"):
        client.undo_fact_import("lyon", 1)
    with pytest.raises(ApiError, match="has no import of facts 9"):
        client.undo_fact_import("lyon", 9)


def test_the_same_file_again_changes_nothing_until_its_days_were_changed(
    client: Client, database: Database
) -> None:
    load(client, "web", FIRST)
    again = load(client, "web", FIRST)
    assert (again.import_id, again.unchanged, again.added) == (1, 5, 0)
    assert len(client.fact_imports("lyon").imports) == 1
    load(client, "web", SECOND)
    assert load(client, "web", FIRST).import_id == 3
    assert stored(database)["25", "Mail", "sessions"] == "2"


def test_a_dry_run_writes_nothing(client: Client, database: Database) -> None:
    answer = load(client, "web", FIRST, dry_run=True)
    assert (answer.import_id, answer.dry_run, answer.facts) == (None, True, 5)
    assert stored(database) == {}
    assert client.fact_imports("lyon").imports == []


def test_days_of_a_rejected_row_stay_as_they_were(client: Client, database: Database) -> None:
    load(client, "web", FIRST)
    answer = load(client, "web", SECOND.replace(",8,", ",many,"))
    assert answer.days_left_out == [date(2026, 10, 25)]
    assert [(each.line, each.column) for each in answer.rejected] == [(2, "Sessions")]
    assert (answer.rows_read, answer.rows_kept, answer.rows_rejected) == (2, 1, 1)
    assert stored(database)["25", "Paid", "sessions"] == "7"
    assert stored(database)["26", "Paid", "sessions"] == "1"


def test_a_second_platform_does_not_replace_the_first(client: Client, database: Database) -> None:
    google = "Day,Campaign,Cost\n2026-10-24,Brand,5.00\n"
    meta = "Day,Campaign,Cost\n2026-10-24,Autumn,2.00\n"
    load(client, "campaigns", google)
    with pytest.raises(ApiError, match="'Brand'") as caught:
        load(client, "campaigns", meta)
    assert (caught.value.status, caught.value.code) == (409, "another_source")
    load(client, "campaigns", meta, source="Meta")
    assert stored(database).keys() == {("24", "Brand", "cost"), ("24", "Autumn", "cost")}
    load(client, "campaigns", meta.replace("Autumn", "Winter"), source="Meta")
    assert stored(database).keys() == {("24", "Brand", "cost"), ("24", "Winter", "cost")}
    with pytest.raises(ApiError, match="1 to 64 characters"):
        load(client, "campaigns", meta, source=" ")


def test_undoing_leaves_days_between_and_other_sources(client: Client, database: Database) -> None:
    rows = "Day,Campaign,Cost\n{}"
    load(client, "campaigns", rows.format("2026-10-25,A,1\n"))
    load(client, "campaigns", rows.format("2026-10-24,A,2\n2026-10-26,A,2\n"))
    load(client, "campaigns", rows.format("2026-10-24,M,3\n"), source="Meta")
    client.undo_fact_import("lyon", 2)
    assert stored(database) == {("25", "A", "cost"): "1", ("24", "M", "cost"): "3"}


def test_another_period_or_age_is_no_other_source(client: Client, database: Database) -> None:
    period = "Start,End,Customers,Repeat customers\n2026-05-01,2026-05-{},40,4\n"
    load(client, "repeat", period.format("31"))
    assert load(client, "repeat", period.format("15")).removed == ["2026-05-31"]
    assert stored(database)["01", "2026-05-15", "customers"] == "40"


def test_only_the_store_s_own_customers(client: Client, database: Database) -> None:
    client.put_store(description(store="nice"))
    text = (
        "Date,Store,New customers,E-mail\n2026-10-24,Lyon,3,camille@canari.example\n"
        "2026-10-24,Nice,4,camille@canari.example\n"
    )
    answer = load(client, "customers", text)
    assert (answer.rows_kept, answer.rows_of_other_stores) == (1, 1)
    assert answer.ignored_columns == ["E-mail"]
    assert stored(database) == {("24", "", "new_customers"): "3"}
    with pytest.raises(ApiError, match="no row of 'lyon' or 'Lyon'"):
        load(client, "customers", text.replace("Lyon", "Brest"))


def test_nothing_of_a_dropped_column_is_in_the_database(client: Client, file: Path) -> None:
    load(client, "reviews", "Date,NPS,Comment\n2026-10-24,9,camille@canari.example\n" + "\n" * 9)
    files = list(file.parent.glob("*.db*"))
    assert any(b"promoters" in each.read_bytes() for each in files)
    assert not [each for each in files if b"canari" in each.read_bytes()]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("repeat", "Start,End,Customers,Repeat customers\n2026-10-01,2026-10-31,40,9\n"),
        ("cohorts", "Cohort,Months since,Customers,Revenue\n2026-10,0,40,9.05\n"),
        ("responses", "Date,Seconds\n2026-10-24,30\n"),
        ("social", "Date,Network,Followers\n2026-10-24,X,30\n"),
    ],
)
def test_every_kind_is_imported(client: Client, kind: Kind, text: str) -> None:
    assert load(client, kind, text).rows_kept == 1
    assert client.fact_imports("lyon").imports[0].kind == kind


def test_a_body_that_is_no_form(client: Client) -> None:
    answer = client._http.post("v1/stores/lyon/facts?kind=web", json={})
    assert answer.status_code == 415
    answer = client._http.post("v1/stores/lyon/facts?kind=web", data={"x": "1"}, files={"y": b"1"})
    assert answer.status_code == 422
