"""Ultralytics and NNCF, loaded so that they neither install anything nor report anything."""

from __future__ import annotations

import logging
import os
from typing import Any

from vision.detect.telemetry import silence_openvino, silence_ultralytics
from vision.errors import InputError

EXTRA = "pip install 'chaland[ultralytics]'"


def load_ultralytics(purpose: str) -> Any:
    """The ``ultralytics`` module, with its automatic installs and its usage reports off.

    Raises:
        InputError: the extra is not installed.
    """
    os.environ["YOLO_AUTOINSTALL"] = "false"
    try:
        import ultralytics
        from ultralytics.utils import LOGGER, checks

        silence_ultralytics()
    except ImportError as error:
        raise InputError(
            f"{purpose} needs Ultralytics, which is not installed: {EXTRA} (several GB on Linux)."
        ) from error
    # Read from the environment once, when first imported.
    checks.AUTOINSTALL = False
    # It logs to standard output, where `--json` promises one object.
    LOGGER.setLevel(logging.ERROR)
    return ultralytics


def load_nncf(purpose: str) -> Any:
    """The ``nncf`` module, its usage reports off.

    Raises:
        InputError: the extra is not installed.
    """
    silence_openvino()
    try:
        import nncf  # type: ignore[import-untyped]
    except ImportError as error:
        raise InputError(f"{purpose} needs NNCF, which is not installed: {EXTRA}.") from error
    return nncf
