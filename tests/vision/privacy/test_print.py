"""The printed sheets in a real browser."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.vision.privacy.test_documents import SITE, facts
from vision.privacy.document import printable
from vision.privacy.markdown import LANGUAGES, Language

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LONG = "Société des Grands Magasins Réunis du Centre et du Sud-Est SAS, 128 avenue Tony-Garnier"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("names", ["short", "long"])
def test_the_sign_fills_one_sheet_and_asks_for_nothing(
    browser: Browser, tmp_path: Path, language: Language, names: str
) -> None:
    text = SITE + "staff: {uniform: [{colour: '#d06818'}]}\n"
    text = text.replace("staff: {presence_minutes: 45}\n", "")
    if names == "long":
        text = text.replace("Chaland SARL", f"'{LONG}'").replace("name: Lyon,", f"name: '{LONG}',")
        text = text.replace("privacy@example.com", f"{'donnees' * 6}@{'magasin' * 6}.example.com")
        text = text.replace("www.example.com/n.", f"https://www.example.com/{'vie-privee/' * 12}")
    path = tmp_path / "sign.html"
    path.write_text(printable([("sign", language)], facts(tmp_path, text)), "utf-8")
    page = browser.new_page(viewport={"width": 900, "height": 1200})
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.on("request", lambda request: faults.append(request.url))
    page.goto(path.as_uri())
    assert faults == [path.as_uri()]
    over = page.evaluate(
        "(() => { const sign = document.querySelector('.sign');"
        " const last = [...sign.querySelectorAll('p, svg')].map(e => e.getBoundingClientRect());"
        " const box = sign.getBoundingClientRect();"
        " return [Math.max(...last.map(r => r.bottom)) - box.bottom,"
        " Math.max(...last.map(r => r.right)) - box.right]; })()"
    )
    assert max(over) <= 0
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    page.close()


def test_the_annex_is_as_wide_as_its_paper(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "annex.html"
    path.write_text(printable([("dpia", "fr")], facts(tmp_path)), "utf-8")
    page = browser.new_page(viewport={"width": 680, "height": 1000})
    page.emulate_media(media="print")
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    page.close()
