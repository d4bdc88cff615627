"""The two pictures that are made of a decoded frame."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation, VideoReformatter

from vision.source.gate import Luma
from vision.source.packet_decoder import working_size

LUMA_SIZE = (160, 90)
"""(width, height) of the gate's picture, over the whole of the camera's."""


class Pictures:
    """Of one stream: what a reformatter needs is made once for each size of frame."""

    def __init__(self) -> None:
        self._bgr, self._grey = VideoReformatter(), VideoReformatter()

    def luma(self, frame: VideoFrame) -> Luma:
        """Small and grey, (90, 160)."""
        width, height = LUMA_SIZE
        small = self._grey.reformat(frame, width, height, "gray", interpolation=Interpolation.AREA)
        return np.asarray(small.to_ndarray(), np.uint8)

    def bgr(self, frame: VideoFrame) -> npt.NDArray[np.uint8]:
        """In colour, (height, width, 3) of ``working_size``, contiguous."""
        width, height = working_size(frame.width, frame.height)
        small = self._bgr.reformat(frame, width, height, "bgr24", interpolation=Interpolation.AREA)
        return np.ascontiguousarray(small.to_ndarray())
