"""A deadline for everything that a sync client does on its sockets.

The HTTP library limits each read. A server that sends a byte now and then, of its headers say, is
within that limit for as long as it likes. Only the sockets see every read, so here they are asked
how much time is left.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable
from contextlib import suppress
from contextvars import ContextVar
from time import monotonic
from typing import TYPE_CHECKING, Final

from lune_client._timeout import Seconds

if TYPE_CHECKING:
    from ssl import SSLContext

    from httpcore import SOCKET_OPTION, NetworkBackend, NetworkStream

_PIECE: Final = 1024
"""Bytes that are sent before the time is asked again."""

_until: Final[ContextVar[float | None]] = ContextVar("lune_client.deadline", default=None)


class TooLateError(TimeoutError):
    """The deadline came while a connection was in use."""


class TooLateToConnectError(TooLateError):
    """The deadline came before there was a connection."""


def wait_until(moment: float | None) -> None:
    """Let no socket that keeps deadlines wait past a moment of the monotonic clock.

    It holds for this context, that of a thread or task, until it is called again, which every
    exchange does first.
    """
    _until.set(moment)


def keep_deadlines(client: object) -> None:
    """Make the sockets of an HTTP client, those to its proxies included, ask how much time is left.

    The library has a place for this, the network backend of its connection pools, but no public
    way to it. Should a release keep it elsewhere, reads are limited one by one as before.
    """
    for transport in (
        getattr(client, "_transport", None),
        *getattr(client, "_mounts", {}).values(),
    ):
        pool = getattr(transport, "_pool", None)
        if pool is not None and hasattr(pool, "_network_backend"):
            pool._network_backend = _Backend(pool._network_backend)  # noqa: SLF001  # see above


class _Backend:
    """Opens connections, and hands out sockets that know the deadline."""

    def __init__(self, backend: NetworkBackend) -> None:
        self._backend = backend

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: Seconds | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> _Socket:
        # A name with several addresses would be given the whole time for each of them.
        *others, last = _addresses(host, port)
        for address in others:
            left = time_left(timeout, TooLateToConnectError)
            with suppress(Exception):  # whatever is wrong with it, the next may answer
                return self._connect(address, port, left, local_address, socket_options)
        left = time_left(timeout, TooLateToConnectError)
        return self._connect(last, port, left, local_address, socket_options)

    def _connect(
        self,
        host: str,
        port: int,
        timeout: Seconds | None,
        local_address: str | None,
        socket_options: Iterable[SOCKET_OPTION] | None,
    ) -> _Socket:
        return _Socket(
            self._backend.connect_tcp(host, port, timeout, local_address, socket_options)
        )

    def sleep(self, seconds: Seconds) -> None:
        self._backend.sleep(seconds)


class _Socket:
    """A connection on which nothing waits past the deadline of the call that uses it."""

    def __init__(self, stream: NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: Seconds | None = None) -> bytes:
        return self._stream.read(max_bytes, time_left(timeout, TooLateError))

    def write(self, buffer: bytes, timeout: Seconds | None = None) -> None:
        # The stream sends on and on, with the whole time for each send: given little, it ends.
        for start in range(0, len(buffer), _PIECE):
            piece = buffer[start : start + _PIECE]
            self._stream.write(piece, time_left(timeout, TooLateError))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: Seconds | None = None,
    ) -> _Socket:
        left = time_left(timeout, TooLateToConnectError)
        return _Socket(self._stream.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def _addresses(host: str, port: int) -> list[str]:
    """Return the addresses of a host; the host itself where it has none, for the error of that."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        return [host]
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def time_left(timeout: Seconds | None, too_late: type[TooLateError]) -> Seconds | None:
    """Return what is left of a timeout.

    Raises:
        TooLateError: nothing is left.
    """
    moment = _until.get()
    if moment is None:
        return timeout
    left = moment - monotonic()
    if left <= 0:
        message = "the deadline came"
        raise too_late(message)
    return left if timeout is None else min(timeout, left)
