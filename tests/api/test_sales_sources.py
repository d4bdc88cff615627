from __future__ import annotations

import io
import zipfile

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from api.client import Client
from api.database import Database
from api.errors import ApiError
from tests.api.receipts_files import EXPECTED, load, parquet, stored, text, workbook

FORMS = {
    "semicolons": text().encode(),
    "commas quoted": text("\t").encode(),
    "BOM": b"\xef\xbb\xbf" + text().encode(),
    "CRLF": text(end="\r\n").encode(),
    "CR": text(end="\r").encode(),
    "no last line end": text().rstrip("\n").encode(),
    "NBSP thousands": text(group="\u00a0").encode(),
    "narrow NBSP thousands": text(group="\u202f").encode(),
    "cp1252": text(group="\u00a0").encode("cp1252"),
    "UTF-16": text().encode("utf-16"),
    "UTF-16 without a mark": text().encode("utf-16-be"),
    "quotes": text().replace("Épicerie", '"Épicerie"').encode(),
    "XLSX": workbook(),
    "Parquet": parquet(),
}


@pytest.mark.parametrize("form", FORMS)
def test_one_shop_s_receipts_are_the_same_in_every_form(
    client: Client, database: Database, form: str
) -> None:
    found = load(client, FORMS[form])
    assert (found.rows_kept, found.rows_rejected) == (3, 0)
    assert found.ignored_columns == ["E-mail"]
    assert stored(database) == EXPECTED


def test_blocks_may_end_anywhere(
    client: Client, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.sales.sources.delimited._PIECE", 40)
    monkeypatch.setattr("api.sales.sources.delimited.BLOCK_ROWS", 2)
    monkeypatch.setattr("api.sales.tickets.CHUNK", 2)
    rows = text() + "\n3;30/04/2026;11:00;;1;Frais;x\n" + '3;30/04/2026;11:00;1,00;1;"a\nb";x\n'
    found = load(client, rows + "4;30/04/2026;11:00;2,00;1;;x;9\n5;30/04/2026;12:00;x;1;;\n")
    assert [(row.line, row.column) for row in found.rejected] == [
        (6, "Montant TTC"),
        (9, None),
        (10, "Montant TTC"),
    ]
    assert stored(database)[:2] == EXPECTED
    assert stored(database)[2][6] == (("a\nb", 1, 100),)


@pytest.mark.parametrize(
    "tail",
    [
        "9;30/04/2026;11:0",
        "9;30/04/2026;11:00;12",
        '9;30/04/2026;11:00;12,00;1;"Fra',
    ],
)
def test_a_last_line_that_is_cut_off_is_one_rejected_row(
    client: Client, database: Database, tail: str
) -> None:
    found = load(client, text() + tail)
    assert [(row.line, row.reason) for row in found.rejected] == [
        (5, "the file ends in the middle of this row")
    ]
    assert stored(database) == EXPECTED


def test_a_file_cut_in_the_middle_of_a_letter_is_still_utf8(
    client: Client, database: Database
) -> None:
    found = load(client, text().encode() + "9;30/04/2026;11:00;1,00;1;É".encode()[:-1])
    assert found.rows_rejected == 1
    assert stored(database) == EXPECTED


def test_what_begins_like_a_formula_is_data_and_harms_no_export(
    client: Client, database: Database
) -> None:
    found = load(
        client,
        'Ticket;Date;Montant TTC;Rayon\n=1+1;29/04/2026;1,50;=HYPERLINK("x")\n'
        "2;29/04/2026;=1+2;+Frais\n3;29/04/2026;2,00;@SUM(A1)\n4;29/04/2026;3,00;-20 %\n",
    )
    assert [(row.line, row.column) for row in found.rejected] == [(3, "Montant TTC")]
    tickets = {row[1]: [each[0] for each in row[6]] for row in stored(database)}
    # An @ may be an address: it is not kept at all.
    assert tickets == {"id:=1+1": ['HYPERLINK("x")'], "id:3": [], "id:4": ["20 %"]}


def test_a_formula_in_a_workbook_is_not_evaluated(client: Client) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Ticket", "Date", "Amount"])
    sheet.append(["1", "2026-04-29", "=1+2"])
    sheet.append(["2", "2026-04-29", 4.1 + 0.2])
    out = io.BytesIO()
    book.save(out)
    found = load(client, out.getvalue())
    assert [(row.line, row.reason) for row in found.rejected] == [(2, "no amount")]
    assert str(found.amount) == "4.30"


def test_numbers_with_three_decimals_are_no_thousands(client: Client, database: Database) -> None:
    table = pa.table({"Date": ["2026-04-29"] * 2, "Amount": [2.5, 1234.0], "Items": [1.375, 2.0]})
    out = io.BytesIO()
    pq.write_table(table, out)
    load(client, out.getvalue())
    assert sorted((row[4], row[5]) for row in stored(database)) == [(250, 1), (123400, 2)]


@pytest.mark.parametrize("data", [workbook()[:900], parquet()[:-9], b"PAR1"])
def test_half_a_file_is_one_clear_error(client: Client, database: Database, data: bytes) -> None:
    with pytest.raises(ApiError) as caught:
        load(client, data)
    assert (caught.value.status, caught.value.code) == (422, "unreadable_sales")
    assert stored(database) == []


def test_a_workbook_that_unpacks_to_more_than_there_is_room(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.sales.sources.workbook.MAX_UNPACKED", 100_000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 200_000)
    with pytest.raises(ApiError, match="too large a workbook"):
        load(client, out.getvalue())


def test_a_proof_that_comes_late_is_for_all_rows(
    client: Client, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.sales.sources.delimited._PIECE", 30)
    load(client, "Date;Total\n03/04/2026;1,234\n04/04/2026;5\n04/25/2026;1,50\n")
    assert [(str(row[0]), row[4]) for row in stored(database)] == [
        ("2026-04-04", 500),
        ("2026-04-25", 150),
    ]


def test_the_file_s_own_total_is_compared_and_is_no_row(client: Client) -> None:
    rows = "Ticket;Date;Montant TTC\n1;29/04/2026;1,50\n2;29/04/2026;2,00\n"
    found = load(client, rows + "Sous-total;29/04/2026;3,50\nTotal;;3,60\n")
    assert (found.rows_read, found.rows_kept, found.total_rows) == (2, 2, 2)
    assert found.file_total is not None
    assert (found.file_total.line, str(found.file_total.difference)) == (5, "0.10")
    named = "Caissier;Date;Montant TTC\nTotal SA;29/04/2026;1,50\nTotal général;;1,50\n"
    found = load(client, named)
    assert (found.rows_kept, found.total_rows) == (1, 1)
    assert found.file_total is not None
    assert found.file_total.difference == 0


@pytest.mark.parametrize("piece", [1, 30, 75, 10_000])
def test_quotes_are_read_the_same_wherever_a_piece_ends(
    client: Client, database: Database, monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    monkeypatch.setattr("api.sales.sources.delimited._PIECE", piece)
    rows = [
        '1;29/04/2026;1,00;"a ""b"" c"',
        '2;29/04/2026;1,00;"a;b"',
        '3;29/04/2026;1,00;5" d',
        '4;29/04/2026;1,00;6" e',
        '5;29/04/2026;1,00;"f\r\n\r\ng"',
        '"6";"29/04/2026";"x";"h"',
        '7;29/04/2026;1,00;"i\n"',
        "8;29/04/2026;1,00;j",
    ]
    found = load(client, "Ticket;Date;Montant TTC;Rayon\n" + "\n".join(rows) + "\n")
    assert [(row.line, row.column) for row in found.rejected] == [(9, "Montant TTC")]
    categories = [row[6][0][0] for row in stored(database)]
    assert categories == ['a "b" c', "a;b", '5" d', '6" e', "f\r\n\r\ng", "i", "j"]
