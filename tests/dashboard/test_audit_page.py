"""The page Audit over the small API, and what it says of every sentence of the real one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.dashboard import fake_api
from tests.dashboard.conftest import served
from tests.dashboard.test_pages import figure, html, table, text

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.testing.v1 import AppTest

    Open = Callable[..., AppTest]


def test_what_was_found_is_shown_with_its_interval(opened: Open, fake: str) -> None:
    page = opened(fake, "audit", lang="en")
    assert not page.exception
    assert page.title[0].value == "Audit"
    assert figure(page, "accuracy-door") == "98.3%"
    assert figure(page, "counter_error") == "± 1.4%"
    words = text(page)
    assert "96.9% to 99.1%" in words
    assert "4,510 more crossings at this rate would let 98% be claimed." in words
    assert "Thu 19 Nov, 17:30" in words
    rows = table(page, "errors")
    assert rows[0][1:9] == ["593", "591", "7", "3", "0", "2", "−0.3%", "2.0%"]
    assert [row[0].split()[0] for row in rows] == ["Porte", "at", "off-peak"]
    assert page.warning[0].value == ("An audit is due: Porte (three months passed on 21 Feb 2027).")


def test_the_same_in_french(opened: Open, fake: str) -> None:
    page = opened(fake, "audit", lang="fr")
    assert not page.exception
    assert figure(page, "accuracy-door") == "98,3\u202f%"
    words = text(page)
    assert "Encore 4\u202f510 passages à ce taux, et 98\u202f% pourront être affirmés." in words
    assert "Un audit est à faire\u00a0: Porte (trois mois passés le 21 févr. 2027)." in words


def test_what_is_not_counted_yet_is_not_zero(opened: Open, fake: str) -> None:
    page = opened(fake, "audit", lang="en")
    rows = table(page, "audit-5e1f2a90c3d4")
    assert rows[0][1:] == ["110", "90"]
    assert "from the recording" in rows[0][0]
    assert rows[3][1:] == ["to count", "to count"]


def test_a_store_never_audited_says_so(opened: Open) -> None:
    with served(fake_api.application([fake_api.STORE | {"store": "nice"}])) as api:
        page = opened(api, "audit", lang="fr")
    assert not page.exception
    assert "jamais audité" in page.warning[0].value
    assert figure(page, "counter_error") == "non mesuré"
    assert "La ligne door n’a aucun quart d’heure compté à la main." in text(page)
    assert "Aucun n’est encore tiré." in text(page)


def test_drawing_adds_an_audit_at_once(opened: Open) -> None:
    with served(fake_api.application()) as api:
        page = opened(api, "audit", lang="en")
        assert len(page.expander) == 1
        page.number_input(key="audit_number").set_value(2)
        page.button[0].click().run()
        assert not page.exception
        assert len(page.expander) == 2
        assert len(table(page, "audit-new0")) == 2


def test_the_dates_are_those_chosen(opened: Open) -> None:
    with served(fake_api.application()) as api, httpx.Client(trust_env=False) as client:
        page = opened(api, "audit", lang="en")
        page.date_input(key="audit_from").set_value(date(2026, 11, 17))
        page.date_input(key="audit_to").set_value(date(2026, 11, 19))
        page.button[0].click().run()
        page.date_input(key="audit_from").set_value(None)
        page.button[0].click().run()
        assert not page.exception
        [later, first, _] = client.get(f"{api}/v1/stores/lyon/audits").json()["audits"]
        assert (first["from"], first["to"]) == ("2026-11-17", "2026-11-19")
        assert (later["from"], later["to"]) == (None, "2026-11-19")


def test_dates_that_cannot_be_are_told_and_the_form_stays(opened: Open) -> None:
    with served(fake_api.application()) as api:
        page = opened(api, "audit", lang="fr")
        page.date_input(key="audit_from").set_value(date(2026, 11, 19))
        page.date_input(key="audit_to").set_value(date(2026, 11, 17))
        page.button[0].click().run()
        assert "doit être après" in page.error[0].value
        assert page.date_input(key="audit_to").value == date(2026, 11, 17)
        assert len(page.expander) == 1


def test_a_count_that_was_wrong_is_withdrawn(opened: Open) -> None:
    name = "5e1f2a90c3d4"
    with served(fake_api.application(token="s3cret")) as api:  # noqa: S106
        page = opened(api, "audit", lang="en")
        assert len(page.button) == 0
        page.text_input(key="audit_token").set_value("s3cret").run()
        # The fourth is not counted yet.
        assert len(page.selectbox(key=f"withdrawn:{name}").options) == 3
        page.button[1].click().run()
        assert table(page, f"audit-{name}")[1][1:] == ["111", "89"]
        page.selectbox(key=f"withdrawn:{name}").select_index(1)
        page.button[1].click().run()
        assert not page.exception
        assert table(page, f"audit-{name}")[1][1:] == ["to count", "to count"]
        assert table(page, f"audit-{name}")[0][1:] == ["110", "90"]
        left = page.selectbox(key=f"withdrawn:{name}")
        assert (len(left.options), left.value) == (2, None)


def test_a_server_with_a_token_asks_for_it(opened: Open) -> None:
    with served(fake_api.application(token="s3cret")) as api:  # noqa: S106
        page = opened(api, "audit", lang="en")
        assert len(page.button) == 0
        assert "kkkk" not in html(page)
        page.text_input(key="audit_token").set_value("wrong").run()
        assert page.error[0].value == "This is not the server’s token."
        page.text_input(key="audit_token").set_value("s3cret").run()
        assert not page.error
        page.button[0].click().run()
        assert len(page.expander) == 2
        assert not page.error
        assert httpx.post(f"{api}/v1/stores/lyon/audits", json={}).status_code == 401


def test_a_store_without_a_line_says_what_to_do(opened: Open) -> None:
    with served(fake_api.application([fake_api.STORE | {"lines": []}])) as api:
        page = opened(api, "audit", lang="en")
    assert "draws no line" in page.info[0].value


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_address_of_the_phone_s_page_is_under_the_api(
    opened: Open, fake: str, lang: str
) -> None:
    page = opened(fake, "audit", lang=lang)
    links = [element.proto.url for element in page.get("link_button")]
    key = "k" * 32
    assert links == [f"/api/v1/stores/lyon/audits/5e1f2a90c3d4/tally#key={key}"]
