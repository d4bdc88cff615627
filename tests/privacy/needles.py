"""What is searched for: a pattern of pixels that no shop has, and a secret word."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from functools import cached_property
from typing import Protocol
from urllib.parse import quote

import cv2
import numpy as np
import numpy.typing as npt

from tests.privacy.layers import pictures

Image = npt.NDArray[np.uint8]

CELL = 8
"""Pixels of a square of one colour: large enough to outlive JPEG, scaling and 4:2:0."""
CELLS = 6
LIKE = 0.7
"""Correlation from which a picture holds the pattern. Noise stays below 0.4."""
SCALES = (1, 2, 1.5, 0.75, 2 / 3, 0.5, 0.4)


class Needle(Protocol):
    """Something to be found in bytes of which every layer of packing is already off."""

    def within(self, data: bytes) -> str | None:
        """In which form it is there, None when it is not."""
        ...


class Pattern:
    """A chequer of random colours, found in raw pixels of any usual layout and in pictures."""

    def __init__(self, seed: int) -> None:
        random = np.random.default_rng(seed)
        colours = random.integers(0, 256, (CELLS, CELLS, 3), np.uint8)
        self.image: Image = colours.repeat(CELL, 0).repeat(CELL, 1)
        """(48, 48, 3) BGR."""

    def within(self, data: bytes) -> str | None:
        for form, run in self._raw:
            if run in data:
                return f"raw {form}"
        for form, picture in pictures(data):
            if self.is_in(picture):
                return f"in a {form} picture"
        return None

    def is_in(self, picture: Image) -> bool:
        """Whether a picture shows it, scaled or recoded, with red and blue swapped or grey."""
        for image in (picture, picture[..., ::-1]):
            for scale in SCALES:
                side = round(CELL * CELLS * scale)
                if min(picture.shape[:2]) < side:
                    continue
                wanted = cv2.resize(self.image, (side, side), interpolation=cv2.INTER_AREA)
                for a, b in ((image, wanted), (_grey(image), _grey(wanted))):
                    if float(cv2.matchTemplate(a, b, cv2.TM_CCOEFF_NORMED).max()) >= LIKE:
                        return True
        return False

    @cached_property
    def _raw(self) -> tuple[tuple[str, bytes], ...]:
        return tuple(self._runs())

    def _runs(self) -> Iterator[tuple[str, bytes]]:
        """The middle of some rows in each layout: a crop that cuts the rim is found too."""
        for cells in (2, 3, 4):
            row = self.image[CELL * cells, CELL:-CELL]
            rgb = row[:, ::-1]
            opaque = np.full((len(row), 1), 255, np.uint8)
            yield "BGR", row.tobytes()
            yield "RGB", rgb.tobytes()
            yield "BGRA", np.hstack([row, opaque]).tobytes()
            yield "RGBA", np.hstack([rgb, opaque]).tobytes()
            for channel, name in enumerate("BGR"):
                plane = row[:, channel]
                yield f"plane {name}", plane.tobytes()
                yield f"plane {name} in floats", plane.astype(np.float32).tobytes()
                yield f"plane {name} in shares", (plane.astype(np.float32) / 255).tobytes()
            yield "luma", _grey(row[None]).tobytes()
            yield "video luma", _video_luma(self.image)[CELL * cells, CELL:-CELL].tobytes()


class Secret:
    """A word, in the forms in which a program may carry it. With it HA1 of HTTP's and RTSP's Digest
    (RFC 7616) in these realms, which is as good as the word itself."""

    def __init__(self, word: str, user: str = "admin", realms: tuple[str, ...] = ()) -> None:
        self._word = word
        self._user = user
        self._realms = realms

    def within(self, data: bytes) -> str | None:
        for form, text in self._forms:
            if text in data:
                return form
        return None

    @cached_property
    def _forms(self) -> tuple[tuple[str, bytes], ...]:
        word, user = self._word, self._user
        raw = word.encode()
        forms = [
            ("as it is", raw),
            ("percent-encoded", quote(word, safe="").encode()),
            ("percent-encoded, small", quote(word, safe="").lower().encode()),
            ("in hexadecimal", raw.hex().encode()),
            ("in JSON", json.dumps(word)[1:-1].encode()),
            ("backwards", raw[::-1]),
            ("in UTF-16", word.encode("utf-16-le")),
            ("Basic", base64.b64encode(f"{user}:{word}".encode())),
        ]
        forms += [(f"in Base64 from byte {shift}", one) for shift, one in _base64(raw)]
        for name in ("md5", "sha1", "sha256"):
            digest = hashlib.new(name, raw)
            forms += [
                (f"as {name}", digest.hexdigest().encode()),
                (f"as {name}", digest.digest()),
            ]
            for realm in self._realms:
                ha1 = hashlib.new(name, f"{user}:{realm}:{word}".encode())
                forms.append((f"as Digest's HA1 by {name}", ha1.hexdigest().encode()))
        return tuple(forms)


def _base64(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """The part of its Base64 that does not hang on what stands around it, for each alignment."""
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + raw)
        yield shift, coded[(0, 2, 3)[shift] : len(coded) // 4 * 4 - 4]


def _grey(image: Image) -> Image:
    grey: Image = cv2.cvtColor(np.ascontiguousarray(image), cv2.COLOR_BGR2GRAY)
    return grey


def _video_luma(image: Image) -> Image:
    """The plane Y as a decoder has it: BT.601, 16 to 235."""
    planes = cv2.cvtColor(np.ascontiguousarray(image), cv2.COLOR_BGR2YUV_I420)
    return np.asarray(planes[: image.shape[0]], np.uint8)
