"""The rules that figures were computed under, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.words import Words


def policy(given: Mapping[str, Any], say: Words) -> list[str]:
    """The rules, in words; a rule these pages do not know, as the API names it."""
    known = {
        "min_visitors": say("Fewest visitors for a ratio: {value}"),
        "min_coverage": say("Least coverage for a figure: {value}"),
        "conversion": say("Conversion: {value}"),
        "staff": say("Staff: {value}"),
        "staff_rules": say("Staff are told by: {value}"),
        "opening_hours": say("Opening hours: {value}"),
        "cut_over": say("The business day ends at {value}"),
        "k": say("Fewest visits for a dwell distribution to leave the box: {value}"),
        "refund_seconds": say("An in undone by an out within {value} is a U-turn"),
        "reentry_seconds": say("An out undone by an in within {value} is a re-entry"),
        "re_entry": say("Re-entries: {value}"),
        "weeks_for_effect": say("Fewest weeks before for an effect: {value}"),
        "weeks_for_difference": say("Fewest weeks before for a difference: {value}"),
        "share_of_days": say("Least share of the days that must be known: {value}"),
        "fewest_a_day": say("Fewest on a usual day: {value}"),
        "confidence": say("Certainty of the intervals: {value}"),
    }
    return [
        sentence.format(value=_rule(given[key], key, say))
        for key, sentence in known.items()
        if given.get(key) not in (None, {})
    ] + [f"{key}: {_rule(value, key, say)}" for key, value in given.items() if key not in known]


def _rule(value: object, key: str, say: Words) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{_rule(part, key, say)} ({name})" for name, part in value.items())
    if isinstance(value, int | float):
        if key in ("min_coverage", "share_of_days", "confidence"):
            return say.percent(value, 0)
        number = say.number(value, 0 if float(value).is_integer() else 2)
        return f"{number} s" if key.endswith("_seconds") else number
    return "–" if value is None else say.server(str(value))
