"""A web server on loopback that misbehaves as told."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(slots=True)
class FileServer:
    """Serves one body at any path."""

    body: bytes
    status: int = 200
    cuts: int = 0
    """How many answers, from the first on, end in the middle."""
    url: str = ""
    asked: list[str] = field(default_factory=list)


@contextmanager
def serve(files: FileServer) -> Iterator[FileServer]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            files.asked.append(self.path)
            cut = len(files.asked) <= files.cuts
            self.send_response(files.status)
            self.send_header("Content-Length", str(len(files.body)))
            self.end_headers()
            self.wfile.write(files.body[: len(files.body) // 2] if cut else files.body)

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    files.url = f"http://127.0.0.1:{server.server_address[1]}/assets/yolo26n.pt"
    try:
        yield files
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
