from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pytest

from api.client import Client
from api.frames import Frames
from tests.reports.conftest import fill


@pytest.fixture
def frames(client: Client) -> Iterator[Frames]:
    fill(client)
    with Frames(client) as opened:
        yield opened


def test_days_with_units(frames: Frames) -> None:
    days = frames.kpis()
    assert len(days) == 8
    assert days.attrs["units"]["sales"] == "EUR"
    assert days.attrs["units"]["sales_per_visitor"] == "EUR/visitor"
    assert days.attrs["units"]["footfall"] == "people"
    last = days.iloc[-1]
    assert (last["footfall"], last["sales"], last["transactions"]) == (42, 45.25, 2)
    assert last["local_start"] == pd.Timestamp("2026-05-06")
    assert last["start"] == pd.Timestamp("2026-05-05 22:00", tz="UTC")


def test_what_is_not_known_is_missing_and_says_why(frames: Frames) -> None:
    days = frames.kpis("lyon", start="2026-05-05", end="2026-05-05")
    assert pd.isna(days["footfall"].iloc[0])
    assert "not" in days["footfall_flags"].iloc[0]
    assert "observed" in days["footfall_note"].iloc[0]


def test_hours_zones_queues_and_tickets(frames: Frames) -> None:
    hours = frames.kpis(start="2026-05-06", grain="hour")
    assert hours["footfall"].sum() == 36  # the hour of which a third was seen has none
    zones = frames.zones(start="2026-05-06")
    assert set(zones["zone"]) == {"table", "queue"}
    assert zones.attrs["units"]["dwell_mean_seconds"] == "s"
    assert frames.queues(start="2026-05-06")["joined"].tolist() == [14]
    tickets = frames.tickets()
    assert tickets["amount"].sum() == 75.75
    assert str(tickets["quarter"].dtype) == "datetime64[s, UTC]"
    assert str(tickets["items"].dtype) == "Int64"


def test_an_empty_stretch_is_an_empty_frame_with_its_columns(client: Client) -> None:
    frame = Frames(client).kpis()
    assert frame.empty
    assert {"footfall", "footfall_note", "coverage_share"} <= set(frame.columns)


def test_a_day_that_is_none(client: Client) -> None:
    with pytest.raises(ValueError, match="monday"):
        Frames(client).kpis(start="monday")
