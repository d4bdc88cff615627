"""Campaigns: what was done, and what it brought against what would have been without it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import address, campaign_charts, campaign_form, campaign_words, markup, tables
from dashboard.campaign_words import amount, measure_name, signed
from dashboard.days import say_not_counted
from dashboard.figures import write
from dashboard.markup import Card, Cell

if TYPE_CHECKING:
    from dashboard.campaign_shapes import (
        Campaign,
        CampaignResult,
        Campaigns,
        Gap,
        MeasureResult,
        Parts,
    )
    from dashboard.visit import Visit
    from dashboard.words import Words


def show(visit: Visit) -> None:
    say = visit.say
    st.title(say("Campaigns"))
    if visit.days is None:
        say_not_counted(visit)
        return
    token = st.session_state.get("campaign_token", "")
    known = visit.api.campaigns(visit.store.store, token)
    if known.campaigns:
        campaign = choose(known, visit)
        with st.spinner(say("Working out what would have been without it…")):
            result = visit.api.campaign_result(visit.store.store, campaign.campaign)
        draw_result(result, visit)
        if known.writable:
            draw_removal(campaign, visit, token)
    else:
        st.info(
            say(
                "No campaign yet. Add one below, or with {command}: its days, and the stores or "
                "zones that it does not touch. Eight weeks counted before it are enough for an "
                "effect.",
                command="`chaland campaign add`",
            ),
            icon=":material/campaign:",
        )
    campaign_form.draw(visit, known, token)


def choose(known: Campaigns, visit: Visit) -> Campaign:
    say = visit.say
    by_id = {campaign.campaign: campaign for campaign in known.campaigns}

    def label(each: str) -> str:
        campaign = by_id[each]
        return f"{campaign.name} ({say.day(campaign.first)} – {say.day(campaign.last)})"

    chosen = address.pick(
        "campaign",
        list(by_id),
        next(iter(by_id)),
        lambda key: st.selectbox(say("Campaign"), list(by_id), format_func=label, key=key),
    )
    return by_id[chosen]


def draw_result(result: CampaignResult, visit: Visit) -> None:
    say = visit.say
    st.html(markup.line(headline(result.campaign, visit)))
    verdict = result.verdict
    if verdict is not None:
        text = campaign_words.sentence(verdict, None, say)
        if verdict.sign == "unclear":
            st.info(text, icon=":material/help:")
        else:
            st.success(text, icon=":material/fact_check:")
        if verdict.why:
            why = " ".join(say.server(each) for each in verdict.why)
            st.html(markup.line(say("Not called an effect: {why}", why=why)))
    for text in result.notes:
        st.html(markup.small(say.server(text)))
    if not result.measures:
        return
    st.html(markup.cards(cards(result, say)))
    draw_money(result, visit)
    draw_series(result, visit)
    rules = {
        measure_name(each.measure, each.name, say): each.size
        for each in result.measures
        if each.size.value is not None
    }
    rules[say("Return on the spend")] = result.returns.roi
    tables.draw_rules(rules, result.policy, say)


def headline(campaign: Campaign, visit: Visit) -> str:
    say = visit.say
    zones = {zone.zone: zone.name for zone in visit.store.zones}
    where = (
        say("the whole store") if campaign.zone is None else zones.get(campaign.zone, campaign.zone)
    )
    against = (
        say("no control")
        if campaign.controls == "none"
        else say("against {controls}", controls=", ".join(campaign.controls))
    )
    days = f"{say.day(campaign.first)} – {say.day(campaign.last, 'EEE d MMM yyyy')}"
    return " · ".join([visit.store.name, days, where, against, *filter(None, [campaign.lever])])


def cards(result: CampaignResult, say: Words) -> list[Card]:
    found = [
        Card(
            measure_name(each.measure, each.name, say),
            campaign_words.written(each, say),
            each.measure if each.zone is None else f"{each.measure}-{each.zone}",
        )
        for each in result.measures
    ]
    roi = write(result.returns.roi, say, "counts", "", say.server(result.returns.definition))
    found.append(Card(say("Return on the spend"), roi, "roi"))
    return found


def draw_money(result: CampaignResult, visit: Visit) -> None:
    say = visit.say
    if result.returns.spend_is_budget:
        st.html(markup.small(say("What was spent is not told: the budget is taken for it.")))
    if result.gaps:
        st.header(say("Against the plan"))
        head = [say("Plan"), say("Planned"), say("Measured"), say("Gap"), say("Reached")]
        rows = [_gap(gap, result.campaign.currency, say) for gap in result.gaps]
        st.html(markup.table(say("Against the plan"), head, rows, "gaps"))
    currency = result.campaign.currency
    if result.gap_explained is not None:
        title = say("What the gap of turnover is made of")
        _draw_parts(title, "gap-parts", result.gap_explained, currency, say)
    if result.explained is not None:
        title = say("What the change of turnover is made of")
        st.header(title)
        _draw_parts(title, "parts", result.explained, currency, say)
        st.html(
            markup.small(
                say(
                    "Measured against expected, split by log-mean weights: the three sum to the "
                    "extra turnover."
                )
            )
        )


def _draw_parts(title: str, name: str, parts: Parts, currency: str, say: Words) -> None:
    names = {
        "traffic": say("Traffic"),
        "conversion": say("Conversion"),
        "basket": say("Basket"),
        "sales_per_visitor": say("Sales per visitor"),
    }
    rows = [
        [Cell(names[key]), Cell(say.money(value, currency))]
        for key, value in parts
        if value is not None
    ]
    st.html(markup.table(title, [title, say("Change")], rows, name))


def _gap(gap: Gap, currency: str, say: Words) -> list[Cell]:
    names = {
        "uplift": say("Turnover more"),
        "turnover": say("Turnover"),
        "orders": say("Orders"),
        "visitors": say("Visitors"),
    }
    reached = {True: say("yes"), False: say("no"), None: say("cannot be told")}[gap.reached]

    def value(number: float) -> str:
        if gap.measure == "uplift":
            return signed(number, say)
        if gap.measure == "turnover":
            return f"{say.number(number)} {currency}"
        return say.number(number)

    interval = ""
    if gap.low is not None and gap.high is not None:
        interval = say("{low} to {high}", low=value(gap.low), high=value(gap.high))
    return [
        Cell(names[gap.measure]),
        Cell(value(gap.planned)),
        Cell(value(gap.measured), interval),
        Cell(value(gap.gap)),
        Cell(reached),
    ]


def draw_series(result: CampaignResult, visit: Visit) -> None:
    say = visit.say
    told = {
        each.measure if each.zone is None else f"{each.measure}-{each.zone}": each
        for each in result.measures
        if each.days
    }
    if not told:
        return
    st.header(say("Day by day"))
    names = {key: measure_name(each.measure, each.name, say) for key, each in told.items()}
    key = address.pick(
        "series",
        list(told),
        next(iter(told)),
        lambda widget: st.segmented_control(
            say("Series"), list(told), format_func=lambda name: names[name], key=widget
        ),
    )
    each = told[key]
    days = campaign_charts.shown(each.days)
    campaign = result.campaign
    ends = (campaign.first.isoformat(), (campaign.last + timedelta(days=1)).isoformat())
    st.html(
        markup.small(
            say(
                "Shaded: the campaign. Band: what each of its days would have been without it, "
                "with 95% certainty."
            )
        )
    )
    st.altair_chart(
        campaign_charts.series(days, ends, names[key], say, dark=visit.dark),
        width="stretch",
        alt=campaign_charts.describe(days, say),
        key=f"series:{key}",
    )
    for text in _checks(each, say):
        st.html(markup.small(text))
    with st.expander(say("The same as a table")):
        head = [say("Day"), say("Measured"), say("Expected"), say("Interval")]
        rows = [
            [
                Cell(say.day(day.day)),
                Cell(say("not known"), withheld=True)
                if day.measured is None
                else Cell(say.number(day.measured)),
                Cell("–" if day.expected is None else say.number(day.expected)),
                Cell(
                    "–"
                    if day.low is None or day.high is None
                    else say("{low} to {high}", low=say.number(day.low), high=say.number(day.high))
                ),
            ]
            for day in days
            if campaign.first <= day.day <= campaign.last
        ]
        st.html(markup.table(say("Days of the campaign"), head, rows, "days"))


def _checks(each: MeasureResult, say: Words) -> list[str]:
    """What else is known of how sure it is."""
    texts = [
        say(
            "Measured {measured}, expected {expected} without the campaign: {extra} ({low} to "
            "{high}).",
            measured=amount(each.measured.value, each.measured, say),
            expected=amount(each.expected.value, each.expected, say),
            extra=amount(each.extra.value, each.extra, say),
            low=amount(each.extra.low, each.extra, say),
            high=amount(each.extra.high, each.extra, say),
        )
    ]
    if each.days_left_out:
        texts.append(
            say.many(
                "{count} day is left out: closed, not known, or hardly seen.",
                "{count} days are left out: closed, not known, or hardly seen.",
                each.days_left_out,
            )
        )
    if each.placebos is not None and each.placebos.number:
        texts.append(campaign_words.placebo_note(each.placebos, say))
    if each.contrast is not None:
        texts.append(campaign_words.contrast_note(each.contrast, say))
    return texts


def draw_removal(campaign: Campaign, visit: Visit, token: str) -> None:
    say = visit.say
    with st.expander(say("Remove this campaign")):
        st.html(markup.small(say("What was counted and sold stays.")))
        if st.button(say("Remove"), icon=":material/delete:", key=f"remove:{campaign.campaign}"):
            visit.api.delete_campaign(visit.store.store, campaign.campaign, token)
            st.rerun()
