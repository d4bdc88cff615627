from __future__ import annotations

from pathlib import Path

import pytest

from cli.install_service import install_service
from tests.cli.commands import chaland

SITE = """\
version: 1
store: {id: lyon, name: Lyon, timezone: Europe/Paris}
privacy: {controller: Chaland SARL, contact: privacy@example.com, notice: at the door}
detector: {model: /opt/models/yolo}
cameras:
  - {id: door, source: "rtsp://10.0.0.2/live", credentials: door-camera}
  - {id: till, source: "usb:0"}
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "site.yaml").write_text(SITE, "utf-8")
    return tmp_path / "site.yaml"


def test_the_unit_is_of_this_site(
    site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # Where tests have their folders, a service has none of ours.
    monkeypatch.setattr("vision.edge.service._PASSING", ())
    monkeypatch.chdir(site.parent)
    install_service(Path("site.yaml"), show=True, user="box")
    printed = capsys.readouterr().out
    lines = printed.splitlines()
    assert "User=box" in lines
    assert f"LoadCredential=door-camera:{site.parent}/credentials/door-camera" in lines
    assert "DeviceAllow=char-video4linux rw" in lines
    assert f" edge {site} --state" in printed


def test_it_changes_nothing_and_says_so(site: Path) -> None:
    result = chaland("install-service", "site.yaml", cwd=site.parent, check=False)
    assert result.returncode == 2
    assert "--print" in result.stderr
