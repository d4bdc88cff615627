"""The site of the sample films, as far as it is there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vision.site_file import SiteFile


def sample_site(model: Path | None = None) -> SiteFile:
    """With another detector than the shipped one, if named.

    Raises:
        InputError: the detector or the films are not there.
    """
    import sample_videos
    from vision.errors import InputError
    from vision.site_file import SiteFile, load_site

    films = Path(sample_videos.__path__[0])
    loaded = load_site(films / "site.yaml")
    if model is not None:
        part = loaded.site.detector.model_copy(update={"model": model.resolve()})
        loaded = SiteFile(loaded.path, loaded.site.model_copy(update={"detector": part}))
    if not loaded.model.exists():
        raise InputError(
            f"the demo's detector is not there: {loaded.model}. Name another with --model."
        )
    if not (films / "truth.json").exists():
        raise InputError(
            f"the sample films are not in {films}. Make them: python -m sample_videos.render "
            "(about half an hour; needs the extra `simulator`)."
        )
    return loaded
