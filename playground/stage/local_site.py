"""A small web site of the playground's own, for fetches: real sockets on loopback, served by threads of this process.

The intake will not do: it may be Datadog's.
"""

from __future__ import annotations

import json
import socket
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LOOPBACK = "127.0.0.1"
PRODUCTS = json.dumps([{"id": number, "name": f"Product {number}"} for number in range(1, 21)]).encode()
#: bytes that are promised for /cut, and bytes that come
PROMISED, KEPT = 1000, 10


class LocalSite:
    """Serves from its start until `stop`."""

    def __init__(self) -> None:
        self._server = _Server((LOOPBACK, 0), _Handler)
        # Bound, but nobody listens: a port where connections are refused, and that no other program takes meanwhile.
        self._deaf = socket.socket()
        self._deaf.bind((LOOPBACK, 0))
        self.url = f"http://{LOOPBACK}:{self._server.server_port}"
        self.refusing_url = f"http://{LOOPBACK}:{self._deaf.getsockname()[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="local-site", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Serve no more; can be called again."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._deaf.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # a connection that a client keeps open shall not keep us


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path == "/products":
            self._answer(HTTPStatus.OK, PRODUCTS)
        elif self.path == "/broken":
            self._answer(HTTPStatus.INTERNAL_SERVER_ERROR, b'{"error":"on purpose"}')
        elif self.path == "/cut":
            self._answer(HTTPStatus.OK, bytes(KEPT), PROMISED)
            self.close_connection = True
        else:
            self._answer(HTTPStatus.NOT_FOUND, b'{"error":"there is no such page"}')

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._answer(HTTPStatus.CREATED, b'{"order":1}')

    def log_message(self, *_: object) -> None:
        """Log nothing: the base class would write to standard error."""

    def _answer(self, status: HTTPStatus, body: bytes, promised: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body) if promised is None else promised))
        self.end_headers()
        self.wfile.write(body)
