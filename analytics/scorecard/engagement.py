"""Social engagement: reactions to what a shop posts, per impression and per follower."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analytics.figure import NOT_ENOUGH_DATA, Figure
from analytics.scorecard.missing import missing

if TYPE_CHECKING:
    from analytics.policy import Policy

FORMULA: Final = "engagements / impressions"
PER_FOLLOWER_FORMULA: Final = "engagements / followers of the day, both summed over days"
ASSUMPTIONS: Final = (
    "Networks define engagement and impression each in their own way.",
    "No interval: reactions come by the post and are not independent of each other.",
)


def engagement_rate(engagements: int | None, impressions: int | None, policy: Policy) -> Figure:
    """Of the networks and days that tell both; None: not imported."""
    if engagements is None or impressions is None:
        return missing("share", FORMULA, "social")
    if impressions < policy.min_visitors:
        note = f"{impressions} impressions; at least {policy.min_visitors} are needed."
        return Figure(None, "share", FORMULA, impressions, flags=(NOT_ENOUGH_DATA,), note=note)
    return Figure(engagements / impressions, "share", FORMULA, impressions)


def engagement_per_follower(
    engagements: int | None, follower_days: int | None, policy: Policy
) -> Figure:
    """``follower_days``: followers of each day, summed over the days and networks that tell both;
    None: not imported."""
    if engagements is None or follower_days is None:
        return missing("share", PER_FOLLOWER_FORMULA, "social")
    if follower_days < policy.min_visitors:
        note = f"{follower_days} followers; at least {policy.min_visitors} are needed."
        return Figure(
            None, "share", PER_FOLLOWER_FORMULA, follower_days, flags=(NOT_ENOUGH_DATA,), note=note
        )
    return Figure(engagements / follower_days, "share", PER_FOLLOWER_FORMULA, follower_days)
