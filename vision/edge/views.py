"""What each camera's view was when it was learnt, kept in the box's folder.

So a camera that was knocked while the box or its reader was down is found. What is kept of a view
is its signature (`vision.source.signature`): two coarse numbers for each of 16 × 9 cells, some 300
bytes, and no picture. With it goes the picture's size, by which the detector is made ready.

A signature is of what lines, zones, masks and the floor were drawn on: when one of them is drawn
anew, the view is learnt anew.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from vision.site import CameraPart
from vision.source.signature import Signature

_log = logging.getLogger(__name__)

FILE: Final = "views.json"


def _signature(text: str) -> str:
    Signature.parse(text)
    return text


class KnownView(BaseModel):
    """``size``: the picture's (width, height) in pixels."""

    model_config = ConfigDict(frozen=True)

    drawn: str = Field(pattern=r"^[0-9a-f]{64}$")
    size: tuple[Annotated[int, Field(gt=0, le=4096)], Annotated[int, Field(gt=0, le=4096)]]
    signature: Annotated[str, AfterValidator(_signature)] | None = None


class _File(BaseModel):
    cameras: dict[str, KnownView] = {}


class Views:
    """The views that are known. A file that cannot be read is as none: they are learnt anew.

    Args:
        forget: the views are as they should be from now on.
    """

    def __init__(self, folder: Path, *, forget: bool = False) -> None:
        self._path = folder / FILE
        self._failed = False
        self._known: dict[str, KnownView] = {} if forget else dict(self._read())

    def of(self, camera: CameraPart) -> KnownView | None:
        """None: not known, or no longer what the camera's lines were drawn on."""
        known = self._known.get(camera.id)
        if known is None or known.drawn == drawing(camera):
            return known
        return known.model_copy(update={"signature": None})

    def keep(self, camera: CameraPart, size: tuple[int, int], signature: str | None) -> None:
        """Write it down, if it is not. What the disk does not take is tried again at the next
        call."""
        view = KnownView(drawn=drawing(camera), size=size, signature=signature)
        if self._known.get(camera.id) == view and not self._failed:
            return
        self._known[camera.id] = view
        self._write()

    def _read(self) -> Mapping[str, KnownView]:
        try:
            return _File.model_validate_json(self._path.read_bytes()).cameras
        except FileNotFoundError:
            return {}
        except (OSError, ValidationError) as error:
            _log.warning("%s: cannot be used, views are learnt anew: %s", self._path, error)
            return {}

    def _write(self) -> None:
        """Whole or not at all, whatever happens meanwhile."""
        new = self._path.with_suffix(".new")
        try:
            with new.open("w", encoding="ascii") as file:
                file.write(_File(cameras=self._known).model_dump_json(indent=1))
                file.flush()
                os.fsync(file.fileno())
            new.replace(self._path)
        except OSError as error:
            if not self._failed:
                _log.warning("%s: views cannot be kept: %s", self._path, error.strerror)
            self._failed = True
        else:
            self._failed = False


def drawing(camera: CameraPart) -> str:
    """SHA-256, in hex, of what is drawn on the camera's picture."""
    shapes = {
        "lines": [[line.start, line.end] for line in camera.lines],
        "zones": [zone.polygon for zone in camera.zones],
        "masks": camera.masks,
        "floor": [point.at for point in camera.floor],
    }
    return hashlib.sha256(json.dumps(shapes).encode()).hexdigest()
