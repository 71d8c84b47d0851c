from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable

import pytest

from lune_client import Lune
from lune_client.errors import LuneError


@pytest.mark.parametrize("host", ["192.0.2.1", "api.lune.co", "2001:db8::1"])
def test_a_connection_beyond_loopback_is_refused_and_noted(
    host: str, stay_on_loopback: list[str]
) -> None:
    with pytest.raises(RuntimeError, match="tests stay on loopback"):
        socket.create_connection((host, 443), timeout=1)
    assert stay_on_loopback
    stay_on_loopback.clear()


@pytest.mark.parametrize(
    "look_up",
    [
        lambda: socket.gethostbyname("api.lune.co"),
        lambda: socket.gethostbyaddr("192.0.2.1"),
        lambda: socket.getaddrinfo(b"api.lune.co", 443),
    ],
)
def test_a_look_up_is_refused(look_up: Callable[[], object], stay_on_loopback: list[str]) -> None:
    with pytest.raises(RuntimeError, match="tests stay on loopback"):
        look_up()
    assert stay_on_loopback
    stay_on_loopback.clear()


def test_a_datagram_is_refused(stay_on_loopback: list[str]) -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as sender:
        with pytest.raises(RuntimeError, match="tests stay on loopback"):
            sender.sendto(b"", ("192.0.2.1", 9))
        with pytest.raises(RuntimeError, match="tests stay on loopback"):
            sender.sendmsg([b""], [], 0, ("192.0.2.1", 9))
    assert len(stay_on_loopback) == 2
    stay_on_loopback.clear()


def test_a_swallowed_refusal_is_still_noted(stay_on_loopback: list[str]) -> None:
    with contextlib.suppress(RuntimeError, LuneError), Lune(api_key="key") as lune:
        lune.orders.get("an id")
    assert stay_on_loopback
    stay_on_loopback.clear()


@pytest.mark.parametrize("host", ["localhost", "127.8.9.1", "::1", "::ffff:127.0.0.1", "::"])
def test_the_names_of_this_machine_are_free(host: str) -> None:
    assert socket.getaddrinfo(host, 80)


def test_loopback_is_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=1).close()
