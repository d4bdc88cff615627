"""The file that holds a device's token: its owner alone may read it."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from vision.errors import InputError


class DeviceToken(NamedTuple):
    store: str
    device: str
    token: str


def read_token(path: Path) -> DeviceToken:
    """Raises InputError."""
    try:
        token = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "not text"
        raise InputError(
            f"{path}: the token cannot be read ({why}). `chaland device enrol CODE` writes it."
        ) from error
    parts = token.split(".")
    if len(parts) != 3 or not all(parts):
        raise InputError(f"{path}: this is not a device's token, STORE.DEVICE.SECRET.")
    return DeviceToken(parts[0], parts[1], token)


@contextmanager
def replacing(path: Path) -> Iterator[Callable[[str], None]]:
    """Gives what writes a token to ``path``, whole or not at all. The file beside it that this
    takes is made first, so that no token is asked for that could not be kept. Raises InputError.
    """
    new = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        place = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise _unwritable(path, error) from error

    def write(token: str) -> None:
        try:
            os.write(place, f"{token}\n".encode())
            os.fsync(place)
            new.replace(path)
            folder = os.open(path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError as error:
            raise _unwritable(path, error) from error

    try:
        yield write
    finally:
        os.close(place)
        new.unlink(missing_ok=True)


def _unwritable(path: Path, error: OSError) -> InputError:
    return InputError(f"{path}: the token cannot be written ({error.strerror}).")
