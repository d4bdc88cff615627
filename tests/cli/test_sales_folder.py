from __future__ import annotations

from pathlib import Path

import pytest

from api.errors import ApiError
from cli import watch_sales
from cli.receipts import ReceiptOptions
from cli.sales_folder import STATE, SalesFolder
from vision.errors import InputError


def names(folder: SalesFolder) -> list[str]:
    return [export.path.name for export in folder.finished()]


def test_a_file_is_finished_when_it_no_longer_grows(tmp_path: Path) -> None:
    folder = SalesFolder(tmp_path)
    export = tmp_path / "a.csv"
    export.write_text("half", "utf-8")
    assert names(folder) == []
    export.write_text("whole now", "utf-8")
    assert names(folder) == []
    assert names(folder) == ["a.csv"]


def test_what_was_seen_to_is_known_after_a_restart(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("one", "utf-8")
    folder = SalesFolder(tmp_path)
    names(folder)
    for export in folder.finished():
        folder.done(export, "import 1", move=False)
    (tmp_path / "a.csv").rename(tmp_path / "b.csv")
    (tmp_path / "c.csv").write_text("two", "utf-8")
    again = SalesFolder(tmp_path)
    names(again)
    assert names(again) == ["c.csv"]


def test_a_state_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / STATE).write_text("{", "utf-8")
    with pytest.raises(InputError, match="remove it"):
        SalesFolder(tmp_path)
    with pytest.raises(InputError, match="no folder"):
        SalesFolder(tmp_path / "none")


class Shop:
    """Whose server is busy for the first files it is sent."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.asked: list[str] = []

    def import_file(self, file: Path, *_: object, **__: object) -> None:
        self.asked.append(file.name)
        raise self.errors.pop(0)


def test_what_failed_is_left_alone_for_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(name, "utf-8")
    now = 100.0
    monkeypatch.setattr(watch_sales.time, "monotonic", lambda: now)
    shop = Shop(
        ApiError(503, "busy", "Busy."),
        InputError("a.csv: cannot be read."),
        RuntimeError("with a cell in it"),
    )
    folder, patience = SalesFolder(tmp_path), watch_sales.Patience(10)

    def look() -> None:
        watch_sales._look(
            folder, shop, ReceiptOptions(), patience, watch_sales.threading.Event(), move=False
        )

    look()
    look()
    # A busy server is busy for all of them.
    assert shop.asked == ["a.csv"]
    now += 11
    look()
    assert shop.asked == ["a.csv", "a.csv", "b.csv"]
    look()
    assert len(shop.asked) == 3
