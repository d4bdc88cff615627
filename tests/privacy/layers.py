"""Taking off what bytes are wrapped in: compression, Base64, archives, databases, pictures."""

from __future__ import annotations

import base64
import binascii
import io
import re
import sqlite3
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote_to_bytes

import av
import cv2
import numpy as np
import numpy.typing as npt
from av.error import FFmpegError

Image = npt.NDArray[np.uint8]

# Most of what begins like a picture is none; OpenCV need not say so each time.
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)

DEEPEST = 5
_ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{40,}={0,2}|[A-Za-z0-9_-]{40,}={0,2}")
_HEX = re.compile(rb"(?:[0-9a-fA-F]{2}){32,}")
_PERCENT = re.compile(rb"%[0-9A-Fa-f]{2}")
_PICTURES = {
    "PNG": b"\x89PNG\r\n\x1a\n",
    "JPEG": b"\xff\xd8\xff",
    "WebP": b"RIFF",
    "BMP": b"BM",
    "TIFF": b"II*\0",
    "PPM": b"P6",
}
_FILMS = (b"\x1aE\xdf\xa3", b"ftyp", b"RIFF", b"\0\0\0\x01\x67", b"\0\0\0\x01\x09", b"G@")


def layers(data: bytes, depth: int = 0) -> Iterator[bytes]:
    """The bytes, and whatever can be unwrapped from them, to some depth."""
    yield data
    if depth >= DEEPEST:
        return
    for inner in _unwrapped(data):
        yield from layers(inner, depth + 1)


def _unwrapped(data: bytes) -> Iterator[bytes]:
    if data.startswith(b"SQLite format 3\0"):
        yield from _cells(data)
    if data.startswith(b"PK\x03\x04"):
        yield from _zipped(data)
    for start in _places(data, b"\x1f\x8b\x08"):
        yield from _inflated(data[start:], zlib.MAX_WBITS | 16)
    for found in _ZLIB.finditer(data):
        yield from _inflated(data[found.start() :], zlib.MAX_WBITS)
    for found in _BASE64.finditer(data.replace(b"\\/", b"/")):
        text = found[0].rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
        text = text[: len(text) // 4 * 4 if len(text) % 4 == 1 else None]
        try:
            yield base64.b64decode(text + b"=" * (-len(text) % 4))
        except binascii.Error:
            continue
    for found in _HEX.finditer(data):
        yield bytes.fromhex(found[0].decode())
    if _PERCENT.search(data):
        unquoted = unquote_to_bytes(data)
        if unquoted != data:
            yield unquoted


def _inflated(data: bytes, window: int) -> Iterator[bytes]:
    """As far as the stream goes: one that was cut gives what it has."""
    stream = zlib.decompressobj(window)
    try:
        text = stream.decompress(data, 64 << 20)
    except zlib.error:
        return
    if text:
        yield text


def _zipped(data: bytes) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield archive.read(name)
    except (zipfile.BadZipFile, OSError, RuntimeError):
        return


def _cells(data: bytes) -> Iterator[bytes]:
    """Values of every table: a long one lies scattered over the file's pages."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "copy.db"
        path.write_bytes(data)
        yield from database_cells(path)


def database_cells(path: Path) -> Iterator[bytes]:
    """Values of every table of a database, those in its WAL too when that lies beside it."""
    database = sqlite3.connect(path)
    database.text_factory = bytes
    try:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (name,) in tables:
            for row in database.execute(f'SELECT * FROM "{name.decode()}"'):  # noqa: S608
                yield from (value for value in row if isinstance(value, bytes) and value)
    except sqlite3.DatabaseError:
        return
    finally:
        database.close()


def archived(tar: Path) -> Iterator[tuple[str, bytes]]:
    """(path, bytes) of each file of a tar, databases with their WAL opened as one."""
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(tar) as archive:
            archive.extractall(folder, filter="data")
        yield from filed(Path(folder))


def filed(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The same of a folder."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.is_symlink():
            continue
        name = str(path.relative_to(folder))
        yield name, path.read_bytes()
        if path.read_bytes()[:16] == b"SQLite format 3\0":
            with tempfile.TemporaryDirectory() as copies:
                for part in path.parent.glob(f"{path.name}*"):
                    Path(copies, part.name).write_bytes(part.read_bytes())
                for cell in database_cells(Path(copies, path.name)):
                    yield f"{name} (a value)", cell


def pictures(data: bytes) -> Iterator[tuple[str, Image]]:
    """Every picture and the first frames of every film that begins somewhere in the bytes."""
    for name, magic in _PICTURES.items():
        for start in _places(data, magic):
            array = np.frombuffer(data, np.uint8, offset=start)
            try:
                picture = cv2.imdecode(array, cv2.IMREAD_COLOR)
            except cv2.error:
                continue
            if picture is not None:
                yield name, np.asarray(picture, np.uint8)
    if any(magic in data[:64] for magic in _FILMS):
        yield from _frames(data)


def _frames(data: bytes) -> Iterator[tuple[str, Image]]:
    try:
        with av.open(io.BytesIO(data)) as film:
            for index, frame in enumerate(film.decode(video=0)):
                yield "film's", np.asarray(frame.to_ndarray(format="bgr24"), np.uint8)
                if index == 2:
                    return
    except (FFmpegError, IndexError, ValueError):
        return


def _places(data: bytes, magic: bytes) -> Iterator[int]:
    start = data.find(magic)
    while start >= 0:
        yield start
        start = data.find(magic, start + 1)
