"""A sandbox on a real socket, and a client that sees every byte."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from types import TracebackType
from typing import Any, Self

import uvicorn

from lune_mock import Sandbox, create_app
from lune_mock.protocol import HttpProtocol

# What follows would otherwise wait for ever on a server that hangs.
PATIENCE = 20


class Server:
    """Serves `sandbox` from a thread while its block runs."""

    def __init__(
        self, sandbox: Sandbox, *, http: type[asyncio.Protocol] | str = HttpProtocol
    ) -> None:
        self.sandbox = sandbox
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._server = uvicorn.Server(
            uvicorn.Config(
                create_app(sandbox),
                http=http,
                lifespan="off",
                log_config=None,
                timeout_graceful_shutdown=0,
            )
        )
        self._thread = threading.Thread(target=self._server.run, args=([self._listener],))

    @property
    def port(self) -> int:
        port: int = self._listener.getsockname()[1]
        return port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def has_work(self) -> bool:
        """Whether a request is not answered yet."""
        return bool(self._server.server_state.tasks)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End in order, as at a signal; fail if that takes for ever."""
        self._server.should_exit = True
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()


class Client:
    """One connection to a server."""

    def __init__(self, server: Server) -> None:
        self._key = server.sandbox.api_key
        self.socket = socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.socket.close()

    def ask(self, method: str, path: str, body: Any = None) -> None:
        """Send a request."""
        content = b"" if body is None else json.dumps(body).encode()
        lines = [
            f"{method} /v1{path} HTTP/1.1",
            "Host: 127.0.0.1",
            f"Authorization: Bearer {self._key}",
            "Content-Type: application/json",
            f"Content-Length: {len(content)}",
        ]
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode() + content)

    def answer(self) -> tuple[int, dict[str, str], bytes]:
        """Return the next answer of a connection that goes on."""
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._some()
        status, headers, body = parts(data)
        while len(body) < int(headers["content-length"]):
            body += self._some()
        return status, headers, body

    def rest(self) -> bytes:
        """Return all that comes until the server closes the connection."""
        data = b""
        while some := self.socket.recv(65536):
            data += some
        return data

    def _some(self) -> bytes:
        some = self.socket.recv(65536)
        assert some, "the server closed the connection"
        return some


def parts(data: bytes) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers by names in lower case, and what is there of the body."""
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(": ") for line in lines)
    return int(first.split(" ")[1]), {name.lower(): value for name, _, value in pairs}, body
