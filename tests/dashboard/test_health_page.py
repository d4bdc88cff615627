"""The page Data health over the small API: what is wrong first, and the mend of each."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any, get_args

import pytest

from analytics.health.camera import CameraState
from analytics.health.device import DeviceState
from analytics.health.finding import Code
from analytics.health.policy import HealthPolicy
from api.health.answers import StoreHealth
from dashboard.api import Api
from dashboard.health_words import mend, problem
from dashboard.shapes import Finding
from dashboard.words import words
from tests.dashboard import fake_api, fake_health
from tests.dashboard.conftest import served
from tests.dashboard.test_pages import html, table, text

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.testing.v1 import AppTest

    Open = Callable[..., AppTest]


LANGUAGES = (words("en"), words("fr"))


def findings(page: AppTest) -> list[list[str]]:
    """Code, urgency, title and mend of each, in their order."""
    found = re.findall(r'data-finding="(\w+)">(.*?)</div>', html(page), re.DOTALL)
    return [
        [code, *(unescape(part) for part in re.findall(r"<(?:p|h3)[^>]*>(.*?)</(?:p|h3)>", body))]
        for code, body in found
    ]


def test_what_is_wrong_comes_first_with_its_mend(opened: Open, fake: str) -> None:
    page = opened(fake, "health", lang="en")
    assert not page.exception
    assert page.title[0].value == "Data health"
    assert not page.success
    found = findings(page)
    assert [each[0] for each in found] == ["camera_offline", "clock_wrong", "device_never"]
    assert found[0][1:3] == ["To mend now", "Entrée: no picture since 09:12"]
    assert "power and network" in found[0][3]
    assert found[1][2] == "box-1: its clock is 12.4 s slow since Sat 21 Nov, 16:00"
    assert "1 to mend now · 1 to mend soon" in text(page)


def test_the_same_in_french(opened: Open, fake: str) -> None:
    page = opened(fake, "health", lang="fr")
    assert not page.exception
    words = text(page)
    assert "Entrée\u00a0: pas d’image depuis 09:12" in words
    assert "box-1\u00a0: son horloge retarde de 12,4 s depuis sam. 21 nov., 16:00" in words
    assert "du courant et du réseau" in words


def test_what_was_not_measured_is_not_zero(opened: Open, fake: str) -> None:
    page = opened(fake, "health", lang="en")
    door, hall = table(page, "cameras")
    assert door[1:] == [
        "no picture since 09:12",
        "09:11",
        "not measured",
        "not measured",
        "31",
        "100% of opening hours so far",
    ]
    assert hall[3:6] == ["5.0 5 asked", "0", "0"]
    box, other = table(page, "boxes")
    assert box[2:] == ["12:30", "0", "−12.4 s", "17.2 GB", "not measured", "0", "0"]
    assert other[1:3] == ["never heard", "never"]
    assert set(other[3:8]) == {"not measured"}


def test_held_batches_name_the_commands_that_decide(opened: Open) -> None:
    found = [fake_health.finding("batches_held", "warning", "box-1", None, count=12)]
    for lang, title in (
        ("en", "box-1: 12 batches of a wrong clock are in no figure"),
        ("fr", "box-1\u00a0: 12 lots d’une horloge fausse n’entrent dans aucun chiffre"),
    ):
        with served(fake_api.application(health=fake_health.health(findings=found))) as api:
            page = opened(api, "health", lang=lang)
        [told] = findings(page)
        assert told[2] == title
        for verb in ("list lyon", "release lyon box-1", "discard lyon box-1"):
            assert f"<code>chaland quarantine {verb}</code>" in told[3]


@pytest.mark.parametrize(("lang", "calm"), [("en", "All is well"), ("fr", "Tout va bien")])
def test_a_store_that_does_well_is_calm(opened: Open, lang: str, calm: str) -> None:
    with served(fake_api.application(health=fake_health.health())) as api:
        page = opened(api, "health", lang=lang)
    assert calm in page.success[0].value
    assert findings(page) == []
    assert "mend" not in text(page)


def test_a_store_without_a_box_is_not_said_to_do_well(opened: Open) -> None:
    found = [fake_health.finding("never_reported", "notice", "lyon")]
    silent = fake_health.health(reported=False, findings=found, cameras=[], devices=[])
    with served(fake_api.application([fake_api.NEW_STORE], health=silent)) as api:
        page = opened(api, "health", lang="en")
    assert not page.exception
    assert not page.success
    assert "chaland device code nice" in text(page)
    assert "No box has sent anything yet." in text(page)
    assert "names no camera" in page.info[0].value


@pytest.mark.parametrize("code", get_args(Code))
def test_every_finding_has_its_words_and_its_mend(code: str) -> None:
    for params in ({}, {"fps": 1.5, "asked": 5.0, "dropped": 4, "batches": 3, "oldest_seconds": 9}):
        found = Finding.model_validate(
            fake_health.finding(code, "warning", "door", None, count=3, bytes=1e8, **params)
        )
        english, french = ((problem(found, say), mend(found, "lyon", say)) for say in LANGUAGES)
        assert all(english)
        assert all(french)
        assert english[0] != french[0]
        assert english[1] != french[1]


def test_a_finding_of_a_newer_server_is_shown_by_its_code(opened: Open) -> None:
    found = [fake_health.finding("lens_fogged", "warning", "door")]
    with served(fake_api.application(health=fake_health.health(findings=found))) as api:
        page = opened(api, "health", lang="en")
    assert not page.exception
    assert "Entrée: lens fogged" in text(page)


def test_every_state_and_rule_has_its_french(opened: Open) -> None:
    told = fake_health.health(
        cameras=[fake_health.camera(each, each, each) for each in get_args(CameraState)],
        devices=[fake_health.device(each, each) for each in get_args(DeviceState)],
        policy=rules(),
    )
    with served(fake_api.application(health=told)) as api:
        page = opened(api, "health", lang="fr")
    assert not page.exception
    shown = [row[1] for name in ("cameras", "boxes") for row in table(page, name)]
    assert not set(shown) & {*get_args(CameraState), *get_args(DeviceState)}
    for name in rules():
        assert name not in text(page)


def rules() -> dict[str, float]:
    policy = HealthPolicy()
    return {name: getattr(policy, name) for name in policy.__slots__}


@pytest.mark.parametrize("answer", [fake_health.TROUBLE, fake_health.health()])
def test_the_small_api_answers_as_the_real_one(answer: dict[str, Any]) -> None:
    StoreHealth.model_validate(answer | {"policy": rules()})


def test_the_page_s_shapes_are_read_from_the_api(fake: str) -> None:
    assert Api(fake).health("lyon").findings[0].subject.name == "Entrée"
