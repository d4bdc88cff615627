"""The notebook is what its source makes, runs, and finds what was drawn."""

from __future__ import annotations

import json
from typing import Any

import pytest

from docs.make_notebook import NOTEBOOK, SOURCE, Cell, cells, run

MOST = 200_000
"""Characters of a picture."""


@pytest.fixture(scope="module")
def kept() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(NOTEBOOK.read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def names() -> dict[str, Any]:
    """What is left when all its cells were run."""
    left: dict[str, Any] = {"__name__": "__main__"}
    for cell in cells(SOURCE.read_text("utf-8")):
        if cell.kind == "code":
            run(cell.text, left)
    return left


def test_it_has_the_cells_of_its_source(kept: dict[str, Any]) -> None:
    written = [Cell(cell["cell_type"], "".join(cell["source"])) for cell in kept["cells"]]
    assert written == list(cells(SOURCE.read_text("utf-8")))


def test_it_was_run_and_is_small(kept: dict[str, Any]) -> None:
    code = [cell for cell in kept["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    outputs = [output for cell in code for output in cell["outputs"]]
    assert not [output for output in outputs if output["output_type"] == "error"]
    pictures = [
        output["data"]["image/png"]
        for output in outputs
        if "data" in output and "image/png" in output["data"]
    ]
    assert len(pictures) == 2
    assert all(len(picture) < MOST for picture in pictures)
    assert len({cell["id"] for cell in kept["cells"]}) == len(kept["cells"])


def test_it_finds_what_was_drawn(names: dict[str, Any]) -> None:
    for fit in (names["poisson"], names["negative"]):
        found = names["told"](fit)
        proportion = found.loc["log_traffic"]
        assert proportion["low"] < 1 < proportion["high"]
        # 22 % of a Saturday's visitors buy, and 30 % of a Wednesday's.
        saturday = found.filter(like="Sat", axis=0).iloc[0]
        assert saturday["low"] < names["np"].log(0.22 / 0.30) < saturday["high"]
    weekly = names["weekly"]
    assert weekly.loc["Sat", "high"] < weekly.loc["Wed", "low"]


def test_lost_hours_are_missing_in_it(names: dict[str, Any]) -> None:
    lost = names["expected"][names["expected"]["footfall"].isna()]
    assert lost["hour"].tolist() == [14, 15]
    assert str(lost["local_start"].iloc[0].day) == "18"
    assert len(names["known"]) == len(names["expected"]) - 2
