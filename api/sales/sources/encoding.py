"""How the text of a file is encoded, found out from all of it."""

from __future__ import annotations

import codecs
import io
from dataclasses import dataclass
from typing import Final

from api.sales.sources.content import PIECE, Content
from api.sales.sources.source import unfit

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Encoding:
    """``ended``: the last line has its line end, so that it is known to be whole."""

    name: str
    ended: bool

    def text(self, content: Content) -> io.TextIOWrapper:
        # Only the last character can be half of one: the rest was tried.
        return io.TextIOWrapper(
            content.open(),
            encoding=self.name,
            errors="replace",
            newline="",
        )


def encoding_of(content: Content) -> Encoding:
    """UTF-8, UTF-16 or Windows-1252; raises ApiError 422 when it is none, or no text."""
    with content.open() as stream:
        head = stream.read(4096)
    for bom, name in _BOMS:
        if head.startswith(bom):
            found = _tried(content, name)
            break
    else:
        if head.count(0) > len(head) // 4:
            # UTF-16 without a mark: in Western text every other byte is 0.
            name = "utf-16-le" if head[1::2].count(0) else "utf-16-be"
            found = _tried(content, name)
        else:
            found = _tried(content, "utf-8") or _tried(content, "cp1252")
    if found is None:
        raise unfit(
            f"{content.name!r} is not text: it is neither UTF-8, UTF-16 nor Windows-1252.",
            "Export the receipts as CSV in UTF-8.",
        )
    return found


def _tried(content: Content, name: str) -> Encoding | None:
    """None when a byte is in no character of this encoding. The last may be cut off."""
    decoder = codecs.getincrementaldecoder(name)()
    blank, last = True, ""
    with content.open() as stream:
        while piece := stream.read(PIECE):
            try:
                text = decoder.decode(piece)
            except UnicodeDecodeError:
                return None
            if "\x00" in text:
                raise unfit(f"{content.name!r} is not a text file.", "Export the receipts as CSV.")
            blank = blank and not text.strip()
            last = text[-1:] or last
    if blank:
        raise unfit(f"{content.name!r} is empty.", "Export the receipts again.")
    cut = bool(decoder.getstate()[0])
    return Encoding(name, last in "\r\n" and not cut)
