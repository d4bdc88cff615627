"""The page on which a phone tallies, and the key that it needs."""

from __future__ import annotations

import json
import re

import httpx
import pytest

from api.application import create_app
from api.audits.answers import AuditAnswer
from api.audits.page_words import WORDS, preferred
from api.client import Client
from api.database import Database
from tests.api.audited import PLAN, counted
from tests.api.shop import Box, description


@pytest.fixture
def shop(client: Client) -> Client:
    client.ingest(Box().batch(*counted()))
    return client


def _remote(database: Database, token: str | None) -> httpx.Client:
    from api.transport import InProcessTransport

    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.Client(
        base_url="http://chaland.invalid",
        headers=headers,
        transport=InProcessTransport(create_app(database, ingest_token="s3cret")),  # noqa: S106
    )


def test_a_phone_needs_the_audit_s_key_and_may_do_nothing_else(
    shop: Client, database: Database
) -> None:
    first = shop.draw_audit("lyon", PLAN)
    second = shop.draw_audit("lyon", PLAN)
    with _remote(database, None) as stranger:
        answer = stranger.get("/v1/stores/lyon/audits").json()
        assert not answer["writable"]
        assert {each["key"] for each in answer["audits"]} == {None}
    with _remote(database, "s3cret") as owner:
        answer = owner.get("/v1/stores/lyon/audits").json()
        assert answer["writable"]
        keys = {each["audit"]: each["key"] for each in answer["audits"]}
        assert len(set(keys.values())) == 2
    body = {"source": "recording", "crossings": []}

    def put(token: str | None, audit: AuditAnswer) -> int:
        start = audit.quarters[0].start.isoformat()
        with _remote(database, token) as phone:
            path = f"/v1/stores/lyon/audits/{audit.audit}/quarters/{start}"
            return phone.put(path, json=body).status_code

    assert put(None, first) == 401
    assert put(keys[second.audit], first) == 401
    assert put(keys[first.audit], first) == 200
    assert put("s3cret", second) == 200

    def withdraw(token: str | None, audit: AuditAnswer) -> int:
        start = audit.quarters[0].start.isoformat()
        with _remote(database, token) as phone:
            path = f"/v1/stores/lyon/audits/{audit.audit}/quarters/{start}"
            return phone.delete(path).status_code

    assert withdraw(None, first) == 401
    assert withdraw(keys[second.audit], first) == 401
    assert shop.audit("lyon", first.audit).quarters[0].tallied is not None
    assert withdraw(keys[first.audit], first) == 200
    assert withdraw("s3cret", second) == 200
    with _remote(database, keys[first.audit]) as phone:
        drawn = phone.post("/v1/stores/lyon/audits", json={"line": "entrance"})
        assert drawn.status_code == 401
        assert phone.get(f"/v1/stores/lyon/audits/{first.audit}/tally").status_code == 200


def _page(client: Client, audit: AuditAnswer, language: str) -> httpx.Response:
    path = f"v1/stores/lyon/audits/{audit.audit}/tally"
    return client._http.get(path, headers={"Accept-Language": language})


def test_the_page_asks_for_nothing_from_elsewhere(shop: Client) -> None:
    known = description()
    named = known.lines[0].model_copy(update={"name": "</script><b>Door"})
    shop.put_store(known.model_copy(update={"lines": (named,), "name": "A <b> shop"}))
    answer = _page(shop, shop.draw_audit("lyon", PLAN), "en")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert not re.search(r"https?://|//\w|@import|url\(", re.sub(r"//.*", "", answer.text))
    assert "<b>" not in answer.text.replace("<b>Door", "", 0).split("<body>")[1].split("<script")[0]
    assert answer.text.count("</script>") == 2
    found = re.search(r'id="data"[^>]*>(.*?)</script>', answer.text, re.DOTALL)
    assert found
    data = json.loads(found[1])
    assert (data["line"], data["store_name"]) == ("</script><b>Door", "A <b> shop")
    assert len(data["quarters"]) == 4


@pytest.mark.parametrize(
    ("accepted", "word"), [("fr-FR,fr;q=0.9,en;q=0.8", "Entrée"), ("en", "In")]
)
def test_the_page_speaks_the_phone_s_language(shop: Client, accepted: str, word: str) -> None:
    answer = _page(shop, shop.draw_audit("lyon", PLAN), accepted)
    assert f'"in": "{word}"' in answer.text
    assert f'<html lang="{accepted[:2]}">' in answer.text


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("de,fr;q=0.5", "fr"),
        ("en;q=0.4, fr-CA", "fr"),
        ("fr;q=0", "en"),
        ("en, fr", "en"),
        ("fr;q=much", "en"),
        ("freedom", "en"),
    ],
)
def test_the_language_is_the_one_liked_best(accepted: str | None, language: str) -> None:
    assert preferred(accepted) == language


def test_both_languages_say_the_same_things_with_the_same_places() -> None:
    english, french = WORDS["en"], WORDS["fr"]
    assert english.keys() == french.keys()
    for name, text in english.items():
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", french[name])), name
        assert not re.search(r" [:;?!]", french[name]), name
