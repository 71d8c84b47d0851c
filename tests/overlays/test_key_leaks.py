"""The key is in no repr, log line, traceback or pickle, whatever happens."""

from __future__ import annotations

import gc
import logging
import pickle
import traceback
from collections.abc import Callable
from functools import partial
from types import FunctionType, ModuleType

import httpx
import pytest

from lune_client import AsyncLune, CallError, Lune, LuneError, Mass, ResponseError, StatusError
from lune_client._key import ApiKey

from .calling import ONCE, ORDER_ID, SECRET, Calls, Handler, Mode, client_of, replying
from .faulty_server import FaultyServer, Then, answer

ECHO = f'{{"error": {{"error_code": "x", "message": "key {SECRET} is unknown"}}, "errors": []}}'


def everything_about(error: BaseException) -> str:
    """Return the traceback with all locals, the error and its attributes."""
    shown = "".join(
        traceback.TracebackException.from_exception(error, capture_locals=True).format()
    )
    links = "".join(
        repr(vars(link)) for link in (error, error.__cause__, error.__context__) if link
    )
    return f"{shown}{error}{error!r}{error.args}{links}"


def is_clean(error: BaseException) -> bool:
    return SECRET not in everything_about(error) and SECRET.encode() not in pickle.dumps(error)


def fails(attempt: Callable[[], object]) -> LuneError:
    """Make the attempt and return its error, with only the frames below this one."""
    try:
        attempt()
    except LuneError as error:
        return error
    pytest.fail("the attempt succeeded")


@pytest.mark.parametrize(
    ("data", "then"),
    [
        (b"", Then.RESET),
        (b"", Then.CLOSE),
        (b"nonsense\r\n\r\n", Then.CLOSE),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", Then.CLOSE),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", Then.RESET),
        (answer("200 OK", b"<html>"), Then.CLOSE),
        (answer("200 OK", f'"{SECRET}"'.encode()), Then.CLOSE),
        (answer("401 Unauthorized", ECHO.encode()), Then.CLOSE),
        (answer("401 Unauthorized", f"key {SECRET}".encode(), "text/plain"), Then.CLOSE),
        (answer("401 Unauthorized", b"", "", f"CF-Ray: {SECRET}"), Then.CLOSE),
        (answer("302 Found", b"", "", f"Location: /?key={SECRET}"), Then.CLOSE),
        (answer("520 ", b"<html>"), Then.CLOSE),
    ],
)
def test_failed_calls(
    calls: Calls, data: bytes, then: Then, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with FaultyServer(data, then) as server:
        for call in (calls.get, calls.create):
            assert is_clean(fails(partial(call, server.url)))
        assert f"Bearer {SECRET}".encode() in server.requests[0]
    loggers = {record.name.partition(".")[0] for record in caplog.records}
    assert "lune_client" in loggers
    assert any(name.startswith("httpcore") for name in loggers)
    ours = [record for record in caplog.records if record.name.startswith("lune_client")]
    assert all(SECRET not in record.getMessage() for record in ours)
    if SECRET.encode() not in data:  # httpcore logs the headers of answers
        assert SECRET not in caplog.text


def test_a_refused_connection(calls: Calls) -> None:
    assert is_clean(fails(lambda: calls.get("http://127.0.0.1:9/v1")))


@pytest.mark.parametrize(
    ("key", "options"),
    [
        (f"{SECRET}\n", {}),
        (f"{SECRET} {SECRET}", {}),
        (f"{SECRET}\xe9", {}),
        (SECRET, {"base_url": "nonsense"}),
        (SECRET, {"base_url": "https://user:password@api.example"}),
        (SECRET, {"account": ""}),
        (SECRET, {"version": ""}),
        (SECRET, {"timeout": 0}),
        (SECRET, {"http_client": object()}),
    ],
)
def test_failed_construction(mode: Mode, key: str, options: dict[str, object]) -> None:
    make: Callable[..., object] = Lune if mode == "sync" else AsyncLune
    error = fails(lambda: make(key, **options))
    # The frames of this file are the caller's, with the key in them; the client's start below.
    below = error.__traceback__
    while below is not None and below.tb_frame.f_code.co_filename == __file__:
        below = below.tb_next
    shown = "".join(
        traceback.TracebackException(type(error), error, below, capture_locals=True).format()
    )
    assert SECRET not in shown
    assert SECRET not in f"{error}{error!r}{vars(error)}"
    assert SECRET.encode() not in pickle.dumps(error)


def test_a_transport_that_raises_something_of_its_own() -> None:
    def broken(_request: httpx.Request) -> httpx.Response:
        message = "broken"
        raise RuntimeError(message)

    with client_of(broken) as lune, pytest.raises(RuntimeError) as caught:
        lune.orders.get(ORDER_ID)
    assert SECRET not in everything_about(caught.value)


def test_a_request_that_cannot_be_encoded() -> None:
    with client_of(replying(404)) as lune:
        error = fails(
            lambda: lune.orders.create_by_mass(mass=Mass("1", "t"), metadata={"a": "\ud800"})
        )
    assert is_clean(error)


def test_reprs_of_all_that_a_client_holds(mode: Mode) -> None:
    kind = Lune if mode == "sync" else AsyncLune
    lune = kind(SECRET, base_url="http://127.0.0.1:9/v1", account="one").for_account("two")
    seen: dict[int, object] = {}
    waiting: list[object] = [lune]
    while waiting:
        each = waiting.pop()
        if id(each) in seen or isinstance(each, ModuleType | type | ApiKey):
            continue
        seen[id(each)] = each
        assert SECRET not in repr(each), type(each)
        # A function leads to the globals of its module, and so to everything there is.
        inside = each.__closure__ or () if isinstance(each, FunctionType) else None
        waiting += gc.get_referents(each) if inside is None else inside
    assert len(seen) > 50


PADS = range(280, 305)
"""So many characters before a key that what is shown ends within it."""


def resetting(message: str) -> Handler:
    def handler(_request: httpx.Request) -> httpx.Response:
        raise httpx.ReadError(message)

    return handler


@pytest.mark.parametrize(
    "answer_of",
    [
        lambda text: replying(400, CF_Ray=text),
        lambda text: replying(404, Lune_Version=text),
        lambda text: replying(400, text.encode(), Content_Type="text/plain"),
        lambda text: replying(200, {"id": text, "total_cost": text}),
        resetting,
    ],
    ids=["request id", "version", "text", "amount", "failure"],
)
def test_no_part_of_a_key_is_left_where_a_text_is_cut(
    answer_of: Callable[[str], Handler], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "lune_client")
    for pad in (*range(170, 200), *PADS):
        with client_of(answer_of("x" * pad + SECRET)) as lune:
            error = fails(partial(lune.orders.get, ORDER_ID))
        assert isinstance(error, CallError)
        shown = f"{error}{error.message}{error.request_id}{error.attempts}"
        assert SECRET[:3] not in shown, pad
    assert SECRET[:3] not in caplog.text


@pytest.mark.parametrize("status", [200, 400])
def test_a_key_behind_escapes(status: int) -> None:
    escaped = "".join(f"\\u{ord(mark):04x}" for mark in SECRET)
    content = (
        f'{{"total_cost": "{escaped}", "error": {{"error_code": "a", "message": "{escaped}"}}}}'
    )
    with client_of(replying(status, content.encode())) as lune:
        assert is_clean(fails(partial(lune.orders.get, ORDER_ID)))


def test_a_key_in_a_path(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "lune_client")
    key = "sk+live/abcdEFGH=="
    pool = httpx.Client(transport=httpx.MockTransport(replying(404)))
    with Lune(key, http_client=pool, **ONCE) as lune:
        error = fails(partial(lune.orders.get, key))
    assert isinstance(error, CallError)
    assert error.path == "/orders/***"
    assert [each.path for each in error.attempts] == ["/orders/***"]
    assert "live" not in f"{error}{caplog.text}"


@pytest.mark.parametrize("status", [200, 400])
def test_an_answer_that_repeats_the_key(status: int) -> None:
    with client_of(replying(status, f'{{"x": "{SECRET}"'.encode())) as lune:
        error = fails(lambda: lune.orders.get(ORDER_ID))
    assert isinstance(error, CallError)
    assert isinstance(error, ResponseError if status == 200 else StatusError)
    assert error.body == b'{"x": "***"'
    assert is_clean(error)
