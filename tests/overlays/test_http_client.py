"""A pool from outside is used as it is configured."""

from __future__ import annotations

from collections.abc import Iterator
from http.cookiejar import CookieJar
from typing import cast

import httpx
import pytest

from lune_client import AsyncLune, ConfigurationError, Lune, NotFoundError, ResponseError, Timeouts

from .calling import ORDER_ID, SECRET
from .faulty_server import FaultyServer, answer
from .test_client import Recorder, look

pytestmark = pytest.mark.anyio


def test_its_headers_parameters_and_cookies_are_sent() -> None:
    recorder = Recorder()
    client = httpx.Client(
        transport=httpx.MockTransport(recorder),
        headers={"X-Gateway": "blue"},
        params={"tenant": "blue"},
        cookies={"session": "1"},
        base_url="https://elsewhere.example/",
    )
    look(Lune(SECRET, http_client=client, base_url="https://api.example/v1"))
    assert recorder.last.headers["X-Gateway"] == "blue"
    assert recorder.last.headers["Cookie"] == "session=1"
    assert str(recorder.last.url) == f"https://api.example/v1/orders/{ORDER_ID}?tenant=blue"


def test_its_timeouts_hold_unless_others_are_given() -> None:
    recorder = Recorder()
    client = httpx.Client(transport=httpx.MockTransport(recorder), timeout=7)
    look(Lune(SECRET, http_client=client))
    assert recorder.last.extensions["timeout"] == httpx.Timeout(7).as_dict()
    look(Lune(SECRET, http_client=client, timeout=Timeouts(read=9)))
    expected = {"connect": 5.0, "read": 9, "write": 30.0, "pool": 30.0}
    assert recorder.last.extensions["timeout"] == expected


def test_its_credentials_do_not_replace_the_key() -> None:
    recorder = Recorder()
    client = httpx.Client(transport=httpx.MockTransport(recorder), auth=("user", "password"))
    look(Lune(SECRET, http_client=client))
    assert recorder.last.headers["Authorization"] == f"Bearer {SECRET}"


def test_its_redirects_are_not_followed() -> None:
    asked: list[str] = []

    def redirect(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(404 if len(asked) > 1 else 307, headers={"Location": "/elsewhere"})

    client = httpx.Client(transport=httpx.MockTransport(redirect), follow_redirects=True)
    with pytest.raises(Exception, match="redirects are not followed"):
        Lune(SECRET, http_client=client).orders.get(ORDER_ID)
    assert len(asked) == 1


@pytest.mark.parametrize("name", ["Authorization", "lune-account", "LUNE-VERSION"])
def test_it_must_not_speak_for_an_account(name: str) -> None:
    with (
        httpx.Client(headers={name: "x"}) as client,
        pytest.raises(ConfigurationError, match=rf"sets the header {name.lower()}"),
    ):
        Lune(SECRET, http_client=client)


def test_it_does_not_come_to_speak_for_an_account_later() -> None:
    recorder = Recorder()
    client = httpx.Client(transport=httpx.MockTransport(recorder))
    lune = Lune(SECRET, http_client=client)
    client.headers.update({"Lune-Account": "x", "Authorization": "x", "X-Gateway": "green"})
    look(lune)
    headers = recorder.last.headers
    assert headers.get_list("Authorization") == [f"Bearer {SECRET}"]
    assert "Lune-Account" not in headers
    assert headers["X-Gateway"] == "green"


def test_it_must_be_of_the_right_kind() -> None:
    with pytest.raises(ConfigurationError, match=r"must be a httpx\.Client, not AsyncClient"):
        Lune(SECRET, http_client=cast("httpx.Client", httpx.AsyncClient()))
    with pytest.raises(ConfigurationError, match=r"must be a httpx\.AsyncClient, not Client"):
        AsyncLune(SECRET, http_client=cast("httpx.AsyncClient", httpx.Client()))
    with pytest.raises(ConfigurationError, match="not CookieJar"):
        Lune(SECRET, http_client=cast("httpx.Client", CookieJar()))


def test_its_own_exceptions_pass() -> None:
    class OwnError(Exception):
        pass

    def broken(_request: httpx.Request) -> httpx.Response:
        raise OwnError

    client = httpx.Client(transport=httpx.MockTransport(broken))
    with pytest.raises(OwnError):
        Lune(SECRET, http_client=client).orders.get(ORDER_ID)


@pytest.mark.parametrize("reads", [True, False])
def test_its_hooks_may_raise_for_a_status(reads: bool) -> None:
    def hook(response: httpx.Response) -> None:
        if reads:
            response.read()
        response.raise_for_status()

    with FaultyServer(answer("404 Not Found", b"gone")) as server:
        client = httpx.Client(event_hooks={"response": [hook]})
        with client, pytest.raises(NotFoundError) as caught:
            Lune(SECRET, http_client=client, base_url=server.url).orders.get(ORDER_ID)
    assert caught.value.body == (b"gone" if reads else b"")


async def test_its_async_hooks_may_raise_for_a_status() -> None:
    async def hook(response: httpx.Response) -> None:
        await response.aread()
        response.raise_for_status()

    with FaultyServer(answer("404 Not Found", b"gone")) as server:
        async with httpx.AsyncClient(event_hooks={"response": [hook]}) as client:
            lune = AsyncLune(SECRET, http_client=client, base_url=server.url)
            with pytest.raises(NotFoundError) as caught:
                await lune.orders.get(ORDER_ID)
    assert caught.value.body == b"gone"


def test_the_pool_of_a_client_keeps_no_cookies() -> None:
    data = answer("404 Not Found", b"", "", "Set-Cookie: session=1; Path=/")
    with (
        FaultyServer(data) as server,
        Lune(SECRET, base_url=server.url, timeout=2) as lune,
    ):
        for _ in range(2):
            with pytest.raises(NotFoundError):
                lune.orders.get(ORDER_ID)
        assert len(server.requests) == 2
        assert b"cookie" not in b"".join(server.requests).lower()


class BrokenStream(httpx.SyncByteStream):
    """A body that breaks off, and notes that it was closed."""

    closed = False

    def __iter__(self) -> Iterator[bytes]:
        yield b'{"id"'
        message = "broke off"
        raise httpx.ReadError(message)

    def close(self) -> None:
        self.closed = True


def test_an_answer_that_breaks_off_is_closed() -> None:
    stream = BrokenStream()
    client = httpx.Client(
        transport=httpx.MockTransport(lambda _: httpx.Response(200, stream=stream))
    )
    with pytest.raises(ResponseError) as caught:
        Lune(SECRET, http_client=client).orders.get(ORDER_ID)
    assert caught.value.body == b'{"id"'
    assert stream.closed
