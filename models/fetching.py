"""Bringing a model's file to this machine, whole or not at all."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import httpx

from models.lock import digest, read_lock, record, verify
from models.registry import KnownModel, place
from models.toolkit import load_ultralytics
from vision.errors import InputError

ATTEMPTS = 3
TIMEOUT = httpx.Timeout(60, connect=15)

Progress = Callable[[int, int | None], None]
"""Called with bytes so far and in all, None when the server does not say."""


class _CutError(Exception):
    """The body ended early. Worth another try."""


def fetch(
    model: KnownModel,
    folder: Path,
    *,
    url: str | None = None,
    sha256: str | None = None,
    progress: Progress | None = None,
) -> Path:
    """Fetch a model's file into ``folder`` and record its hash in the lock file there.

    A file that is there already is not fetched again: its hash is checked, or recorded when it
    was brought by hand.

    Args:
        url: where to fetch from, instead of asking Ultralytics' own downloader.
        sha256: what the file must hash to; else the registry's hash, else whatever comes.

    Raises:
        InputError: it cannot be fetched, or is not what was asked for. Nothing is left behind.
    """
    target = place(model, folder)
    if model.shipped:
        raise InputError(f"{model.name} is part of Chaland: there is nothing to fetch.")
    wanted = (sha256 or model.sha256 or "").lower() or None
    if target.exists():
        locked = verify(target)
        _check(target, model, wanted, target)
        if not locked:
            record(target, "brought by hand")
        return target
    _make(folder)
    if target.name in read_lock(folder):
        # It was here before and was deleted: what comes now may be another version.
        wanted = wanted or read_lock(folder)[target.name].sha256
    part = folder / f".{target.name}.part"
    try:
        if url is None:
            _through_ultralytics(model, part, target)
        else:
            _download(url, part, target, progress)
        _check(part, model, wanted, target)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    record(target, url or model.source)
    return target


def _download(url: str, part: Path, target: Path, progress: Progress | None) -> None:
    """Write ``url`` to ``part``. A cut download starts again: the files are small, and a server
    may have changed its file between two halves."""
    why = ""
    for _ in range(ATTEMPTS):
        try:
            _attempt(url, part, progress)
        except (_CutError, httpx.RemoteProtocolError, httpx.ReadError, httpx.ReadTimeout) as error:
            why = str(error) or type(error).__name__
        except httpx.HTTPStatusError as error:
            answer = error.response
            raise InputError(
                f"{url}: the server answered {answer.status_code} {answer.reason_phrase}. "
                f"Check the address. {_by_hand(url, target)}"
            ) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise InputError(
                f"{url} cannot be reached ({error or type(error).__name__}). "
                f"{_by_hand(url, target)}"
            ) from error
        else:
            return
    raise InputError(
        f"{url}: the download was cut {ATTEMPTS} times ({why}). Try again later. "
        f"{_by_hand(url, target)}"
    )


def _attempt(url: str, part: Path, progress: Progress | None) -> None:
    # Without compression, so that the stated length is the file's.
    headers = {"Accept-Encoding": "identity"}
    with httpx.stream(
        "GET", url, headers=headers, timeout=TIMEOUT, follow_redirects=True
    ) as answer:
        answer.raise_for_status()
        stated = answer.headers.get("Content-Length", "")
        total = int(stated) if stated.isdigit() else None
        done = 0
        with part.open("wb") as file:
            for chunk in answer.iter_bytes(1 << 16):
                file.write(chunk)
                done += len(chunk)
                if progress is not None:
                    progress(done, total)
    if total is not None and done != total:
        raise _CutError(f"{done} of {total} bytes came")


def _through_ultralytics(model: KnownModel, part: Path, target: Path) -> None:
    load_ultralytics(f"fetching {model.name}")
    from ultralytics.utils.downloads import safe_download

    try:
        came = safe_download(model.source, file=part.name, dir=part.parent, unzip=False, retry=1)
    except (ConnectionError, OSError) as error:
        raise InputError(
            f"{model.name} could not be downloaded: {_plain(error)} "
            f"{_by_hand(model.source, target)}"
        ) from error
    if Path(came) != part:
        Path(came).replace(part)


def _by_hand(url: str, target: Path) -> str:
    return (
        "Without a connection here, bring the file from another machine: download "
        f"{url} there, put it at {target.absolute()}, and run the same command again: it then "
        "checks the file and records its hash."
    )


def _check(path: Path, model: KnownModel, wanted: str | None, target: Path) -> None:
    """``path`` is what is looked at; ``target`` is what the user knows it as."""
    if not zipfile.is_zipfile(path):
        # A captive portal answers 200 with a page.
        with path.open("rb") as file:
            head = file.read(64)
        what = "a web page" if head.lstrip().lower().startswith((b"<!doc", b"<html")) else "not"
        raise InputError(
            f"{target}: what came is {what}{'' if what != 'not' else ' a PyTorch checkpoint'}, "
            f"so it is no {model.file} ({path.stat().st_size} bytes). Fetch it again from "
            f"{model.source}, outside any network that asks to log in first."
        )
    found = digest(path)
    if wanted is not None and found != wanted:
        raise InputError(
            f"{target}: wrong SHA-256, {found} where {wanted} is expected. It is another version "
            "or was tampered with, and is not kept. If you trust its source, fetch it with "
            f"--sha256 {found}"
        )


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"{folder} cannot be made ({error.strerror}). Name another: --folder"
        ) from error


def _plain(error: BaseException) -> str:
    """Ultralytics' message without its symbols, ending in a full stop."""
    text = " ".join(str(error).encode("ascii", "ignore").decode().split())
    return text if text.endswith(".") else text + "."
