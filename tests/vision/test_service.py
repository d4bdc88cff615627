"""The unit: what it holds, what it refuses, and what systemd says of it."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import ROOT
from vision.edge.service import SHIPPED, Service, unit
from vision.errors import InputError

analyze = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd is not on this machine"
)
ODD = Path('/srv/a b%d$HOME"c\\d/site.yaml')


def settings(service: Service, name: str) -> list[str]:
    return re.findall(rf"^{name}=(.*)$", unit(service), re.MULTILINE)


def test_the_shipped_unit_is_what_the_command_prints() -> None:
    shipped = (ROOT / "deploy" / "chaland-edge.service").read_text("utf-8")
    assert shipped == unit(SHIPPED), "write it again: make unit"


def test_the_box_is_started_as_asked() -> None:
    (command,) = settings(SHIPPED, "ExecStart")
    assert command == (
        "/opt/chaland/bin/chaland edge /etc/chaland/site.yaml --state %S/chaland "
        "--server https://counts.example.com/api "
        "--token-file ${CREDENTIALS_DIRECTORY}/device-token --listen 127.0.0.1:9465"
    )
    assert settings(SHIPPED, "LoadCredential") == [
        "device-token:/etc/chaland/credentials/device-token",
        "door:/etc/chaland/credentials/door",
    ]


def test_nothing_in_a_path_is_a_variable_or_an_escape() -> None:
    (command,) = settings(replace(SHIPPED, site=ODD), "ExecStart")
    assert '"/srv/a b%%d$$HOME\\"c\\\\d/site.yaml"' in command


@pytest.mark.parametrize(
    "change",
    [
        {"site": Path("site.yaml")},
        {"site": Path("/etc/../tmp/site.yaml")},
        {"site": Path("/etc/chaland/a\nExecStartPre=/bin/sh")},
        {"site": Path("/tmp/site.yaml")},  # noqa: S108
        {"command": ("chaland",)},
        {"user": "root; reboot"},
        {"user": "bo\nx"},
        {"state": "../../etc"},
        {"state": ""},
        {"server": "ftp://example.com"},
        {"server": "https://user:secret@example.com/api"},
        {"server": "https://example.com/\nUser=root"},
        {"listen": "9465"},
        {"listen": "127.0.0.1:99999"},
        {"credentials": (("a:b", Path("/etc/chaland/x")),)},
        {"token_file": Path("token")},
        {"reads": (Path("here"),)},
    ],
    ids=str,
)
def test_what_a_unit_cannot_hold_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(InputError) as refused:
        replace(SHIPPED, **change)
    assert "secret" not in str(refused.value)


def test_devices_are_open_only_where_they_are_used() -> None:
    none = replace(SHIPPED, graphics=False)
    assert settings(none, "PrivateDevices") == ["yes"]
    assert settings(none, "SupplementaryGroups") == settings(none, "DeviceAllow") == []
    both = replace(SHIPPED, usb=True)
    assert settings(both, "DeviceAllow") == ["char-video4linux rw", "char-drm rw"]
    assert settings(both, "SupplementaryGroups") == ["video render"]


def test_what_lies_in_a_home_can_be_read_and_no_more_of_it() -> None:
    homely = replace(
        SHIPPED,
        command=("/home/ana/venv/bin/chaland",),
        reads=(Path("/home/ana/venv"), Path("/home/ana/models"), Path("/usr")),
    )
    assert settings(homely, "ProtectHome") == ["tmpfs"]
    assert settings(homely, "BindReadOnlyPaths") == ["/home/ana/models", "/home/ana/venv"]
    assert settings(SHIPPED, "ProtectHome") == ["yes"]


def test_memory_grows_with_the_cameras() -> None:
    few, many = (
        int(settings(replace(SHIPPED, cameras=n), "MemoryMax")[0].rstrip("M")) for n in (1, 9)
    )
    assert many > few > 350


@analyze
@pytest.mark.parametrize("odd", [False, True])
def test_systemd_understands_every_line(tmp_path: Path, odd: bool) -> None:
    service = replace(SHIPPED, command=("/bin/true",), site=ODD if odd else SHIPPED.site)
    path = tmp_path / "chaland-edge.service"
    path.write_text(unit(service), "utf-8")
    said = subprocess.run(["systemd-analyze", "verify", path], capture_output=True, text=True)
    assert [line for line in said.stderr.splitlines() if "chaland-edge" in line] == []
    assert said.returncode == 0


@analyze
def test_systemd_finds_little_exposed(tmp_path: Path) -> None:
    path = tmp_path / "chaland-edge.service"
    path.write_text(unit(SHIPPED), "utf-8")
    said = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", path],
        capture_output=True, text=True,
    )  # fmt: skip
    assert said.returncode == 0, said.stdout.splitlines()[-1:]
