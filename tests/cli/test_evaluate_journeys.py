from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import chaland


def evaluated(*arguments: str, cwd: Path) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(
        chaland("evaluate", "journeys", *arguments, "--json", cwd=cwd).stdout
    )
    return answer


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--shop", "random", "--tracks", "true"), "nobody filmed a random shop"),
        (("--seed", "3"), "--seed: only a random shop has these. Add --shop random."),
        (("--shops", "2", "--seconds", "60"), "--shops, --seconds: only a random shop"),
        (("--shop", "random", "--seed", "-1"), "--seed"),
    ],
)
def test_options_that_do_not_go_together_are_told(
    arguments: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    result = chaland("evaluate", "journeys", *arguments, cwd=tmp_path, check=False)
    assert result.returncode == 2
    assert told in result.stderr
    assert result.stdout == ""


def test_random_shops_are_named_by_their_seeds(tmp_path: Path) -> None:
    short = ("--shop", "random", "--seconds", "30")
    (shop,) = evaluated(*short, cwd=tmp_path)["shops"]
    again = evaluated(*short, "--seed", str(shop["seed"]), cwd=tmp_path)
    for one in (shop, again["shops"][0], again["pooled"]):
        del one["joining_seconds_per_minute"]
    assert again["shops"] == [shop], f"seed {shop['seed']}"
    assert {**shop, **again["pooled"]} == shop
    assert shop["floor_seen"] > 0.9
    assert shop["joints"]["true"] > 0


# The goals everywhere are a share of 0.85 and a precision of 0.95. In ten shops drawn at random 195
# of 235 visits were rebuilt (0.830; from shop to shop 0.68 to 0.96) with a precision of 0.931 (0.79
# to 0.98). What is held is three standard errors below, of those ten and of the shops drawn here.

SHOPS = 6


@pytest.mark.long
def test_visits_of_shops_that_nobody_saw_before(tmp_path: Path) -> None:
    answer = evaluated("--shop", "random", "--shops", str(SHOPS), cwd=tmp_path)
    said = "\n".join(
        f"seed {one['seed']}: rebuilt {one['rebuilt']} of {one['visits']}, precision "
        f"{one['precision']:.3f}"
        for one in answer["shops"]
    )
    pooled = answer["pooled"]
    assert pooled["visits"] >= 10 * SHOPS, said
    assert pooled["share"] >= 0.7, said
    assert pooled["precision"] >= 0.84, said


# In the sample films 31, 33 and 7 of 35 were rebuilt, with precisions of 0.931, 0.993 and 0.312.
# Less is held, as processors round differently.


@pytest.mark.long
@pytest.mark.parametrize(
    ("tracks", "share", "precision"),
    [("true", 0.8, 0.9), ("whole", 0.85, 0.97), ("detector", 0.1, 0.25)],
)
def test_visits_of_the_sample_films(
    tracks: str, share: float, precision: float, tmp_path: Path
) -> None:
    answer = evaluated("--tracks", tracks, cwd=tmp_path)["pooled"]
    assert answer["visits"] == 35
    assert answer["share"] >= share
    assert answer["precision"] >= precision
