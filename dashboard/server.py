"""One process: the pages, and the API under ``/api``."""

from __future__ import annotations

import errno
import logging
import os
import socket
import sys
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import streamlit as st
import uvicorn
from starlette.routing import Mount
from streamlit import config

from dashboard import ADDRESS_VARIABLE, address, front

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from starlette.types import ASGIApp

_log = logging.getLogger(__name__)

# Not beside `pages`: Streamlit would run every file of a folder of that name as a page of its own.
# Nor beside `api.py`: Streamlit puts the script's folder first on the path while the script runs.
SCRIPT: Final = Path(__file__).parent / "pages" / "main.py"

OPTIONS: Final[dict[str, Any]] = {
    "server.fileWatcherType": "none",
    # Hidden option: a full collection after every run is what makes many sessions slow.
    "runner.postScriptGC": False,
    "browser.gatherUsageStats": False,
    "server.headless": True,
    "server.showEmailPrompt": False,
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    # They lead to other hosts.
    "client.showErrorLinks": False,
    "theme.primaryColor": "#0f6a83",
    "theme.baseRadius": "small",
    "theme.paddingTop": "3.5rem",
    "theme.headingFontSizes": ["2rem", "1.35rem", "1.1rem"],
    "theme.light.primaryColor": "#0f6a83",
    "theme.light.textColor": "#22282b",
    "theme.light.secondaryBackgroundColor": "#f2f6f7",
    "theme.dark.primaryColor": "#63bfd8",
    "theme.dark.backgroundColor": "#14191b",
    "theme.dark.secondaryBackgroundColor": "#1e2629",
    "theme.dark.textColor": "#eef2f3",
}


class AddressError(Exception):
    """The server cannot listen where it was asked to. The message is complete."""


def serve(
    api: ASGIApp,
    host: str = "127.0.0.1",
    port: int = 8501,
    announce: Callable[[str], None] | None = None,
) -> None:
    """Serve the pages and ``api`` until the process is told to stop (Ctrl-C or SIGTERM).

    ``port`` 0 takes a free one. ``announce`` is called once with the address of the pages, when
    the port is bound; by default a line on standard output.
    Raises AddressError when the address cannot be bound.
    """
    listener = _listen(host, port)
    place = _address(listener)
    os.environ[ADDRESS_VARIABLE] = f"{place}/api"
    config.get_config_options(force_reparse=True, options_from_flags=dict(OPTIONS))
    server = uvicorn.Server(
        uvicorn.Config(
            application(api),
            log_level="warning",
            access_log=False,
            ws="websockets-sansio",
            # A page left open holds its socket; it must not hold the process.
            timeout_graceful_shutdown=5,
        )
    )
    (announce or _print)(place)
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        pass
    finally:
        listener.close()


def application(api: ASGIApp) -> st.App:
    """The pages with ``api`` mounted under ``/api``."""

    @asynccontextmanager
    async def lifespan(_app: Any) -> AsyncIterator[None]:
        # A mounted application is never told that the process starts or stops.
        async with AsyncExitStack() as stack:
            router = getattr(api, "router", None)
            if router is not None:
                await stack.enter_async_context(router.lifespan_context(api))
            yield

    return st.App(
        SCRIPT,
        routes=[Mount("/api", app=api), *front.routes()],
        lifespan=lifespan,
        on_script_error=_failed,
    )


def _failed(error: Exception) -> bool:
    """A fault of ours: the log has all of it, the page says it without its insides."""
    _log.error("A page failed", exc_info=error)
    say = address.language()
    st.error(
        say(
            "This page failed, and it is not your doing. What happened is in the log of "
            "`chaland serve`. Reload the page; if it fails again, report it with that log."
        ),
        icon=":material/error:",
    )
    return True


def _listen(host: str, port: int) -> socket.socket:
    # The system would take 70000 for 4464.
    if not 0 <= port <= 65535:
        raise AddressError(f"serve: {port} is not a port. Use one from 0 (a free one) to 65535.")
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as error:
        raise AddressError(
            f"serve: {host}:{port} is not an address of this machine ({error}). "
            "Use --host 127.0.0.1 for this machine alone, or 0.0.0.0 for the whole network."
        ) from error
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(place)
        listener.listen(2048)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise AddressError(
                f"serve: port {port} on {host} is taken by another program. Stop that program, "
                f"or choose another port, for example --port {port + 1} (0 takes a free one)."
            ) from error
        if error.errno == errno.EACCES:
            raise AddressError(
                f"serve: this user may not listen on port {port}. Choose one above 1023, "
                "for example --port 8501."
            ) from error
        raise AddressError(
            f"serve: cannot listen on {host}:{port} ({error.strerror}). "
            "Use --host 127.0.0.1 for this machine alone, or 0.0.0.0 for the whole network."
        ) from error
    return listener


def _address(listener: socket.socket) -> str:
    """Where this machine itself reaches the listener."""
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _print(place: str) -> None:
    sys.stdout.write(f"Chaland is at {place} (its API at {place}/api). Ctrl-C stops it.\n")
    sys.stdout.flush()
