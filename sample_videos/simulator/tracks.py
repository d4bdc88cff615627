"""The truth of a whole film, frame by frame, as a file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sample_videos.simulator.silhouettes import Box, Seen


@dataclass(frozen=True)
class Tracks:
    """Whom each frame of a film shows, and where."""

    camera: str
    size: tuple[int, int]
    """Width and height in pixels."""
    rate: float
    """Frames a second."""
    frames: Sequence[Sequence[Seen]]
    """One entry a frame, people by number."""

    def save(self, path: Path) -> None:
        """JSON, one line a frame: boxes in whole pixels, shares in hundredths.

        ``amodal`` is left out where it is the box within 2 pixels, ``cut`` where it is false.
        """
        width, height = self.size
        head = {"camera": self.camera, "width": width, "height": height, "rate": self.rate}
        lines = [
            json.dumps(
                {"frame": index, "people": [_entry(seen) for seen in frame]},
                separators=(",", ":"),
            )
            for index, frame in enumerate(self.frames)
        ]
        text = json.dumps(head)[:-1] + ', "frames": [\n' + ",\n".join(lines) + "\n]}\n"
        path.write_text(text, encoding="ascii")

    @classmethod
    def load(cls, path: Path) -> Tracks:
        table = json.loads(path.read_text(encoding="ascii"))
        return cls(
            camera=table["camera"],
            size=(table["width"], table["height"]),
            rate=table["rate"],
            frames=[[_seen(entry) for entry in frame["people"]] for frame in table["frames"]],
        )


def _entry(seen: Seen) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "person": seen.person,
        "box": _whole(seen.box),
        "visible": round(seen.share, 2),
    }
    # Most are seen as a whole: the box says it already.
    if max(abs(a - b) for a, b in zip(seen.box, seen.amodal, strict=True)) > 2:
        entry["amodal"] = _whole(seen.amodal)
    if seen.cut:
        entry["cut"] = True
    return entry


def _whole(box: Box) -> list[int]:
    return [round(value) for value in box]


def _seen(entry: dict[str, Any]) -> Seen:
    return Seen(
        person=entry["person"],
        box=_box(entry["box"]),
        amodal=_box(entry.get("amodal", entry["box"])),
        share=entry["visible"],
        cut=entry.get("cut", False),
    )


def _box(values: list[float]) -> Box:
    x1, y1, x2, y2 = (float(value) for value in values)
    return x1, y1, x2, y2
