"""The words of the pages, and how a language writes numbers, money and dates.

English is written in the code; ``fr.po`` holds the French. Sentences that the API sends (flags,
notes) are looked up in the same catalogue: those known are listed in ``server.py``.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from babel import Locale, dates, numbers
from babel.messages.pofile import read_po

from dashboard.words.server import known, parts

if TYPE_CHECKING:
    from decimal import Decimal

    from babel.messages.catalog import Catalog

Language = Literal["en", "fr"]
LANGUAGES: Final[dict[Language, str]] = {"en": "English", "fr": "Français"}
_FOLDER: Final = Path(__file__).parent


@cache
def catalogue(language: Language) -> Catalog | None:
    """The translations; None for English, in which the code is written."""
    if language == "en":
        return None
    with (_FOLDER / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


@cache
def words(language: Language) -> Words:
    return Words(language)


def preferred(accepted: str | None) -> Language:
    """The language of a browser, for example ``fr-CA``; English when it is none of ours."""
    return "fr" if (accepted or "").lower().startswith("fr") else "en"


class Words:
    """One language: ``say(text, **fields)`` translates, the rest writes values."""

    def __init__(self, language: Language) -> None:
        self.language = language
        # English with a day-first date and a 24-hour clock, as the till's export has them.
        self.locale = Locale.parse({"en": "en_GB", "fr": "fr_FR"}[language])
        self._catalogue = catalogue(language)

    def __call__(self, text: str, **fields: Any) -> str:
        found = self._translation(text)
        return (found or text).format(**fields) if fields else (found or text)

    def many(self, one: str, several: str, count: int, **fields: Any) -> str:
        """``one`` or ``several`` by the language's plural rule; ``{count}`` is written out."""
        forms: tuple[str, ...] = (one, several)
        which = int(count != 1)
        if self._catalogue is not None:
            message = self._catalogue.get(one)
            if message is not None and isinstance(message.string, (list, tuple)):
                forms = tuple(message.string)
                which = int(count > 1)  # French counts 0 as singular
        return forms[which].format(count=self.number(count), **fields)

    def server(self, text: str) -> str:
        """What the API said; as it came where the catalogue does not know it."""
        found = known(text)
        if found is not None:
            template, fields = found
            return self(template, **fields)
        pieces = parts(text)
        # Every second piece is a separator.
        return "".join(
            piece if index % 2 or piece == text else self.server(piece)
            for index, piece in enumerate(pieces)
        )

    def _translation(self, text: str) -> str | None:
        if self._catalogue is None:
            return None
        message = self._catalogue.get(text)
        return message.string if message is not None and isinstance(message.string, str) else None

    def number(self, value: float | Decimal, digits: int = 0) -> str:
        """With exactly ``digits`` decimals."""
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        return numbers.format_decimal(value, format=pattern, locale=self.locale)

    def percent(self, share: float, digits: int = 1) -> str:
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        space = "\u202f" if self.language == "fr" else ""
        return numbers.format_decimal(100 * share, format=pattern, locale=self.locale) + space + "%"

    def coverage(self, share: float) -> str:
        """Never rounded up to the whole: 100 % is written for nothing less."""
        return self.percent(share, 0) if share >= 1 else self.percent(min(share, 0.999))

    def money(self, value: Decimal, currency: str) -> str:
        return numbers.format_currency(value, currency, locale=self.locale)

    def seconds(self, value: float) -> str:
        """``42.5 s`` below a minute, ``3 min 05 s`` below an hour, then ``1 h 02 min``."""
        if value < 59.95:
            return f"{self.number(value, 1)} s"
        whole = round(value)
        if whole < 3600:
            return f"{whole // 60} min {whole % 60:02} s"
        return f"{self.number(whole // 3600)} h {whole % 3600 // 60:02} min"

    def day(self, value: date, pattern: str = "EEE d MMM") -> str:
        return dates.format_date(value, pattern, locale=self.locale)

    def clock(self, value: datetime) -> str:
        return dates.format_time(value, "HH:mm", tzinfo=value.tzinfo, locale=self.locale)

    def span(self, start: datetime, end: datetime) -> str:
        """``16–22 Nov 2026`` in the zone the datetimes are in; ``end`` is left out. Less than a
        day is written with its hours."""
        last = end - timedelta(seconds=1)
        if end - start < timedelta(hours=22):
            text = f"{self.day(start, 'd MMM yyyy')}, {self.clock(start)}–"
            return text + (self.clock(end) if end.date() == start.date() else self._moment(end))
        first_day, last_day = start.date(), last.date()
        if first_day == last_day:
            return self.day(first_day, "EEE d MMM yyyy")
        if (first_day.year, first_day.month) == (last_day.year, last_day.month):
            return f"{first_day.day}–{self.day(last_day, 'd MMM yyyy')}"
        if first_day.year == last_day.year:
            return f"{self.day(first_day, 'd MMM')} – {self.day(last_day, 'd MMM yyyy')}"
        return f"{self.day(first_day, 'd MMM yyyy')} – {self.day(last_day, 'd MMM yyyy')}"

    def _moment(self, value: datetime) -> str:
        return f"{self.day(value, 'd MMM')}, {self.clock(value)}"
