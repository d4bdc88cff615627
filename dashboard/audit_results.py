"""What audits found, as cards and a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import markup
from dashboard.figures import Written, write
from dashboard.markup import Card, Cell

if TYPE_CHECKING:
    from dashboard.shapes import AuditedLine, AuditErrors, AuditResults
    from dashboard.visit import Visit
    from dashboard.words import Words


def draw(results: AuditResults, visit: Visit) -> None:
    say = visit.say
    st.header(say("What was found"))
    st.html(
        markup.cards([*_error_cards(results, say), *(_card(each, say) for each in results.lines)])
    )
    head = [
        say("Line"),
        say("By hand"),
        say("Machine"),
        say("Missed"),
        say("Doubled"),
        say("Invented"),
        say("Wrong way"),
        say("Net error"),
        say("Gross error"),
        say("Counted rightly"),
    ]
    rows = []
    for line in results.lines:
        rows.append(_row(Cell(line.name, _quarters(line.quarters, say)), line, say))
        names = {"peak": say("at the peak"), "off_peak": say("off-peak")}
        rows += [
            _row(
                Cell(names.get(each.stratum, each.stratum), _quarters(each.quarters, say)),
                each,
                say,
            )
            for each in line.strata
            if each.stratum in names and line.quarters > each.quarters > 0
        ]
    notes = [text for line in results.lines for text in _notes(line, visit)]
    table = markup.table(say("Errors of each line"), head, rows, "errors")
    st.html(table + markup.notes(notes))


def _error_cards(results: AuditResults, say: Words) -> list[Card]:
    """The footfall's; that of the exits is in their interval."""
    found = next((each for each in results.counter_errors if each.direction == "in"), None)
    if found is None:
        return []
    if found.relative is None:
        figure = Written(None, say("not measured"), note=say.server(found.why or ""))
    else:
        figure = Written(
            f"± {say.percent(found.relative)}",
            basis=say("one standard error, in every interval"),
            note=say.many("from {count} audit", "from {count} audits", found.audits),
        )
    return [Card(say("Error of the footfall"), figure, "counter_error")]


def _card(line: AuditedLine, say: Words) -> Card:
    basis = say.many(
        "{count} crossing counted by hand", "{count} crossings counted by hand", line.human
    )
    figure = write(line.accuracy, say, "counts", "", basis if line.human else "")
    title = say("{line}: counted rightly", line=line.name)
    return Card(title, figure, f"accuracy-{line.line}")


def _quarters(count: int, say: Words) -> str:
    return say.many("{count} quarter-hour", "{count} quarter-hours", count)


def _row(name: Cell, errors: AuditErrors, say: Words) -> list[Cell]:
    if not errors.quarters:
        return [name, *(Cell("–") for _ in range(8)), Cell(say("not measured"), withheld=True)]
    right = write(errors.accuracy, say, "counts", "")
    counts = (
        errors.human,
        errors.machine,
        errors.missed,
        errors.doubled,
        errors.invented,
        errors.wrong_way,
    )
    return [
        name,
        *(Cell(say.number(count)) for count in counts),
        Cell("–" if errors.net_error is None else _signed(errors.net_error, say)),
        Cell("–" if errors.gross_error is None else say.percent(errors.gross_error)),
        Cell(right.missing, withheld=True)
        if right.value is None
        else Cell(right.value, right.interval),
    ]


def _signed(share: float, say: Words) -> str:
    sign = "−" if share < 0 else "+" if share > 0 else ""
    return sign + say.percent(abs(share))


def _notes(line: AuditedLine, visit: Visit) -> list[str]:
    say = visit.say
    share = say.percent(line.claim.share, 0)
    if line.claim.more is None:
        texts = [
            say("{share} cannot be claimed.", share=share) + " " + say.server(line.claim.why or "")
        ]
    elif line.claim.more:
        texts = [
            say.many(
                "{count} more crossing at this rate would let {share} be claimed.",
                "{count} more crossings at this rate would let {share} be claimed.",
                line.claim.more,
                share=share,
            )
        ]
    else:
        texts = [say("At least {share} of crossings are counted rightly.", share=share)]
    if line.left_out:
        times = ", ".join(visit.moment(start) for start in line.left_out)
        texts.append(say("Left out, for the camera did not see them whole: {times}.", times=times))
    if line.outdated:
        texts.append(
            say.many(
                "{count} audit is from before the line or its camera changed, and left out.",
                "{count} audits are from before the line or its camera changed, and left out.",
                line.outdated,
            )
        )
    return [say("{line}: {note}", line=line.name, note=text) for text in texts]
