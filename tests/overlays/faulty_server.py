"""A loopback server that answers with the bytes it is given, so that faults are real ones."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from enum import Enum
from types import TracebackType
from typing import Self


class Then(Enum):
    """What the server does with the connection after its answer."""

    CLOSE = "close"
    HOLD = "hold"
    RESET = "reset"


def answer(
    status: str, body: bytes = b"", content_type: str = "application/json", *headers: str
) -> bytes:
    """Return a whole HTTP answer, such as answer("404 Not Found")."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "CF-Ray: 8f2e-LHR"]
    lines += ["Connection: close", *headers]
    if content_type:
        lines.append(f"Content-Type: {content_type}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


class FaultyServer:
    """Reads each request whole, notes it, sends `data`, and then does as `then` says.

    `before_reading` does it without reading anything first.
    """

    def __init__(
        self, data: bytes, then: Then = Then.CLOSE, *, before_reading: bool = False
    ) -> None:
        self.requests: list[bytes] = []
        self._data = data
        self._then = then
        self._before_reading = before_reading
        self._stopped = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._accept, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stopped.set()
        with contextlib.suppress(OSError):  # wakes accept()
            socket.create_connection(self._listener.getsockname(), timeout=1).close()
        self._thread.join(timeout=5)
        self._listener.close()

    def _accept(self) -> None:
        while not self._stopped.is_set():
            connection, _ = self._listener.accept()
            if self._stopped.is_set():
                connection.close()
                return
            with connection, contextlib.suppress(OSError):
                self._serve(connection)

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(5)
        if not self._before_reading:
            self.requests.append(_read(connection))
        connection.sendall(self._data)
        if self._then is Then.HOLD:
            self._stopped.wait(5)
        elif self._then is Then.RESET:
            # Lingering for no time makes close() send RST in place of FIN.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _read(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            while len(body) < int(value):
                body += connection.recv(65536)
    return head + b"\r\n\r\n" + body
