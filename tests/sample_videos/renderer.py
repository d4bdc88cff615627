"""Whether this machine can render."""

from __future__ import annotations

import os

import pytest

from sample_videos.simulator.opengl import RenderingError, load_mujoco


def _missing() -> str | None:
    try:
        load_mujoco()
    except RenderingError as error:
        return str(error)
    return None


MISSING = _missing()
needs_renderer = pytest.mark.skipif(
    # Where everything must be tested, a missing renderer fails instead.
    MISSING is not None and os.environ.get("CI") != "true",
    reason=MISSING or "",
)
