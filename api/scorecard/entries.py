"""The ten entries of the scorecard, from what is stored."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from analytics.figure import NOT_MEASURED, Figure, Money
from analytics.scorecard import (
    acquisition,
    campaigns,
    engagement,
    lifetime,
    multichannel,
    repeat,
    response,
    returns,
    satisfaction,
)
from analytics.scorecard.missing import (
    Days,
    Import,
    command,
    of_days,
    why_missing,
    without_currencies,
)
from api.facts.fact import Kind
from api.facts.responses import BINS, EDGES
from api.kpis import read_sums as read_store
from api.receipts import receipt_days
from api.scorecard.answers import Entry, Key, Part
from api.scorecard.cohorts import read_cohorts_of
from api.scorecard.fact_sums import FactSums, latest_period, read_sums
from api.scorecard.question import ScorecardQuestion
from api.scorecard.shop import counted_days, shop_sums, ticket_totals
from api.store_sums import DEFAULT_POLICY

_POLICY = DEFAULT_POLICY


def entry(
    key: Key,
    formula: str,
    parts: dict[str, Figure | Money],
    assumptions: Sequence[str],
    days: Days | None = None,
    link: str | None = None,
) -> Entry:
    notes = [each.note or "" for each in parts.values() if NOT_MEASURED in each.flags]
    wanted = [each for each in _IMPORTS if any(why_missing(each) in note for note in notes)]
    return Entry(
        key=key,
        formula=formula,
        parts=[
            Part(name=name, figure=figure if days is None else of_days(figure, days))
            for name, figure in parts.items()
        ],
        assumptions=list(assumptions),
        days=days,
        imports=wanted,
        commands=[command(each) for each in wanted],
        link=link,
    )


_IMPORTS: tuple[Import, ...] = (
    *("sales", "web", "campaigns", "customers", "repeat", "cohorts", "reviews", "responses"),
    "social",
)


class Entries:
    """Each entry reads what it needs; facts of a kind are read once."""

    def __init__(self, session: Session, asked: ScorecardQuestion) -> None:
        self._session = session
        self._asked = asked
        self._store = asked.description.store
        self._currency = asked.description.currency
        self._days = asked.days
        self._facts: dict[Kind, FactSums] = {}

    def _of(self, kind: Kind) -> FactSums:
        if kind not in self._facts:
            self._facts[kind] = read_sums(self._session, self._store, kind, self._days)
        return self._facts[kind]

    def _known(self, days: Collection[date]) -> Days:
        return Days(len(self._days), len(days))

    def multichannel(self) -> Entry:
        web, span = self._of("web"), self._asked.span
        # A file without transactions is told apart from no file.
        bought = web.days_of("transactions")
        told = web.days_of("sessions") & (bought or web.days)
        if span is None:
            none = multichannel.web_conversion(None, None, _POLICY)
            parts: dict[str, Figure | Money] = {"multichannel": none, "web": none}
            return entry("multichannel_conversion", multichannel.FORMULA, parts, ())
        calendar = self._asked.calendar
        spans = [calendar.span_of(day) for day in self._days]
        sums = read_store(self._session, self._asked.description, calendar, span, spans)
        counted = counted_days(sums, self._days)
        days = counted & told or counted or told
        shop = shop_sums(sums, days if counted else self._days)
        on_web = bool(told & days)
        orders = web.count("transactions", days) if on_web else None
        sessions = web.count("sessions", days) if on_web else None
        error = sums.counter_errors.get("in")
        store = multichannel.store_conversion(
            shop.tickets, shop.visitors, shop.coverage, _POLICY, counter_error=error
        )
        both = multichannel.multichannel_conversion(
            shop.tickets, shop.visitors, orders, sessions, shop.coverage, _POLICY,
            counter_error=error,
        )  # fmt: skip
        web_alone = multichannel.web_conversion(orders, sessions, _POLICY)
        return entry(
            "multichannel_conversion",
            multichannel.FORMULA,
            {"multichannel": both, "store": store, "web": web_alone},
            multichannel.ASSUMPTIONS,
            self._known(days),
        )

    def acquisition(self) -> Entry:
        ads, customers = self._of("campaigns"), self._of("customers")
        told = customers.days_of("new_customers")
        days = ads.days & told
        priced = bool(ads.days) and ads.everywhere("cost")
        spend = ads.total("cost", days, self._currency) if priced else None
        new = customers.count("new_customers", days) if told else None
        figure = acquisition.acquisition_cost(spend, new, self._currency, _POLICY)
        return entry(
            "acquisition_cost",
            acquisition.FORMULA,
            {"acquisition_cost": without_currencies(figure, self._other_costs())},
            acquisition.ASSUMPTIONS,
            self._known(days),
        )

    def _other_costs(self, *measures: str) -> tuple[str, ...]:
        return self._of("campaigns").currencies_but(self._currency, ("cost", *measures))

    def lifetime(self) -> Entry:
        cohorts, others = read_cohorts_of(self._session, self._store, self._currency)
        worth = self._asked.assumptions.worth
        figure = lifetime.lifetime_value(cohorts, worth, self._currency, _POLICY)
        return entry(
            "lifetime_value",
            lifetime.FORMULA,
            {"lifetime_value": without_currencies(figure, others)},
            (
                *lifetime.ASSUMPTIONS,
                "All cohorts that were imported count, whichever days are asked.",
            ),
        )

    def repeat(self) -> Entry:
        period = latest_period(self._session, self._store, self._days)
        if period is None:
            figure = repeat.repeat_purchase_rate(None, None, None, _POLICY)
        else:
            of = (period.first, period.last)
            figure = repeat.repeat_purchase_rate(period.customers, period.repeat, of, _POLICY)
        parts: dict[str, Figure | Money] = {"repeat_purchase_rate": figure}
        return entry("repeat_purchase_rate", repeat.FORMULA, parts, repeat.ASSUMPTIONS)

    def response(self) -> Entry:
        facts, answers = self._of("responses"), None
        if facts.days:
            counts = tuple(facts.count(each, facts.days) or 0 for each in BINS)
            unanswered = facts.count("unanswered", facts.days) or 0
            answers = response.Answers(EDGES, counts, unanswered)
        promised = self._asked.assumptions.promised
        return entry(
            "response_time",
            response.FORMULA,
            {
                "median": response.median_response(answers, _POLICY),
                "within_promise": response.answered_within(answers, promised, _POLICY),
            },
            response.ASSUMPTIONS,
            self._known(facts.days),
        )

    def engagement(self) -> Entry:
        facts = self._of("social")
        engagements = facts.of_names("engagements")

        def of_both(measure: str) -> tuple[int | None, int | None]:
            other = facts.of_names(measure)
            both = [each for each in engagements.keys() & other.keys() if each[0] in facts.days]
            if not both:
                return None, None
            told = (engagements, other)
            first, second = (int(sum(by[each] for each in both)) for by in told)
            return first, second

        return entry(
            "social_engagement",
            engagement.FORMULA,
            {
                "per_impression": engagement.engagement_rate(*of_both("impressions"), _POLICY),
                "per_follower": engagement.engagement_per_follower(*of_both("followers"), _POLICY),
            },
            engagement.ASSUMPTIONS,
            self._known(facts.days),
        )

    def returns(self) -> Entry:
        span, calendar = self._asked.span, self._asked.calendar
        totals, days = None, frozenset[date]()
        if span is not None:
            receipts = receipt_days(self._session, self._store, calendar)
            totals, days = ticket_totals(self._session, self._store, calendar, receipts, span)
        sold, back = (None, None) if totals is None else (totals["sale"], totals["return"])
        return entry(
            "product_return_rate",
            returns.FORMULA,
            {
                "by_value": returns.return_rate_by_value(sold, back, _POLICY),
                "by_ticket": returns.return_rate_by_ticket(sold, back, _POLICY),
            },
            returns.ASSUMPTIONS,
            self._known(days),
        )

    def campaigns(self) -> Entry:
        ads, given = self._of("campaigns"), self._asked.assumptions
        basis: campaigns.Basis = "attributed" if given.incremental is None else "incremental"
        priced = bool(ads.days) and ads.everywhere("cost")
        spend = ads.total("cost", ads.days, self._currency) if priced else None
        revenue: Decimal | None = given.incremental
        if basis == "attributed" and priced and ads.everywhere("value"):
            revenue = ads.total("value", ads.days, self._currency)
        figure = campaigns.return_on_investment(spend, revenue, given.worth.margin, basis)
        others = self._other_costs("value")
        return entry(
            "campaign_performance",
            campaigns.FORMULA,
            {
                "return_on_investment": without_currencies(figure, others),
                "spend": campaigns.campaign_money(spend, self._currency, "campaign costs"),
                "revenue": campaigns.campaign_money(revenue, self._currency, f"{basis} revenue"),
            },
            campaigns.ASSUMPTIONS[basis],
            self._known(ads.days),
        )

    def satisfaction(self) -> Entry:
        facts = self._of("reviews")
        days = facts.days

        def known(measure: str) -> int | None:
            return facts.count(measure, days) if days else None

        scores = [known(each) for each in ("promoters", "passives", "detractors")]
        told = [each for each in scores if each is not None]
        opinions = satisfaction.Opinions(*told) if len(told) == len(scores) else None
        total = facts.total("ratings_sum", days) if days else None
        return entry(
            "satisfaction",
            satisfaction.FORMULA,
            {
                "net_promoter_score": satisfaction.net_promoter_score(opinions, _POLICY),
                "mean_rating": satisfaction.mean_rating(known("ratings"), total, _POLICY),
            },
            satisfaction.ASSUMPTIONS,
            self._known(days),
        )
