from __future__ import annotations

import re
import string
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.messages.extract import extract_from_dir
from hypothesis import given
from hypothesis import strategies as st

import analytics.figure
import dashboard
from dashboard.words import LANGUAGES, catalogue, preferred, words
from dashboard.words.server import SENTENCES, known

ROOM = Path(dashboard.__file__).parent
KEYWORDS = {"say": None, "mark": None, "many": (1, 2)}
PARIS = ZoneInfo("Europe/Paris")


def written() -> set[str | tuple[str, ...]]:
    """Every text of the room's code."""
    found = extract_from_dir(ROOM, method_map=[("**.py", "python")], keywords=KEYWORDS)
    return {message for _, _, message, _, _ in found}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_the_french_catalogue_is_complete_and_holds_nothing_else() -> None:
    french = catalogue("fr")
    assert french is not None
    translated = {message.id for message in french if message.id}
    texts = written()
    assert len(texts) > 80
    assert texts - translated == set()
    assert translated - texts == set()
    for message in french:
        if message.id:
            forms = message.string if isinstance(message.string, tuple) else (message.string,)
            assert all(forms), message.id
            assert not message.fuzzy, message.id


def test_translations_keep_the_places_of_values() -> None:
    french = catalogue("fr")
    assert french is not None
    for message in french:
        if not message.id:
            continue
        texts = message.id if isinstance(message.id, tuple) else (message.id,)
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        for form in forms:
            assert fields(form) == fields(texts[0]), message.id


def test_french_has_no_breakable_space_before_its_double_marks() -> None:
    french = catalogue("fr")
    assert french is not None
    for message in french:
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        for form in forms:
            assert not re.search(r" [:;?!]", form), form


def test_no_sentence_of_the_api_takes_another_ones_place() -> None:
    for sentence in SENTENCES:
        filled = sentence.format(**dict.fromkeys(fields(sentence), "12"))
        found = known(filled)
        assert found is not None
        assert found[0] == sentence


def test_every_flag_of_the_figures_is_known() -> None:
    flags = [value for name, value in vars(analytics.figure).items() if name.isupper()]
    assert len(flags) >= 5
    assert [flag for flag in flags if known(flag) is None] == []


def test_a_sentence_that_begins_with_a_number_leaves_the_one_before_it_alone() -> None:
    note = "People in less people out since the business day began; counting errors add up."
    both = words("fr").server(f"{note} 6 departures more than arrivals were ignored.")
    assert both == f"{words('fr').server(note)} 6 sorties de plus que d’entrées ont été ignorées."
    assert "People" not in both


def test_an_unknown_sentence_stays_as_it_came() -> None:
    assert words("fr").server("The moon is full; beware {of} it.") == (
        "The moon is full; beware {of} it."
    )
    assert words("fr").server("not measured") == "non mesuré"
    assert words("fr").server("3 visitors; at least 5 are needed.") == (
        "3 visiteurs\u00a0; il en faut au moins 5."
    )


@given(st.text(max_size=60))
def test_any_answer_of_the_api_is_shown(text: str) -> None:
    shown = words("fr").server(text)
    assert bool(shown) == bool(text)
    assert words("en").server(text) == text


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("fr-CA", "fr"), ("fr", "fr"), ("en-GB", "en"), ("de", "en"), (None, "en"), ("", "en")],
)
def test_the_browsers_language_is_taken(accepted: str | None, language: str) -> None:
    assert preferred(accepted) == language
    assert language in LANGUAGES


def test_numbers_money_and_dates() -> None:
    english, french = words("en"), words("fr")
    assert english.number(12345.6, 1) == "12,345.6"
    assert french.number(12345.6, 1) == "12\u202f345,6"
    assert english.money(Decimal("48210.5"), "EUR") == "€48,210.50"
    assert french.money(Decimal("48210.5"), "EUR") == "48\u202f210,50\u00a0€"
    assert french.money(Decimal(1200), "JPY") == "1\u202f200\u00a0JPY"
    assert french.day(date(2026, 11, 21)) == "sam. 21 nov."


def test_coverage_is_never_rounded_up_to_the_whole() -> None:
    assert words("en").coverage(1) == "100%"
    assert words("en").coverage(0.99996) == "99.9%"
    assert words("en").coverage(0) == "0.0%"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "0.0 s"),
        (59.94, "59.9 s"),
        (59.96, "1 min 00 s"),
        (128, "2 min 08 s"),
        (3599.6, "1 h 00 min"),
        (7260, "2 h 01 min"),
    ],
)
def test_durations(seconds: float, text: str) -> None:
    assert words("en").seconds(seconds) == text


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (datetime(2026, 11, 16, tzinfo=PARIS), datetime(2026, 11, 23, tzinfo=PARIS), "16–22 Nov"),
        (datetime(2026, 11, 16, tzinfo=PARIS), datetime(2026, 11, 17, tzinfo=PARIS), "Mon 16 Nov"),
        # The day of 23 hours.
        (datetime(2026, 3, 29, tzinfo=PARIS), datetime(2026, 3, 30, tzinfo=PARIS), "Sun 29 Mar"),
        (
            datetime(2026, 11, 16, 9, tzinfo=PARIS),
            datetime(2026, 11, 16, 10, 30, tzinfo=PARIS),
            "16 Nov 2026, 09:00–10:30",
        ),
        (
            datetime(2026, 12, 30, tzinfo=UTC),
            datetime(2027, 1, 3, tzinfo=UTC),
            "30 Dec 2026 – 2 Jan 2027",
        ),
    ],
)
def test_spans(start: datetime, end: datetime, text: str) -> None:
    assert words("en").span(start, end).startswith(text)
