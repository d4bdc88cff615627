"""Text that a spreadsheet must not take for a formula.

A name of a store, a zone or a note is written by people, and a spreadsheet that opens a file runs
what begins like a formula (CWE-1236). OWASP, *CSV Injection*: cells that begin with = + - @, a tab
or a carriage return get an apostrophe before them.
"""

from __future__ import annotations

from typing import Final

_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def neutral(text: str) -> str:
    """``text``, with an apostrophe where it would be run. Blanks before the sign do not hide it."""
    return f"'{text}" if text.startswith(_STARTS) or text.lstrip().startswith(_STARTS) else text
