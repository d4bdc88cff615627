"""Text files of one thing a line, read to the end so that all their mistakes are told at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from vision.errors import InputError

MISTAKES_SHOWN = 5


def take_lines(
    path: Path, take: Callable[[int, str], None], *, form: str, what: str = "text file"
) -> None:
    """Call ``take`` with the number and text of each line that is not blank.

    Args:
        take: raises ValueError for a line that is not of the form.
        form: what a line should be, for the message: ``A line is: frame,id``.
        what: what the file should be, for the message.

    Raises:
        InputError: no such file, no text in it, or lines that ``take`` refused, with their numbers.
    """
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: this is not a {what}.") from error
    mistakes = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            take(number, line)
        except ValueError as error:
            mistakes.append(f"{path}:{number}: {error}")
    if mistakes:
        more = len(mistakes) - MISTAKES_SHOWN
        shown = mistakes[:MISTAKES_SHOWN] + ([f"… and {more} more lines"] if more > 0 else [])
        raise InputError("\n".join(shown) + f"\n{form}")
