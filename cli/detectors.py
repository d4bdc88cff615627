"""The detector of a site, with the checks that come before it is loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vision.detect.detector import Detector
    from vision.site_file import SiteFile


def site_detector(loaded: SiteFile) -> Detector:
    """Raises InputError when the model is not the one that was fetched, may not look at this
    site's cameras, or cannot be loaded."""
    from models.lock import verify
    from vision.detect.detector import load_detector
    from vision.detect.permission import check_permission

    verify(loaded.model)
    check_permission(loaded.model, {camera.id: camera.simulated for camera in loaded.site.cameras})
    part = loaded.site.detector
    return load_detector(
        loaded.model, runtime=part.runtime, input_size=part.input_size, threads=part.threads
    )
