"""Amounts as tills print them: 1 234,50 · 1,234.50 · (12.00) · 12,00- · €3."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, Literal

from api.errors import ApiError

DecimalMark = Literal[".", ","]
DecimalChoice = Literal["auto", ".", ","]

# No-break space, narrow no-break space, thin space, apostrophes (Switzerland).
_GROUPING: Final = re.compile("[\\s\u00a0\u202f\u2009'\u2019]")
_CURRENCY: Final = re.compile(r"^(?:[A-Z]{3}|[€$£¥])|(?:[A-Z]{3}|[€$£¥])$")
_NUMBER: Final = re.compile(r"\d+(?:\.\d*)?|\.\d+")
_GROUPS: Final = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?")
MAX_DIGITS: Final = 15


class DecimalEvidence:
    """What the amounts of a file tell, one after another, about the mark they all use."""

    def __init__(self, name: str, column: str) -> None:
        self._name = name
        self._column = column
        self._proof: dict[DecimalMark, str] = {}
        self._doubt: str | None = None

    def add(self, text: str) -> None:
        """Raises ApiError 422 when they used both."""
        body = _bare(text).strip("+-()")
        mark = _mark_of(body)
        if mark is not None:
            self._proof.setdefault(mark, text)
        elif re.fullmatch(r"\d{1,3}[.,]\d{3}", body):
            self._doubt = text
        if len(self._proof) == 2:
            raise _undecided(
                f"{self._name!r}: column {self._column!r} uses both marks for decimals, "
                f"{self._proof['.']!r} and {self._proof[',']!r}."
            )

    @property
    def mark(self) -> DecimalMark:
        """What is known so far; a point while nothing is."""
        return next(iter(self._proof), ".")

    def close(self) -> None:
        """Raises ApiError 422 when no amount told."""
        if self._doubt is not None and not self._proof:
            raise _undecided(
                f"{self._name!r}: {self._doubt!r} in column {self._column!r} could be thousands or "
                "decimals, and no other amount tells which."
            )


def _undecided(message: str) -> ApiError:
    return ApiError(422, "decimal_undecided", message, "Say which: decimal=, or decimal=.")


def _mark_of(body: str) -> DecimalMark | None:
    """What one amount proves about the mark."""
    commas, points = body.count(","), body.count(".")
    if commas and points:
        return "," if body.rindex(",") > body.rindex(".") else "."
    if commas > 1:
        return "."
    if points > 1:
        return ","
    if re.fullmatch(r"\d*,(?:\d{1,2}|\d{4,})|(?:0|\d{4,}),\d+", body):
        return ","
    if re.fullmatch(r"\d*\.(?:\d{1,2}|\d{4,})|(?:0|\d{4,})\.\d+", body):
        return "."
    return None


def _bare(text: str) -> str:
    return _CURRENCY.sub("", _GROUPING.sub("", text).replace("\u2212", "-"))


def amount_of(text: str, mark: DecimalMark) -> Decimal:
    """Raises ValueError when it is not a number written with ``mark``."""
    body = _bare(text)
    negative = False
    if body.startswith("(") and body.endswith(")"):
        negative, body = True, _bare(body[1:-1])
    elif body.startswith(("-", "+")):
        negative, body = body[0] == "-", _bare(body[1:])
    elif body.endswith("-"):
        negative, body = True, _bare(body[:-1])
    plain = body if mark == "." else body.translate(str.maketrans(",.", ".,"))
    if _GROUPS.fullmatch(plain):
        plain = plain.replace(",", "")
    if not _NUMBER.fullmatch(plain):
        raise ValueError(f"{text!r} is not an amount with {mark!r} for decimals")
    if sum(each.isdigit() for each in plain) > MAX_DIGITS:
        raise ValueError(f"{text!r} has more than {MAX_DIGITS} digits")
    value = Decimal(plain)
    return -value if negative else value
