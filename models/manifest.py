"""What a detector was trained on, kept so that it can be shown what it was not trained on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from vision.detect.detector import Image
from vision.errors import InputError

VERSION = 1
SIDE = 16
"""A fingerprint has SIDE × SIDE bits."""
NEAR = 16
"""Bits of 256 in which two fingerprints of one picture may differ after film compression. Two
different pictures differ in about half of them, two views of one room in dozens."""

Fingerprint = npt.NDArray[np.uint8]
"""(SIDE * SIDE / 8,) packed bits."""


def fingerprint(image: Image) -> Fingerprint:
    """A difference hash: whether each cell of a coarse grey picture is brighter than the one to
    its left. Compression, noise and a change of light leave nearly all of it as it is."""
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    small = cv2.resize(grey, (SIDE + 1, SIDE), interpolation=cv2.INTER_AREA).astype(np.int16)
    return np.packbits(small[:, 1:] > small[:, :-1])


@dataclass(frozen=True, slots=True)
class Picture:
    """One training picture."""

    sha256: str
    """Of its file."""
    mark: str
    """Its fingerprint, in hexadecimal."""

    @classmethod
    def of(cls, file: bytes) -> Picture:
        image = cv2.imdecode(np.frombuffer(file, np.uint8), cv2.IMREAD_COLOR)
        if image is None:
            raise ValueError("not a picture")
        mark = fingerprint(np.asarray(image, np.uint8)).tobytes().hex()
        return cls(hashlib.sha256(file).hexdigest(), mark)


@dataclass(frozen=True, slots=True)
class Manifest:
    """All pictures of a training set, and the seeds of the shops in them."""

    shops: dict[str, list[int]]
    """Seeds of the shops, by split."""
    pictures: dict[str, Picture]
    """By path within the training set."""

    def with_more(self, other: Manifest) -> Manifest:
        """This one and the shops and pictures of ``other``, which wins where both have one."""
        splits = self.shops | other.shops
        shops = {
            split: sorted({*self.shops.get(split, []), *other.shops.get(split, [])})
            for split in splits
        }
        return Manifest(shops, self.pictures | other.pictures)

    def write(self, path: Path) -> None:
        lines = [
            f"  {json.dumps(name)}: {json.dumps([picture.sha256, picture.mark])}"
            for name, picture in sorted(self.pictures.items())
        ]
        head = f'{{"version": {VERSION}, "shops": {json.dumps(self.shops)}, "pictures": {{'
        path.write_text(head + "\n" + ",\n".join(lines) + "\n}}\n", "utf-8")

    @classmethod
    def read(cls, path: Path) -> Manifest:
        """Raises:
        InputError: not a manifest.
        """
        try:
            data = json.loads(path.read_text("utf-8"))
            pictures = {name: Picture(*entry) for name, entry in data["pictures"].items()}
            shops, version = data["shops"], data["version"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise InputError(f"{path}: not a training manifest ({error}).") from error
        if version != VERSION:
            raise InputError(f"{path}: a training manifest of another format ({version}).")
        return cls(shops, pictures)

    def seen(self, images: Iterable[Image]) -> list[tuple[int, str]]:
        """Which of ``images`` are among the pictures, however compressed: (index, picture)."""
        if not self.pictures:
            return []
        names = list(self.pictures)
        marks = np.frombuffer(
            bytes.fromhex("".join(self.pictures[name].mark for name in names)), np.uint8
        ).reshape(len(names), -1)
        found = []
        for index, image in enumerate(images):
            bits = np.bitwise_count(marks ^ fingerprint(image)).sum(axis=1)
            nearest = int(bits.argmin())
            if bits[nearest] <= NEAR:
                found.append((index, names[nearest]))
        return found
