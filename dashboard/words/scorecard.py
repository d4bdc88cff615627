"""Sentences of the API's scorecard, so that the catalogue can hold them."""

from __future__ import annotations

from typing import Final

from dashboard.words.marking import mark

SCORECARD: Final = (
    # Flags
    mark("some days without data"),
    mark("other currencies left out"),
    mark("attributed by the platform: not incremental"),
    # Notes
    mark("No web sessions were imported for these days."),
    mark("No campaign costs were imported for these days."),
    mark("No counts of customers were imported for these days."),
    mark("No period of customers within these days was imported."),
    mark("No cohorts of customers were imported."),
    mark("No opinions were imported for these days."),
    mark("No answers to customers were imported for these days."),
    mark("No figures of social networks were imported for these days."),
    mark("Run: `{command}`."),
    mark("Of {known} of the {asked} days: the others have no data."),
    mark("Of {first} to {last}."),
    mark("Amounts in {currencies} are left out."),
    mark("The web files tell no transactions: export that column too."),
    mark("Over {months} months: no cohort was seen for all {asked}."),
    mark("Revenue, not margin: the gross margin is not known."),
    mark("Half of the questions wait longer than {seconds} s, or for ever."),
    mark("The interval has no upper end."),
    mark("No ticket of these days is a return: does the export hold them?"),
    mark("The gross margin is not known: give it with the assumptions."),
    mark(
        "A campaign file names no conversion value: export that column, or give "
        "`incremental_revenue` from an experiment."
    ),
    mark("The campaigns of these days cost nothing."),
    mark("The store has no plan, on which the cameras see people together."),
    mark("{count} sessions; at least {least} are needed."),
    mark("{count} new customers; at least {least} are needed."),
    mark("{count} customers; at least {least} are needed."),
    mark("{count} questions; at least {least} are needed."),
    mark("{count} impressions; at least {least} are needed."),
    mark("{count} followers; at least {least} are needed."),
    mark("{count} sale tickets; at least {least} are needed."),
    mark("{count} answers; at least {least} are needed."),
    mark("{count} ratings; at least {least} are needed."),
    # Definitions
    mark("(sale tickets + web orders) / (visitors in + web sessions)"),
    mark("web orders / web sessions"),
    mark("campaign costs / new customers"),
    mark(
        "sum over months since the first purchase of revenue / customers of the cohorts seen that "
        "long, × margin, discounted"
    ),
    mark("customers with two or more purchases in the period / customers of the period"),
    mark("time within which half of the questions are answered"),
    mark("questions answered within the promised time / questions"),
    mark("engagements / impressions"),
    mark("engagements / followers of the day, both summed over days"),
    mark("amount of return tickets / amount of sale tickets"),
    mark("return tickets / sale tickets"),
    mark("(revenue × margin − campaign costs) / campaign costs"),
    mark("campaign costs"),
    mark("attributed revenue"),
    mark("incremental revenue"),
    mark("1 − people of a step / people of the step before, where most people are lost"),
    mark("100 × (promoters − detractors) / answers"),
    mark("sum of ratings / ratings"),
    mark("Garwood 95 %"),
    mark("jackknife over cohorts 95 %"),
    mark("from bins"),
    mark("rank interval 95 %"),
    mark("multinomial 95 %"),
    mark("widest variance 95 %"),
    # Assumptions
    mark("A session is not a person: who comes back to the site counts again."),
    mark("Who looks on the web and buys in the shop is in both, and counts twice below."),
    mark(
        "The shop's days end at its cut-over hour, those of the web where the platform ends them."
    ),
    mark(
        "All new customers are set against all costs: those too who would have come without "
        "campaigns."
    ),
    mark("Costs are what platforms bill; salaries and agencies are not in them."),
    mark("Later cohorts will behave at an age as earlier ones did."),
    mark(
        "A month of a cohort that the file has no row of, before the file's last month, brought "
        "none."
    ),
    mark("No month is extrapolated: beyond what any cohort was seen, nothing is added."),
    mark("All cohorts that were imported count, whichever days are asked."),
    mark("Only who is known to the customer file is counted, not who pays without a name."),
    mark("A longer period has a higher rate: compare periods of the same length alone."),
    mark("A question without an answer is later than any answer: it is not left out."),
    mark("Times are read from bins of 5 and 15 minutes, 1 and 4 hours, 1 and 3 days."),
    mark("Networks define engagement and impression each in their own way."),
    mark("No interval: reactions come by the post and are not independent of each other."),
    mark("What comes back was often sold before these days: it is set against what they sold."),
    mark("An exchange, sold and brought back on one ticket, is neither a sale nor a return."),
    mark("The platform takes credit for sales that would have been made without it."),
    mark("No interval: what a platform claims is no sample."),
    mark("The incremental revenue is what was given, from an experiment of these days."),
    mark("No interval: its own is not known here."),
    mark("Steps in the shop: from the visit to a zone, to a stop, to the queue, to the till."),
    mark("Who does not queue may have been served at once: a loss is a question, not yet a fault."),
    mark("Who answers is no random sample of who buys: the interval holds chance alone."),
    mark("Promoters give 9 or 10, detractors 0 to 6."),
)
