"""Which pages of the machine's memory a process holds, from the kernel's pagemap.

Sums of a process's own figures count what several share several times (RSS), or count less of it
the more others there are, in the box or beside it (PSS). Page frames can be told apart instead.
Format: Documentation/admin-guide/mm/pagemap.rst of Linux.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Frames = npt.NDArray[np.uint64]

PAGE = os.sysconf("SC_PAGE_SIZE")
_FRAME = np.uint64((1 << 55) - 1)
_OF_FILE = np.uint64(1 << 61)
"""Of a file, or anonymous and shared by its making, as /dev/shm is."""
_PRESENT = np.uint64(1 << 63)


@dataclass(frozen=True, slots=True)
class Pages:
    """Numbers of page frames, each once. Pages shared since a fork are in every sharer's."""

    anonymous: Frames
    file: Frames

    @property
    def anonymous_bytes(self) -> int:
        return len(self.anonymous) * PAGE

    @property
    def file_bytes(self) -> int:
        return len(self.file) * PAGE

    @property
    def bytes(self) -> int:
        return self.anonymous_bytes + self.file_bytes


def pages_of(pid: int) -> Pages:
    """What a process holds now. Swapped pages are left out.

    Raises:
        PermissionError: the kernel shows frames to root only.
        FileNotFoundError, ProcessLookupError: there is no such process, or it ends meanwhile.
    """
    folder = Path("/proc") / str(pid)
    entries = []
    with (folder / "pagemap").open("rb", buffering=0) as pagemap:
        for line in (folder / "maps").read_text().splitlines():
            if line.endswith("[vsyscall]"):  # the kernel's half of the addresses
                continue
            begin, end = (int(text, 16) // PAGE for text in line.split(maxsplit=1)[0].split("-"))
            pagemap.seek(begin * 8)
            entries.append(np.frombuffer(pagemap.read((end - begin) * 8), np.uint64))
    every = np.concatenate(entries) if entries else np.zeros(0, np.uint64)
    every = every[(every & _PRESENT) != 0]
    frames, of_file = every & _FRAME, (every & _OF_FILE) != 0
    if len(frames) and not frames.any():
        raise PermissionError("the kernel tells page frames to root only: run this as root")
    return Pages(np.unique(frames[~of_file & (frames != 0)]), np.unique(frames[of_file]))


def together(processes: Iterable[Pages]) -> Pages:
    """Every page once, however many hold it."""
    each = list(processes)
    empty = np.zeros(0, np.uint64)
    return Pages(
        np.unique(np.concatenate([empty, *(pages.anonymous for pages in each)])),
        np.unique(np.concatenate([empty, *(pages.file for pages in each)])),
    )
