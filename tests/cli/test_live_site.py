from __future__ import annotations

from pathlib import Path

from tests.cli.commands import chaland, warm

SITE = """\
version: 1
store: {id: lyon, name: Lyon Part-Dieu, timezone: Europe/Paris}
privacy: {controller: Chaland SARL, contact: privacy@example.com, notice: at the door}
detector: {model: model.xml}
cameras:
  - {id: door, source: "rtsp://10.0.0.7/stream2", credentials: door}
"""


def test_a_live_camera_is_checked_for_its_credentials_and_not_read_as_a_film(
    tmp_path: Path,
) -> None:
    (tmp_path / "site.yaml").write_text(SITE)
    missing = chaland("check", "site.yaml", cwd=tmp_path, check=False)
    assert missing.returncode == 2
    assert "camera door: no credentials 'door'. Write user:password into" in missing.stderr
    kept = tmp_path / "credentials" / "door"
    kept.parent.mkdir()
    kept.write_text("admin:hunter2")
    kept.chmod(0o600)
    found = warm("check", "site.yaml", cwd=tmp_path, check=False)
    assert "camera door: live, rtsp://10.0.0.7/stream2" in found.stdout
    assert "hunter2" not in found.stdout + found.stderr
    run = warm("run", "site.yaml", cwd=tmp_path, check=False)
    assert run.returncode == 2
    assert "camera door: rtsp://10.0.0.7/stream2 is watched live" in run.stderr
