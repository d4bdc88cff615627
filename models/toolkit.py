"""Ultralytics and NNCF, loaded so that they neither install anything nor report anything."""

from __future__ import annotations

import logging
import os
import sys
from typing import Any

from vision.errors import InputError

EXTRA = "pip install 'chaland[ultralytics]'"


def load_ultralytics(purpose: str) -> Any:
    """The ``ultralytics`` module, with its automatic installs and its usage reports off.

    Raises:
        InputError: the extra is not installed.
    """
    _silence()
    os.environ["YOLO_AUTOINSTALL"] = "false"
    try:
        import ultralytics
        from ultralytics.utils import LOGGER, checks
        from ultralytics.utils.events import events
    except ImportError as error:
        raise InputError(
            f"{purpose} needs Ultralytics, which is not installed: {EXTRA} (several GB on Linux)."
        ) from error
    # Both are read from the environment or the settings once, when first imported.
    checks.AUTOINSTALL = False
    events.enabled = False
    # It logs to standard output, where `--json` promises one object.
    LOGGER.setLevel(logging.ERROR)
    return ultralytics


def load_nncf(purpose: str) -> Any:
    """The ``nncf`` module, its usage reports off.

    Raises:
        InputError: the extra is not installed.
    """
    _silence()
    try:
        import nncf  # type: ignore[import-untyped]
    except ImportError as error:
        raise InputError(f"{purpose} needs NNCF, which is not installed: {EXTRA}.") from error
    return nncf


def _silence() -> None:
    """OpenVINO's converter and NNCF report their use to Google Analytics when this package can be
    imported, and do without it when it cannot."""
    sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
