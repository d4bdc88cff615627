"""An RTSP server with faults, for the tests of live cameras.

It speaks RTSP 1.0 with RTP interleaved in the same TCP connection, H.264 as RFC 6184 packs it
(single NAL units and FU-A), Basic and Digest authentication, and runs in a thread of its own.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import struct
import threading
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, Literal
from urllib.parse import urlsplit

import numpy as np

from tests.vision.clip import Clip, payloads

CLOCK = 90_000
Authentication = Literal["none", "basic", "digest"]


class RtspServer:
    """One camera on a free port of the loopback. The faults are its methods."""

    def __init__(
        self,
        clip: Clip,
        *,
        authentication: Authentication = "none",
        user: str = "",
        password: str = "",
    ) -> None:
        self.clip = clip
        self.frames_sent = 0
        self.connections = 0
        """Connections taken so far."""
        self.requests: list[str] = []
        self.teardowns = 0
        self._authentication = authentication
        self._user, self._password = user, password
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._server: asyncio.Server | None = None
        self._open: set[_Connection] = set()
        self._flows = asyncio.Event()
        self._garbage_rtp = False
        self.slowness = 1.0
        """Time that a second of the camera's takes to be sent."""
        self.port = 0

    def __enter__(self) -> RtspServer:
        self._thread.start()
        self._loop.call_soon_threadsafe(self._flows.set)
        self.listen()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.refuse()
        self._run(self._cancel_all())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def url(self) -> str:
        return f"rtsp://127.0.0.1:{self.port}/live"

    def listen(self) -> None:
        """Take connections, again on the same port."""

        async def begin() -> None:
            self._server = await asyncio.start_server(
                self._serve, "127.0.0.1", self.port, reuse_address=True
            )
            self.port = self._server.sockets[0].getsockname()[1]

        self._run(begin())

    def stall(self) -> None:
        """Keep the connection open and send nothing more, not even answers."""
        self._call(self._flows.clear)

    def resume(self) -> None:
        self._call(self._flows.set)

    def drop(self) -> None:
        """Break every connection off."""
        self._call(lambda: [connection.abort() for connection in list(self._open)])

    def refuse(self) -> None:
        """Break off and take no connection, as a camera without power does."""

        def close() -> None:
            if self._server is not None:
                self._server.close()
                self._server = None
            for connection in list(self._open):
                connection.abort()

        self._call(close)

    def show(self, clip: Clip) -> None:
        """Go on with another clip in the same stream, as when the resolution is changed."""
        self._call(lambda: setattr(self, "clip", clip))

    def garble_rtp(self, on: bool) -> None:
        """Send noise instead of the pictures, in RTP packets that are whole."""
        self._call(lambda: setattr(self, "_garbage_rtp", on))

    def garble_rtsp(self) -> None:
        """Send noise that is no RTSP at all, once, to every connection."""
        noise = np.random.default_rng(1).bytes(50_000)
        self._call(lambda: [connection.send(noise) for connection in list(self._open)])

    def _call(self, function: Callable[[], object]) -> None:
        async def call() -> None:
            function()

        self._run(call())

    def _run(self, coroutine: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(10)

    async def _cancel_all(self) -> None:
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        connection = _Connection(self, reader, writer)
        self._open.add(connection)
        ends = (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError)
        with contextlib.suppress(*ends):
            await connection.answer()
        self._open.discard(connection)
        connection.abort()

    async def ready(self) -> None:
        await self._flows.wait()

    def authorised(self, method: str, headers: dict[str, str]) -> bool:
        given = headers.get("authorization", "")
        if self._authentication == "none":
            return True
        if self._authentication == "basic":
            wanted = base64.b64encode(f"{self._user}:{self._password}".encode()).decode()
            return given == f"Basic {wanted}"
        fields = {}
        for part in given.removeprefix("Digest ").split(","):
            key, _, value = part.strip().partition("=")
            fields[key] = value.strip('"')
        if fields.get("username") != self._user or fields.get("nonce") != NONCE:
            return False
        secret = _md5(f"{self._user}:{REALM}:{self._password}")
        request = _md5(f"{method}:{fields.get('uri')}")
        return fields.get("response") == _md5(f"{secret}:{NONCE}:{request}")

    @property
    def challenge(self) -> str:
        if self._authentication == "basic":
            return f'Basic realm="{REALM}"'
        return f'Digest realm="{REALM}", nonce="{NONCE}"'

    def description(self) -> str:
        sets = ",".join(base64.b64encode(one).decode() for one in (self.clip.sps, self.clip.pps))
        return (
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=camera\r\nt=0 0\r\n"
            "m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"
            f"a=fmtp:96 packetization-mode=1; sprop-parameter-sets={sets}\r\n"
            "a=control:track1\r\n"
        )

    def unit(self, unit: bytes) -> bytes:
        if not self._garbage_rtp:
            return unit
        return unit[:1] + np.random.default_rng(len(unit)).bytes(len(unit) - 1)


REALM = "camera"
NONCE = "0123456789abcdef"


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


class _Connection:
    def __init__(
        self, server: RtspServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._server = server
        self._reader = reader
        self._writer = writer
        self._playing: asyncio.Task[None] | None = None

    def abort(self) -> None:
        if self._playing is not None:
            self._playing.cancel()
        self._writer.transport.abort()

    def send(self, data: bytes) -> None:
        self._writer.write(data)

    async def answer(self) -> None:
        while True:
            first = await self._reader.readexactly(1)
            if first == b"$":  # RTCP of the client's
                _, size = struct.unpack(">BH", await self._reader.readexactly(3))
                await self._reader.readexactly(size)
                continue
            text = (first + await self._reader.readuntil(b"\r\n\r\n")).decode()
            request, *lines = text.split("\r\n")
            headers = {}
            for line in lines:
                key, _, value = line.partition(":")
                headers[key.lower()] = value.strip()
            await self._reader.readexactly(int(headers.get("content-length", 0)))
            method, url, _ = request.split(" ")
            self._server.requests.append(request)
            await self._server.ready()
            if not self._respond(method, url, headers):
                return

    def _respond(self, method: str, url: str, headers: dict[str, str]) -> bool:
        status, extra, body = "200 OK", {}, ""
        if method == "OPTIONS":
            extra["Public"] = "OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN, GET_PARAMETER"
        elif not self._server.authorised(method, headers):
            status, extra["WWW-Authenticate"] = "401 Unauthorized", self._server.challenge
        elif urlsplit(url).path.split("/")[1] != "live":
            status = "404 Not Found"
        elif method == "DESCRIBE":
            body = self._server.description()
            extra["Content-Type"] = "application/sdp"
            extra["Content-Base"] = url + "/"
        elif method == "SETUP":
            extra["Transport"] = "RTP/AVP/TCP;unicast;interleaved=0-1"
            extra["Session"] = "12345678;timeout=60"
        elif method == "PLAY":
            extra["Session"] = "12345678"
            extra["RTP-Info"] = f"url={url}/track1;seq=0;rtptime=0"
        elif method == "TEARDOWN":
            self._server.teardowns += 1
        elif method != "GET_PARAMETER":
            status = "501 Not Implemented"
        if body:
            extra["Content-Length"] = str(len(body))
        head = [f"RTSP/1.0 {status}", f"CSeq: {headers.get('cseq', '0')}"]
        head += [f"{key}: {value}" for key, value in extra.items()]
        self._writer.write(("\r\n".join(head) + "\r\n\r\n" + body).encode())
        if method == "PLAY" and status.startswith("200"):
            self._playing = asyncio.ensure_future(self._play())
        return method != "TEARDOWN"

    async def _play(self) -> None:
        sequence, ticks = 0, 0
        loop = asyncio.get_running_loop()
        due = loop.time()
        with contextlib.suppress(ConnectionError):
            while True:
                clip = self._server.clip
                for frame in clip.frames:
                    if self._server.clip is not clip:
                        break
                    await self._server.ready()
                    units = [
                        part for unit in frame for part in payloads(self._server.unit(unit)) if part
                    ]
                    for number, payload in enumerate(units):
                        marker = 0x80 if number == len(units) - 1 else 0
                        head = struct.pack(
                            ">BBHII", 0x80, marker | 96, sequence & 0xFFFF, ticks & 0xFFFFFFFF, 7
                        )
                        size = len(head) + len(payload)
                        self._writer.write(struct.pack(">cBH", b"$", 0, size) + head + payload)
                        sequence += 1
                    await self._writer.drain()
                    self._server.frames_sent += 1
                    ticks += CLOCK // clip.fps
                    due = max(due + self._server.slowness / clip.fps, loop.time() - 0.5)
                    await asyncio.sleep(max(0.0, due - loop.time()))
