"""What the clients make of answers that are no answers, over a real socket."""

from __future__ import annotations

import socket

import pytest

from lune_client import (
    ConnectionFailedError,
    NotFoundError,
    RateLimitError,
    ResponseError,
    ServerError,
    StatusError,
    TimedOutError,
    Timeouts,
)

from .calling import KEY, ORDER_ID, SECRET, Calls
from .faulty_server import FaultyServer, Then, answer

HTML = b"<!doctype html>\r\n<title>502 Bad Gateway</title>"
CUT_SHORT = b'HTTP/1.1 %d Fine\r\nContent-Length: 99\r\nCF-Ray: 8f2e-LHR\r\n\r\n{"id": "1'
PATH = f"/orders/{ORDER_ID}"


def test_html_in_place_of_an_error(calls: Calls) -> None:
    with (
        FaultyServer(answer("502 Bad Gateway", HTML, "text/html; charset=utf-8")) as server,
        pytest.raises(ServerError) as caught,
    ):
        calls.get(server.url)
    error = caught.value
    assert (error.status, error.error_code, error.request_id) == (502, None, "8f2e-LHR")
    assert (error.method, error.path, error.body) == ("GET", PATH, HTML)
    assert str(error) == (
        f"GET {PATH}: 502 a body of 47 bytes, text/html (request 8f2e-LHR) - "
        "try again later; repeat a creation only under its idempotency key"
    )


def test_an_empty_500(calls: Calls) -> None:
    with FaultyServer(answer("500 ", content_type="")) as server, pytest.raises(ServerError) as got:
        calls.create(server.url)
    assert (got.value.status, got.value.body, got.value.message) == (500, b"", "no body")
    assert got.value.idempotency_key == KEY


@pytest.mark.parametrize("status", [520, 521, 522, 523, 524, 525, 526, 527, 599])
def test_statuses_that_no_list_knows(calls: Calls, status: int) -> None:
    data = answer(f"{status} Web server returned an unknown error", HTML, "text/html")
    with FaultyServer(data) as server, pytest.raises(ServerError) as caught:
        calls.get(server.url)
    assert caught.value.status == status


def test_a_404_without_a_body(calls: Calls) -> None:
    with FaultyServer(answer("404 Not Found")) as server, pytest.raises(NotFoundError):
        calls.get(server.url)


def test_a_status_phrase_as_text(calls: Calls) -> None:
    data = answer("429 Too Many Requests", b"Too Many\nRequests", "text/plain")
    with FaultyServer(data) as server, pytest.raises(RateLimitError, match=": 429 Too Many Requ"):
        calls.get(server.url)


def test_a_success_with_the_wrong_content(calls: Calls) -> None:
    with (
        FaultyServer(answer("200 OK", HTML, "text/html")) as server,
        pytest.raises(ResponseError) as caught,
    ):
        calls.create(server.url)
    error = caught.value
    assert (error.status, error.body, error.idempotency_key) == (200, HTML, KEY)
    assert f"look it up by its idempotency key '{KEY}' before sending it again" in str(error)


def test_a_success_that_breaks_off_keeps_what_came(calls: Calls) -> None:
    with FaultyServer(CUT_SHORT % 200) as server, pytest.raises(ResponseError) as caught:
        calls.create(server.url)
    error = caught.value
    assert (error.status, error.body, error.idempotency_key) == (200, b'{"id": "1', KEY)
    assert error.request_id == "8f2e-LHR"
    assert "broke off" in str(error)


def test_a_success_that_stops_coming(calls: Calls) -> None:
    limits = Timeouts(read=0.2)
    with FaultyServer(CUT_SHORT % 200, Then.HOLD) as server, pytest.raises(ResponseError) as caught:
        calls.get(server.url, limits)
    assert "ReadTimeout" in str(caught.value)


def test_an_error_that_breaks_off_keeps_its_status(calls: Calls) -> None:
    with FaultyServer(CUT_SHORT % 503) as server, pytest.raises(ServerError) as caught:
        calls.get(server.url)
    assert (caught.value.status, caught.value.body) == (503, b'{"id": "1')
    assert "cut short" in str(caught.value)


def test_compression_that_is_none(calls: Calls) -> None:
    data = answer("200 OK", b"not gzip", "application/json", "Content-Encoding: gzip")
    with FaultyServer(data) as server, pytest.raises(ResponseError, match="DecodingError"):
        calls.get(server.url)


def test_a_read_that_cannot_be_read_can_be_repeated(calls: Calls) -> None:
    with FaultyServer(answer("200 OK", HTML)) as server, pytest.raises(ResponseError) as caught:
        calls.get(server.url)
    assert caught.value.hint == "it changed nothing and can be repeated"


def test_nobody_listens(calls: Calls) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    with pytest.raises(ConnectionFailedError, match="nothing was sent") as caught:
        calls.create(f"http://127.0.0.1:{port}/v1")
    assert (caught.value.status, caught.value.idempotency_key) == (None, KEY)


@pytest.mark.parametrize("then", [Then.RESET, Then.CLOSE])
def test_the_connection_ends_without_an_answer(calls: Calls, then: Then) -> None:
    with (
        FaultyServer(b"", then) as server,
        pytest.raises(ConnectionFailedError, match="the request may have arrived") as caught,
    ):
        calls.create(server.url)
    assert caught.value.idempotency_key == KEY


def test_the_connection_ends_before_the_request_is_read(calls: Calls) -> None:
    with (
        FaultyServer(b"", Then.RESET, before_reading=True) as server,
        pytest.raises(ConnectionFailedError),
    ):
        calls.create(server.url)


def test_what_is_not_http(calls: Calls) -> None:
    with FaultyServer(b"SSH-2.0-none\r\n") as server, pytest.raises(ConnectionFailedError):
        calls.get(server.url)


def test_no_answer_in_time(calls: Calls) -> None:
    with (
        FaultyServer(b"", Then.HOLD) as server,
        pytest.raises(TimedOutError, match="the request may have arrived") as caught,
    ):
        calls.get(server.url, Timeouts(read=0.2))
    assert caught.value.status is None
    assert "longer timeout" in caught.value.hint


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(calls: Calls, status: int) -> None:
    with FaultyServer(answer("200 OK", b"{}")) as elsewhere:
        target = f"{elsewhere.url}/orders"
        data = answer(f"{status} Elsewhere", b"", "", f"Location: {target}")
        with FaultyServer(data) as server, pytest.raises(StatusError) as caught:
            calls.create(server.url)
        assert len(server.requests) == 1
        assert elsewhere.requests == []
    assert (type(caught.value), caught.value.status) == (StatusError, status)
    assert f"redirect to {target}" in str(caught.value)
    assert "redirects are not followed" in str(caught.value)


@pytest.mark.parametrize("location", ["http://[", "http://:99999/", "//", "\xff", "x:\\"])
def test_redirects_to_nowhere(calls: Calls, location: str) -> None:
    data = answer("302 Found", b"", "", f"Location: {location}")
    with FaultyServer(data) as server, pytest.raises((StatusError, ConnectionFailedError)):
        calls.get(server.url)


def test_the_request_on_the_wire(calls: Calls) -> None:
    with FaultyServer(answer("400 Bad Request")) as server, pytest.raises(StatusError):
        calls.create(server.url)
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    assert first == "POST /v1/orders/by-mass HTTP/1.1"
    headers = dict(line.split(": ", 1) for line in lines)
    assert headers["Authorization"] == f"Bearer {SECRET}"
    assert headers["Lune-Version"] == "2024-08-08"
    assert headers["Content-Type"] == headers["Accept"] == "application/json"
    assert headers["User-Agent"].startswith("lune-client/")
    assert "Lune-Account" not in headers
    assert b'"idempotency_key":"invoice A-17"' in body


def test_loopback_in_the_clear_avoids_the_proxy(
    calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FaultyServer(answer("200 OK")) as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url.removesuffix("/v1"))
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        with FaultyServer(answer("404 Not Found")) as server, pytest.raises(NotFoundError):
            calls.get(server.url)
        assert proxy.requests == []
