"""HTTP without a network: requests to an ASGI application of this process."""

from __future__ import annotations

import httpx
from anyio.from_thread import start_blocking_portal
from fastapi import FastAPI


class InProcessTransport(httpx.BaseTransport):
    """Each request runs in an event loop of its own, on a thread that ends with it, so that it
    works whether or not the caller is inside an event loop."""

    def __init__(self, application: FastAPI) -> None:
        self._inner = httpx.ASGITransport(application, raise_app_exceptions=True)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        with start_blocking_portal() as portal:
            return portal.call(self._answer, request)

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        body = request.read()
        sent = httpx.Request(request.method, request.url, headers=request.headers, content=body)
        response = await self._inner.handle_async_request(sent)
        content = await response.aread()
        return httpx.Response(response.status_code, headers=response.headers, content=content)
