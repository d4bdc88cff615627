"""What a reader process is told of its camera, but for the credentials."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vision.source.address import Address

if TYPE_CHECKING:  # a reader, which gets these settings, needs no pydantic
    from vision.description import Point
    from vision.site import CameraPart


@dataclass(frozen=True, slots=True)
class ReaderSettings:
    """How a camera is read."""

    address: Address
    fps: float
    """Looks a second, at most."""
    masks: tuple[tuple[Point, ...], ...] = ()
    """Polygons that are blanked, in shares of the picture."""
    hardware: bool = True
    """Decode on a graphics unit where there is one; else, and where it cannot, in software."""
    loop_filter: bool = False
    """Smooth the blocks' edges after decoding: 30 % of the work, hardly a change to detections."""
    tolerant: bool = False
    """Take pictures with errors in them too, instead of counting them as damaged. For cameras
    whose every frame breaks a rule of the codec; a feed finds out by itself."""
    signature: str | None = None
    """Of the camera's view, learnt before; None: it is to be learnt."""
    patience: float = 15.0
    """Seconds without an answer or a packet after which the reader gives the camera up."""
    decoder: str = "vision.source.every_frame:EveryFrame"
    """``module:name`` of a ``DecoderFactory``; by name, for the box itself loads no FFmpeg."""


def reader_settings(camera: CameraPart, address: Address) -> ReaderSettings:
    """What a camera's part of the site file asks for. ``address``: its source, paths resolved."""
    return ReaderSettings(
        address,
        camera.analysis_fps,
        masks=tuple(tuple(mask) for mask in camera.masks),
        hardware=camera.hardware_decoding,
    )
