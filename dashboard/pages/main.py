"""The script that Streamlit runs for each visitor: language, store, and the pages."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from dashboard import address, markup
from dashboard.api import Api, ApiError
from dashboard.pages import audit, campaigns, health, heatmap, journey, overview, queues, scorecard
from dashboard.visit import Visit, sentence
from dashboard.words import LANGUAGES, Words

ICON = str(Path(__file__).with_name("icon.svg"))


def draw_language(say: Words) -> None:
    if "language" not in st.session_state:
        st.session_state["language"] = say.language
    st.segmented_control(
        "Language · Langue",
        list(LANGUAGES),
        format_func=lambda code: LANGUAGES[code],
        key="language",
        required=True,
    )


def choose_store(api: Api, say: Words) -> Visit | None:
    """The store looked at; None, with what to do said, when there is none."""
    stores = {store.store: store for store in api.stores()}
    if not stores:
        return None
    chosen = address.pick(
        "store",
        list(stores),
        next(iter(stores)),
        lambda key: st.selectbox(
            say("Store"), list(stores), format_func=lambda code: stores[code].name, key=key
        ),
    )
    return Visit(api, api.store(chosen), say)


def first_run(say: Words) -> None:
    st.title(say("Nothing here yet"))
    st.markdown(
        say(
            "This installation has no store. Three steps bring the first figures:\n\n"
            "1. Describe the shop in `site.yaml`: its cameras, its door line, its zones. "
            "`chaland check site.yaml` says what is missing.\n"
            "2. Count: `chaland run site.yaml`.\n"
            "3. Bring the receipts: `chaland import sales receipts.csv --site site.yaml`.\n\n"
            "Then reload this page."
        )
    )


def main() -> None:
    st.set_page_config(page_title="Chaland", page_icon=ICON, layout="wide")
    say = address.language()
    address.keep("lang", say.language)
    st.html(markup.STYLE)
    visit: Visit | None = None
    fault: ApiError | None = None
    with st.sidebar:
        try:
            visit = choose_store(Api.of_environment(), say)
        except ApiError as error:
            fault = error
        draw_language(say)

    def guarded(show: overview.Show) -> None:
        if fault is not None:
            st.error(sentence(fault, say), icon=":material/error:")
        elif visit is None:
            first_run(say)
        else:
            try:
                show(visit)
            except ApiError as error:
                st.error(sentence(error, say), icon=":material/error:")

    def overview_page() -> None:
        guarded(overview.show)

    def heatmap_page() -> None:
        guarded(heatmap.show)

    def journey_page() -> None:
        guarded(journey.show)

    def queues_page() -> None:
        guarded(queues.show)

    def campaigns_page() -> None:
        guarded(campaigns.show)

    def scorecard_page() -> None:
        guarded(scorecard.show)

    def audit_page() -> None:
        guarded(audit.show)

    def health_page() -> None:
        guarded(health.show)

    pages = {
        say("Understand"): [
            st.Page(
                overview_page,
                title=say("Overview"),
                icon=":material/dashboard:",
                url_path="overview",
                default=True,
            ),
            st.Page(
                heatmap_page, title=say("Heatmap"), icon=":material/grid_on:", url_path="heatmap"
            ),
            st.Page(
                journey_page, title=say("Journey"), icon=":material/route:", url_path="journey"
            ),
            st.Page(queues_page, title=say("Queues"), icon=":material/groups:", url_path="queues"),
            st.Page(
                scorecard_page,
                title=say("Scorecard"),
                icon=":material/scoreboard:",
                url_path="scorecard",
            ),
        ],
        say("Act"): [
            st.Page(
                campaigns_page,
                title=say("Campaigns"),
                icon=":material/campaign:",
                url_path="campaigns",
            ),
        ],
        say("Verify"): [
            st.Page(
                health_page,
                title=say("Data health"),
                icon=":material/monitor_heart:",
                url_path="health",
            ),
            st.Page(audit_page, title=say("Audit"), icon=":material/fact_check:", url_path="audit"),
        ],
    }
    st.navigation(pages).run()


main()
