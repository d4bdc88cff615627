"""A server over a real socket that answers as a test says."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, dict[str, str], Any]


def taken(batches: list[Any]) -> Answer:
    """Every batch is stored."""
    return 200, {}, {"answers": [verdict(200) for _ in batches]}


def verdict(code: int, fault: str = "invalid", status: str = "stored") -> dict[str, Any]:
    if code == 200:
        return {"code": 200, "acknowledgement": {"status": status}, "error": None}
    error = {"code": fault, "message": "No.", "hint": None}
    return {"code": code, "acknowledgement": None, "error": error}


def refusal(fault: str) -> dict[str, Any]:
    return {"error": {"code": fault, "message": "No.", "hint": None}}


@dataclass
class ScriptedServer:
    """``answer``: from the batches of a request to status, headers and body; None hangs up."""

    answer: Callable[[list[Any]], Answer | None] = taken
    bodies: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    port: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"

    @property
    def seqs(self) -> list[list[int]]:
        """Numbers of the batches of each request."""
        return [[batch["seq"] for batch in body["batches"]] for body in self.bodies]

    @contextmanager
    def listening(self) -> Iterator[ScriptedServer]:
        scripted = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                text = gzip.decompress(raw)
                body = json.loads(text)
                scripted.headers.append({"path": self.path, **self.headers})
                scripted.sizes.append(len(text))
                scripted.bodies.append(body)
                answer = scripted.answer(body["batches"])
                if answer is None:
                    self.close_connection = True
                    return
                status, headers, content = answer
                data = content if isinstance(content, bytes) else json.dumps(content).encode()
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
