"""HTTP connections that the application can reach, to end them as no server would."""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import TYPE_CHECKING

from uvicorn.protocols.http.auto import AutoHTTPProtocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

__all__ = ["HttpProtocol", "connection_of", "reset"]

_CONNECTION = "lune_mock.connection"
# Lingering for no time makes close() send RST in place of FIN.
_NO_LINGER = struct.pack("ii", 1, 0)


class _Reachable(asyncio.Protocol):
    """Puts the connection where uvicorn copies the state of each request from."""

    app_state: dict[str, Any]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.app_state = {**self.app_state, _CONNECTION: transport}


HttpProtocol: type[asyncio.Protocol] = type("HttpProtocol", (_Reachable, AutoHTTPProtocol), {})
"""What uvicorn has to be given as `http` for faults of the connection."""


def connection_of(scope: Mapping[str, Any]) -> asyncio.Transport | None:
    """Return the connection that a request came by; None from a server with another protocol."""
    connection: asyncio.Transport | None = scope.get("state", {}).get(_CONNECTION)
    return connection


def reset(connection: asyncio.Transport) -> None:
    """Close a connection so that its peer sees a reset."""
    opened: socket.socket = connection.get_extra_info("socket")
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
    connection.abort()
