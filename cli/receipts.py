"""A shop's receipts, wherever its server is: over the network, or in this process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from cli.destination import opened_database

if TYPE_CHECKING:
    from api.client import Client
    from api.database import Database
    from api.sales.answers import ImportAnswer, Imports
    from api.sales.reconciliation import Reconciliation


@dataclass(frozen=True, slots=True)
class ReceiptOptions:
    """``columns``: FIELD=HEADER each."""

    date_order: Any = "auto"
    decimal: Any = "auto"
    ambiguous: Any = "reject"
    missing: Any = "reject"
    columns: tuple[str, ...] = ()


class Receipts(Protocol):
    """Each raises ApiError, and InputError for a file that cannot be read."""

    def import_file(
        self, file: Path, options: ReceiptOptions, *, dry_run: bool
    ) -> Reconciliation: ...
    def imports(self) -> Imports: ...
    def undo(self, import_id: int) -> ImportAnswer: ...


@contextmanager
def receipts(site: Path, server: str | None, token: str | None, place: str) -> Iterator[Receipts]:
    """Of the shop that ``site`` describes; raises InputError."""
    from vision.site_file import load_site

    description = load_site(site).site.describe()
    if server is not None:
        from api.client import Client

        with Client(server, token) as client:
            client.put_store(description)
            yield _Remote(client, description.store)
        return
    from api.stores import keep_store

    with opened_database(place) as database:
        keep_store(database, description)
        yield _Local(database, description.store)


@dataclass(frozen=True, slots=True)
class _Remote:
    client: Client
    store: str

    def import_file(self, file: Path, options: ReceiptOptions, *, dry_run: bool) -> Reconciliation:
        from api.sales.mappings import columns_given

        try:
            return self.client.import_sales(
                self.store,
                file,
                dry_run=dry_run,
                date_order=options.date_order,
                decimal=options.decimal,
                ambiguous=options.ambiguous,
                missing=options.missing,
                columns=dict(columns_given(options.columns)),
            )
        except OSError as error:
            raise _unreadable(file, error) from error

    def imports(self) -> Imports:
        return self.client.imports(self.store)

    def undo(self, import_id: int) -> ImportAnswer:
        return self.client.undo_import(self.store, import_id)


@dataclass(frozen=True, slots=True)
class _Local:
    """Reads the file from its path, a piece at a time."""

    database: Database
    store: str

    def import_file(self, file: Path, options: ReceiptOptions, *, dry_run: bool) -> Reconciliation:
        from api.sales.importing import import_sales
        from api.sales.mappings import columns_given
        from api.sales.moments import ClockChanges
        from api.sales.sources.content import Content
        from api.sales.staged import Choices

        choices = Choices(
            options.date_order,
            options.decimal,
            ClockChanges(options.ambiguous, options.missing),
            columns_given(options.columns),
        )
        try:
            return import_sales(
                self.database, self.store, Content.of(file), choices, dry_run=dry_run
            )
        except OSError as error:
            raise _unreadable(file, error) from error

    def imports(self) -> Imports:
        from api.sales.history import imports_of

        with self.database.read() as session:
            return imports_of(session, self.store, 100)

    def undo(self, import_id: int) -> ImportAnswer:
        from api.sales.undoing import undo

        with self.database.write() as session:
            return undo(session, self.store, import_id)


def _unreadable(file: Path, error: OSError) -> Exception:
    from vision.errors import InputError

    return InputError(f"{file}: cannot be read ({error.strerror}).")
