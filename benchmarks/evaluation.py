"""Where the evaluation data are: beside the project, never in it."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def evaluation_folder() -> Path:
    """``CHALAND_EVALUATION``, or ``../shared/evaluation`` beside the project. Exits without it."""
    beside = Path(__file__).parent.parent.parent / "shared" / "evaluation"
    place = Path(os.environ.get("CHALAND_EVALUATION", beside))
    if not place.is_dir():
        sys.exit(f"no evaluation data at {place}; set CHALAND_EVALUATION to their place")
    return place
