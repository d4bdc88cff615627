"""From a source to lines of tickets in the staging file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from api.errors import ApiError
from api.sales.amounts import DecimalChoice
from api.sales.block_reader import BlockReader, ReadBlock, TotalLine
from api.sales.columns import Field
from api.sales.evidence import Evidence
from api.sales.layouts.layout import Layout
from api.sales.moments import REJECT, ClockChanges, DateOrderChoice
from api.sales.reconciliation import PREVIEW_ROWS, REJECTED_SHOWN, RejectedRow
from api.sales.row import Reading
from api.sales.sources.source import Block, Source
from api.sales.staging import Staging


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user says of a file. ``columns``: field to header, {} to find them out."""

    date_order: DateOrderChoice = "auto"
    decimal: DecimalChoice = "auto"
    changes: ClockChanges = REJECT
    columns: Mapping[Field, str] = field(default_factory=dict)


@dataclass(slots=True)
class Staged:
    """What became of the rows, before they are compared with what is stored. ``amount``: of all
    that were kept, in minor units; ``kinds``: rows by their place in KINDS, from 1; ``preview``:
    the first of them with their lines; ``numbered``, ``categorised``: whether the file has numbers
    of tickets and categories."""

    rejected: list[RejectedRow] = field(default_factory=list)
    rows_rejected: int = 0
    rows_kept: int = 0
    amount: int = 0
    total: TotalLine | None = None
    total_rows: int = 0
    changes: Counter[str] = field(default_factory=Counter)
    kinds: Counter[int] = field(default_factory=Counter)
    preview: list[tuple[int, tuple[Any, ...]]] = field(default_factory=list)
    numbered: bool = False
    categorised: bool = False

    def add(self, read: ReadBlock) -> None:
        self.rows_rejected += len(read.rejected)
        self.rejected += read.rejected[: REJECTED_SHOWN - len(self.rejected)]
        self.rows_kept += len(read.lines)
        self.amount += sum(line[5] for line in read.lines)
        self.total = read.totals[-1] if read.totals else self.total
        self.total_rows += len(read.totals)
        self.changes.update(read.changes)
        self.kinds.update([line[4] for line in read.lines])
        if len(self.preview) < PREVIEW_ROWS:
            rows = sorted(zip(read.numbers, read.lines, strict=True), key=lambda row: row[0])
            self.preview += rows[: PREVIEW_ROWS - len(self.preview)]


def stage(
    source: Source, name: str, choices: Choices, reading: Reading, staging: Staging
) -> Staged:
    """``reading``: its order and mark are found out. Raises ApiError 422."""
    evidence = Evidence(name, source.layout, choices.date_order, choices.decimal)
    while True:
        staged, proven = _pass(source, evidence, reading, staging)
        if not proven:
            break
        # A proof that came after rows that were read otherwise.
        staging.clear()
    if not (staged.rows_kept or staged.rows_rejected or staged.total_rows):
        raise ApiError(
            422, "unreadable_sales", f"{name!r} has a header but no row.", "Export it again."
        )
    evidence.close()
    return staged


def _pass(
    source: Source, evidence: Evidence, reading: Reading, staging: Staging
) -> tuple[Staged, bool]:
    """And whether what the file proves changed on the way, so that it is to be read again."""
    staged = Staged()
    reader: BlockReader | None = None
    found = evidence.found
    asked = tuple(dict.fromkeys((*source.layout.headers, source.header[0])))
    for block in source.blocks(asked):
        frame = _by_field(source.layout, block)
        evidence.add(frame)
        if reader is None or evidence.found != found:
            if staged.rows_kept or staged.rows_rejected:
                return staged, True
            found = evidence.found
            reader = BlockReader(source.layout, replace(reading, order=found[0], mark=found[1]))
        staged.numbered = "ticket" in frame
        staged.categorised = "category" in frame
        read = reader.read(block, frame)
        staging.add(read.lines)
        staged.add(read)
    return staged, False


def _by_field(layout: Layout, block: Block) -> pd.DataFrame:
    if layout.canonical is not None:
        made = layout.canonical(block.cells[list(layout.headers)])
        return made.fillna("").astype("str")
    columns = layout.columns
    frame = block.cells[list(dict.fromkeys(columns.values()))]
    return pd.DataFrame({field: frame[header] for field, header in columns.items()})
