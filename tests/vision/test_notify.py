from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from vision.edge.notify import Notifier


@pytest.fixture(params=["path", "abstract"])
def manager(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[socket.socket, str]]:
    """A socket as systemd's, and how it is named to a service."""
    name = str(tmp_path / "notify") if request.param == "path" else f"@chaland-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(name.replace("@", "\0"))
        listener.settimeout(5)
        yield listener, name


def test_the_manager_hears_each_word(manager: tuple[socket.socket, str]) -> None:
    listener, name = manager
    notifier = Notifier({"NOTIFY_SOCKET": name})
    assert notifier.is_supervised
    for say, heard in (
        (lambda: notifier.ready("4 cameras"), b"READY=1\nSTATUS=4 cameras"),
        (notifier.alive, b"WATCHDOG=1"),
        (lambda: notifier.status("door:\noffline"), b"STATUS=door: offline"),
        (notifier.stopping, b"STOPPING=1"),
    ):
        assert say()
        assert listener.recv(4096) == heard


@pytest.mark.parametrize("place", ["", "vsock:2:1", "/nowhere/at/all", "@chaland-nobody"])
def test_without_a_manager_nothing_happens(place: str) -> None:
    notifier = Notifier({"NOTIFY_SOCKET": place})
    assert not notifier.ready()
    assert not notifier.alive("busy")


def test_a_manager_that_does_not_read_holds_nobody_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vision.edge.notify.SEND_SECONDS", 0.01)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as deaf:
        deaf.bind(str(tmp_path / "notify"))
        notifier = Notifier({"NOTIFY_SOCKET": str(tmp_path / "notify")})
        for _ in range(100_000):
            if not notifier.alive():
                return
    pytest.fail("the queue never filled")


@pytest.mark.parametrize(
    ("environment", "seconds"),
    [
        ({"WATCHDOG_USEC": "60000000"}, 20.0),
        ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": str(os.getpid())}, 20.0),
        ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({}, None),
    ],
)
def test_the_beat_is_a_third_of_the_watchdogs_time(
    environment: dict[str, str], seconds: float | None
) -> None:
    assert Notifier(environment).beat_seconds == seconds
