"""The one process: it starts, serves both, refuses a taken port, and stops whole."""

from __future__ import annotations

import asyncio
import contextlib
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from starlette.applications import Starlette
from streamlit import config
from websockets.sync.client import connect

from dashboard import front
from dashboard.server import OPTIONS, AddressError, application, serve

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

FAKE = Path(__file__).with_name("fake_api.py")
ROOT = Path(__file__).parents[2]


@contextlib.contextmanager
def running(
    *arguments: str, stderr: int | None = None
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The installation in its own process; gives it and its address."""
    process = subprocess.Popen(
        [sys.executable, str(FAKE), *arguments],
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
        cwd=ROOT,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"http://\S+", line)
        assert found, f"no address in {line!r}"
        yield process, found[0]
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(timeout=30)


def test_it_says_where_it_is_and_nothing_else() -> None:
    with running("--port", "0", stderr=subprocess.PIPE) as (process, place):
        httpx.get(place, trust_env=False).raise_for_status()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert (out, err) == ("", "")


def test_pages_and_api_are_one_process() -> None:
    with running("--port", "0") as (_, address), httpx.Client(trust_env=False) as browser:
        assert browser.get(f"{address}/api/v1/stores").json()[0]["store"] == "lyon"
        for path in ("/", "/heatmap", "/overview?lang=fr"):
            page = browser.get(address + path, follow_redirects=True)
            assert page.status_code == 200
            assert "<title>Chaland</title>" in page.text


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_whole_while_a_page_is_open(stop: signal.Signals) -> None:
    with running("--port", "0") as (process, address):
        with connect(address.replace("http", "ws") + "/_stcore/stream"):
            process.send_signal(stop)
            code = process.wait(timeout=30)
        assert code in (0, -stop)
        port = int(address.rsplit(":", 1)[1])
        with socket.socket() as again:
            assert again.connect_ex(("127.0.0.1", port)) != 0


def test_a_taken_port_is_refused_with_what_to_do() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(AddressError, match=f"port {port} .*--port {port + 1}"):
            serve(Starlette(), port=port)
        refused = subprocess.run(
            [sys.executable, str(FAKE), "--port", str(port)],
            capture_output=True,
            text=True,
            timeout=60,
            cwd=ROOT,
            check=False,
        )
    assert refused.returncode == 1
    assert f"port {port} on 127.0.0.1 is taken" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("host", ["no.such.host.invalid", "192.0.2.1"])
def test_an_address_that_is_not_ours_is_refused(host: str) -> None:
    with pytest.raises(AddressError, match=r"--host 127\.0\.0\.1"):
        serve(Starlette(), host=host, port=0)


@pytest.mark.parametrize("port", [-1, 65536, 70000])
def test_a_number_that_is_no_port_is_refused(port: int) -> None:
    with pytest.raises(AddressError, match=f"{port} is not a port"):
        serve(Starlette(), port=port)


def test_the_mounted_api_is_told_when_it_starts_and_stops() -> None:
    told: list[str] = []

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        told.append("start")
        yield
        told.append("stop")

    async def start_and_stop() -> None:
        """As an ASGI server does it."""
        orders, answers = asyncio.Queue[dict[str, str]](), asyncio.Queue[dict[str, str]]()
        pages = application(Starlette(lifespan=lifespan))
        task = asyncio.create_task(
            pages({"type": "lifespan", "asgi": {"version": "3.0"}}, orders.get, answers.put)
        )
        await orders.put({"type": "lifespan.startup"})
        assert (await answers.get())["type"] == "lifespan.startup.complete"
        assert told == ["start"]
        await orders.put({"type": "lifespan.shutdown"})
        assert (await answers.get())["type"] == "lifespan.shutdown.complete"
        await task

    asyncio.run(start_and_stop())
    assert told == ["start", "stop"]


def test_the_options_exist_in_this_streamlit() -> None:
    """``runner.postScriptGC`` is hidden: a release may drop it, and the pages would slow down."""
    known = config.get_config_options(force_reparse=True, options_from_flags=dict(OPTIONS))
    try:
        for name, value in OPTIONS.items():
            assert known[name].value == value, name
    finally:
        config.get_config_options(force_reparse=True)


def test_the_front_end_is_told_where_its_server_is() -> None:
    assert front.html().count("BACKEND_BASE_URL: location.origin") == 1
    assert front.html().index("__streamlit") < front.html().index('type="module"')
