"""A TCP proxy that cuts some answers off, after the server has made them."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class CuttingProxy:
    """Args:
    target: port of the server behind it.
    share: of the answers that are cut: at their first byte, or somewhere in what came.
    """

    def __init__(self, target: int, share: float, seed: int) -> None:
        self.port = 0
        self.cut = 0
        self.passed = 0
        self._target = target
        self._share = share
        self._chance = random.Random(seed)  # noqa: S311
        self._tasks: set[asyncio.Task[None]] = set()

    @contextmanager
    def listening(self) -> Iterator[CuttingProxy]:
        loop = asyncio.new_event_loop()
        server = loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        thread = threading.Thread(target=loop.run_forever)
        thread.start()
        try:
            yield self
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            server.close()
            for task in asyncio.all_tasks(loop):
                task.cancel()
            loop.run_until_complete(asyncio.sleep(0.01))
            loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            up_reader, up_writer = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.transport.abort()
            return
        with suppress(OSError):
            await asyncio.gather(
                self._forward(reader, up_writer), self._answer(up_reader, writer, up_writer)
            )
        writer.transport.abort()
        up_writer.transport.abort()

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.transport.abort()

    async def _answer(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        up_writer: asyncio.StreamWriter,
    ) -> None:
        while data := await reader.read(65536):
            # The server speaks once it has committed.
            if self._chance.random() < self._share:
                self.cut += 1
                writer.write(data[: self._chance.randrange(len(data))])
                await writer.drain()
                break
            self.passed += 1
            writer.write(data)
            await writer.drain()
        writer.transport.abort()
        up_writer.transport.abort()
