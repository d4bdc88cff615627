"""What of a line's description an audit holds for."""

from __future__ import annotations

import hashlib
import json

from vision.description import LineDescription, StoreDescription


def fingerprint(description: StoreDescription, line: LineDescription) -> str:
    """Of the line's place and rules and of its camera's picture; names and roles may change."""
    camera = next((each for each in description.cameras if each.camera == line.camera), None)
    parts = [
        line.camera,
        line.start,
        line.end,
        line.refund_seconds,
        line.reentry_seconds,
        None if camera is None else [camera.width, camera.height, camera.analysis_fps],
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
