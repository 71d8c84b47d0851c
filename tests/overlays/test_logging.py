from __future__ import annotations

import json
import logging
import re
from asyncio import CancelledError
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import NoReturn

import httpx
import pytest

from lune_api import API_VERSION
from lune_client import AsyncLune, ConfigurationError, Lune, LuneError, Mass, NotFoundError

from .calling import ONCE, ORDER_ID, SECRET, Calls, Handler, Mode, carry_out, client_of, replying
from .faulty_server import FaultyServer, answer

BODIES = "lune_client.bodies"


def lines(caplog: pytest.LogCaptureFixture, logger: str = "lune_client") -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == logger]


def look(lune: Lune | AsyncLune) -> object:
    return lune.orders.get(ORDER_ID)


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [each.getMessage() for each in caplog.records if each.levelno >= logging.WARNING]


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


def test_a_line_as_each_attempt_ends(mode: Mode, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "lune_client")
    before: list[int] = []

    def handler(_request: httpx.Request) -> httpx.Response:
        before.append(len(lines(caplog)))
        return httpx.Response(503, headers={"Retry-After": "0"})

    with pytest.raises(LuneError):
        carry_out(mode, handler, look, max_retries=2)
    assert before == [0, 1, 2]
    assert [line.split(": ")[0][-9:] for line in lines(caplog)] == [
        "attempt 1",
        "attempt 2",
        "attempt 3",
    ]


def test_a_key_in_a_path_is_hidden(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "lune_client")
    with client_of(replying(404)) as lune, pytest.raises(NotFoundError):
        lune.orders.get(SECRET)
    assert lines(caplog)[0].startswith("GET /orders/*** attempt 1: 404 ")


def test_a_handler_that_fails_costs_no_result(
    mode: Mode, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "lune_client")

    def fail(_record: logging.LogRecord) -> bool:
        raise OSError("full")

    monkeypatch.setattr(logging.getLogger("lune_client"), "filters", [fail])
    with pytest.raises(NotFoundError):
        carry_out(mode, replying(404), look, **ONCE)


def failing_below(level: int) -> Callable[[logging.LogRecord], bool]:
    def check(record: logging.LogRecord) -> bool:
        if record.levelno < level:
            raise OSError("full")
        return True

    return check


def test_what_fails_is_told_once_for_each_kind(
    mode: Mode, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "lune_client")
    monkeypatch.setattr(logging.getLogger("lune_client"), "filters", [failing_below(30)])
    with pytest.raises(LuneError):
        carry_out(mode, replying(503, Retry_After="0"), look, max_retries=3)
    (line,) = warnings(caplog)
    assert "OSError" in line


def test_what_fails_takes_nothing_else_with_it(
    mode: Mode, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "lune_client")
    monkeypatch.setattr(logging.getLogger("lune_client"), "filters", [failing_below(30)])
    handler = replying(404, b"nothing", Lune_Version="2031-01-01")
    with pytest.raises(NotFoundError):
        carry_out(mode, handler, look, log_bodies=True)
    assert [line[-7:] for line in lines(caplog, BODIES)] == ["nothing"]
    assert "2031-01-01" in warnings(caplog)[-1]


def test_an_interrupted_attempt(mode: Mode, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "lune_client")

    def interrupt(_request: httpx.Request) -> NoReturn:
        raise CancelledError

    def create(lune: Lune | AsyncLune) -> object:
        return lune.orders.create_by_mass(mass=Mass("1", "t"), idempotency_key="A-17")

    with pytest.raises(CancelledError):
        carry_out(mode, interrupt, create, log_bodies=True)
    (line,) = lines(caplog)
    assert line.startswith("POST /orders/by-mass attempt 1: interrupted by CancelledError after ")
    (sent,) = lines(caplog, BODIES)
    assert " attempt 1 sent: " in sent


def test_an_interrupted_wait_is_no_attempt(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "lune_client")

    def interrupt(_seconds: float) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr("time.sleep", interrupt)
    with pytest.raises(KeyboardInterrupt):
        carry_out("sync", replying(503, Retry_After="1"), look)
    assert [line.partition(" after")[0][-14:] for line in lines(caplog)] == ["attempt 1: 503"]


# bodies


@pytest.mark.parametrize("wrong", ["no", 1, None])
def test_whether_bodies_are_logged_is_a_flag(mode: Mode, wrong: object) -> None:
    with pytest.raises(ConfigurationError, match=f"log_bodies={wrong!r} .*True or False"):
        carry_out(mode, replying(404), look, log_bodies=wrong)


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


def sent_and_received(caplog: pytest.LogCaptureFixture, mode: Mode, reply: bytes) -> list[str]:
    caplog.set_level(logging.DEBUG, BODIES)

    def create(lune: Lune | AsyncLune) -> object:
        view = lune.for_account("acme").with_options(max_retries=0)
        mass = Mass("1", "t")
        return view.orders.create_by_mass(
            mass=mass, idempotency_key="A-17", metadata={"note": f"a\nb {SECRET} é"}
        )

    with pytest.raises(LuneError):
        carry_out(mode, replying(400, reply), create, log_bodies=True)
    return lines(caplog, BODIES)


def test_bodies_are_logged_on_demand(mode: Mode, caplog: pytest.LogCaptureFixture) -> None:
    sent, received = sent_and_received(caplog, mode, f"no {SECRET}\r\n\0\xff".encode("latin-1"))
    start, _, body = sent.partition(" attempt 1 sent: ")
    assert start == "POST /orders/by-mass"
    assert json.loads(body) == {
        "mass": {"amount": "1", "unit": "t"},
        "idempotency_key": "A-17",
        "metadata": {"note": "a\nb *** é"},
    }
    assert received == r"POST /orders/by-mass attempt 1 received: no ***\r\n\x00\xff"


@pytest.mark.parametrize("length", [1999, 2000, 2001, 100_000])
def test_long_bodies_are_cut(length: int, caplog: pytest.LogCaptureFixture) -> None:
    _, received = sent_and_received(caplog, "sync", b"x" * length)
    more = f"... and {length - 2000} bytes more" if length > 2000 else ""
    assert received.endswith(f" received: {'x' * min(length, 2000)}{more}")


def test_no_part_of_a_key_is_left_where_a_body_is_cut(caplog: pytest.LogCaptureFixture) -> None:
    _, received = sent_and_received(caplog, "sync", b"x" * 1995 + SECRET.encode() * 2)
    assert SECRET[:4] not in received


def test_nothing_is_logged_of_no_body(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, BODIES)
    with pytest.raises(NotFoundError):
        carry_out("sync", replying(404), look, log_bodies=True)
    assert lines(caplog, BODIES) == []
    assert warnings(caplog) == []


def test_headers_are_not_logged(mode: Mode, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "lune_client")
    sent_and_received(caplog, mode, b"{}")
    assert "Bearer" not in caplog.text
    assert "Accept" not in caplog.text


# the version


def versioned(*versions: str | None) -> Handler:
    left = iter(versions)

    def handler(_request: httpx.Request) -> httpx.Response:
        version = next(left)
        return httpx.Response(404, headers={} if version is None else {"Lune-Version": version})

    return handler


def test_another_version_warns_once(caplog: pytest.LogCaptureFixture) -> None:
    versions = (None, API_VERSION, "2031-01-01", "2031-01-01", "2032-02-02", "2031-01-01")
    with client_of(versioned(*versions)) as lune:
        for view in (lune, lune, lune, lune.for_account("acme"), lune, lune.for_account("other")):
            with pytest.raises(NotFoundError):
                view.orders.get(ORDER_ID)
    first, second = warnings(caplog)
    assert "version 2031-01-01" in first
    assert API_VERSION in first
    assert "version 2032-02-02" in second
    assert {each.name for each in caplog.records if each.levelno == logging.WARNING} == {
        "lune_client"
    }


def test_another_version_warns_once_for_each_client(
    mode: Mode, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(2):
        with pytest.raises(NotFoundError):
            carry_out(mode, versioned("2031-01-01"), look, **ONCE)
    assert len(warnings(caplog)) == 2


def test_the_version_that_was_asked_for_is_no_other(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(NotFoundError):
        carry_out("sync", versioned("2031-01-01"), look, version="2031-01-01")
    assert warnings(caplog) == []


def test_versions_without_end_warn_a_few_times(caplog: pytest.LogCaptureFixture) -> None:
    with client_of(versioned(*(f"2031-01-01; node={n}" for n in range(50)))) as lune:
        for _ in range(50):
            with pytest.raises(NotFoundError):
                look(lune)
    assert len(warnings(caplog)) == 10


def test_a_version_that_is_stated_twice(mode: Mode, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(NotFoundError):
        carry_out(mode, versioned(f"{API_VERSION}, {API_VERSION}"), look, **ONCE)
    assert warnings(caplog) == []


def test_a_version_that_could_not_be_told_is_told_later(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    logger = logging.getLogger("lune_client")
    with client_of(versioned("2031-01-01", "2031-01-01")) as lune:
        monkeypatch.setattr(logger, "filters", [failing_below(50)])
        with pytest.raises(NotFoundError):
            look(lune)
        assert warnings(caplog) == []
        monkeypatch.setattr(logger, "filters", [])
        with pytest.raises(NotFoundError):
            look(lune)
    (line,) = warnings(caplog)
    assert "2031-01-01" in line


def test_many_threads_warn_once(caplog: pytest.LogCaptureFixture) -> None:
    together = Barrier(8)

    def handler(_request: httpx.Request) -> httpx.Response:
        together.wait(5)
        return httpx.Response(404, headers={"Lune-Version": "2031-01-01"})

    def call(lune: Lune) -> None:
        with pytest.raises(NotFoundError):
            lune.orders.get(ORDER_ID)

    with client_of(handler) as lune, ThreadPoolExecutor(8) as threads:
        list(threads.map(call, [lune] * 8))
    assert len(warnings(caplog)) == 1


def test_a_version_that_is_hostile(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(NotFoundError):
        carry_out("sync", versioned(f"{SECRET} \x1b[2J{'x' * 9000}"), look, **ONCE)
    (line,) = warnings(caplog)
    assert SECRET not in line
    assert "\x1b" not in line
    assert len(line) < 1000
