"""Where a camera's pictures come from, as its ``source:`` in the site file says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

_SCHEME = re.compile(r"^([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_DEVICE = re.compile(r"^(?:usb:|/dev/video)(\d{1,3})$")
_PASSWORD = re.compile(r"pass|pwd|token|secret", re.IGNORECASE)
PLACES = ("{user}", "{password}")
"""What stands in an address for the credentials, of cameras that want them in its path."""

Kind = Literal["film", "rtsp", "usb", "file"]


@dataclass(frozen=True, slots=True)
class Address:
    """A source without its credentials: it may be shown and logged."""

    kind: Kind
    """film: read from start to end, as fast as it can be. file: a film played as a camera."""
    place: str
    """The URL, the device, or the path as it stands in the site file."""
    loops: bool = False
    """A file starts again at its end."""

    @property
    def live(self) -> bool:
        """Whether it is watched as time goes by, by ``chaland edge``."""
        return self.kind != "film"

    @property
    def takes_credentials(self) -> bool:
        return self.kind == "rtsp"

    def beside(self, folder: Path) -> Address:
        """The same with a file's path taken from ``folder``."""
        if self.kind not in {"film", "file"} or Path(self.place).is_absolute():
            return self
        return Address(self.kind, str(folder / self.place), self.loops)

    def __str__(self) -> str:
        return self.place


def parse_address(text: str) -> Address:
    """What ``source:`` means.

    Raises:
        ValueError: it is none, or holds a password. The message never repeats it.
    """
    scheme = _SCHEME.match(text)
    if scheme is not None:
        return _network(text, scheme[1].lower())
    if device := _DEVICE.match(text):
        return Address("usb", f"/dev/video{int(device[1])}")
    if text.startswith(("usb:", "/dev/video")):
        raise ValueError("a USB camera is written usb:0 or /dev/video0")
    for prefix, loops in (("file:", False), ("loop:", True)):
        if text.startswith(prefix):
            path = text.removeprefix(prefix)
            if not path:
                raise ValueError(f"after {prefix} comes the path of a film")
            return Address("file", path, loops)
    return Address("film", text)


def _network(text: str, scheme: str) -> Address:
    if scheme not in {"rtsp", "rtsps"}:
        raise ValueError(
            "this kind of address is not read; use rtsp://host/path, rtsps://host/path, usb:0, "
            "file:film.mp4 or a film's path"
        )
    # An @ behind a / is refused too: it is a password with a / in it sooner than a path.
    if "@" in text:
        raise ValueError(
            "the address holds a user name or password, which do not belong into this file. Take "
            "out all from :// to @, add `credentials: NAME` to this camera, and put user:password "
            "into the file credentials/NAME beside the site file, readable by its owner only"
        )
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ValueError("this is no address; write rtsp://host[:port]/path") from None
    if not host or port == 0 or re.search(r"[\s\x00-\x1f\x7f]", text):
        raise ValueError("this is no address; write rtsp://host[:port]/path")
    tail = f"{parts.path}?{parts.query}#{parts.fragment}".replace("{password}", "")
    for word in re.findall(r"([^/?&#=;_]*)=[^/?&#;_]", tail):
        if _PASSWORD.search(word):
            raise ValueError(
                "the address holds a password, which does not belong into this file. Write {user} "
                "and {password} in their places, add `credentials: NAME` to this camera, and put "
                "user:password into the file credentials/NAME beside the site file"
            )
    return Address("rtsp", scheme + text[len(scheme) :])
