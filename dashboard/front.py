"""The HTML that a browser gets first: Streamlit's own, told where its server is.

Untold, Streamlit's front end looks for the server under each part of the address: opened at
``/heatmap`` it first asks ``/heatmap/_stcore/health`` and logs two errors before it asks the root.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.routing import Route

if TYPE_CHECKING:
    from starlette.requests import Request

PATHS: Final = ("/", "/heatmap", "/journey", "/queues", "/campaigns", "/audit", "/health")
# The first page lives at the root; its own name leads there too.
FIRST: Final = "/overview"
_ORIGIN: Final = (
    "<head>\n    <script>window.__streamlit = "
    '{BACKEND_BASE_URL: location.origin, MAIN_PAGE_BASE_URL: location.origin + "/"}</script>'
)


@cache
def html() -> str:
    page = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    page = page.replace("<title>Streamlit</title>", "<title>Chaland</title>", 1)
    return page.replace("<head>", _ORIGIN, 1)


async def _answer(_request: Request) -> HTMLResponse:
    return HTMLResponse(html(), headers={"cache-control": "no-cache"})


async def _to_root(request: Request) -> RedirectResponse:
    return RedirectResponse("./" + (f"?{request.url.query}" if request.url.query else ""))


def routes() -> list[Route]:
    pages = [Route(path, _answer, methods=["GET", "HEAD"]) for path in PATHS]
    return [*pages, Route(FIRST, _to_root, methods=["GET", "HEAD"])]
