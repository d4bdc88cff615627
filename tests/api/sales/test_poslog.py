from __future__ import annotations

import io
import itertools
import tracemalloc
from collections.abc import Iterator

import pandas as pd
import pytest

from api.errors import ApiError
from api.sales.layouts.poslog import COLUMNS, is_poslog, read_poslog
from tests.api.sales.poslog_writer import NAMESPACES, poslog
from tests.api.sales.test_layouts import read_back
from tests.api.sales.truth import CANARIES, Known, known, tickets


def read(text: str | bytes) -> pd.DataFrame:
    data = text.encode() if isinstance(text, str) else text
    return pd.concat(list(read_poslog(io.BytesIO(data), "log.xml")))


def truth(version: str) -> list[Known]:
    """In version 2 as it is written here the tax has no category."""
    found = []
    for ticket in tickets():
        plain = known(ticket, categories=True)
        categories = dict(plain.by_category or ())
        if version == "2":
            categories = dict.fromkeys(categories, ticket.lines[0].net * 0)
            for line in ticket.lines:
                categories[line.category] += line.net
            categories[""] = ticket.amount - ticket.net
        by_category = tuple(sorted(categories.items()))
        found.append(Known(*(getattr(plain, name) for name in FIELDS), by_category))
    return sorted(found, key=lambda each: each.number)


FIELDS = ("number", "moment", "kind", "amount", "items")


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("version", ["6", "2"])
def test_what_is_written_is_read_back(version: str, mark: bytes, ends: str) -> None:
    data = mark + poslog(tickets(), version).replace("\n", ends).encode()
    assert is_poslog(data[:512])
    frame = read(data)
    assert read_back(frame) == truth(version)
    assert set(frame.columns) == set(COLUMNS)


def test_utf_16_and_one_line() -> None:
    text = poslog(tickets(), one_line=True)
    assert read_back(read(text)) == truth("6")
    wide = text.replace("UTF-8", "UTF-16").encode("utf-16")
    assert is_poslog(wide[:512])
    assert read_back(read(wide)) == truth("6")


@pytest.mark.parametrize("version", ["6", "2"])
def test_nobody_is_in_what_is_read(version: str) -> None:
    text = poslog(tickets(), version)
    assert all(canary in text for canary in CANARIES)
    cells = read(text).to_csv()
    assert not [canary for canary in CANARIES if canary in cells]


def test_rows_have_the_line_on_which_their_transaction_begins() -> None:
    text = poslog(tickets()[:3])
    lines = text.split("\n")
    for line in read(text).index:
        assert lines[line - 1].startswith("<Transaction ")


ONE = """<POSLog xmlns="{namespace}"><Transaction {flags}><RetailStoreID>7</RetailStoreID>
<WorkstationID>1</WorkstationID><SequenceNumber>5</SequenceNumber>
<BeginDateTime>2026-04-29T10:00:00</BeginDateTime>
<RetailTransaction {status}>{lines}{total}</RetailTransaction></Transaction></POSLog>"""
SOLD = "<LineItem><Sale><ExtendedAmount>8</ExtendedAmount><Quantity>1</Quantity></Sale></LineItem>"
BACK = SOLD.replace("Sale>", "Return>").replace(">8<", ">-3<").replace(">1<", ">-1<")
NET_AND_TAX = """<Total TotalType="TransactionNetAmount">8</Total>
<Total TotalType="TransactionTaxAmount">1.6</Total>"""
TOTAL = '<Total TotalType="TransactionGrandAmount"{more}>{amount}</Total>'


def one(
    lines: str = SOLD, total: str | None = None, flags: str = "", status: str = ""
) -> list[list[str]]:
    total = TOTAL.format(amount="8", more="") if total is None else total
    text = ONE.format(
        namespace=NAMESPACES["2"], flags=flags, status=status, lines=lines, total=total
    )
    frame = read(text)
    return frame[["type", "amount", "items"]].to_numpy().tolist()


@pytest.mark.parametrize(
    ("flags", "status", "kind"),
    [
        ("", "", "sale"),
        ("", 'TransactionStatus="Delivered"', "sale"),
        ('CancelFlag="1"', "", "void"),
        ("", 'TransactionStatus="PostVoided"', "void"),
        ("", 'TransactionStatus="Voided"', "void"),
        ('TrainingModeFlag="true"', 'TransactionStatus="Voided"', "training"),
        ("", 'TransactionStatus="Suspended"', None),
        ("", 'TransactionStatus="SuspendedRetrieved"', None),
    ],
)
def test_flags_and_states(flags: str, status: str, kind: str | None) -> None:
    assert [row[0] for row in one(flags=flags, status=status)] == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("lines", "total", "rows"),
    [
        # However a till writes what it paid back.
        (BACK, TOTAL.format(amount="3", more=""), [["return", "-3.00", "-1"]]),
        (BACK, TOTAL.format(amount="-3", more=""), [["return", "-3.00", "-1"]]),
        (
            BACK,
            TOTAL.format(amount="3", more=' NegativeTotalFlag="true"'),
            [["return", "-3.00", "-1"]],
        ),
        (
            SOLD + BACK,
            TOTAL.format(amount="5", more=""),
            [["exchange", "8.00", "1"], ["exchange", "-3.00", "-1"]],
        ),
        # Tax at the end.
        (
            SOLD,
            NET_AND_TAX,
            [["sale", "8.00", "1"], ["sale", "1.60", "0"]],
        ),
        ("", TOTAL.format(amount="9.5", more=""), [["sale", "9.50", ""]]),
        (SOLD, TOTAL.format(amount="much", more=""), [["sale", "much", ""]]),
        (SOLD, TOTAL.format(amount="1E+999999", more=""), [["sale", "1E+999999", ""]]),
        (
            SOLD.replace(">8<", ">1.250<"),
            TOTAL.format(amount="1.250", more=""),
            [["sale", "1.2500", "1"]],
        ),
        (SOLD, "", [["sale", "", ""]]),
    ],
)
def test_amounts(lines: str, total: str, rows: list[list[str]]) -> None:
    assert one(lines, total) == rows


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<POSLog><Transaction>\n<oops></Transaction></POSLog>", ["line 2", "cannot be read"]),
        ("<POSLog>\n<Transaction>", ["line 2", "cannot be read"]),
        ("<Orders/>", ["'Orders'", "POSLog"]),
        ('<?xml version="1.0" encoding="nonsense"?><POSLog/>', ["line 1", "cannot be read"]),
        ("", ["cannot be read"]),
        ('<!DOCTYPE POSLog [<!ENTITY a "b">]><POSLog>&a;</POSLog>', ["refused"]),
        ('<!DOCTYPE POSLog SYSTEM "file:///etc/passwd"><POSLog/>', ["refused"]),
    ],
)
def test_a_file_that_cannot_be_read_is_one_clear_error(text: str, words: list[str]) -> None:
    with pytest.raises(ApiError) as caught:
        read(text)
    assert caught.value.status == 422
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize("version", ["6", "2"])
def test_transactions_of_two_stores_are_refused(version: str) -> None:
    text = poslog(tickets()[:4], version)
    head, middle, tail = text.rpartition("7</UnitID>" if version == "6" else "7</RetailStoreID>")
    with pytest.raises(ApiError, match=r"store '8'.*'7'"):
        read(head + middle.replace("7", "8") + tail)


def test_a_table_is_no_poslog() -> None:
    assert not is_poslog(b"POSLog,Date,Total\n")
    assert not is_poslog(b"<html><body>")


def test_what_has_been_read_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory does not grow with the file."""
    monkeypatch.setattr("api.sales.layouts.poslog._BLOCK", 50)
    whole = poslog(tickets()[:20])
    head, _, rest = whole.partition("<Transaction ")
    body = "<Transaction " + rest.rpartition("</POSLog>")[0]

    class Long(io.RawIOBase):
        def __init__(self, times: int) -> None:
            parts = itertools.chain([head], itertools.repeat(body, times), ["</POSLog>"])
            self._lines: Iterator[bytes] = (
                line for part in parts for line in part.encode().splitlines(keepends=True)
            )

        def readline(self, _size: int | None = -1) -> bytes:
            return next(self._lines, b"")

    def peak(times: int) -> int:
        tracemalloc.start()
        for _ in read_poslog(Long(times), "log.xml"):  # type: ignore[arg-type]
            pass
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(2)
    assert peak(24) < peak(6) * 1.2
