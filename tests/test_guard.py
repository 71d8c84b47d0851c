from __future__ import annotations

import contextlib
import socket

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


def test_a_swallowed_refusal_is_still_noted(stay_on_loopback: list[str]) -> None:
    with contextlib.suppress(RuntimeError, LuneError), Lune(api_key="key") as lune:
        lune.orders.get("an id")
    assert stay_on_loopback
    stay_on_loopback.clear()


def test_loopback_is_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=1).close()
