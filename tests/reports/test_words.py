from __future__ import annotations

import re
from pathlib import Path

from babel.messages.extract import extract_from_dir

import reports
from api.kpi_answers import PeriodAnswer
from dashboard import words as pages
from reports import figures
from reports.period import PeriodReport
from reports.period import figures as figures_of
from reports.words import catalogue, words
from tests.dashboard.test_words import KEYWORDS, fields


def written() -> set[str | tuple[str, ...]]:
    found = extract_from_dir(
        Path(reports.__file__).parent, method_map=[("**.py", "python")], keywords=KEYWORDS
    )
    return {message for _, _, message, _, _ in found}


def test_french_is_complete_and_nothing_is_said_twice() -> None:
    of_pages = pages.catalogue("fr")
    assert of_pages is not None
    shared = {message.id for message in of_pages if message.id}
    own = {message.id for message in catalogue() if message.id}
    assert written() - shared == own
    for message in catalogue():
        if message.id:
            assert message.string, message.id
            assert fields(str(message.string)) == fields(str(message.id)), message.id
            assert not re.search(r" [:;?!%]", str(message.string)), message.id


def test_every_figure_has_a_name_in_both_languages(daily: PeriodReport) -> None:
    for name in figures_of(daily.period):
        # A name that is not known is shown as the API has it, in either language.
        assert figures.label(name, words("fr")) != name.replace("_", " ").capitalize(), name
        assert "_" not in figures.label(name, words("en"))
    assert set(figures_of(daily.period)) < set(PeriodAnswer.model_fields)
