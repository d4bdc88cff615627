"""Frames spread evenly over a film. They live in memory for one pass; none is written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from vision.detect.detector import Image
from vision.errors import InputError
from vision.source.film import Film

UNKNOWN_LENGTH_FPS = 2.0
"""Frames a second taken of a film that does not say how long it is."""

_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


class FilmSample:
    """About ``frames`` pictures of a film, evenly spaced, read anew at each iteration."""

    def __init__(self, path: Path, frames: int) -> None:
        self.path = path
        with Film(path, starts_at=_ANY_TIME, fps=UNKNOWN_LENGTH_FPS) as film:
            self.size = film.size
            seconds = film.seconds
        self._frames = frames
        self._fps = frames / seconds if seconds else UNKNOWN_LENGTH_FPS

    def __iter__(self) -> Iterator[Image]:
        """Raises:
        InputError: not one frame of the film can be decoded.
        """
        taken = 0
        with Film(self.path, starts_at=_ANY_TIME, fps=self._fps) as film:
            for frame in film:
                yield frame.image
                taken += 1
                if taken == self._frames:
                    return
        if taken == 0:
            raise InputError(f"{self.path}: no frame of this film can be read.")
