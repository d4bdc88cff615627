"""The annex and the sign say what is configured and what is sent, in both languages."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tests.cli.commands import chaland, warm
from tests.vision.models import candidates, write_model
from vision.privacy import departures
from vision.privacy.document import Document, markdown, printable
from vision.privacy.facts import Facts, gather
from vision.privacy.markdown import LANGUAGES, Language, code, escape, french, html
from vision.records import LineRecord
from vision.site_file import load_site

SITE = """\
version: 1
store: {id: lyon, name: Lyon, timezone: Europe/Paris}
privacy: {controller: Chaland SARL, contact: privacy@example.com, notice: "www.example.com/n.", k: 17}
detector: {model: model}
staff: {presence_minutes: 45}
cameras:
  - id: door
    source: film.mkv
    analysis_fps: 7.5
    masks: [[[0, 0], [0.1, 0], [0.1, 0.1]]]
    lines: [{id: gate, name: Grille, role: entrance, start: [0.1, 0.5], end: [0.9, 0.5]}]
    zones:
      - {id: table, name: Table, polygon: [[0, 0], [1, 0], [1, 1]]}
      - {id: stock, name: Stock, role: staff, polygon: [[0, 0], [1, 0], [1, 1]]}
  - {id: aisle, source: "rtsp://10.0.0.9/hunter2", credentials: pass9}
"""  # noqa: E501
DAY = date(2026, 11, 25)


def facts(folder: Path, text: str = SITE, **options: Any) -> Facts:
    (folder / "site.yaml").write_text(text, "utf-8")
    return gather(load_site(folder / "site.yaml"), day=DAY, **options)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_annex_is_of_this_site(tmp_path: Path, language: Language) -> None:
    write_model(
        tmp_path / "model", candidates([(32, 32, 20, 40, [0.0, 0.0])]), names="[car, person]"
    )
    text = markdown("dpia", language, facts(tmp_path, server="https://counts.example.com/api"))
    for word in (
        "Chaland SARL", "privacy@example.com", "Grille", "Table", "Stock", "17", "45",
        "7,5" if language == "fr" else "7.5", "https://counts.example.com/api",
    ):  # fmt: skip
        assert word in text
    row = next(line for line in text.splitlines() if line.startswith("| door"))
    rules = {"fr": "zones du personnel, présence longue", "en": "staff areas, long presence"}
    assert [cell.strip() for cell in row.split("|")][4:9] == [
        "1",
        "Grille",
        "Table",
        "Stock",
        rules[language],
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("document", ["dpia", "sign"])
def test_a_cameras_address_is_in_no_document(
    tmp_path: Path, document: Document, language: Language
) -> None:
    found = facts(tmp_path)
    for text in (markdown(document, language, found), printable([(document, language)], found)):
        assert "hunter2" not in text
        assert "10.0.0.9" not in text
        assert "pass9" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_that_leaves_is_in_the_annex(tmp_path: Path, language: Language) -> None:
    text = markdown("dpia", language, facts(tmp_path))
    for record in departures.record_kinds():
        kind = record.model_fields["kind"].default
        section = text.split(f"### `{kind}`\n")[1].split("\n###")[0]
        for name in set(record.model_fields) - {"kind"}:
            assert f"| `{name}` |" in section


def test_a_field_that_is_added_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class WithAge(LineRecord):
        age: int | None = None

    monkeypatch.setattr(departures, "record_kinds", lambda: (WithAge,))
    assert "| `age` | whole number |" in markdown("dpia", "en", facts(tmp_path))


def test_the_contract_is_told_in_french() -> None:
    said = {
        text
        for departure in departures.departures()
        if departure.name[0].islower()
        for text in (
            departure.description,
            *(field.description for field in departure.fields),
            *(field.value for field in departure.fields if not field.values),
        )
        if text
    }
    assert {text for text in said if french(text) == text} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_kept_of_a_view_is_told(tmp_path: Path, language: Language) -> None:
    text = markdown("dpia", language, facts(tmp_path))
    cells = {"en": "16 × 9 cells", "fr": "16 × 9 cases"}[language]
    happens, _, rest = text.partition("\n## 4.")
    assert cells in happens.partition("\n## 3.")[2]
    assert cells in rest.partition("\n## 5.")[2].partition("\n## 6.")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_absent_model_is_said_to_be_absent(tmp_path: Path, language: Language) -> None:
    text = markdown("dpia", language, facts(tmp_path))
    assert {"en": "not on the machine", "fr": "pas sur la machine"}[language] in text


@given(
    st.text(
        st.characters(exclude_categories=["C", "Z"]) | st.sampled_from("`*_[]<>|\\ #1.-"),
        min_size=1,
    )
)
def test_no_value_is_markup(text: str) -> None:
    """In a cell, a paragraph or a code span it reads as it was written."""
    words = " ".join(text.split())
    if not words:
        return
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    for written in (escape(text), code(text)):
        rendered = parser.parse(f"| a | b |\n| --- | --- |\n| {written} | end |\n")
        cells = [token for token in rendered if token.type == "inline"]
        assert len(cells) == 4
        children = cells[2].children or []
        assert "".join(child.content for child in children).strip() == words
        assert {child.type for child in children} <= {"text", "text_special", "code_inline"}


def test_a_site_file_puts_no_tag_on_the_page(tmp_path: Path) -> None:
    text = SITE.replace("Chaland SARL", "'<script>alert(1)</script> \"x\"'")
    page = printable([("dpia", "en"), ("sign", "fr")], facts(tmp_path, text))
    assert "<script" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("notice", "scanned"),
    [
        ("https://example.com/p", True),
        ("at the till, and www.example.com/privacy.", True),
        ("at the till", False),
    ],
)
def test_a_notice_on_the_web_can_be_scanned(tmp_path: Path, notice: str, scanned: bool) -> None:
    page = printable([("sign", "en")], facts(tmp_path, SITE.replace("www.example.com/n.", notice)))
    assert ('class="scan"' in page) == scanned


def test_html_of_the_site_is_shown_not_obeyed() -> None:
    assert html("<b>x</b>").strip() == "<p>&lt;b&gt;x&lt;/b&gt;</p>"


def test_the_command_prints_and_writes(tmp_path: Path) -> None:
    facts(tmp_path)
    printed = chaland(
        "privacy", "site.yaml", "--language", "fr", "--document", "sign", cwd=tmp_path
    )
    assert printed.stdout.startswith("# Ici, les visiteurs sont comptés")
    assert "www.example.com/n" in printed.stdout
    warm("privacy", "site.yaml", "--format", "html", "--out", "all.html", cwd=tmp_path)
    page = (tmp_path / "all.html").read_text("utf-8")
    assert page.count('class="annex"') == 2
    assert page.count("<h1>") == 4
    failed = warm("privacy", "site.yaml", "--out", "no/where.md", cwd=tmp_path, check=False)
    assert failed.returncode == 2
    assert "cannot be written" in failed.stderr
