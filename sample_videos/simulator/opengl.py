"""MuJoCo with its renderer on the CPU."""

from __future__ import annotations

import ctypes.util
import os
import sys
from importlib import import_module
from types import ModuleType


class RenderingError(RuntimeError):
    """There is nothing to render with. The message says what to install."""


def load_mujoco() -> ModuleType:
    """MuJoCo, set to render through OSMesa unless ``MUJOCO_GL`` names something else.

    Raises:
        RenderingError: MuJoCo or libosmesa6 is missing.
    """
    # MuJoCo looks at the variable once, when it is imported.
    backend = os.environ.setdefault("MUJOCO_GL", "osmesa")
    if backend == "osmesa":
        if "mujoco" not in sys.modules:
            os.environ.setdefault("PYOPENGL_PLATFORM", "osmesa")
        if ctypes.util.find_library("OSMesa") is None:
            raise RenderingError(
                "the films are rendered on the CPU by OSMesa, which is not installed: "
                "`apt install libosmesa6` (Debian, Ubuntu), or set MUJOCO_GL=egl on a machine "
                "with a graphics card."
            )
    try:
        mujoco = import_module("mujoco")
    except ImportError as error:
        raise RenderingError(
            f"MuJoCo cannot be imported ({error}): install the extra, "
            "`pip install 'chaland[simulator]'`."
        ) from error
    return mujoco
