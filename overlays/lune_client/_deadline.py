"""A deadline for everything that a sync client does on its sockets.

The HTTP library limits each read. A server that sends a byte now and then, of its headers say, is
within that limit for as long as it likes. Only the sockets see every read, so here they are asked
how much time is left.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from ssl import SSLContext
from time import monotonic
from typing import Final, Protocol, TypeAlias

from attrs import frozen

from lune_client._timeout import Seconds

_until: Final[ContextVar[float | None]] = ContextVar("lune_client.deadline", default=None)

_Option: TypeAlias = tuple[int, int, int | bytes]


class TooLateError(TimeoutError):
    """The deadline came while a connection was in use."""


class TooLateToConnectError(TooLateError):
    """The deadline came before there was a connection."""


def wait_until(moment: float | None) -> None:
    """Let no socket that keeps deadlines wait past a moment of the monotonic clock.

    It holds for this thread until it is called again, which every exchange does first.
    """
    _until.set(moment)


def keep_deadlines(transports: Iterable[object]) -> None:
    """Make the sockets of an HTTP client's transports ask how much time is left.

    The library has a place for this, the network backend of its connection pool, but no public
    way to it. Should a release keep it elsewhere, reads are limited one by one as before.
    """
    for transport in transports:
        pool = getattr(transport, "_pool", None)
        if pool is not None and hasattr(pool, "_network_backend"):
            pool._network_backend = _Backend(pool._network_backend)  # noqa: SLF001  # see above


class _Stream(Protocol):
    def read(self, max_bytes: int, timeout: Seconds | None = None) -> bytes: ...
    def write(self, buffer: bytes, timeout: Seconds | None = None) -> None: ...
    def close(self) -> None: ...
    def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: Seconds | None = None,
    ) -> _Stream: ...
    def get_extra_info(self, info: str) -> object: ...


class _Connects(Protocol):
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: Seconds | None = None,
        local_address: str | None = None,
        socket_options: Iterable[_Option] | None = None,
    ) -> _Stream: ...
    def sleep(self, seconds: Seconds) -> None: ...


@frozen
class _Backend:
    """Opens connections, and hands out sockets that know the deadline."""

    _backend: _Connects

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: Seconds | None = None,
        local_address: str | None = None,
        socket_options: Iterable[_Option] | None = None,
    ) -> _Stream:
        left = _left(timeout, TooLateToConnectError)
        return _Socket(self._backend.connect_tcp(host, port, left, local_address, socket_options))

    def sleep(self, seconds: Seconds) -> None:
        self._backend.sleep(seconds)


@frozen
class _Socket:
    """A connection on which nothing waits past the deadline of the call that uses it."""

    _stream: _Stream

    def read(self, max_bytes: int, timeout: Seconds | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(timeout, TooLateError))

    def write(self, buffer: bytes, timeout: Seconds | None = None) -> None:
        self._stream.write(buffer, _left(timeout, TooLateError))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: Seconds | None = None,
    ) -> _Stream:
        left = _left(timeout, TooLateToConnectError)
        return _Socket(self._stream.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def _left(timeout: Seconds | None, too_late: type[TooLateError]) -> Seconds | None:
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
