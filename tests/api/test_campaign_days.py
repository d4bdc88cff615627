"""The sums by business day of the campaigns are those of the figures."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from api.campaigns.daily import Days, covered_shares, people, takings, visits
from api.client import Client
from api.database import Database
from api.stores import calendar_of, described
from tests.api.shop import Box, covered, crossed, description, visited
from vision.description import OpeningSpan

FIRST, LAST = date(2026, 5, 5), date(2026, 5, 8)
DAY = 24 * 60
NIGHT = time(3)
CSV = (
    "id;date;total\n"
    "a;2026-05-06 10:00;12,50\n"
    "b;2026-05-07 02:30;7,50\n"
    "c;2026-05-07 10:00;-5,00\n"
    "d;2026-05-08 09:00;30,00\n"
)


def records() -> list[object]:
    """Two business days: of one a half is seen, and some of it is blind; one at night."""
    made: list[object] = []
    for number in (*range(60), *range(DAY, DAY + 30)):
        made += [covered(number), covered(number, camera="aisle")]
        made += [crossed(number, 2, staff=1), crossed(number, 1, "out"), visited(number, 3, 20)]
    for number in range(60, 70):
        made += [covered(number, status="blind"), crossed(number, 5)]
        made += [covered(number, camera="aisle", status="blind"), visited(number, 4, 20)]
    # 01:00 of the day after, before the cut-over.
    made += [covered(16 * 60), crossed(16 * 60, 7)]
    return made


@pytest.mark.parametrize("hours", [None, ("09:00", "10:30")])
def test_the_sums_of_each_day_are_those_of_the_figures(
    database: Database, client: Client, hours: tuple[str, str] | None
) -> None:
    opening = None
    if hours is not None:
        opens, closes = (time.fromisoformat(each) for each in hours)
        spans = (OpeningSpan(opens=opens, closes=closes),)
        opening = dict.fromkeys(("wed", "thu", "fri"), spans)
    client.put_store(description(cut_over=NIGHT, opening_hours=opening))  # type: ignore[arg-type]
    client.ingest(Box().batch(*records()))  # type: ignore[arg-type]
    client.import_sales("lyon", ("till.csv", CSV.encode()))
    with database.read() as session:
        calendar = calendar_of(described(session, "lyon"))
        days = Days(calendar, FIRST, LAST)
        shares = covered_shares(session, "lyon", days, ["door"])
        counted = people(session, "lyon", days, [("door", "entrance")])
        seen = visits(session, "lyon", days, "aisle", "table")
        sold = takings(session, "lyon", days)
    told = client.kpis("lyon", start=str(FIRST), end=str(LAST), grain="day").periods
    assert [date.fromisoformat(period.label) for period in told] == days.days
    assert shares == pytest.approx(tuple(period.coverage.share for period in told))
    assert counted == [0, 60 + 7, 30, 0]
    assert seen == [0, 180, 90, 0]
    for period, number, (tickets, minor) in zip(told, counted, sold, strict=True):
        if period.footfall.value is not None:
            assert period.footfall.value == number
        if period.sales.value is not None:
            assert (tickets, minor) == (period.transactions.value, period.sales.value * 100)
    assert sold == [(0, 0), (2, 2000), (0, 0), (1, 3000)]


def test_a_day_of_23_hours_has_its_own_ends(database: Database, client: Client) -> None:
    with database.read() as session:
        calendar = calendar_of(described(session, "lyon"))
    days = Days(calendar, date(2026, 3, 28), date(2026, 3, 30))
    assert [span.minutes / 60 for span in days.spans] == [24, 23, 24]
    assert days.index(date(2026, 3, 30)) == 2
    assert days.whole.end - days.whole.start == timedelta(hours=71)
