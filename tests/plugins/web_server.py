"""A web server on loopback that an app under test talks to; in a thread, and not the SDK's intake."""

from __future__ import annotations

import gzip
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BODY = b"hello " * 1000


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path = self.path.partition("?")[0]
        if self.command == "CONNECT":
            self.send_error(403)
            return
        if path == "/reset":
            self.close_connection = True
            return
        if path == "/stuck":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1")
            self.rfile.read(1)  # until the client goes
            return
        if path == "/redirect":
            self.send_response(302)
            self.send_header("Location", "/plain")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        status = int(path.removeprefix("/status/")) if path.startswith("/status/") else 200
        body = gzip.compress(BODY) if path == "/packed" else BODY
        self.send_response(status)
        if path == "/packed":
            self.send_header("Content-Encoding", "gzip")
        if path == "/chunked":
            self.send_header("Transfer-Encoding", "chunked")
            body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
        else:
            self.send_header("Content-Length", str(0 if status == 204 else len(body) + (path == "/cut")))
            self.close_connection = path == "/cut"
        self.end_headers()
        if self.command != "HEAD" and status != 204:
            self.wfile.write(body)

    def __getattr__(self, name: str) -> Callable[[], None]:
        """The base class looks for a method for each of HTTP's."""
        if name.startswith("do_"):
            return self._answer
        raise AttributeError(name)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def web_server() -> Iterator[str]:
    """The address of a server: /plain, /packed, /chunked, /redirect, /reset, /stuck, /cut, /status/N."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()
