from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from api.application import create_app
from api.client import Client
from api.database import Database
from api.errors import ApiError
from api.models import Ticket
from api.sales.reconciliation import Reconciliation
from api.sales.route import MAX_FILE
from api.transport import InProcessTransport
from tests.api.shop import description

FRENCH = (
    "Ticket;Date;Heure;Montant TTC;Quantité;E-mail\n"
    "1;29/04/2026;10:01;1 234,50;2;camille@canari.example\n"
    "2;29/04/2026;10:02;7,5;1;camille@canari.example\n"
)


def load(client: Client, text: str | bytes, **options: str) -> Reconciliation:
    data = text.encode() if isinstance(text, str) else text
    return client.import_sales("lyon", ("receipts.csv", data), **options)  # type: ignore[arg-type]


def stored(database: Database) -> list[Ticket]:
    with database.read() as session:
        return list(session.scalars(select(Ticket).order_by(Ticket.occurred, Ticket.ticket)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_a_french_file_in_any_encoding(client: Client, encoding: str) -> None:
    found = load(client, FRENCH.encode(encoding))
    assert (found.rows_read, found.rows_kept, found.rows_rejected) == (2, 2, 0)
    assert (found.tickets, found.sales, found.items) == (2, 2, 3)
    assert (found.amount, found.currency) == (Decimal("1242.00"), "EUR")
    assert found.columns == {
        "ticket": "Ticket",
        "date": "Date",
        "time": "Heure",
        "amount": "Montant TTC",
        "items": "Quantité",
    }
    assert found.ignored_columns == ["E-mail"]
    assert found.first is not None
    assert found.first.isoformat() == "2026-04-29T10:01:00+02:00"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter(client: Client, delimiter: str) -> None:
    text = "Receipt ID,Datetime,Total incl. tax,Items\nA1,2026-04-29 10:00,12.50,3\n"
    found = load(client, text.replace(",", delimiter))
    assert (found.amount, found.items) == (Decimal("12.50"), 3)


def test_a_row_without_amount_is_rejected_with_its_line(client: Client) -> None:
    found = load(client, FRENCH + "3;29/04/2026;10:03;;1;x\n4;29/04/2026;10:04;2,00;1;x\n")
    assert (found.rows_read, found.rows_kept, found.rows_rejected) == (4, 3, 1)
    [row] = found.rejected
    assert (row.line, row.reason, row.column) == (4, "no amount", "Montant TTC")


def test_the_same_file_twice_counts_once(client: Client, database: Database) -> None:
    load(client, FRENCH)
    again = load(client, FRENCH)
    assert (again.rows_kept, again.rows_unchanged, again.rows_replaced) == (2, 2, 0)
    assert len(stored(database)) == 2


def test_overlapping_files_and_a_corrected_ticket(client: Client, database: Database) -> None:
    load(client, FRENCH)
    later = FRENCH.replace("7,5", "8,5") + "3;29/04/2026;11:00;1,00;1;x\n"
    found = load(client, later)
    assert (found.rows_kept, found.rows_unchanged, found.rows_replaced) == (3, 1, 1)
    assert [ticket.amount for ticket in stored(database)] == [123450, 850, 100]


def test_without_numbers_equal_rows_are_tickets_of_their_own(
    client: Client, database: Database
) -> None:
    text = "Date,Time,Amount\n" + "2026-04-29,10:00,5.00\n" * 3 + "2026-04-29,10:01,6.00\n"
    load(client, text)
    assert load(client, text).rows_unchanged == 4
    overlapping = "Date,Time,Amount\n" + "2026-04-29,10:01,6.00\n2026-04-29,10:02,7.00\n"
    assert load(client, overlapping).rows_unchanged == 1
    assert [ticket.amount for ticket in stored(database)] == [500, 500, 500, 600, 700]


def test_lines_of_one_ticket_are_summed(client: Client, database: Database) -> None:
    found = load(
        client,
        "Ticket;Date;Montant TTC;Qte\n7;29/04/2026;10,00;1\n7;29/04/2026;-2,50;-1\n"
        "8;29/04/2026;1,00;1\n7;29/04/2026;5,00;2\n",
    )
    assert (found.rows_kept, found.tickets, found.items) == (4, 2, 3)
    assert [(ticket.amount, ticket.items) for ticket in stored(database)] == [(1250, 2), (100, 1)]


def test_numbers_that_begin_again_every_day_or_till_are_other_tickets(
    client: Client, database: Database
) -> None:
    load(
        client,
        "Caisse;Ticket;Date;Montant TTC\n1;1;29/04/2026;1,00\n2;1;29/04/2026;2,00\n"
        "1;1;30/04/2026;3,00\n",
    )
    assert sorted(ticket.amount for ticket in stored(database)) == [100, 200, 300]


def test_a_changed_cut_over_does_not_make_a_ticket_two(client: Client, database: Database) -> None:
    text = "Ticket,Datetime,Amount\n1,2026-04-29 01:30,5.00\n"
    client.put_store(description(cut_over=time(4)))
    load(client, text)
    client.put_store(description())
    assert load(client, text).rows_unchanged == 1
    assert len(stored(database)) == 1


def test_only_sales_are_counted_as_sales(client: Client, database: Database) -> None:
    found = load(
        client,
        "Ticket,Date,Amount,Type\n1,2026-04-29,10.00,sale\n2,2026-04-29,5.00,Void\n"
        "3,2026-04-29,6.00,training\n4,2026-04-29,7.00,Gift card\n5,2026-04-29,8.00,pick-up\n"
        "6,2026-04-29,-9.00,retour\n7,2026-04-29,0.00,Vente\n8,2026-04-29,-3.00,sale\n"
        "9,2026-04-29,4.00,cadeau\n10,2026-04-29,20.00,vente\n10,2026-04-29,5.00,annulé\n",
    )
    assert (found.tickets, found.sales, found.amount) == (9, 2, Decimal("30.00"))
    assert [(row.line, row.column) for row in found.rejected] == [(10, "Type")]
    kinds = {ticket.ticket: ticket.kind for ticket in stored(database)}
    assert kinds["id:8"] == "return"


def test_other_columns_are_nowhere_in_the_database(
    client: Client, database: Database, file: Path
) -> None:
    rows = "".join(f"{n};29/04/2026;10:00;1,00;1;camille@canari.example\n" for n in range(3, 500))
    load(client, FRENCH + rows)
    assert len(stored(database)) == 499
    found = [path for path in file.parent.iterdir() if b"canari" in path.read_bytes()]
    assert found == []
    assert any(b"id:499" in path.read_bytes() for path in file.parent.iterdir())


def test_a_dry_run_writes_nothing(client: Client, database: Database) -> None:
    found = client.import_sales("lyon", ("x.csv", FRENCH.encode()), dry_run=True)
    assert (found.rows_kept, found.dry_run) == (2, True)
    assert stored(database) == []


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("", "unreadable_sales", ["empty"]),
        ("PK\x03\x04 sheet", "unreadable_sales", ["spreadsheet", "CSV"]),
        ("Dear all, nothing to see", "unreadable_sales", ["no amount column", "Montant TTC"]),
        ("just words\nand more\n", "unreadable_sales", ["no columns"]),
        ("Date;Montant HT\n29/04/2026;1,00\n", "unreadable_sales", ["no amount", "Montant HT"]),
        ("Ticket;Montant TTC\n1;1,00\n", "unreadable_sales", ["no date column", "'Ticket'"]),
        ("Date;Montant TTC\n", "unreadable_sales", ["no row"]),
        ("Date;Total;Total\n29/04/2026;1;2\n", "unreadable_sales", ["2 columns named 'Total'"]),
        ('Date;Total;Note\n29/04/2026;1;"open\n', "unreadable_sales", ["line 2"]),
        ("Date;Total\n03/04/2026;1,00\n", "date_order_undecided", ["03/04/2026", "date_order"]),
        ("Date;Total\n13/04/2026;1\n04/13/2026;1\n", "date_order_undecided", ["two orders"]),
        ("Date;Total\n13/04/2026;1,234\n", "decimal_undecided", ["1,234", "decimal="]),
        ("Date;Total\n13/04/2026;1,50\n13/04/2026;1.50\n", "decimal_undecided", ["both"]),
    ],
)
def test_a_file_that_cannot_be_read_is_one_clear_error(
    client: Client, database: Database, text: str, code: str, words: list[str]
) -> None:
    with pytest.raises(ApiError) as caught:
        load(client, text)
    assert (caught.value.status, caught.value.code) == (422, code)
    for word in words:
        assert word in str(caught.value)
    assert stored(database) == []


@pytest.mark.parametrize(("order", "day"), [("dmy", 3), ("mdy", 4)])
def test_an_ambiguous_date_is_read_as_asked(
    client: Client, database: Database, order: str, day: int
) -> None:
    load(client, "Date;Total\n03/04/2026;1,00\n", date_order=order)
    assert stored(database)[0].day == date(2026, 4 if day == 3 else 3, day)


@pytest.mark.parametrize(("mark", "minor"), [(",", 123), (".", 123400)])
def test_an_ambiguous_amount_is_read_as_asked(
    client: Client, database: Database, mark: str, minor: int
) -> None:
    load(client, "Date;Total\n13/04/2026;1,23\n13/04/2026;1,234\n", decimal=mark)
    assert minor in [ticket.amount for ticket in stored(database)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("29/03/2026;02:30;1,00;EUR", "does not exist"),
        ("25/10/2026;02:30;1,00;EUR", "happened twice"),
        ("31/04/2026;10:00;1,00;EUR", "not a date"),
        ("29/04/2026;25:00;1,00;EUR", "not a time"),
        (";10:00;1,00;EUR", "no date"),
        ("29/04/2026;10:00;beaucoup;EUR", "not an amount"),
        ("29/04/2026;10:00;1,005;EUR", "more decimals"),
        ("29/04/2026;10:00;1,00;USD", "store's currency is EUR"),
        ("29/04/2026;10:00;1,00;EUR;5", "more cells"),
        ("29/04/2026;10:00;99999999999999999,00;EUR", "digits"),
        ("29/04/1026;10:00;1,00;EUR", "year 1026"),
    ],
)
def test_a_row_that_cannot_be_read_is_rejected_with_its_reason(
    client: Client, row: str, reason: str
) -> None:
    found = load(client, f"Date;Heure;Montant TTC;Devise\n29/04/2026;10:00;3,50;EUR\n{row}\n")
    assert (found.rows_kept, found.rows_rejected) == (1, 1)
    assert found.rejected[0].line == 3
    assert reason in found.rejected[0].reason


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("12,50", 1250),
        ("1\u202f234,50", 123450),
        ("1\u00a0234,5 €", 123450),
        ("1.234,50", 123450),
        ("(12,00)", -1200),
        ("12,00-", -1200),
        ("\u22123,10", -310),
        ("EUR 3", 300),
        ("1'234,00", 123400),
    ],
)
def test_amounts_as_tills_print_them(
    client: Client, database: Database, text: str, minor: int
) -> None:
    load(client, f"Date;Montant TTC\n29/04/2026;{text}\n30/04/2026;0,01\n")
    assert stored(database)[0].amount == minor


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("29/04/2026 10:00", "08:00"),
        ("29/04/26 10h05", "08:05"),
        ("2026-04-29T10:00:30Z", "10:00"),
        ("2026-04-29T10:00:00+05:30", "04:30"),
        ("29.04.2026, 3:15 PM", "13:15"),
        ("20260429 101500", "08:15"),
    ],
)
def test_dates_and_times_as_tills_print_them(
    client: Client, database: Database, text: str, utc: str
) -> None:
    load(client, f"Datetime;Montant TTC\n{text};1,50\n")
    [ticket] = stored(database)
    assert f"{ticket.occurred:%Y-%m-%d %H:%M}" == f"2026-04-29 {utc}"
    assert ticket.timed


def test_a_preamble_and_blank_lines_keep_line_numbers_right(client: Client) -> None:
    text = 'sep=;\nShop export\n\nDate;Note;Total\n29/04/2026;"two\nlines";1,50\n\n29/04/2026;;\n'
    found = load(client, text)
    assert (found.rows_kept, [row.line for row in found.rejected]) == (1, [8])


def test_yen_have_no_decimals(client: Client, database: Database) -> None:
    client.put_store(description(currency="JPY"))
    assert load(client, "Date,Amount\n2026-04-29,1200\n").amount == Decimal(1200)
    assert stored(database)[0].amount == 1200


@pytest.mark.parametrize(
    ("request_options", "status"),
    [
        ({"content": b"a;b"}, 415),
        ({"data": {"other": "x"}, "files": {"wrong": ("x", b"y")}}, 422),
        ({"content": b"x", "headers": {"Content-Type": "multipart/form-data"}}, 400),
        ({"files": {"file": ("x.csv", b" " * MAX_FILE)}}, 413),
    ],
)
def test_a_form_that_is_not_right(
    client: Client, database: Database, request_options: dict[str, object], status: int
) -> None:
    http = httpx.Client(
        base_url="http://shop.invalid", transport=InProcessTransport(create_app(database))
    )
    answer = http.post("/v1/stores/lyon/sales", **request_options)  # type: ignore[arg-type]
    assert answer.status_code == status
    assert answer.json()["error"]["message"]
