from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.application import create_app
from api.client import Client
from api.database import Database, open_database
from tests.api.shop import description


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "chaland.db"


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A new database's file. How it comes about is in `test_database.py`."""
    file = tmp_path_factory.mktemp("migrated") / "chaland.db"
    open_database(f"sqlite:///{file}").close()
    return file.read_bytes()


@pytest.fixture
def database(file: Path, migrated: bytes) -> Iterator[Database]:
    file.write_bytes(migrated)
    opened = open_database(f"sqlite:///{file}")
    yield opened
    opened.close()


@pytest.fixture
def client(database: Database) -> Iterator[Client]:
    """A server that knows the shop."""
    with Client.in_process(create_app(database)) as opened:
        opened.put_store(description())
        yield opened
