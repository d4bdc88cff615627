"""The search finds what it is for, however it is packed, and nothing in what is innocent."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import sqlite3
import urllib.parse
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.privacy.layers import filed, layers
from tests.privacy.needles import Image, Needle, Pattern, Secret

PATTERN = Pattern(7)
WORD = "Kö§:9/x@ 7é%"
SECRET = Secret(WORD, "admin", ("camera",))


def found(data: bytes, needle: Needle = PATTERN) -> bool:
    return any(needle.within(layer) for layer in layers(data))


def frame(size: tuple[int, int] = (160, 96), at: tuple[int, int] = (61, 31)) -> Image:
    image = np.random.default_rng(3).integers(0, 256, (size[1], size[0], 3), np.uint8)
    image[at[1] : at[1] + 48, at[0] : at[0] + 48] = PATTERN.image
    return image


def coded(image: Image, form: str, *options: int) -> bytes:
    done, data = cv2.imencode(form, image, options)
    assert done
    return data.tobytes()


PIXELS: dict[str, Callable[[Image], bytes]] = {
    "raw": lambda image: image.tobytes(),
    "rgb": lambda image: image[..., ::-1].tobytes(),
    "rgba": lambda image: cv2.cvtColor(image, cv2.COLOR_BGR2RGBA).tobytes(),
    "planes": lambda image: np.moveaxis(image, 2, 0).tobytes(),
    "floats": lambda image: np.moveaxis(image.astype(np.float32) / 255, 2, 0).tobytes(),
    "grey": lambda image: cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).tobytes(),
    "i420": lambda image: cv2.cvtColor(image, cv2.COLOR_BGR2YUV_I420).tobytes(),
    "crop": lambda image: np.ascontiguousarray(image[35:70, 64:106]).tobytes(),
    "png": lambda image: coded(image, ".png"),
    "jpeg": lambda image: coded(image, ".jpg", cv2.IMWRITE_JPEG_QUALITY, 50),
    "webp": lambda image: coded(image, ".webp", cv2.IMWRITE_WEBP_QUALITY, 50),
    "bmp": lambda image: coded(image, ".bmp"),
    "half a jpeg": lambda image: coded(cv2.resize(image, None, fx=0.5, fy=0.5), ".jpg"),
    "a jpeg of the crop": lambda image: coded(image[24:88, 50:120], ".jpg"),
    "a grey jpeg": lambda image: coded(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), ".jpg"),
}


def zipped(data: bytes) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", data)
    return into.getvalue()


PACKED: dict[str, Callable[[bytes], bytes]] = {
    "bare": lambda data: data,
    "zlib": lambda data: b"head" + zlib.compress(data) + b"tail",
    "gzip": gzip.compress,
    "zip": zipped,
    "base64": lambda data: b"picture=" + base64.b64encode(data) + b"&x=1",
    "urlsafe": lambda data: base64.urlsafe_b64encode(data).rstrip(b"="),
    "hex": lambda data: data.hex().encode(),
    "json": lambda data: json.dumps({"a": base64.b64encode(zlib.compress(data)).decode()}).encode(),
    "slashes": lambda data: base64.b64encode(data).replace(b"/", b"\\/"),
    "form": lambda data: urllib.parse.quote(base64.b64encode(data)).encode(),
    "gzipped json": lambda data: gzip.compress(base64.b64encode(zlib.compress(data))),
}


@pytest.mark.parametrize("pixels", PIXELS)
def test_pixels_are_found_in_every_form(pixels: str) -> None:
    assert PATTERN.within(PIXELS[pixels](frame()))


@pytest.mark.parametrize("packing", PACKED)
@pytest.mark.parametrize("pixels", ["raw", "jpeg"])
def test_packing_hides_no_pixels(pixels: str, packing: str) -> None:
    assert found(PACKED[packing](PIXELS[pixels](frame())))


def test_a_cut_stream_is_read_as_far_as_it_goes() -> None:
    packed = zlib.compress(frame().tobytes() * 4)
    assert found(packed[: len(packed) // 2])


def test_a_film_is_looked_into(tmp_path: Path) -> None:
    path = tmp_path / "film.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 5, (160, 96))
    for _ in range(5):
        writer.write(frame())
    writer.release()
    assert found(path.read_bytes())


@pytest.mark.parametrize("closed", [True, False])
def test_a_database_is_read_with_its_wal(tmp_path: Path, closed: bool) -> None:
    database = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("CREATE TABLE t (x)")
    database.execute("INSERT INTO t VALUES (?)", (coded(frame((640, 480)), ".png"),))
    if closed:
        database.close()
    assert any(found(data) for _, data in filed(tmp_path))
    database.close()


@pytest.mark.parametrize("pixels", PIXELS)
def test_another_picture_is_not_the_pattern(pixels: str) -> None:
    image = frame()
    image[31:79, 61:109] = Pattern(8).image
    assert not PATTERN.within(PIXELS[pixels](image))


SPOKEN: dict[str, Callable[[str], bytes]] = {
    "plain": lambda word: f"rtsp://admin:{word}@10.0.0.2/".encode(),
    "quoted": lambda word: urllib.parse.quote(word, safe="").encode(),
    "half quoted": lambda word: urllib.parse.quote(word, safe="/:@§").encode(),
    "json": lambda word: json.dumps({"x": f"a{word}"}).encode(),
    "basic": lambda word: b"Basic " + base64.b64encode(f"admin:{word}".encode()),
    "base64": lambda word: base64.b64encode(f"x{word}yz".encode()),
    "base64 of much": lambda word: base64.b64encode(f"{'x' * 99}{word}{'y' * 99}".encode()),
    "utf-16": lambda word: word.encode("utf-16-le"),
    "gzip": lambda word: gzip.compress(word.encode()),
    "digest": lambda word: (
        hashlib.md5(f"admin:camera:{word}".encode()).hexdigest().encode()  # noqa: S324
    ),
}


@pytest.mark.parametrize("spoken", SPOKEN)
def test_a_secret_is_found_in_every_form(spoken: str) -> None:
    assert found(SPOKEN[spoken](WORD), SECRET)
    assert not found(SPOKEN[spoken]("another-word"), SECRET)
