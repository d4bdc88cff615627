"""User names and passwords of cameras, which live apart from the site file.

The credentials NAME are the file NAME, holding ``user:password``, in the folder that
``$CREDENTIALS_DIRECTORY`` names (systemd's ``LoadCredential=``, or ``/run/secrets`` in a
container), else in the folder ``credentials`` beside the site file. An environment variable would
show them to whoever may list the processes, so none is read.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn
from urllib.parse import quote

from vision.errors import InputError
from vision.source.address import PLACES, Address

LONGEST = 127
"""Bytes of user:password, percent-encoded, that FFmpeg keeps of an RTSP address."""


class Secret:
    """A text that does not show itself: not printed, not formatted, not pickled."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a secret is not pickled")


def find_credentials(
    name: str, folder: Path, environment: Mapping[str, str] | None = None
) -> Secret:
    """The credentials ``name`` as ``user:password``; ``folder`` is the site file's.

    Raises:
        InputError: they are in no place, are no user:password, or others may read them.
    """
    given = (os.environ if environment is None else environment).get("CREDENTIALS_DIRECTORY")
    places = [Path(given) / name] if given else []
    places.append(folder / "credentials" / name)
    for path in places:
        try:
            text = path.read_text("utf-8").strip("\r\n")
        except FileNotFoundError:
            continue
        except UnicodeDecodeError:
            raise InputError(f"{path}: credentials are UTF-8 text, this is not.") from None
        except OSError as error:
            raise InputError(f"{path}: cannot be read ({error.strerror}).") from None
        if path is places[-1]:
            mode = stat.S_IMODE(path.stat().st_mode)
            if mode & 0o077:
                raise InputError(f"{path}: others may read this password. Do: chmod 600 {path}")
        _check(text, path)
        return Secret(text)
    raise InputError(
        f"no credentials {name!r}. Write user:password into {places[-1]} and do: chmod 600 "
        f"{places[-1]} (or hand them over with systemd's LoadCredential={name}:PATH)."
    )


def with_credentials(address: Address, credentials: Secret | None) -> Secret:
    """The URL to open: with the credentials in their places, else before its host."""
    if credentials is None:
        return Secret(address.place)
    user, _, password = credentials.reveal().partition(":")
    parts = dict(zip(PLACES, (quote(user, safe=""), quote(password, safe="")), strict=True))
    url = address.place
    if any(place in url for place in PLACES):
        for place, value in parts.items():
            url = url.replace(place, value)
        return Secret(url)
    scheme, _, rest = url.partition("://")
    return Secret(f"{scheme}://{':'.join(parts.values())}@{rest}")


def _check(text: str, path: Path) -> None:
    user, colon, password = text.partition(":")
    if not colon or not user or any(ord(one) < 32 for one in text):
        raise InputError(f"{path}: this is not one line user:password.")
    length = len(quote(user, safe="")) + 1 + len(quote(password, safe=""))
    if length > LONGEST:
        raise InputError(
            f"{path}: user:password is {length} bytes once percent-encoded, and {LONGEST} are "
            "what can be sent. Set a shorter password, or one with fewer special characters."
        )
