"""A guard over the whole run: a test that reaches beyond this machine fails."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Final

import pytest

_LOCAL_NAMES: Final = {"", "localhost"}
_reached: list[str] = []


class BeyondLoopbackError(RuntimeError):
    """A test tried to reach another machine."""


def _is_local(host: str) -> bool:
    if host in _LOCAL_NAMES:
        return True
    try:
        return ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _host(event: str, arguments: tuple[object, ...]) -> str | None:
    """Return the host that an audit event is about, None if it is about no network."""
    if event == "socket.getaddrinfo":
        name = arguments[0]
        return name.decode() if isinstance(name, bytes) else str(name or "")
    if event in {"socket.connect", "socket.sendto"}:
        opened, address = arguments[:2]
        if isinstance(opened, socket.socket) and opened.family in {
            socket.AF_INET,
            socket.AF_INET6,
        }:
            return str(address[0]) if isinstance(address, tuple) else str(address)
    return None


def _guard(event: str, arguments: tuple[object, ...]) -> None:
    host = _host(event, arguments) if event.startswith("socket.") else None
    if host is not None and not _is_local(host):
        _reached.append(f"{event} {host}")
        message = f"a test tried to reach {host} ({event}); tests stay on loopback"
        raise BeyondLoopbackError(message)


sys.addaudithook(_guard)


@pytest.fixture(autouse=True)
def stay_on_loopback() -> Iterator[list[str]]:
    """Fail the test even if the code under test swallowed the guard's exception."""
    _reached.clear()
    yield _reached
    if _reached:
        pytest.fail(f"reached beyond loopback: {', '.join(_reached)}")


@pytest.fixture
def anyio_backend() -> str:
    """Async tests run on asyncio."""
    return "asyncio"
