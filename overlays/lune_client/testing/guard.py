"""A guard over tests: nothing in this process reaches beyond this machine.

It watches the sockets of Python; programs that a test starts are not seen. As a plugin of pytest,
this module guards a whole run: fixtures of any scope and tests.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from ipaddress import IPv6Address, ip_address
from threading import current_thread, main_thread
from typing import Final, cast

import pytest

__all__ = ["BeyondLoopbackError", "loopback_only", "run_on_loopback", "stay_on_loopback"]

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

    What another thread tries is refused as well, and noted in the guard that is on at that time.

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
        # By identity: guards may overlap and end in any order, and equal lists are no sign.
        _watches[:] = [watch for watch in _watches if watch is not reached]
    if reached:
        message = f"reached beyond loopback: {', '.join(reached)}"
        raise BeyondLoopbackError(message)


@pytest.fixture(autouse=True, scope="session")
def run_on_loopback() -> Iterator[None]:
    """Fail the last test if a fixture of several tests tried to reach another machine."""
    with loopback_only():
        yield


@pytest.fixture(autouse=True)
def stay_on_loopback() -> Iterator[list[str]]:
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
        attempt = f"{host} ({event}{_in_thread()})"
        for watch in _watches[-1:]:
            watch.append(attempt)
        message = f"a test tried to reach {attempt}; tests stay on loopback"
        raise BeyondLoopbackError(message)


def _in_thread() -> str:
    """Return who tried, unless it is the test itself: a thread may outlive the test it is of."""
    thread = current_thread()
    return "" if thread is main_thread() else f" in thread {thread.name!r}"


def _host(event: str, arguments: tuple[object, ...]) -> str | None:
    """Return the host that an audit event is about, None if it is about no network."""
    if event in _LOOK_UPS:
        name = arguments[0]
        return name.decode() if isinstance(name, bytes) else str(name or "")
    if event == "socket.getnameinfo":
        return str(cast("Sequence[object]", arguments[0])[0])
    if event in _CONNECTIONS:
        opened, address = arguments[:2]
        # Other sockets than these have no hosts, and one that is connected sends to no address.
        # SocketType is the class beneath socket.socket, which can be used without it.
        if isinstance(opened, socket.SocketType) and isinstance(address, tuple):
            host = cast("Sequence[object]", address)[0]
            return str(host) if opened.family in _FAMILIES else None
    return None


def _is_local(host: str) -> bool:
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        name = host.lower().removesuffix(".")
        return name in {"", "localhost"} or name.endswith(".localhost") or _is_own(name)
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    # The unspecified address is that of a server on all interfaces, and means this machine.
    return address.is_loopback or address.is_unspecified


def _is_own(name: str) -> bool:
    """Whether a name is this machine's; servers and mail clients look it up as they start."""
    own = socket.gethostname().lower()
    # Only what can be the full name is compared with it: to find it out may take a look-up.
    return name == own or (name.startswith(f"{own}.") and name == socket.getfqdn().lower())
