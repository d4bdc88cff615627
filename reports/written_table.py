"""A tidy table as a file: Parquet, CSV, CSV for a French Excel, or a workbook."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, Final, Literal

from api.tidy_tables import Column, Kind, TidyTable, Value
from reports.cells import neutral

Form = Literal["parquet", "csv", "csv-fr", "xlsx"]
_MOST_ROWS: Final = 1_048_576
"""Of a sheet, its head among them."""


class TooLongError(Exception):
    """More rows than a sheet holds. The message is complete."""


def write_table(table: TidyTable, form: Form, path: Path) -> int:
    """How many rows were written. Instants are in UTC. ``path`` is replaced when all of them are,
    and untouched when anything goes wrong. Raises OSError, ApiError and TooLongError."""
    with TemporaryDirectory(dir=path.parent, prefix=".chaland-") as folder:
        draft = Path(folder) / path.name
        rows = _WRITERS[form](table, draft)
        draft.replace(path)
    return rows


def _parquet(table: TidyTable, path: Path) -> int:
    """Each field's metadata has its unit; text is as it is, for nothing runs it."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {
        "text": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "amount": pa.decimal128(20, 4),
        "instant": pa.timestamp("s", "UTC"),
        "local": pa.timestamp("s"),
        "day": pa.date32(),
    }
    schema = pa.schema(
        [
            pa.field(
                column.name,
                types[column.kind],
                metadata={"unit": column.unit} if column.unit else None,
            )
            for column in table.columns
        ],
        metadata={"chaland.subject": table.subject},
    )
    count = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for rows in table.batches:
            if rows:
                columns = zip(*rows, strict=True)
                arrays = [
                    pa.array(values, type=field.type)
                    for values, field in zip(columns, schema, strict=True)
                ]
                writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
                count += len(rows)
    return count


def _csv(table: TidyTable, path: Path) -> int:
    """Heads are bare names, for programs to read."""
    heads = [column.name for column in table.columns]
    with path.open("w", encoding="utf-8", newline="") as file:
        return _delimited(table, heads, file, delimiter=",", decimal=".")


def _csv_fr(table: TidyTable, path: Path) -> int:
    """As a French Excel opens it: it knows UTF-8 by the mark at its start alone."""
    heads = [_head(column) for column in table.columns]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        return _delimited(table, heads, file, delimiter=";", decimal=",")


def _delimited(
    table: TidyTable, heads: list[str], file: IO[str], *, delimiter: str, decimal: str
) -> int:
    writer = csv.writer(file, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(heads)
    count = 0
    for rows in table.batches:
        writer.writerows([_text(value, decimal) for value in row] for row in rows)
        count += len(rows)
    return count


def _head(column: Column) -> str:
    if column.kind == "instant":
        return f"{column.name} (UTC)"
    return f"{column.name} ({column.unit})" if column.unit else column.name


def _text(value: Value, decimal: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return neutral(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", decimal)
    return str(value).replace(".", decimal)


_FORMATS: Final[dict[Kind, str]] = {
    "integer": "#,##0",
    "number": "#,##0.0###",
    "amount": "#,##0.00##",
    "instant": "yyyy-mm-dd hh:mm",
    "local": "yyyy-mm-dd hh:mm",
    "day": "yyyy-mm-dd",
}


def _xlsx(table: TidyTable, path: Path) -> int:
    import xlsxwriter

    # Row by row to the disk: memory does not grow with the rows.
    options = {
        "constant_memory": True,
        "tmpdir": str(path.parent),
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    count = 0
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet(table.subject)
        sheet.freeze_panes(1, 0)
        shown = {kind: book.add_format({"num_format": text}) for kind, text in _FORMATS.items()}
        for index, column in enumerate(table.columns):
            sheet.set_column(index, index, 18 if column.kind != "integer" else 10)
            sheet.write_string(0, index, _head(column), book.add_format({"bold": True}))
        for rows in table.batches:
            for row in rows:
                count += 1
                if count >= _MOST_ROWS:
                    raise TooLongError(
                        f"a sheet holds {_MOST_ROWS - 1} rows and these are more: "
                        "ask for fewer days, or for parquet or csv."
                    )
                for index, (column, value) in enumerate(zip(table.columns, row, strict=True)):
                    _cell(sheet, count, index, value, shown.get(column.kind))
    return count


def _cell(sheet: Any, row: int, index: int, value: Value, shown: Any) -> None:
    if value is None:
        return
    if isinstance(value, str):
        sheet.write_string(row, index, neutral(value))
    elif isinstance(value, datetime):
        # A sheet knows no zones: instants are in UTC, and their column says so.
        naive = value if value.tzinfo is None else value.astimezone(UTC).replace(tzinfo=None)
        sheet.write_datetime(row, index, naive, shown)
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(row, index, value, shown)
    else:
        sheet.write_datetime(row, index, value, shown)


_WRITERS: Final[dict[Form, Callable[[TidyTable, Path], int]]] = {
    "parquet": _parquet,
    "csv": _csv,
    "csv-fr": _csv_fr,
    "xlsx": _xlsx,
}
