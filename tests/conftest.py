from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

with contextlib.suppress(ImportError):
    # OSMesa, which renders the simulated shop, and triton, which torch loads, each bring an LLVM.
    # In one process they get along only when triton's comes first; the other way round it dies.
    import triton._C.libtriton  # noqa: F401

# No test is about how fast the machine is.
hypothesis.settings.register_profile("chaland", deadline=None)
hypothesis.settings.load_profile("chaland")

ROOT = Path(__file__).parent.parent
CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def evaluation() -> Path:
    """The real films, weights and tracks that are kept beside the project, not in it."""
    place = Path(os.environ.get("CHALAND_EVALUATION", ROOT / ".." / "shared" / "evaluation"))
    if not place.is_dir():
        message = f"no evaluation data at {place}; set CHALAND_EVALUATION to their place"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return place.resolve()


@pytest.fixture(scope="session")
def yolo(evaluation: Path) -> Path:
    """An INT8 YOLO11n trained on COCO, as an OpenVINO folder."""
    return evaluation / "weights" / "yolo11n_int8_openvino_model"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if shutil.which(CHROMIUM) is None:
        message = f"no browser at {CHROMIUM}; install Debian's package chromium"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield chromium
        chromium.close()
