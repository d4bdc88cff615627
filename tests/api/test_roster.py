"""The roster, and shoppers for each of the staff."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from analytics.figure import NOT_ENOUGH_DATA, NOT_MEASURED
from api.client import Client
from api.errors import ApiError
from api.roster.sheet import DateOrder, roster_of
from api.roster.shifts import RosterBody
from tests.api.questions import only
from tests.api.shop import Box, covered, crossed, description
from vision.description import OpeningSpan

HOURS = {"wed": (OpeningSpan(opens=time(9), closes=time(11)),)}
DAY = {"start": "2026-05-06", "end": "2026-05-06"}


def body(*shifts: tuple[str, str, int]) -> RosterBody:
    return RosterBody.model_validate(
        {"shifts": [{"start": start, "end": end, "people": n} for start, end, n in shifts]}
    )


def opened(client: Client) -> None:
    """From nine to eleven: 60 in at nine, 30 of them out at ten; then 20 in."""
    client.put_store(description(opening_hours=HOURS))  # type: ignore[arg-type]
    client.ingest(
        Box().batch(
            *(covered(n) for n in range(120)),
            *(crossed(0, 60, staff=0), crossed(60, 30, "out", staff=0)),
            crossed(60, 20, staff=0),
        )
    )


def test_without_a_roster_there_is_no_data(client: Client) -> None:
    opened(client)
    period = only(client)
    for figure in (period.staff_hours, period.star_by_visitors, period.star_by_occupancy):
        assert (figure.value, figure.flags) == (None, (NOT_MEASURED,))
        assert figure.note == "No data: import a roster."


def test_star_equals_hand_arithmetic(client: Client) -> None:
    opened(client)
    # Two from eight on, of whom the hour before opening is no time with shoppers; a third at ten.
    client.put_roster(
        "lyon",
        body(
            ("2026-05-06T08:00", "2026-05-06T11:00", 2), ("2026-05-06T10:00", "2026-05-06T11:00", 1)
        ),
    )
    period = only(client)
    assert period.staff_hours.value == 7
    assert period.star_by_visitors.value == pytest.approx(80 / 5)
    assert period.star_by_occupancy.value == pytest.approx((60 + 50) / 5)
    nine, ten = client.kpis(
        "lyon", start="2026-05-06T09:00", end="2026-05-06T11:00", grain="hour"
    ).periods
    assert (nine.star_by_visitors.value, ten.star_by_visitors.value) == (30, pytest.approx(20 / 3))
    assert nine.star_by_occupancy.value == 30
    assert ten.star_by_occupancy.value == pytest.approx(50 / 3)


def test_a_roster_replaces_its_days_and_no_others(client: Client) -> None:
    opened(client)
    first = body(
        ("2026-05-06T09:00", "2026-05-06T11:00", 2), ("2026-05-05T09:00", "2026-05-05T12:00", 1)
    )
    assert client.put_roster("lyon", first).staff_hours == 7
    assert client.put_roster("lyon", first).days == [date(2026, 5, 5), date(2026, 5, 6)]
    assert only(client, **DAY).staff_hours.value == 4
    client.put_roster("lyon", body(("2026-05-06T10:00", "2026-05-06T11:00", 1)))
    assert only(client, **DAY).staff_hours.value == 1
    assert only(client, start="2026-05-05", end="2026-05-06").staff_hours.value == 4


def test_a_day_without_a_roster_is_left_out_and_said(client: Client) -> None:
    box = Box()
    client.ingest(box.batch(*(covered(n) for n in range(60)), crossed(0, 30)))
    client.ingest(box.batch(*(covered(1440 + n) for n in range(60)), crossed(1440, 300)))
    client.put_roster("lyon", body(("2026-05-06T09:00", "2026-05-06T10:00", 3)))
    figure = only(client).star_by_visitors
    assert figure.value == 10
    assert figure.note is not None
    assert "A roster is known for 1 of the 2 days." in figure.note


def test_nobody_on_duty_is_not_no_roster(client: Client) -> None:
    opened(client)
    client.put_roster("lyon", body(("2026-05-06T09:00", "2026-05-06T11:00", 0)))
    period = only(client)
    assert period.staff_hours.value == 0
    assert period.star_by_visitors.flags == (NOT_ENOUGH_DATA,)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-03-29T00:00", "2026-03-29T08:00", 7),
        ("2026-10-25T00:00", "2026-10-25T08:00", 9),
        ("2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00", 1),
    ],
)
def test_shifts_across_changes_of_the_clocks(
    client: Client, start: str, end: str, hours: int
) -> None:
    answer = client.put_roster("lyon", body((start, end, 1)))
    assert answer.staff_hours == hours
    whole = only(client, start=start[:10], end=end[:10])
    assert whole.staff_hours.value == hours


def test_a_shift_past_midnight_is_worked_in_both_days(client: Client) -> None:
    client.put_roster("lyon", body(("2026-05-06T22:00", "2026-05-07T02:00", 1)))
    both = {"start": "2026-05-06", "end": "2026-05-07"}
    # Of the second day no more is known than that.
    assert only(client, **both).staff_hours.value == 2
    client.put_roster("lyon", body(("2026-05-07T09:00", "2026-05-07T10:00", 1)))
    assert only(client, **both).staff_hours.value == 5


@pytest.mark.parametrize(
    ("start", "end", "word"),
    [
        ("2026-05-06T09:00", "2026-05-06T09:00", "must end after"),
        ("2026-05-06T09:00", "2026-05-07T09:01", "24 hours"),
        ("2026-03-29T02:30", "2026-03-29T08:00", "does not exist"),
        ("2026-10-25T02:30", "2026-10-25T08:00", "offset"),
    ],
)
def test_a_shift_that_is_none_writes_nothing(
    client: Client, start: str, end: str, word: str
) -> None:
    good = ("2026-05-06T09:00", "2026-05-06T10:00", 1)
    with pytest.raises(ApiError, match=word) as caught:
        client.put_roster("lyon", body(good, (start, end, 1)))
    assert caught.value.status == 422
    assert "Shift 2" in str(caught.value)
    assert only(client, **DAY).staff_hours.value is None


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("date,start,end,people\n2026-05-06,09:00,17:00,2\n", "ymd"),
        ("Jour;Début;Fin;Effectif;Nom\n06/05/2026;9h00;17h00;2;Camille\n\n", "dmy"),
        ("Start\tEnd\n" + "2026-05-06 09:00\t2026-05-06T17:00\n" * 2, "ymd"),
        ("\ufeffdate,start,end\n05/06/2026,09:00,17:00\n05/06/2026,09:00,17:00\n", "mdy"),
    ],
)  # fmt: skip
def test_a_file_is_read_by_its_header(client: Client, text: str, order: DateOrder) -> None:
    found = roster_of(text.encode(), "roster.csv", order)
    assert "Camille" not in found.model_dump_json()
    answer = client.put_roster("lyon", found)
    assert (answer.days, answer.shifts, answer.staff_hours) == ([date(2026, 5, 6)], 1, 16)


def test_a_shift_that_ends_before_it_starts_ends_on_the_next_day(client: Client) -> None:
    found = roster_of(b"date,start,end\n2026-05-06,22:00,06:00\n", "roster.csv")
    assert client.put_roster("lyon", found).staff_hours == 8


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("date,start\n2026-05-06,09:00\n", "no column for end"),
        ("date,start,end\n", "holds no shift"),
        ("date,start,end\n2026-05-06,09:00,17:00\n2026-05-06,nine,17:00\n", "line 3"),
        ("date,start,end,people\n2026-05-06,09:00,17:00,-1\n", "line 2"),
        ("date,start,end\n06/05/2026,09:00,17:00\n", "2026-05-31"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(text: str, word: str) -> None:
    with pytest.raises(ApiError, match=word):
        roster_of(text.encode(), "roster.csv")


def test_a_file_of_another_encoding_says_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"
    file.write_bytes("Jour;Début;Fin\n".encode("cp1252"))
    with pytest.raises(ApiError, match="UTF-8"):
        roster_of(file.read_bytes(), file.name)


def test_power_hours_are_of_the_local_clock(client: Client) -> None:
    box = Box()
    # Nine to eleven on seven days, the busy hour at ten of the Saturday.
    for day in range(7):
        first = 1440 * day
        client.ingest(
            box.batch(
                *(covered(first + n) for n in range(120)),
                *(crossed(first, 10), crossed(first + 60, 60 if day == 3 else 10)),
            )
        )
    found = client.kpis("lyon").power_hours
    assert found is not None
    [hour] = found.hours
    assert (hour.weekday, hour.hour, hour.visitors) == (5, 10, 60)
    assert found.reached == pytest.approx(60 / 190)
    assert client.kpis("lyon", grain="day").power_hours is None
