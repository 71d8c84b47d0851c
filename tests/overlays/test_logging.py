from __future__ import annotations

import logging
import re

import pytest

from lune_client import LuneError

from .calling import Calls
from .faulty_server import FaultyServer, answer


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "lune_client"]


def test_an_answered_call(calls: Calls, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "lune_client")
    data = answer("500 Oops", b"the body")
    with FaultyServer(data) as server, pytest.raises(LuneError):
        calls.create(server.url)
    created, looked_up = lines(caplog)
    assert re.fullmatch(
        r"POST /orders/by-mass attempt 1: 500 after \d+\.\d ms, waited 0\.0 ms, "
        r"request 8f2e-LHR",
        created,
    )
    assert looked_up.startswith("GET /orders/by-idempotency-key/invoice%20A-17 attempt 2: 500 ")


def test_a_failed_call(calls: Calls, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "lune_client")
    with FaultyServer(b"") as server, pytest.raises(LuneError):
        calls.get(server.url)
    (line,) = lines(caplog)
    assert re.fullmatch(
        r"GET /orders/an-order attempt 1: RemoteProtocolError: .+ after \d+\.\d ms, .+", line
    )


def test_bodies_are_not_logged(calls: Calls, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with FaultyServer(answer("500 Oops", b"the body")) as server, pytest.raises(LuneError):
        calls.create(server.url)
    assert "the body" not in caplog.text
    assert "amount" not in caplog.text


def test_silence_above_debug(calls: Calls, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "lune_client")
    with FaultyServer(answer("500 Oops")) as server, pytest.raises(LuneError):
        calls.create(server.url)
    assert lines(caplog) == []
