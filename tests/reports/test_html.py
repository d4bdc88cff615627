from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from reports.html import page
from reports.period import PeriodReport
from reports.period_document import document
from reports.words import Language
from tests.reports.conftest import NAME
from tests.reports.test_words import written


class Read(HTMLParser):
    """Tags with their attributes, and the text outside of styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self._style = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._style = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self._style = False

    def handle_data(self, data: str) -> None:
        if not self._style:
            self.text.append(data)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("kind", ["daily", "weekly"])
def test_the_page_asks_nobody_for_anything(
    kind: str, language: Language, request: pytest.FixtureRequest
) -> None:
    html = page(document(request.getfixturevalue(kind), language))
    read = Read(html)
    assert not re.search(r"https?:|//[a-z]|url\((?!#)|@import", html)
    names = {name for _, attributes in read.tags for name in attributes}
    assert not names & {"src", "href", "srcset", "action", "onload", "style", "xlink:href"}
    assert not {tag for tag, _ in read.tags} & {"script", "link", "img", "iframe", "object"}
    assert "default-src 'none'" in html
    assert "size: A4" in html
    assert "prefers-color-scheme: dark" in html


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_drawing_is_told_in_words_and_has_its_numbers(
    daily: PeriodReport, language: Language
) -> None:
    read = Read(page(document(daily, language)))
    drawings = [attributes for tag, attributes in read.tags if tag == "svg"]
    assert len(drawings) == 2
    assert all(each["role"] == "img" and each["aria-label"] for each in drawings)
    # The hour of which a third was seen has no bar and no 0, but a question mark on hatching.
    states = [a.get("class") for tag, a in read.tags if tag == "rect"]
    assert states.count("uncovered") == 1
    assert "?" in read.text


def test_no_english_is_left_in_the_french_page(daily: PeriodReport, weekly: PeriodReport) -> None:
    for report in (daily, weekly):
        read = Read(page(document(report, "fr")))
        said = {text.strip() for text in read.text if text.strip()}
        # Short words are the same in both languages or are names.
        english = {text for text in written() if isinstance(text, str) and " " in text}
        assert said & english == set()
        whole = " ".join(said)
        assert [text for text in said if re.search(r"\d\.\d|\d%| [;:!?]", text)] == []
        for word in ("not enough", "expected minutes", "visitors", "the boxes", "widened", "are"):
            assert not re.search(rf"\b{word}\b", whole), word


def test_what_people_wrote_is_no_markup(daily: PeriodReport) -> None:
    html = page(document(daily, "en"))
    assert NAME not in html
    assert "&lt;b&gt;&amp;" in html


def test_what_is_missing_is_said_and_is_no_zero(daily: PeriodReport) -> None:
    html = page(document(daily, "en"))
    assert "140 of 180 minutes were observed." in html
    assert "no figure" in html
    assert re.search(r"09:00–10:00: 20 of 60 minutes observed", html)
