"""The site of the proofs that need no process: a shop of one camera."""

from __future__ import annotations

from typing import Any

from tests.vision.films import START
from vision.site import Site

SIZE = (640, 360)
FPS = 5.0
NINE = 1_780_000_000 // 86_400 * 86_400 + 9 * 3600


def one_camera(**camera: Any) -> Site:
    return Site.model_validate(
        {
            "version": 1,
            "store": {"id": "lyon", "name": "Lyon", "timezone": "Europe/Paris"},
            "privacy": {"controller": "a", "contact": "b", "notice": "c", "k": 5},
            "detector": {"model": "model"},
            "cameras": [
                {
                    "id": "door",
                    "source": "film.mkv",
                    "starts_at": START.isoformat(),
                    "analysis_fps": FPS,
                    "lines": [
                        {"id": "gate", "role": "entrance", "start": [0, 0.5], "end": [1, 0.5]}
                    ],
                    "zones": [{"id": "table", "polygon": [[0, 0.6], [1, 0.6], [1, 1], [0, 1]]}],
                    **camera,
                }
            ],
        }
    )
