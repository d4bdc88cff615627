"""Sentences that the API sends, so that the catalogue can hold them.

The API speaks English. A sentence with numbers in it is listed as a template; ``untangle`` gives
back the template and what stood in its places.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from dashboard.words.marking import mark
from dashboard.words.scorecard import SCORECARD

SENTENCES: Final = (
    # Flags
    mark("above 100 %"),
    mark("counter error not measured"),
    mark("partial coverage"),
    mark("not enough data"),
    mark("not measured"),
    mark("staff not excluded"),
    mark("partial receipts"),
    mark("counts of blind minutes left out"),
    mark("sales outside the covered time"),
    mark("clock or time zone error"),
    mark("aligned by the visitor-to-ticket lag"),
    # Notes
    mark("No line of this store is an entrance: give one the role `entrance` to have footfall."),
    mark("No minute of this period was observed, and none was expected."),
    mark("No minute of this period was observed."),
    mark(
        "{share} of the expected minutes were observed (opening hours); "
        "at least {least} are needed."
    ),
    mark(
        "{share} of the expected minutes were observed (observed span); "
        "at least {least} are needed."
    ),
    mark("{share} of the expected minutes were not observed; none are made up."),
    mark("No receipts were imported for this period."),
    mark("No ticket of this period is a sale."),
    mark("The receipts do not say how many items were sold."),
    mark("{count} tickets do not say how many items they hold."),
    mark("{count} visitors; at least {least} are needed."),
    mark("{count} visits; at least {least} are needed."),
    mark("People in less people out since the business day began; counting errors add up."),
    mark("{count} departures more than arrivals were ignored."),
    mark("{count} people counted while a camera was dark or covered are left out."),
    mark("{count} visits begun while the camera was dark or covered are left out."),
    mark("{count} sale tickets are of minutes not observed."),
    mark("Tickets are taken {minutes} minutes later by the till's clock."),
    mark("Receipts are missing for {missing} of the {days} observed days."),
    mark("The receipts do not say the time of day, only the day."),
    mark(
        "Flows are told by the whole business day, each of k visits or more; "
        "this period holds none."
    ),
    mark("Occupancy is given for at most {count} days at once."),
    mark("{share} of the expected minutes were not observed."),
    mark("No dwell: the boxes release it for {count} visits or more."),
    mark("Dwell is read from bins and is within {error}."),
    mark("{count} visits are in dwell histograms that reach beyond the period."),
    mark("Camera {camera} has no heat in this stretch."),
    mark("The plan has no covered time in this stretch whose heat is known."),
    mark("{count} hours are left out: their grid has another size."),
    mark("{count} grids are left out: they reach beyond the stretch."),
    # Journeys, flows and queues
    mark("visits seen in part"),
    mark("{share} of the visits were seen from door to door."),
    mark("No visits are told: the boxes release them for {count} or more."),
    mark("{count} are in stretches that reach beyond the period."),
    mark("{count} visits are in stretches that reach beyond the period."),
    mark("{count} waits are in stretches that reach beyond the period."),
    mark("There was no visit."),
    mark("No street is seen: draw a zone of the type `street` on the plan."),
    mark("No window is seen: draw a zone of the type `window` on the plan."),
    mark("No queue is measured: draw a zone of the type `queue` on the plan."),
    mark("No line of this store is an entrance, so its visitors are not counted."),
    mark("It lies before the shop: see the capture rates and those of the window."),
    mark("{count} outside; at least {least} are needed."),
    mark("{count} people outside; at least {least} are needed."),
    mark("{count} passers-by; at least {least} are needed."),
    mark("{count} people at the window; at least {least} are needed."),
    mark("{count} people who came in; at least {least} are needed."),
    mark("{count} visits that waited; at least {least} are needed."),
    mark("{count} reached; at least {least} are needed."),
    mark("{count} queued; at least {least} are needed."),
    mark("{count} waits; at least {least} are needed."),
    mark("{count} moves from {origin}; at least {least} are needed."),
    mark("The boxes release dwell for {count} visits or more."),
    mark("Read from bins, within {error}."),
    mark("Beyond the bins."),
    mark("Waits are measured in zones of the plan of the type `queue`."),
    mark("No queue is drawn: give a zone of the plan the type `queue`."),
    mark("No waits: the boxes release them for {count} or more."),
    mark("{share} of those who join are served beyond {seconds} s."),
    mark("{share} of those who join are served by nobody's wait that was seen."),
    mark("The queue was never seen."),
    mark("The queue was last seen at {moment} UTC."),
    mark("{count} served of late; at least {least} are needed."),
    # Audits
    mark("No crossing was counted by hand yet."),
    mark("{share} were right: below {claim}, more counting would not do."),
    mark("{count} crossings were counted by hand; at least {least} are needed."),
    mark("Line {line} has no quarter-hour counted by hand."),
    mark("Line {line} has no peak quarter-hour counted by hand."),
    mark("Line {line} has no off-peak quarter-hour counted by hand."),
    mark("never audited"),
    mark("line or camera changed"),
    mark("camera moved"),
    mark("three months passed"),
    mark("Every quarter-hour of this stretch is drawn already."),
    mark("Count those that wait, or choose other dates."),
    mark("It is not known when the store is open."),
    mark("Give its opening_hours in the site file, or count for a week first."),
    mark("No quarter-hour of this stretch was seen whole by the camera; {count} were not."),
    mark(
        "Choose other dates: a quarter-hour begins at :00, :15, :30 or :45 and needs all its "
        "minutes."
    ),
    mark("Store {store} has no counted minute yet."),
    mark("Count first, or draw quarter-hours to come."),
    mark("to ({to}) must be after from ({from})."),
    mark("from and to are more than a year apart."),
    mark("Quarter-hours to come end after now; to is before it."),
    mark("This server takes data only with its token."),
    mark("Send the header Authorization: Bearer TOKEN."),
    # Campaigns
    mark("There is no control: whatever else changed in these days is in it."),
    mark("{count} weeks before are known; an effect needs {least}."),
    mark("{count} weeks before are known; at least {least} are needed."),
    mark("{count} of the campaign's {days} days are known; at least {least} are needed."),
    mark("{count} of the {days} days before are known; at least {least} are needed."),
    mark("A usual day has {count}; at least {least} are needed."),
    mark(
        "How many customers there were is not known: receipts are imported without them. Run: "
        "`chaland import facts FILE --site SITE --kind customers`."
    ),
    mark("No day of the campaign is over: come back when one is."),
    mark("The campaign is not over: this is of its days so far."),
    mark("Campaign {name} ran in the same days: what it did is in these figures too."),
    mark("Days before that other campaigns ran in are left out."),
    mark("Store {store} had a campaign of its own in these days: it is no control."),
    mark(
        "{count} of the campaign's {days} days are missing from the turnover that the plan is "
        "compared with."
    ),
    mark(
        "{count} of the campaign's {days} days are missing from the orders that the plan is "
        "compared with."
    ),
    mark(
        "{count} of the campaign's {days} days are missing from the visitors that the plan is "
        "compared with."
    ),
    mark("The campaign has no spend: give it one to have its return."),
    mark("The extra turnover is not known."),
    mark("Store {store} has no campaign {campaign}."),
    # Till, staff and floor
    mark("sales / items of sale tickets"),
    mark("ratio estimate 95 %"),
    mark("amount of return tickets / sales"),
    mark("return tickets / sale tickets"),
    mark("sales / square metres"),
    mark("sales of whole business days / square metres / days open"),
    mark("sale tickets / groups in"),
    mark("shifts of the roster"),
    mark("visitors in / hours worked by staff"),
    mark("mean occupancy / mean staff on duty"),
    mark("weeks in which a power hour is among the week's own / weeks observed, over power hours"),
    mark("commonest time from coming in to the ticket"),
    mark("cross-correlation of 5-minute counts, block bootstrap 95 %"),
    mark(
        "sale tickets with the zone's categories / visits of the zone, a ratio "
        "of two aggregates that follows nobody"
    ),
    mark("No data: give the store's `area_m2` in the site file, or draw the plan's outline."),
    mark("The period holds no whole business day."),
    mark("As many items were brought back as were sold."),
    mark("None of the receipts is a return: an export may leave them out."),
    mark("{count} sale tickets; at least {least} are needed."),
    mark("Not every entrance tells groups: give its camera points of the `floor`."),
    mark("{count} groups; at least {least} are needed."),
    mark("No data: import a roster."),
    mark("Nobody was on duty in this period."),
    mark("A roster is known for {known} of the {days} days."),
    mark("{count} weekdays were not observed."),
    mark("{count} weeks were observed whole; at least 2 are needed."),
    mark("{count} days with visitors and timed receipts; at least 3 are needed."),
    mark("Visitors and tickets do not go together at any lag more than by chance."),
    mark("The till's clock seems {hours} h ahead: check its time zone and its summer time."),
    mark("The till's clock seems {hours} h behind: check its time zone and its summer time."),
    mark("The till's clock seems to be wrong: set it, or the box's, and import again."),
    mark("No data: name the receipt `categories` that the zone sells in the site file."),
    mark("No sale ticket of this period says a category."),
    mark("{count} sale tickets say no category."),
    # Policy
    mark("sale tickets / visitors in through entrance lines"),
    mark("left out where the box counts them; a figure that holds them is flagged"),
    mark(
        "told while the person stays in the camera's view and nobody else comes near; somebody "
        "who left it and comes back is counted again"
    ),
    mark("a colour that they wear"),
    mark("areas where only staff are"),
    mark("long presence"),
    mark("counts are of the whole period; coverage is of the opening hours"),
    mark("not known: coverage is of the observed span"),
    # Methods
    mark("people in"),
    mark("people out"),
    mark("people who came in and went out again at once"),
    mark("people who went out and came in again at once"),
    mark("stops / visits"),
    mark("sum over entrance lines"),
    mark("count of tickets that are sales"),
    mark("sum of tickets that are sales"),
    mark("sales / sale tickets"),
    mark("items / sale tickets"),
    mark("sales / visitors in"),
    mark("sale tickets / visitors in"),
    mark("right / (seen by the person + doubled + invented)"),
    mark("people who passed by or came in"),
    mark("people who stopped at a window"),
    mark("people who came in"),
    mark("visits, wherever they were first seen"),
    mark("visits that reached a zone, no queue and no till"),
    mark("visits with a stop in such a zone"),
    mark("visits that waited"),
    mark("visits that were served"),
    mark("looked / outside"),
    mark("entered / outside"),
    mark("reached / visits"),
    mark("stopped / reached"),
    mark("stopped / visits"),
    mark("queued / visits"),
    mark("served / queued"),
    mark("served / visits"),
    mark("people who came in / people who passed by and did not"),
    mark("people who came in / people who passed by or came in"),
    mark("people who stopped at a window / people who passed by or came in"),
    mark("people who came in / people who stopped at a window"),
    mark("people who went out within the refund window / people who came in"),
    mark("visits with a stop in a zone, no queue and no till / visits"),
    mark("visits that came back to a zone after another / visits"),
    mark("visits that stood still where no zone is / visits"),
    mark("visits that walked away from a queue / visits that waited"),
    mark("visits seen from door to door / visits"),
    mark("mean over visits of the estimated probability that every joint is right"),
    mark("visits on this path / visits on any"),
    mark("moves from the origin to the destination / moves from the origin"),
    mark("visits of the zone / visitors in"),
    mark("stops / visits of the zone"),
    mark("stops in the zone / visitors in"),
    mark("dwell that half of the visits do not exceed, from bins"),
    mark("wait"),
    mark("people-seconds waited / seconds observed"),
    mark("people who began to wait"),
    mark("waits that ended at the till or desk"),
    mark("waits that ended by walking away"),
    mark("waits whose end was not seen"),
    mark("most people waiting at once"),
    mark("time within which {share} of those who join are served"),
    mark("those who walk away / those who join"),
    mark("Aalen-Johansen on bins"),
    mark("(people waiting + 1) x mean time between services"),
    mark("Fisher prediction interval 95 % (Whitt, Management Science 45, 1999)"),
    mark("measured / expected - 1"),
    mark("structural time series on the days before"),
    mark("widened by placebos"),
    mark("(extra turnover - spend) / spend"),
    mark("(extra turnover x margin - spend) / spend"),
    mark("Wilson 95 %"),
    mark("Student 95 %"),
    mark("Poisson ratio 95 %"),
    mark("compound Poisson 95 %"),
    mark("widened for coverage"),
    mark("widened for counter error"),
    # Units
    mark("person-seconds"),
    mark("passages"),
    mark("person-seconds per m² per hour"),
    mark("passages per cell per hour"),
    *SCORECARD,
)
# Where a text of several parts may be cut, the separator kept between them.
_CUTS: Final = (re.compile(r"(?<=[.!?])( )(?=[A-Z0-9])"), re.compile(r"(; )"), re.compile(r"(, )"))

# A sentence that begins with a number must not swallow the one before it.
_FIELDS: Final = {"count": r"\d+"}


@cache
def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", template)
    body = "".join(
        f"(?P<{part}>{_FIELDS.get(part, '.+?')})" if index % 2 else re.escape(part)
        for index, part in enumerate(parts)
    )
    return re.compile(body)


def known(text: str) -> tuple[str, dict[str, str]] | None:
    """``(template, fields)`` of a listed sentence; None when it is not listed."""
    for template in SENTENCES:
        found = _pattern(template).fullmatch(text)
        if found:
            return template, found.groupdict()
    return None


def parts(text: str) -> list[str]:
    """A text that is not listed, cut into parts and separators where its parts may be."""
    for cut in _CUTS:
        pieces = cut.split(text)
        if len(pieces) > 1:
            return pieces
    return [text]
