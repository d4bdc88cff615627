from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import openpyxl
import pyarrow.parquet as pq
import pytest

from api.client import Client
from api.tidy_tables import SUBJECTS, Column, Row, Subject, TidyTable, tidy
from reports import written_table
from reports.written_table import Form, TooLongError, write_table

COLUMNS = (
    Column("name", "text"),
    Column("count", "integer", "people"),
    Column("share", "number", "share"),
    Column("sales", "amount", "EUR"),
    Column("start", "instant"),
    Column("local_start", "local"),
    Column("day", "day"),
)
NINE = datetime(2026, 5, 6, 7, tzinfo=UTC)
LOCAL = datetime(2026, 5, 6, 9)  # noqa: DTZ001  (as the store's clocks had it)
FULL: Row = ('Été; "vu"\nen 2', 3, -0.25, Decimal("-1234.50"), NINE, LOCAL, date(2026, 5, 6))
EMPTY: Row = (None,) * 7
RUN: Row = ("=1+1", None, None, None, None, None, None)


def table(*batches: list[Row]) -> TidyTable:
    return TidyTable("kpis", COLUMNS, iter(batches))


def test_parquet_has_types_units_and_holes(tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    assert write_table(table([FULL, EMPTY], [], [RUN]), "parquet", file) == 3
    found = pq.read_table(file)
    assert [tuple(row.values()) for row in found.to_pylist()] == [FULL, EMPTY, RUN]
    units = {
        field.name: (field.metadata or {}).get(b"unit", b"").decode() for field in found.schema
    }
    assert units == {column.name: column.unit for column in COLUMNS}
    assert found.schema.metadata[b"chaland.subject"] == b"kpis"


def test_csv_for_a_french_excel_comes_back_as_it_went(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    assert write_table(table([FULL, EMPTY, RUN]), "csv-fr", file) == 3
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    with file.open(encoding="utf-8-sig", newline="") as opened:
        head, full, empty, run = csv.reader(opened, delimiter=";")
    assert head[1:5] == ["count (people)", "share (share)", "sales (EUR)", "start (UTC)"]
    # A number below 0 is a number: no apostrophe.
    assert full[:4] == [FULL[0], "3", "-0,25", "-1234,50"]
    assert Decimal(full[3].replace(",", ".")) == FULL[3]
    assert datetime.fromisoformat(full[4]).replace(tzinfo=UTC) == NINE
    assert full[5:] == ["2026-05-06 09:00:00", "2026-05-06"]
    assert empty == [""] * 7
    assert run[0] == "'=1+1"


def test_csv_for_programs(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    write_table(table([FULL, RUN]), "csv", file)
    with file.open(encoding="utf-8", newline="") as opened:
        full, run = csv.DictReader(opened)
    assert full["share"] == "-0.25"
    assert full["sales"] == "-1234.50"
    assert run["name"] == "'=1+1"


def test_a_workbook_has_numbers_dates_and_no_formulas(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    write_table(table([FULL, EMPTY], [RUN]), "xlsx", file)
    head, full, empty, run = openpyxl.load_workbook(file).active.iter_rows()
    assert head[3].value == "sales (EUR)"
    values = [cell.value for cell in full]
    assert values[1:4] == [3, -0.25, -1234.5]
    assert values[4] == NINE.replace(tzinfo=None)
    assert values[5] == LOCAL
    assert [cell.value for cell in empty] == [None] * 7
    assert (run[0].value, run[0].data_type) == ("'=1+1", "s")


def test_a_sheet_that_would_be_too_long_is_refused_and_the_old_file_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(written_table, "_MOST_ROWS", 3)
    file = tmp_path / "a.xlsx"
    file.write_bytes(b"as it was")
    with pytest.raises(TooLongError, match="holds 2 rows"):
        write_table(table([FULL, EMPTY, RUN]), "xlsx", file)
    assert file.read_bytes() == b"as it was"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("form", get_args(Form))
@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_table_in_every_form(
    shop: Client, subject: Subject, form: Form, tmp_path: Path
) -> None:
    file = tmp_path / "out"
    rows = write_table(tidy(shop, subject), form, file)
    # Eight days; a zone and, where the plan was watched, its queue; four receipts.
    assert rows == {"kpis": 8, "zones": 10, "queues": 8, "tickets": 4}[subject]


def test_what_is_exported_is_what_the_api_says(shop: Client, tmp_path: Path) -> None:
    file = tmp_path / "kpis.parquet"
    write_table(tidy(shop, "kpis", grain="hour"), "parquet", file)
    found = pq.read_table(file).to_pylist()
    asked = shop.kpis("lyon", start="2026-04-29", end="2026-05-06", grain="hour").periods
    assert len(found) == len(asked) == 8 * 24
    for row, period in zip(found, asked, strict=True):
        assert row["start"] == period.start
        for name in ("footfall", "conversion", "sales", "atv"):
            figure = getattr(period, name)
            assert (row[name], row[f"{name}_low"]) == (figure.value, figure.low)
            assert (row[f"{name}_n"], row[f"{name}_note"]) == (figure.n, figure.note)
        assert row["coverage_share"] == period.coverage.share


def test_tickets_are_asked_for_only_as_they_are_written(shop: Client) -> None:
    asked = 0

    class Counting:
        stores, store = shop.stores, shop.store

        def tickets(self, *names: Any, **days: Any) -> Any:
            nonlocal asked
            asked += 1
            # As of a shop that sells for ever.
            return shop.tickets(*names, end=None).model_copy(update={"next": date(2026, 5, 6)})

    batches: Iterator[list[Row]] = tidy(Counting(), "tickets").batches  # type: ignore[arg-type]
    for number in range(1, 4):
        next(batches)
        assert asked == number
