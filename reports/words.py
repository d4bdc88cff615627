"""The words of reports: those of the pages, and some of their own (``fr.po`` beside this)."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from babel.messages.pofile import read_po

from dashboard import words as pages

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

Language = pages.Language
_SHARE: Final = re.compile(r"(\d+(?:\.\d+)?)%")
_CATALOGUE: Final = Path(__file__).with_name("fr.po")


@cache
def catalogue() -> Catalog:
    """French for the texts that only reports have."""
    with _CATALOGUE.open("rb") as file:
        return read_po(file, locale="fr")


@cache
def words(language: Language) -> ReportWords:
    return ReportWords(language)


class ReportWords(pages.Words):
    """As the pages write numbers, money and dates."""

    def server(self, text: str) -> str:
        """What the API said; the shares in it too are written as the language does."""
        said = super().server(text)
        if self.language == "en":
            return said
        return _SHARE.sub(lambda found: f"{found[1].replace('.', ',')}\u202f%", said)

    def _translation(self, text: str) -> str | None:
        if self.language == "en":
            return None
        own = catalogue().get(text)
        if own is not None and isinstance(own.string, str):
            return own.string
        return super()._translation(text)
