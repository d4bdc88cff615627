"""A shop whose film shows nobody that its network could see."""

from __future__ import annotations

from pathlib import Path

from tests.vision.films import write_film
from tests.vision.models import candidates, write_model

SITE = """\
version: 1
store: {id: lyon, name: Lyon, timezone: Europe/Paris}
privacy: {controller: Chaland SARL, contact: privacy@example.com, notice: at the door}
detector: {model: model}
cameras:
  - id: door
    source: film.mkv
    starts_at: 2026-11-21T10:00:00+01:00
    lines: [{id: gate, role: entrance, start: [0.1, 0.5], end: [0.9, 0.5]}]
"""


def write_shop(folder: Path) -> None:
    """A site, a network that sees nobody, and a film of four seconds."""
    write_model(folder / "model", candidates([(32, 32, 20, 40, [0.0])]))
    write_film(folder / "film.mkv")
    (folder / "site.yaml").write_text(SITE, "utf-8")
