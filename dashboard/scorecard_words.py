"""The words of the scorecard: entries, their parts, and what is to be imported for them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dashboard.figures import NOT_MEASURED, Written, write

if TYPE_CHECKING:
    from dashboard.scorecard_shapes import Entry, Part
    from dashboard.words import Words


def title(key: str, say: Words) -> str:
    known = {
        "multichannel_conversion": say("Multichannel conversion"),
        "acquisition_cost": say("Acquisition cost"),
        "lifetime_value": say("Lifetime value"),
        "repeat_purchase_rate": say("Repeat purchase rate"),
        "response_time": say("Response time"),
        "social_engagement": say("Social engagement"),
        "product_return_rate": say("Product return rate"),
        "campaign_performance": say("Campaign performance"),
        "journey_analysis": say("Journey analysis"),
        "satisfaction": say("Satisfaction"),
    }
    return known.get(key, key)


def part_title(name: str, say: Words) -> str:
    known = {
        "multichannel": say("Shop and web together"),
        "store": say("In the shop"),
        "web": say("On the web"),
        "acquisition_cost": say("For each new customer"),
        "lifetime_value": say("For each customer"),
        "repeat_purchase_rate": say("Bought twice or more"),
        "median": say("Half are answered within"),
        "within_promise": say("Answered in the promised time"),
        "per_impression": say("Engagements per impression"),
        "per_follower": say("Engagements per follower and day"),
        "by_value": say("By value"),
        "by_ticket": say("By ticket"),
        "return_on_investment": say("Return on investment"),
        "spend": say("Campaign costs"),
        "revenue": say("Revenue counted for them"),
        "biggest_loss": say("Biggest loss of a step"),
        "seen_whole": say("Visits seen from door to door"),
        "net_promoter_score": say("Net promoter score (NPS)"),
        "mean_rating": say("Mean rating"),
    }
    return known.get(name, name)


def wanted(imported: str, say: Words) -> str:
    """What a card says whose data were never imported."""
    known = {
        "sales": say("no data: import sales"),
        "web": say("no data: import web sessions"),
        "campaigns": say("no data: import campaigns"),
        "customers": say("no data: import counts of customers"),
        "repeat": say("no data: import periods of customers"),
        "cohorts": say("no data: import cohorts"),
        "reviews": say("no data: import opinions"),
        "responses": say("no data: import answers to customers"),
        "social": say("no data: import social networks"),
    }
    return known.get(imported, imported)


def written(part: Part, entry: Entry, currency: str, say: Words) -> Written:
    """With the n and every flag: nothing is said once for this page, on which figures rest on
    different data. What is missing names the import that it waits for."""
    figure = part.figure
    basis = "" if figure.n is None else say("n = {count}", count=say.number(figure.n))
    found = write(figure, say, "counts", currency, basis)
    note = figure.note or ""
    if found.value is not None:
        flags = tuple(say.server(flag) for flag in figure.flags)
        return replace(found, flags=flags, note=say.server(note) if note else "")
    if NOT_MEASURED not in figure.flags:
        return found
    for imported, command in zip(entry.imports, entry.commands, strict=False):
        if command in note:
            return replace(found, missing=wanted(imported, say))
    return found
