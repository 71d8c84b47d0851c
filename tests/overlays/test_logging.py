from __future__ import annotations

import logging
import re

import pytest

from lune_client import LuneError

from .calling import KEY, Calls
from .faulty_server import FaultyServer, answer


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "lune_client"]


def test_an_answered_call(calls: Calls, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "lune_client")
    data = answer("500 Oops", b"the body")
    with FaultyServer(data) as server, pytest.raises(LuneError):
        calls.create(server.url)
    (line,) = lines(caplog)
    assert re.fullmatch(
        r"POST /orders/by-mass answered 500 after \d+\.\d ms, request 8f2e-LHR", line
    )


def test_a_failed_call(calls: Calls, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "lune_client")
    with FaultyServer(b"") as server, pytest.raises(LuneError):
        calls.create(server.url)
    (line,) = lines(caplog)
    assert re.fullmatch(
        r"POST /orders/by-mass failed after \d+\.\d ms: RemoteProtocolError: .+", line
    )


def test_bodies_are_not_logged(calls: Calls, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with FaultyServer(answer("500 Oops", b"the body")) as server, pytest.raises(LuneError):
        calls.create(server.url)
    assert KEY not in caplog.text
    assert "the body" not in caplog.text


def test_silence_above_debug(calls: Calls, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "lune_client")
    with FaultyServer(answer("500 Oops")) as server, pytest.raises(LuneError):
        calls.create(server.url)
    assert lines(caplog) == []
