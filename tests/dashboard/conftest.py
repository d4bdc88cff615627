from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import streamlit as st
import uvicorn
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from dashboard import ADDRESS_VARIABLE
from dashboard.server import SCRIPT
from tests.dashboard import fake_api

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.types import ASGIApp


@contextmanager
def served(application: ASGIApp) -> Iterator[str]:
    """The application on a free port of this machine; gives its address."""
    server = uvicorn.Server(
        uvicorn.Config(application, host="127.0.0.1", port=0, log_level="error", lifespan="off")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server stopped before it had started"
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def fake() -> Iterator[str]:
    with served(fake_api.application()) as address:
        yield address


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Opens a page over an API, with a query: ``opened(api, "heatmap", lang="fr")``."""

    def open_page(api: str | None, page: str = "", **query: str) -> AppTest:
        st.cache_data.clear()
        if api is None:
            monkeypatch.delenv(ADDRESS_VARIABLE, raising=False)
        else:
            monkeypatch.setenv(ADDRESS_VARIABLE, api)
        test = AppTest.from_file(str(SCRIPT), default_timeout=60)
        for name, value in query.items():
            test.query_params[name] = value
        # What a browser sends that opens the page's address: switch_page() knows no page that is
        # a function.
        test._page_hash = calc_hash(page)
        return test.run()

    return open_page
