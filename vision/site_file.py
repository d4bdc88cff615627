"""Reading a site file, with every mistake in it named at once."""

from __future__ import annotations

import difflib
import json
import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from vision.document import Document, DocumentError, Position
from vision.errors import InputError
from vision.site import CameraPart, Site
from vision.source.address import Address
from vision.source.credentials import Secret, find_credentials


class SiteError(InputError):
    """The site file has mistakes; ``mistakes`` are lines ``file:line:col key: message``."""

    def __init__(self, mistakes: list[str]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(mistakes))


@dataclass(frozen=True, slots=True)
class SiteFile:
    """A valid site and the file that it came from."""

    path: Path
    site: Site

    @property
    def model(self) -> Path:
        return self._beside(self.site.detector.model)

    def film(self, camera: CameraPart) -> Path:
        """The film that a camera is read from.

        Raises:
            InputError: the camera is live.
        """
        if camera.live:
            raise InputError(
                f"camera {camera.id}: {camera.source} is watched live, and a film is needed here. "
                "Live cameras are run by: chaland edge SITE."
            )
        return self._beside(Path(camera.source))

    def address(self, camera: CameraPart) -> Address:
        """Where the camera's pictures come from, with a file's whole path."""
        return camera.address.beside(self.path.parent)

    def credentials(self, camera: CameraPart) -> Secret | None:
        """The camera's user name and password; None: it needs none.

        Raises:
            InputError: the site file names some that are not found or cannot be used.
        """
        if camera.credentials is None:
            return None
        try:
            return find_credentials(camera.credentials, self.path.parent)
        except InputError as error:
            raise InputError(f"camera {camera.id}: {error}") from None

    def _beside(self, path: Path) -> Path:
        return path if path.is_absolute() else self.path.parent / path


def load_site(path: Path) -> SiteFile:
    """Read and check a site file.

    Raises:
        SiteError: with all the mistakes found, in the order of the file.
    """
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise SiteError([f"{path}: no such site file."]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SiteError([f"{path}: cannot be read as UTF-8 text ({error})."]) from error
    try:
        document = Document(text)
    except DocumentError as error:
        raise SiteError([f"{path}:{error.position} : {error.message}"]) from error
    if not isinstance(document.data, dict):
        raise SiteError([f"{path}:1:1 : a site file is a list of `key: value`, this is not."])

    found = list(_repeated_ids(document))
    site: Site | None = None
    try:
        site = Site.model_validate(document.data)
    except ValidationError as error:
        found += _mistakes(error, document)
    if found or site is None:
        found.sort(key=lambda mistake: (mistake[0].line, mistake[0].column))
        raise SiteError([f"{path}:{position} {message}" for position, message in found])
    return SiteFile(path, site)


def site_schema() -> dict[str, Any]:
    """The site file's JSON Schema, for editors."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Site.model_json_schema(),
        "title": "Chaland site file",
    }


def film_start(camera: CameraPart, path: Path) -> datetime:
    """When a film begins: the site file's word, else the container's.

    Raises:
        InputError: neither says so.
    """
    if camera.starts_at is not None:
        return camera.starts_at
    from vision.source.film import creation_time

    created = creation_time(path)
    if created is None:
        raise InputError(
            f"camera {camera.id}: {path} does not say when it was filmed. Add to this camera: "
            "starts_at: 2026-11-21T10:00:00+01:00 (with the true date, time and offset)."
        )
    return created.astimezone(UTC)


def _mistakes(error: ValidationError, document: Document) -> Iterator[tuple[Position, str]]:
    details = error.errors(include_url=False)
    unknown = {item["loc"]: _hint(item["loc"]) for item in details if item["type"] == _EXTRA}
    explained = {(*location[:-1], hint) for location, hint in unknown.items() if hint is not None}
    for item in details:
        location = item["loc"]
        if item["type"] == "missing" and location in explained:
            continue  # the misspelt key beside it is the mistake
        key = ".".join(str(step) for step in location) or "site"
        if location in unknown:
            hint = unknown[location]
            message = "unknown key" + (f"; did you mean {hint!r}?" if hint else "")
        else:
            message = item["msg"].removeprefix("Value error, ")
            if item["type"] not in {"missing", "value_error"}:
                message += f" (found {_short(item['input'])})"
        yield document.position(location), f"{key}: {message}"


_EXTRA = "extra_forbidden"


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "…"


def _hint(location: tuple[int | str, ...]) -> str | None:
    model: type[BaseModel] = Site
    for step in location[:-1]:
        if isinstance(step, str) and step in model.model_fields:
            inner = _model_in(model.model_fields[step].annotation)
            if inner is None:
                return None
            model = inner
    close = difflib.get_close_matches(str(location[-1]), model.model_fields, 1, 0.7)
    return close[0] if close else None


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if typing.get_origin(annotation) in {types.UnionType, typing.Union, list, dict, tuple}:
        for part in typing.get_args(annotation):
            model = _model_in(part)
            if model is not None:
                return model
    return None


def _repeated_ids(document: Document) -> Iterator[tuple[Position, str]]:
    """Ids used twice, told whatever else is wrong with the file."""
    cameras = document.data.get("cameras")
    seen: dict[tuple[str, str], str] = {}
    found = list(_ids(cameras if isinstance(cameras, list) else []))
    plan = document.data.get("plan")
    found += _part_ids(plan if isinstance(plan, dict) else {}, ("plan",), "zones", "zone")
    for location, kind, name in found:
        first = seen.setdefault((kind, name), location_text := ".".join(map(str, location)))
        if first != location_text:
            yield document.position(location), f"{location_text}: {kind} id {name!r} is used twice"


def _ids(cameras: list[Any]) -> Iterator[tuple[tuple[int | str, ...], str, str]]:
    for index, camera in enumerate(cameras):
        if not isinstance(camera, dict):
            continue
        if isinstance(camera.get("id"), str):
            yield ("cameras", index, "id"), "camera", camera["id"]
        for key, kind in (("lines", "line"), ("zones", "zone")):
            yield from _part_ids(camera, ("cameras", index), key, kind)


def _part_ids(
    whole: dict[str, Any], location: tuple[int | str, ...], key: str, kind: str
) -> Iterator[tuple[tuple[int | str, ...], str, str]]:
    parts = whole.get(key)
    for index, part in enumerate(parts if isinstance(parts, list) else []):
        if isinstance(part, dict) and isinstance(part.get("id"), str):
            yield (*location, key, index, "id"), kind, part["id"]


if __name__ == "__main__":
    import sys

    sys.stdout.write(json.dumps(site_schema(), indent=2, ensure_ascii=False) + "\n")
