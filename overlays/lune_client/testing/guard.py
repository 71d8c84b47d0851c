"""A guard over tests: nothing in this process reaches beyond this machine.

It watches the sockets of Python; programs that a test starts are not seen.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from ipaddress import IPv6Address, ip_address
from typing import Final, cast

import pytest

__all__ = ["BeyondLoopbackError", "LoopbackOnly", "loopback_only"]

_LOCAL_NAMES: Final = {"", "localhost"}
_LOOK_UPS: Final = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
_CONNECTIONS: Final = {"socket.connect", "socket.sendto", "socket.sendmsg"}
_FAMILIES: Final = {socket.AF_INET, socket.AF_INET6}

_watches: Final[list[list[str]]] = []
"""What was reached in each guard that is on; the innermost one notes it."""


class BeyondLoopbackError(RuntimeError):
    """A test tried to reach another machine."""


@contextmanager
def loopback_only() -> Generator[list[str]]:
    """Refuse connections and look-ups of names beyond this machine, and yield those refused.

    Raises:
        BeyondLoopbackError: at what is refused, and again at the end, since the code under test
            may have swallowed it; not if the list was cleared.
    """
    _install()
    reached: list[str] = []
    _watches.append(reached)
    try:
        yield reached
    finally:
        _watches.pop()
    if reached:
        message = f"reached beyond loopback: {', '.join(reached)}"
        raise BeyondLoopbackError(message)


class LoopbackOnly:
    """A pytest plugin that keeps a whole run on this machine: fixtures of any scope and tests."""

    @pytest.fixture(autouse=True, scope="session")
    def _loopback_only(self) -> Iterator[None]:
        with loopback_only():
            yield

    @pytest.fixture(autouse=True)
    def stay_on_loopback(self) -> Iterator[list[str]]:
        """Fail a test that tries to reach another machine; gives what it tried."""
        with loopback_only() as reached:
            yield reached


@cache
def _install() -> None:
    # An audit hook stays for good: it is added once, and idle while no guard is on.
    sys.addaudithook(_audit)


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    if not _watches or not event.startswith("socket."):
        return
    host = _host(event, arguments)
    if host is not None and not _is_local(host):
        for watch in _watches[-1:]:
            watch.append(f"{host} ({event})")
        message = f"a test tried to reach {host} ({event}); tests stay on loopback"
        raise BeyondLoopbackError(message)


def _host(event: str, arguments: tuple[object, ...]) -> str | None:
    """Return the host that an audit event is about, None if it is about no network."""
    if event in _LOOK_UPS:
        name = arguments[0]
        return name.decode() if isinstance(name, bytes) else str(name or "")
    if event in _CONNECTIONS:
        opened, address = arguments[:2]
        # Other sockets than these have no hosts, and one that is connected sends to no address.
        if isinstance(opened, socket.socket) and isinstance(address, tuple):
            host = cast("Sequence[object]", address)[0]
            return str(host) if opened.family in _FAMILIES else None
    return None


def _is_local(host: str) -> bool:
    if host in _LOCAL_NAMES:
        return True
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    # The unspecified address is that of a server on all interfaces, and means this machine.
    return address.is_loopback or address.is_unspecified
