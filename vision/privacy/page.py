"""HTML around the documents: one file, its style and its drawings within."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Final

import segno

from vision.privacy.markdown import Language, html

_FOLDER: Final = Path(__file__).parent / "templates"
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"]+|www\.[^\s<>\",;]+")
_ROOMY: Final = 1500
"""Characters of a sign that fit on A4 in its large print."""
_SCAN: Final[dict[Language, str]] = {"en": "The full notice", "fr": "La notice complète"}


def document(sheets: Sequence[str], *, language: Language, title: str) -> str:
    """A whole page of sheets made by `sign` and `annex`."""
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        # Whatever a site file says, the page loads nothing and runs nothing.
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(title)}</title>\n<style>\n{_part('page.css')}</style>\n</head>\n<body>\n"
        + "\n".join(sheets)
        + "\n</body>\n</html>\n"
    )


def annex(body: str, language: Language) -> str:
    """The annex: text that runs over as many sheets as it needs."""
    boxes = body.replace("<li>[ ] ", '<li class="todo">')
    return f'<article class="annex" lang="{language}">\n{boxes}</article>'


def sign(markdown: str, language: Language, notice: str) -> str:
    """A sign that fills one A4 sheet.

    Args:
        markdown: a level-one heading with a paragraph, then sections with level-two headings.
        notice: where the full notice is; its first web address is drawn as a code to scan.
    """
    head, *sections = re.split(r"^(?=## )", markdown, flags=re.MULTILINE)
    size = "sign" if len(markdown) <= _ROOMY else "sign dense"
    parts = "\n".join(f"<section>\n{html(section)}</section>" for section in sections)
    return (
        f'<article class="{size}" lang="{language}">\n'
        f"<header>\n{_part('counted.svg')}<div>\n{html(head)}</div>\n</header>\n"
        f'<div class="sections">\n{parts}\n{_scan(notice, language)}</div>\n</article>'
    )


def _scan(notice: str, language: Language) -> str:
    found = _ADDRESS.search(notice)
    if found is None:
        return ""
    address = found[0].rstrip(".,;:)")
    if address.startswith("www."):
        address = f"https://{address}"
    drawing = segno.make(address, error="m", micro=False).svg_inline(
        border=2, scale=4, omitsize=True, svgclass=None, lineclass=None
    )
    return f'<figure class="scan">{drawing}<figcaption>{_SCAN[language]}</figcaption></figure>\n'


@cache
def _part(name: str) -> str:
    return (_FOLDER / name).read_text("utf-8")
