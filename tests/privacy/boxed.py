"""The box in a process of its own, watched, and with a protection taken away when asked to.

    python -m tests.privacy.boxed [--mutation NAME] [--trail FILE] -- run site.yaml ...

The trail lists, a line each, what Python was asked to write, make, move or connect to, and which
cameras' pictures were seen. What C code
opens by itself is not in it: for that there is `confinement`.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

_CHANGES = {
    "os.mkdir", "os.rename", "os.link", "os.symlink", "os.truncate", "os.remove", "os.rmdir",
    "shutil.copyfile", "shutil.move", "sqlite3.connect", "tempfile.mkstemp", "tempfile.mkdtemp",
}  # fmt: skip
SEEN = "seen"
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def _watch(trail: Path) -> None:
    out = os.open(trail, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            if not isinstance(path, int) and isinstance(flags, int) and flags & _WRITING:
                _tell(out, "write", path)
        elif event in _CHANGES:
            for path in arguments[:2] if event in {"os.rename", "os.link"} else arguments[:1]:
                _tell(out, event, path)
        elif event == "socket.connect":
            _tell(out, "connect", arguments[1])
        elif event in {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn"}:
            _tell(out, "start", arguments[0])

    sys.addaudithook(hook)


def _tell_of_pictures(trail: Path) -> None:
    """Of each camera's third picture: by then one was looked at from end to end."""
    from vision.detect.openvino import OpenVinoDetector

    out = os.open(trail, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    detect = OpenVinoDetector.detect
    shown: Counter[tuple[int, ...]] = Counter()

    def telling(self: OpenVinoDetector, images: Sequence[Any]) -> Any:
        for image in images:
            shown[image.shape] += 1
            if shown[image.shape] == 3:
                _tell(out, SEEN, repr(image.shape))
        return detect(self, images)

    OpenVinoDetector.detect = telling  # type: ignore[method-assign]


def _tell(out: int, what: str, of: object) -> None:
    text = os.fsdecode(of) if isinstance(of, str | bytes | os.PathLike) else repr(of)
    if what not in {"connect", "start", SEEN}:
        text = str(Path(text).resolve())
    os.write(out, f"{what}\t{text}\n".encode())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--mutation")
    parser.add_argument("--trail", type=Path)
    parser.add_argument("command", nargs="+")
    given = parser.parse_args()
    if given.mutation is not None:
        from tests.privacy.mutations import MUTATIONS

        MUTATIONS[given.mutation](pytest.MonkeyPatch())
    if given.trail is not None:
        _tell_of_pictures(given.trail)
        _watch(given.trail)
    sys.argv = ["chaland", *given.command]
    from cli import main as chaland

    chaland()


if __name__ == "__main__":
    main()
