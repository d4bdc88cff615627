"""`chaland watch-sales`: receipts from a folder into which a till exports."""

from __future__ import annotations

import logging
import signal
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.destination import DEFAULT_DATABASE, DatabaseOption, ServerOption, TokenOption
from cli.import_sales import (
    Ambiguous,
    AmbiguousOption,
    ColumnOption,
    DateOrder,
    DateOrderOption,
    DecimalMark,
    DecimalOption,
    Missing,
    MissingOption,
)
from cli.receipts import ReceiptOptions, Receipts, receipts

if TYPE_CHECKING:
    from cli.sales_folder import SalesExport, SalesFolder
    from vision.backoff import Backoff

log = logging.getLogger(__name__)

REJECTIONS_LOGGED = 5
LONGEST = 3600.0
"""Seconds between two tries."""


def watch_sales(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the till exports to.")],
    site: Annotated[Path, typer.Argument(metavar="SITE", help="The site file of its shop.")],
    every: Annotated[float, typer.Option(min=1, help="Seconds from one look to the next.")] = 30,
    once: Annotated[bool, typer.Option("--once", help="Look until nothing is new; stop.")] = False,
    move: Annotated[
        bool, typer.Option("--move", help="Move what was imported to FOLDER/imported.")
    ] = False,
    state: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="What was seen to. Without it: a file in FOLDER."),
    ] = None,
    date_order: DateOrderOption = DateOrder.AUTO,
    decimal: DecimalOption = DecimalMark.AUTO,
    ambiguous: AmbiguousOption = Ambiguous.REJECT,
    missing: MissingOption = Missing.REJECT,
    column: ColumnOption = None,
    server: ServerOption = None,
    token: TokenOption = None,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Import each finished file of a folder once, for as long as it runs."""
    from cli.sales_folder import SalesFolder

    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s")
    log.setLevel(logging.INFO)
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    options = ReceiptOptions(
        date_order.value, decimal.value, ambiguous.value, missing.value, tuple(column or ())
    )
    watched, patience = SalesFolder(folder, state), Patience(every)
    log.info("watching %s", folder)
    with receipts(site, server, token, database) as shop:
        looks = 0
        while not stopping.is_set():
            _look(watched, shop, options, patience, stopping, move=move)
            looks += 1
            # The first look only learns how large the files are.
            if once and looks >= 2:
                break
            stopping.wait(min(every, 1.0) if once else every)
    log.info("stopped")


class Patience:
    """Which files failed for a reason that may pass, and are left alone for a while."""

    def __init__(self, first_seconds: float) -> None:
        self._first = first_seconds
        self._waits: dict[str, tuple[Backoff, float]] = {}

    def has(self, export: SalesExport) -> bool:
        return time.monotonic() >= self._waits.get(export.sha256, (None, 0.0))[1]

    def lose(self, export: SalesExport, why: str) -> None:
        from vision.backoff import Backoff

        known = self._waits.get(export.sha256)
        longest = max(self._first, LONGEST)
        backoff = Backoff(self._first, longest, jitter=0.5) if known is None else known[0]
        wait = backoff.next()
        self._waits[export.sha256] = (backoff, time.monotonic() + wait)
        log.warning("%s: %s Tried again in %.0f s.", export.path.name, why, wait)

    def restore(self, export: SalesExport) -> None:
        self._waits.pop(export.sha256, None)


def _look(
    watched: SalesFolder,
    shop: Receipts,
    options: ReceiptOptions,
    patience: Patience,
    stopping: threading.Event,
    *,
    move: bool,
) -> None:
    from api.errors import ApiError
    from vision.errors import InputError

    for export in watched.finished():
        if stopping.is_set():
            return
        if not patience.has(export):
            continue
        try:
            _bring_in(export, watched, shop, options, move=move)
        except ApiError as error:
            if error.status in (401, 403, 404):
                raise
            if not 400 <= error.status < 500 or error.status in (408, 409, 429):
                # The server's trouble, which the next file would have as well.
                patience.lose(export, str(error))
                return
            log.error("%s: refused: %s", export.path.name, error)  # noqa: TRY400
            watched.done(export, f"refused: {error.code}", move=False)
        except InputError as error:
            patience.lose(export, str(error))
        except Exception as error:
            # A database's own words hold what was written. It may be busy, or full.
            log.debug("import", exc_info=True)
            patience.lose(export, f"{type(error).__name__}.")
        else:
            patience.restore(export)


def _bring_in(
    export: SalesExport,
    watched: SalesFolder,
    shop: Receipts,
    options: ReceiptOptions,
    *,
    move: bool,
) -> None:
    answer = shop.import_file(export.path, options, dry_run=False)
    # Counts alone: what a cell holds is nothing for a log.
    log.info(
        "%s: %d rows kept, %d already there, %d replaced, %d rejected; %d tickets, import %s",
        *(export.path.name, answer.rows_kept, answer.rows_unchanged, answer.rows_replaced),
        *(answer.rows_rejected, answer.tickets, answer.import_id),
    )
    for rejected in answer.rejected[:REJECTIONS_LOGGED]:
        column = "" if rejected.column is None else f", column {rejected.column}"
        log.warning("%s:%d: rejected%s", export.path.name, rejected.line, column)
    watched.done(export, f"import {answer.import_id}", move=move)
