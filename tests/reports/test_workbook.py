from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from reports.cells import neutral
from reports.period import PeriodReport, figures
from reports.workbook import workbook
from tests.reports.conftest import NAME


def rows(book: Any, sheet: str) -> list[dict[str, Any]]:
    head, *body = book[sheet].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in body]


def test_the_workbook_holds_the_figures_of_the_api_as_numbers(daily: PeriodReport) -> None:
    book = openpyxl.load_workbook(BytesIO(workbook(daily, "en")))
    found = rows(book, "Figures")
    asked = list(figures(daily.period).values())
    assert len(found) == len(asked)
    for row, figure, before in zip(found, asked, figures(daily.before).values(), strict=True):
        for column, value in (
            *(("Value", figure.value), ("Low (95%)", figure.low), ("High (95%)", figure.high)),
            *(("n", figure.n), ("A week before", before.value)),
        ):
            if value is None:
                assert row[column] is None
            else:
                assert isinstance(row[column], int | float)
                assert row[column] == pytest.approx(float(value), abs=1e-9)
        assert row["Coverage"] == pytest.approx(140 / 180)
        assert row["Unit"]
        assert all(flag in row["Flags"] for flag in figure.flags)


def test_hours_are_dates_and_an_hour_that_was_not_seen_is_empty(daily: PeriodReport) -> None:
    book = openpyxl.load_workbook(BytesIO(workbook(daily, "en")))
    hours = {row["From"]: row for row in rows(book, "Hours")}
    assert len(hours) == 24
    nine, ten = hours[datetime(2026, 5, 6, 9)], hours[datetime(2026, 5, 6, 10)]  # noqa: DTZ001
    assert nine["Footfall (people)"] is None
    assert "at least 50%" in nine["Note"]
    assert nine["Minutes covered"] == 20
    assert ten["Footfall (people)"] == 18
    assert ten["Sales (EUR)"] == 30
    assert rows(book, "Zones")[0]["Visits (visits)"] == 42
    assert rows(book, "Queues")[0]["Value"] == 14


def test_the_french_workbook_is_french(weekly: PeriodReport) -> None:
    book = openpyxl.load_workbook(BytesIO(workbook(weekly, "fr")))
    assert book.sheetnames == ["Chiffres", "Heures", "Jours", "Zones", "Files d’attente", "Notes"]
    assert rows(book, "Chiffres")[0]["Chiffre"] == "Fréquentation"
    notes = [row["Note"] for row in rows(book, "Notes")]
    assert any(note.startswith("Les tickets manquent pour") for note in notes)


def test_nothing_that_people_wrote_is_a_formula(daily: PeriodReport) -> None:
    book = openpyxl.load_workbook(BytesIO(workbook(daily, "en")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert [cell for cell in cells if cell.hyperlink] == []
    assert any(cell.value and str(cell.value).startswith(f"'{NAME}") for cell in cells)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "\r=1", "＝1"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Lyon", "", "a=1", "'=1", "1-2"])
def test_other_text_stays(text: str) -> None:
    assert neutral(text) == text
