"""The form that adds a campaign."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from dashboard import markup
from dashboard.api import ApiError
from dashboard.visit import sentence

if TYPE_CHECKING:
    from datetime import date

    from dashboard.campaign_shapes import Campaigns
    from dashboard.visit import Visit

_LONGEST_ID: Final = 64


def draw(visit: Visit, known: Campaigns, token: str) -> None:
    say = visit.say
    st.header(say("Add a campaign"))
    if not known.writable:
        st.html(markup.small(say("This server takes data only with its token (CHALAND_TOKEN).")))
        st.text_input(say("The server’s token"), type="password", key="campaign_token")
        if token:
            st.error(say("This is not the server’s token."), icon=":material/key_off:")
        return
    # A widget that is not drawn loses its value.
    st.session_state["campaign_token"] = token
    zones = {zone.zone: zone.name for zone in visit.store.zones}
    controls = {
        store.store: store.name for store in visit.api.stores() if store.store != visit.store.store
    } | {f"zone:{zone}": say("zone {name}", name=name) for zone, name in zones.items()}
    with st.form("campaign", border=False):
        top = st.columns([2, 1, 1], vertical_alignment="bottom")
        name = top[0].text_input(say("Name"), max_chars=120, key="campaign_name")
        first, last = (
            column.date_input(label, None, format="DD/MM/YYYY", key=key)
            for column, label, key in (
                (top[1], say("From"), "campaign_from"),
                (top[2], say("To, included"), "campaign_to"),
            )
        )
        middle = st.columns([1, 1, 2], vertical_alignment="bottom")
        zone = middle[0].selectbox(
            say("Where"),
            [None, *zones],
            format_func=lambda each: say("the whole store") if each is None else zones[each],
            key="campaign_zone",
        )
        lever = middle[1].text_input(say("What is done"), max_chars=200, key="campaign_lever")
        chosen = middle[2].multiselect(
            say("Controls: what it does not touch"),
            list(controls),
            format_func=lambda each: controls[each],
            placeholder=say("None: what is found is then no effect"),
            key="campaign_controls",
        )
        low = st.columns(7, vertical_alignment="bottom")
        numbers = {
            key: column.number_input(label, least, None, None, key=f"campaign_{key}")
            for column, key, label, least in (
                (low[0], "budget", say("Budget ({currency})", currency=visit.store.currency), 0.0),
                (low[1], "spend", say("Spent ({currency})", currency=visit.store.currency), 0.0),
                (low[2], "margin", say("Margin (%)"), 0.0),
                (low[3], "uplift", say("Planned: turnover more (%)"), -99.0),
                (
                    low[4],
                    "turnover",
                    say("Planned: turnover ({currency})", currency=visit.store.currency),
                    0.0,
                ),
                (low[5], "orders", say("Planned: orders"), 0.0),
                (low[6], "visitors", say("Planned: visitors"), 0.0),
            )
        }
        asked = st.form_submit_button(say("Add"), type="primary", icon=":material/add:")
    st.html(
        markup.small(
            say(
                "A control is a comparable store, or a zone of this one, where nothing is done in "
                "these days. Without one, or with fewer than eight weeks before, no effect can be "
                "told. Dates are business days."
            )
        )
    )
    if not asked:
        return
    if not name.strip() or first is None or last is None:
        st.error(say("Give a name, a first day and a last day."), icon=":material/error:")
        return
    if last < first:
        st.error(say("The last day is before the first."), icon=":material/error:")
        return
    body = asked_body(name, (first, last), zone, lever, chosen, numbers)
    taken = {campaign.campaign for campaign in known.campaigns}
    try:
        visit.api.put_campaign(visit.store.store, new_id(name, first, taken), body, token)
    except ApiError as error:
        # The form stays, so that it can be mended.
        st.error(sentence(error, say), icon=":material/error:")
        return
    st.rerun()


def asked_body(
    name: str,
    days: tuple[date, date],
    zone: str | None,
    lever: str,
    controls: list[str],
    numbers: dict[str, float | None],
) -> dict[str, Any]:
    """What is sent. In the form shares are percentages."""

    def share(key: str) -> float | None:
        value = numbers[key]
        return None if value is None else value / 100

    def money(key: str) -> str | None:
        value = numbers[key]
        return None if value is None else f"{value:.2f}".removesuffix(".00")

    def whole(key: str) -> int | None:
        value = numbers[key]
        return None if value is None else round(value)

    return {
        "name": name.strip(),
        "from": days[0].isoformat(),
        "to": days[1].isoformat(),
        "zone": zone,
        "lever": lever.strip() or None,
        "controls": controls or "none",
        "budget": money("budget"),
        "spend": money("spend"),
        "margin": share("margin"),
        "planned": {
            "uplift": share("uplift"),
            "turnover": money("turnover"),
            "orders": whole("orders"),
            "visitors": whole("visitors"),
        },
    }


def new_id(name: str, first: date, taken: set[str]) -> str:
    """From the name and the first day, another than those ``taken``."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "campaign"
    base = f"{words[: _LONGEST_ID - 15].rstrip('-')}-{first.isoformat()}"
    found, number = base, 1
    while found in taken:
        number += 1
        found = f"{base}-{number}"
    return found
