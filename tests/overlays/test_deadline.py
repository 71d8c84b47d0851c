"""A deadline on every operation of a socket, by a clock that the test moves."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterable
from unittest.mock import Mock

import httpcore
import httpx
import pytest

from lune_client import _deadline
from lune_client._deadline import (
    TooLateError,
    TooLateToConnectError,
    keep_deadlines,
    wait_until,
)


class Network(httpcore.NetworkBackend, httpcore.NetworkStream):
    """Every address is silent until the timeout; every write takes a while."""

    def __init__(self, pace: float = 0.0) -> None:
        self.now = 0.0
        self.pace = pace
        self.asked: list[tuple[str, float | None]] = []
        self.written: list[int] = []

    def connect_tcp(
        self,
        host: str,
        port: int,  # noqa: ARG002  # of the base class
        timeout: float | None = None,
        local_address: str | None = None,  # noqa: ARG002  # of the base class
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002  # the same
    ) -> httpcore.NetworkStream:
        self.asked.append((host, timeout))
        if self.pace:
            return self
        self.now += timeout or 0.0
        raise httpcore.ConnectTimeout

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002  # the same
        self.now += self.pace
        self.written.append(len(buffer))

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002  # the same
        self.now += self.pace
        return b"x"


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    network = Network()
    monkeypatch.setattr(_deadline, "monotonic", lambda: network.now)
    return network


def backend_of(network: Network) -> httpcore.NetworkBackend:
    """Return what keeps deadlines over a network, as a client gets it."""
    client = Mock(_transport=Mock(_pool=Mock(_network_backend=network)), _mounts={})
    keep_deadlines(client)
    backend: httpcore.NetworkBackend = client._transport._pool._network_backend
    return backend


def resolve_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443)) for each in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_given, **_named: found)


def test_all_addresses_of_a_name_share_the_time(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve_to(monkeypatch, "192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4")
    wait_until(5.0)
    with pytest.raises(TooLateToConnectError):
        backend_of(network).connect_tcp("api.example", 443, timeout=2.0)
    assert network.asked == [("192.0.2.1", 2.0), ("192.0.2.2", 2.0), ("192.0.2.3", 1.0)]


def test_the_last_address_says_what_is_wrong(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve_to(monkeypatch, "192.0.2.1", "192.0.2.2")
    wait_until(None)
    with pytest.raises(httpcore.ConnectTimeout):
        backend_of(network).connect_tcp("api.example", 443, timeout=2.0)
    assert [host for host, _ in network.asked] == ["192.0.2.1", "192.0.2.2"]


def test_a_name_that_is_not_known_is_left_to_the_library(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", Mock(side_effect=socket.gaierror))
    with pytest.raises(httpcore.ConnectTimeout):
        backend_of(network).connect_tcp("nowhere.invalid", 443, timeout=2.0)
    assert network.asked == [("nowhere.invalid", 2.0)]


@pytest.mark.parametrize("operation", ["write", "read"])
def test_a_slow_peer_is_not_waited_for_piece_by_piece(network: Network, operation: str) -> None:
    network.pace = 0.4
    stream = backend_of(network).connect_tcp("127.0.0.1", 443)

    def work() -> None:
        if operation == "write":
            stream.write(bytes(100_000), timeout=30)
        while operation == "read":
            stream.read(1, timeout=30)

    wait_until(1.0)
    with pytest.raises(TooLateError) as caught:
        work()
    assert not isinstance(caught.value, TooLateToConnectError)
    assert network.now == pytest.approx(1.2)
    assert all(size <= 1024 for size in network.written)


def test_everything_is_written(network: Network) -> None:
    network.pace = 1e-9
    stream = backend_of(network).connect_tcp("127.0.0.1", 443)
    wait_until(None)
    stream.write(bytes(100_000))
    assert sum(network.written) == 100_000


def test_httpx_has_the_place_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections through proxies of the environment keep deadlines as well."""
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:3128")
    with httpx.Client(verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)) as client:
        keep_deadlines(client)
        transports = [client._transport, *filter(None, client._mounts.values())]
        assert len(transports) > 1
        kinds = {type(each._pool._network_backend).__module__ for each in transports}  # type: ignore[attr-defined]  # as keep_deadlines() finds it
    assert kinds == {"lune_client._deadline"}
