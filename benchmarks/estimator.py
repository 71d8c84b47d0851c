"""A server that estimates nothing: every row gets the same estimate, some time after it came.

    python -m benchmarks.estimator SECONDS PORT

To a GET it answers the moments at which everything else came. Connections stay open.
"""

from __future__ import annotations

import json
import re
import socket
import sys
from collections.abc import Callable
from http import HTTPStatus
from threading import Thread
from time import monotonic, sleep

from lune_document import JSON
from lune_mock import Sandbox

ASKED: dict[str, JSON] = {
    "/estimates/transactions": {
        "value": {"value": "8.99", "currency": "USD"},
        "merchant": {"category_code": "5818", "country_code": "USA"},
    },
    "/estimates/shipping": {
        "shipment": {"mass": {"amount": "12", "unit": "kg"}},
        "route": {"amount": "120", "unit": "km"},
        "method": "diesel_truck",
    },
}
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


def main() -> None:
    """Serve until stopped."""
    seconds, port = float(sys.argv[1]), int(sys.argv[2])
    estimates = {path: _estimate(path) for path in ASKED}
    arrivals: list[float] = []

    def answer(head: bytes, body: bytes) -> bytes:
        method, path, _ = head.decode("latin-1").split(" ", 2)
        if method == "GET":
            return json.dumps(arrivals).encode()
        arrivals.append(monotonic())
        if seconds:
            sleep(seconds)
        asked: JSON = json.loads(body)
        if isinstance(asked, list):
            estimate = estimates[path.removesuffix("/batch")]
            return json.dumps([_echoed(estimate, each) for each in asked]).encode()
        return json.dumps(_echoed(estimates[path], asked)).encode()

    with socket.create_server(("127.0.0.1", port), backlog=128) as listener:
        while True:
            connection, _ = listener.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            Thread(target=_serve, args=(connection, answer), daemon=True).start()


def _estimate(path: str) -> dict[str, JSON]:
    """Return an estimate as the sandbox makes it."""
    sandbox = Sandbox()
    headers = {"Authorization": f"Bearer {sandbox.api_key}", "Content-Type": "application/json"}
    body = json.dumps(ASKED[path]).encode()
    answer = sandbox.handle("POST", f"{sandbox.base_path}{path}", headers, body)
    if answer.status != HTTPStatus.OK:
        message = f"the sandbox answers {answer}"
        raise RuntimeError(message)
    estimate: dict[str, JSON] = json.loads(answer.body)
    return estimate


def _echoed(estimate: dict[str, JSON], asked: JSON) -> JSON:
    """Return the estimate as if it were of what was asked."""
    key = asked.get("idempotency_key") if isinstance(asked, dict) else None
    return {**estimate, "request": asked, "idempotency_key": key}


def _serve(connection: socket.socket, answer: Callable[[bytes, bytes], bytes]) -> None:
    received = b""
    with connection:
        while data := connection.recv(262_144):
            received += data
            head, end, body = received.partition(b"\r\n\r\n")
            length = _LENGTH.search(head)
            if end and len(body) >= (int(length[1]) if length else 0):
                content = answer(head, body)
                connection.sendall(
                    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                    b"Content-Length: %d\r\n\r\n" % len(content) + content
                )
                received = b""


if __name__ == "__main__":
    main()
