"""HTTP connections that the application can reach, to end them as no server would."""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import TYPE_CHECKING, cast

from uvicorn.protocols.http.auto import AutoHTTPProtocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

__all__ = ["Connection", "HttpProtocol", "connection_of"]

_CONNECTION = "lune_mock.connection"
# Lingering for no time makes close() send RST in place of FIN.
_NO_LINGER = struct.pack("ii", 1, 0)


class Connection:
    """A connection that a client made.

    Attributes:
        transport: what writes to it, past the server.
        gone: set once it is closed; uvicorn tells only the latest request of a connection.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self.transport = transport
        self.gone = asyncio.Event()

    def reset(self) -> None:
        """Close it so that the client sees a reset."""
        opened: socket.socket = self.transport.get_extra_info("socket")
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        self.transport.abort()


class _Gathering:
    """A transport that sends at once what is written in one turn of the loop.

    Uvicorn writes the head of an answer and its body apart, and to send twice takes longer than
    all else that it does.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._written: list[bytes] = []

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - all else is the transport's own
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        if not self._written:
            asyncio.get_running_loop().call_soon(self._send)
        self._written.append(data)

    def close(self) -> None:
        self._send()
        self._transport.close()

    def _send(self) -> None:
        written = b"".join(self._written)
        self._written.clear()
        if written:
            self._transport.write(written)


class _Reachable(asyncio.Protocol):
    """Puts the connection where uvicorn copies the state of each request from."""

    app_state: dict[str, Any]
    _connection: Connection

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # Of TCP, so it is one.
        self._connection = Connection(cast("asyncio.Transport", transport))
        super().connection_made(cast("asyncio.Transport", _Gathering(self._connection.transport)))
        self.app_state = {**self.app_state, _CONNECTION: self._connection}

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._connection.gone.set()


HttpProtocol: type[asyncio.Protocol] = type("HttpProtocol", (_Reachable, AutoHTTPProtocol), {})
"""What uvicorn has to be given as `http` for faults of the connection."""


def connection_of(scope: Mapping[str, Any]) -> Connection | None:
    """Return the connection that a request came by; None from a server with another protocol."""
    connection: Connection | None = scope.get("state", {}).get(_CONNECTION)
    return connection
