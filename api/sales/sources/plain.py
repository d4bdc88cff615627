"""Lines of delimited text whose cells hold no line ends, which are cut at once: most of most
files."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from api.sales.sources.source import arrow_frame


def plain_frame(
    text: str, delimiter: str, width: int, picks: Mapping[str, int], line: int
) -> pd.DataFrame | None:
    """``text``: whole lines, the first of which is ``line`` of the file. None: a line is not as
    long as the header, may be blank, or may go on in the next; then each is to be looked at."""
    quotes = text.count('"')
    if quotes % 2:
        return None
    names = [str(index) for index in range(width)]
    try:
        table = csv.read_csv(
            pa.py_buffer(text.encode()),
            read_options=csv.ReadOptions(column_names=names),
            parse_options=csv.ParseOptions(
                delimiter=delimiter, quote_char='"' if quotes else False, ignore_empty_lines=False
            ),
            convert_options=csv.ConvertOptions(
                include_columns=[str(index) for index in sorted({0, *picks.values()})],
                column_types=dict.fromkeys(names, pa.large_string()),
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid:
        return None
    if quotes and table.num_rows != _lines(text):
        return None
    columns = {name: pc.utf8_trim_whitespace(table[str(pick)]) for name, pick in picks.items()}
    first = pc.utf8_trim_whitespace(table["0"])
    if pc.any(pc.equal(first, "")).as_py():
        return None
    return arrow_frame(columns, range(line, line + table.num_rows))


def _lines(text: str) -> int:
    """Each ends, in one of the three ways there are."""
    return text.count("\n") + text.count("\r") - text.count("\r\n")
