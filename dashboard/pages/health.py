"""Whether the cameras and boxes do what they should: what is wrong first, and what mends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import health_tables, markup
from dashboard.health_words import mend, title
from dashboard.markup import Item

if TYPE_CHECKING:
    from dashboard.shapes import StoreHealth
    from dashboard.visit import Visit


def show(visit: Visit) -> None:
    say = visit.say
    st.title(say("Data health"))
    health = visit.api.health(visit.store.store)
    st.html(markup.line(headline(health, visit)))
    draw_findings(health, visit)
    health_tables.draw_cameras(health, visit)
    health_tables.draw_boxes(health, visit)
    health_tables.draw_thresholds(health, say)


def headline(health: StoreHealth, visit: Visit) -> str:
    say = visit.say
    parts = [
        visit.store.name,
        say.many("{count} camera", "{count} cameras", len(health.cameras)),
        say.many("{count} box", "{count} boxes", len(health.devices)),
        say("looked at {moment}", moment=say.clock(visit.local(health.now))),
    ]
    now, soon = (
        sum(found.severity == severity for found in health.findings)
        for severity in ("critical", "warning")
    )
    if now:
        parts.append(say("{count} to mend now", count=say.number(now)))
    if soon:
        parts.append(say("{count} to mend soon", count=say.number(soon)))
    return " · ".join(parts)


def draw_findings(health: StoreHealth, visit: Visit) -> None:
    say = visit.say
    urgent = any(found.severity != "notice" for found in health.findings)
    if health.reported and not urgent:
        st.success(
            say("All is well: every camera and every box does what it should."),
            icon=":material/check_circle:",
        )
    names = {
        "critical": say("To mend now"),
        "warning": say("To mend soon"),
        "notice": say("To know"),
    }
    if health.findings:
        st.html(
            markup.items(
                [
                    Item(
                        found.severity,
                        names.get(found.severity, found.severity),
                        title(found, visit, health.now),
                        mend(found, visit.store.store, say),
                        found.code,
                    )
                    for found in health.findings
                ]
            )
        )
