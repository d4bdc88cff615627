"""The forms a receipts file may have, told by its first bytes and never by its name."""

from __future__ import annotations

from api.sales.layouts.poslog import is_poslog
from api.sales.sources.content import Content
from api.sales.sources.delimited import DelimitedText
from api.sales.sources.parquet import Parquet
from api.sales.sources.poslog import Poslog
from api.sales.sources.source import LayoutFor, Source, unfit
from api.sales.sources.workbook import Workbook

_HEAD = 1024
"""Bytes in which the root of an XML file is named."""


def open_source(content: Content, layout_for: LayoutFor) -> Source:
    """Raises ApiError 422 when it is no table of receipts, and OSError."""
    with content.open() as stream:
        head = stream.read(_HEAD)
    if head.startswith(b"PK\x03\x04"):
        return Workbook(content, layout_for)
    if head.startswith(b"PAR1"):
        return Parquet(content, layout_for)
    if is_poslog(head):
        return Poslog(content)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise unfit(
            f"{content.name!r} is a spreadsheet of the form before XLSX, or a protected one.",
            "Save it as XLSX or CSV and import that.",
        )
    return DelimitedText(content, layout_for)
