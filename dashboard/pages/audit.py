"""Counts checked against people counted by hand: what was found, and what to count next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import urlsplit

import streamlit as st

from dashboard import audit_results, markup
from dashboard.api import ApiError
from dashboard.markup import Cell
from dashboard.visit import sentence

if TYPE_CHECKING:
    from dashboard.shapes import Audit, AuditQuarter, AuditResults, Audits
    from dashboard.visit import Visit
    from dashboard.words import Words

DEFAULT_QUARTERS: Final = 8
LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
When = Literal["past", "upcoming"]


def show(visit: Visit) -> None:
    say = visit.say
    st.title(say("Audit"))
    if not visit.store.lines:
        st.info(
            say("The site file draws no line. Add one under `lines:`, then count."),
            icon=":material/timeline:",
        )
        return
    st.html(
        markup.line(
            say(
                "Count a few quarter-hours by hand. The error found here widens every interval "
                "of these pages."
            )
        )
    )
    token = st.session_state.get("audit_token", "")
    results = visit.api.audit_results(visit.store.store)
    drawn = visit.api.audits(visit.store.store, token)
    draw_reminders(results, visit)
    audit_results.draw(results, visit)
    draw_form(visit, drawn, token)
    draw_audits(drawn, visit, token)


def draw_reminders(results: AuditResults, visit: Visit) -> None:
    say = visit.say
    due = [line for line in results.lines if line.due is not None]
    if not due:
        return
    told = []
    for line in due:
        assert line.due is not None  # noqa: S101  (of those alone)
        reason = say.server(line.due.reason)
        if line.due.since is not None:
            day = say.day(visit.local(line.due.since).date(), "d MMM yyyy")
            reason = say("{reason} on {day}", reason=reason, day=day)
        told.append(f"{line.name} ({reason})")
    text = say("An audit is due: {lines}.", lines=", ".join(told))
    st.warning(text, icon=":material/event_repeat:")


def draw_form(visit: Visit, drawn: Audits, token: str) -> None:
    say = visit.say
    st.header(say("Draw quarter-hours"))
    if not drawn.writable:
        st.html(markup.small(say("This server takes data only with its token (CHALAND_TOKEN).")))
        st.text_input(say("The server’s token"), type="password", key="audit_token")
        if token:
            st.error(say("This is not the server’s token."), icon=":material/key_off:")
        return
    # A widget that is not drawn loses its value.
    st.session_state["audit_token"] = token
    lines = {line.line: line.name for line in visit.store.lines}
    kinds: dict[When, str] = {
        "past": say("Past: count the shop’s own recording"),
        "upcoming": say("To come: count on the spot"),
    }
    with st.form("draw", border=False):
        columns = st.columns([1.1, 0.8, 1.25, 1.25, 1.8], vertical_alignment="bottom")
        line = columns[0].selectbox(
            say("Line"), list(lines), format_func=lambda name: lines[name], key="audit_line"
        )
        number = columns[1].number_input(
            say("Quarter-hours"), 2, 200, DEFAULT_QUARTERS, step=1, key="audit_number"
        )
        first, last = (
            column.date_input(name, None, format="DD/MM/YYYY", key=key)
            for column, name, key in (
                (columns[2], say("From"), "audit_from"),
                (columns[3], say("To, included"), "audit_to"),
            )
        )
        when = columns[4].radio(
            say("Which ones"),
            list(kinds),
            format_func=lambda kind: kinds[kind],
            key="audit_when",
        )
        asked = st.form_submit_button(say("Draw"), type="primary", icon=":material/casino:")
    st.html(
        markup.small(
            say(
                "Drawn at random: half from the busiest quarter-hours, which hold half of the "
                "crossings, half from the others. Without dates: from the latest four weeks that "
                "were counted, or from the week to come."
            )
        )
    )
    if asked:
        try:
            visit.api.draw_audit(
                visit.store.store,
                line,
                int(number),
                upcoming=when == "upcoming",
                start=first.isoformat() if first else None,
                end=last.isoformat() if last else None,
                token=token,
            )
        except ApiError as error:
            # The form stays, so that other dates can be chosen.
            st.error(sentence(error, say), icon=":material/error:")
            return
        st.rerun()


def draw_audits(drawn: Audits, visit: Visit, token: str) -> None:
    say = visit.say
    st.header(say("Quarter-hours to count"))
    if not drawn.audits:
        st.html(markup.line(say("None is drawn yet.")))
        return
    for index, audit in enumerate(drawn.audits):
        counted = sum(quarter.tallied is not None for quarter in audit.quarters)
        title = say(
            "{line}, drawn on {day}: {counted} of {all} counted",
            line=audit.name,
            day=say.day(visit.local(audit.drawn).date(), "d MMM yyyy"),
            counted=say.number(counted),
            all=say.number(len(audit.quarters)),
        )
        with st.expander(title, expanded=index == 0):
            _draw_audit(audit, drawn, visit)
            if drawn.writable:
                _draw_withdrawal(audit, visit, token)


def _draw_audit(audit: Audit, drawn: Audits, visit: Visit) -> None:
    say = visit.say
    if not audit.current:
        st.html(markup.line(say("The line or its camera changed since: draw again.")))
    elif drawn.writable:
        path = f"/api{audit.page}" + (f"#key={audit.key}" if audit.key else "")
        st.link_button(say("Count on this device"), path, icon=":material/touch_app:")
        here = urlsplit(st.context.url or "")
        if here.hostname in LOOPBACK:
            st.html(
                markup.small(
                    say(
                        "For a phone: open these pages to the network with {command}, "
                        "and open them from there.",
                        command="chaland serve --host 0.0.0.0",
                    )
                )
            )
        elif here.netloc:
            st.html(markup.small(say("Address for a phone; whoever has it may send counts:")))
            st.code(f"{here.scheme}://{here.netloc}{path}", language=None, wrap_lines=True)
    rows = [
        [
            Cell(visit.moment(quarter.start), _kind(quarter, say)),
            _count(quarter, quarter.people_in, say),
            _count(quarter, quarter.people_out, say),
        ]
        for quarter in audit.quarters
    ]
    head = [say("Quarter-hour"), say("In"), say("Out")]
    st.html(markup.table(say("Quarter-hours of this audit"), head, rows, f"audit-{audit.audit}"))
    st.html(
        markup.small(
            say(
                "Audit {audit}, seed {seed}, out of {count} quarter-hours. From a file: {command}",
                audit=audit.audit,
                seed=audit.seed,
                count=say.number(sum(audit.sizes.values())),
                command=f"chaland audit tally FILE --audit {audit.audit}",
            )
        )
    )


def _draw_withdrawal(audit: Audit, visit: Visit, token: str) -> None:
    say = visit.say
    counted = [quarter.start for quarter in audit.quarters if quarter.tallied is not None]
    if not counted:
        return
    with st.form(f"withdraw:{audit.audit}", border=False):
        columns = st.columns([2, 3], vertical_alignment="bottom")
        start = columns[0].selectbox(
            say("A count that was wrong"),
            counted,
            index=None,
            format_func=visit.moment,
            placeholder=say("Choose a quarter-hour"),
            key=f"withdrawn:{audit.audit}",
        )
        asked = columns[1].form_submit_button(
            say("Withdraw: it is to be counted again"), icon=":material/undo:"
        )
    if asked and start is not None:
        visit.api.withdraw_tally(visit.store.store, audit.audit, start, token)
        st.rerun()


def _count(quarter: AuditQuarter, people: int | None, say: Words) -> Cell:
    if quarter.tallied is None or people is None:
        return Cell(say("to count"), withheld=True)
    return Cell(say.number(people))


def _kind(quarter: AuditQuarter, say: Words) -> str:
    """At the peak or not, and how it was counted."""
    names = {
        "peak": say("at the peak"),
        "off_peak": say("off-peak"),
        "recording": say("from the recording"),
        "on the spot": say("on the spot"),
    }
    parts = [quarter.stratum, *([quarter.source] if quarter.source else [])]
    return " · ".join(names.get(part, part) for part in parts)
