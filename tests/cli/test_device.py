"""`chaland device` against a server with a token, over a real socket."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.application import create_app
from api.client import Client
from api.database import open_database
from api.errors import ApiError
from cli.token_file import read_token, replacing
from tests.api.shop import Box, covered, description
from tests.cli.commands import ROOT, chaland, environment, warm
from tests.dashboard.conftest import served
from vision.errors import InputError

TOKEN = "s3cret"  # noqa: S105


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    database = open_database(f"sqlite:///{tmp_path / 'server.db'}")
    with served(create_app(database, ingest_token=TOKEN)) as address:
        with Client(address, TOKEN) as owner:
            owner.put_store(description())
        yield address
    database.close()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_from_the_code_to_the_revoked_token(server: str, tmp_path: Path) -> None:
    owner = ("--server", server, "--token", TOKEN)
    file = tmp_path / "box.token"
    box = ("--server", server, "--token-file", file)
    code = json.loads(chaland("device", "code", "lyon", *owner, "--json", cwd=tmp_path).stdout)
    enrolled = chaland("device", "enrol", code["code"], "--device", "box-1", *box, cwd=tmp_path)
    assert "box-1 is a box of lyon" in enrolled.stdout
    assert mode(file) == 0o600
    first = read_token(file)
    assert first.token not in enrolled.stdout + enrolled.stderr
    chaland("device", "rotate", *box, cwd=tmp_path)
    assert mode(file) == 0o600
    second = read_token(file)
    assert second.token != first.token
    shown = chaland("device", "list", "lyon", *owner, cwd=tmp_path).stdout
    assert "box-1" in shown
    assert "not used yet" in shown
    with Client(server, second.token) as sender:
        assert sender.ingest(Box().batch(covered(0))).status == "stored"
        chaland("device", "revoke", "lyon", "box-1", *owner, cwd=tmp_path)
        with pytest.raises(ApiError, match="revoked"):
            sender.ingest(Box().batch(covered(1)))
    assert {path.name for path in tmp_path.iterdir()} & {".box.token", "chaland.db"} == set()


def test_a_site_file_describes_its_store_to_the_server(server: str, tmp_path: Path) -> None:
    site = ROOT / "sample_videos" / "site.yaml"
    owner = ("--server", server, "--token", TOKEN)
    shown = warm("device", "code", site, *owner, cwd=tmp_path).stdout
    with Client(server) as client:
        known = {each.store for each in client.stores()} - {"lyon"}
    assert len(known) == 1
    assert shown.startswith(f"{known.pop()}:")


def test_mistakes_are_one_clear_error_and_cost_no_code(server: str, tmp_path: Path) -> None:
    owner = ("--server", server, "--token", TOKEN)
    code = json.loads(warm("device", "code", "lyon", *owner, "--json", cwd=tmp_path).stdout)
    for arguments, word in (
        (("--server", server, "--token-file", "nowhere/box.token"), "cannot be written"),
        (("--server", server, "--device", "Box 1"), "no name for a box"),
        (("--device", "box-1"), "--server"),
    ):
        command = ("device", "enrol", code["code"], *arguments)
        result = warm(*command, cwd=tmp_path, check=False)
        assert (result.returncode, "Traceback" in result.stderr) == (2, False)
        assert word in result.stderr
    good = ("device", "enrol", code["code"], "--device", "box-1", "--server", server)
    warm(*good, cwd=tmp_path)
    again = warm(*good, cwd=tmp_path, check=False)
    assert again.returncode == 2
    assert "used already" in again.stderr
    # What the first one wrote is still there.
    assert read_token(tmp_path / "chaland-device.token").device == "box-1"
    assert [path.name for path in tmp_path.glob(".*")] == []


def test_a_token_file_is_whole_or_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "box.token"
    with replacing(path) as write:
        write("lyon.box-1.old")

    def stopped() -> None:
        with replacing(path):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert read_token(path).token == "lyon.box-1.old"  # noqa: S105
    assert list(tmp_path.iterdir()) == [path]


def test_a_wide_umask_opens_the_token_to_nobody(tmp_path: Path) -> None:
    code = (
        "import os; from pathlib import Path; from cli.token_file import replacing; os.umask(0)\n"
        "with replacing(Path('box.token')) as write: write('lyon.box-1.x')"
    )
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment(), check=True)
    assert mode(tmp_path / "box.token") == 0o600


@pytest.mark.parametrize("text", ["", "s3cret", "a.b", "a..c"])
def test_a_file_that_holds_no_token(tmp_path: Path, text: str) -> None:
    path = tmp_path / "box.token"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=r"STORE\.DEVICE\.SECRET"):
        read_token(path)
    with pytest.raises(InputError, match="device enrol"):
        read_token(tmp_path / "none")
