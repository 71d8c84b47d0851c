from __future__ import annotations

import asyncio
import copy
import pickle
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs

import httpx
import pytest

from lune_api import SERVER_URL
from lune_client import (
    AsyncLune,
    ConfigurationError,
    InvalidRequestError,
    Lune,
    NotFoundError,
)

from .calling import ONCE, ORDER_ID, SECRET, Handler, Mode, client_of, replying
from .faulty_server import FaultyServer, Then

pytestmark = pytest.mark.anyio

NOT_FOUND = replying(404)


class Recorder:
    """Answers 404 and notes each request."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return httpx.Response(404)

    @property
    def last(self) -> httpx.Request:
        return self.requests[-1]


def async_client_of(handler: Handler) -> AsyncLune:
    client = httpx.AsyncClient(transport=httpx.MockTransport(handler))
    return AsyncLune(SECRET, http_client=client, **ONCE)


def look(lune: Lune) -> None:
    with pytest.raises(NotFoundError):
        lune.orders.get(ORDER_ID)


async def look_async(lune: AsyncLune) -> None:
    with pytest.raises(NotFoundError):
        await lune.orders.get(ORDER_ID)


def kind(mode: Mode) -> type[Lune | AsyncLune]:
    return Lune if mode == "sync" else AsyncLune


# construction


def test_settings_come_from_the_environment(mode: Mode, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LUNE_API_KEY", SECRET)
    monkeypatch.setenv("LUNE_API_URL", "http://127.0.0.1:9/v1/")
    lune = kind(mode)()
    assert lune.base_url == "http://127.0.0.1:9/v1"
    assert lune.account is None
    assert kind(mode)(base_url=SERVER_URL, account="one").account == "one"


@pytest.mark.parametrize("key", [None, "", " ", f"{SECRET}\n", "\xe9"])
def test_an_unusable_key_fails_at_construction(mode: Mode, key: str | None) -> None:
    with pytest.raises(ConfigurationError, match="api_key"):
        kind(mode)(key)


def test_an_unusable_setting_fails_at_construction(mode: Mode) -> None:
    with pytest.raises(ConfigurationError, match="scheme 'ftp' is unknown"):
        kind(mode)(SECRET, base_url="ftp://api.example")
    with pytest.raises(ConfigurationError, match="is not an account id"):
        kind(mode)(SECRET, account="")
    with pytest.raises(ConfigurationError, match="is not a version"):
        kind(mode)(SECRET, version="new")
    with pytest.raises(ConfigurationError, match="timeout connect=0 is not usable"):
        kind(mode)(SECRET, timeout=0)


def test_repr(mode: Mode) -> None:
    lune = kind(mode)(SECRET, account="one")
    name = kind(mode).__name__
    assert repr(lune) == f"{name}(base_url={SERVER_URL!r}, account='one')"


@pytest.mark.parametrize("duplicate", [pickle.dumps, copy.copy, copy.deepcopy])
def test_clients_are_not_duplicated(mode: Mode, duplicate: object) -> None:
    assert callable(duplicate)
    with pytest.raises(TypeError, match="is not copied or pickled"):
        duplicate(kind(mode)(SECRET))


# headers


def test_headers_of_each_call() -> None:
    recorder = Recorder()
    client = httpx.Client(transport=httpx.MockTransport(recorder))
    look(Lune(SECRET, http_client=client, version="2025-01-31", account="one"))
    headers = recorder.last.headers
    assert headers["Authorization"] == f"Bearer {SECRET}"
    assert headers["Lune-Version"] == "2025-01-31"
    assert headers["Lune-Account"] == "one"
    assert headers["Accept"] == "application/json"
    assert "Content-Type" not in headers


# addresses


def test_what_is_odd_in_a_path_stays_in_its_segment() -> None:
    recorder = Recorder()
    with client_of(recorder) as lune, pytest.raises(NotFoundError):
        lune.orders.get_by_idempotency_key("a/../b?c#d e%2F\xe9")
    expected = b"/v1/orders/by-idempotency-key/a%2F..%2Fb%3Fc%23d%20e%252F%C3%A9"
    assert recorder.last.url.raw_path == expected


def test_what_is_odd_in_a_query_stays_in_its_value() -> None:
    recorder = Recorder()
    with client_of(recorder) as lune, pytest.raises(NotFoundError):
        list(lune.orders.list(after="a+b&limit=9 %2F#\xe9", limit=5))
    query = parse_qs(recorder.last.url.query.decode(), strict_parsing=True)
    assert query == {"after": ["a+b&limit=9 %2F#\xe9"], "limit": ["5"]}


# views


def test_a_view_changes_only_the_account() -> None:
    recorder = Recorder()
    lune = client_of(recorder)
    acme = lune.for_account("acme")
    other = acme.for_account("other")
    for client, account in [(acme, "acme"), (lune, None), (other, "other"), (acme, "acme")]:
        look(client)
        assert recorder.last.headers.get("Lune-Account") == account == client.account
        assert recorder.last.headers["Lune-Version"] == "2024-08-08"


async def test_an_async_view_changes_only_the_account() -> None:
    recorder = Recorder()
    lune = async_client_of(recorder)
    acme = lune.for_account("acme")
    other = acme.for_account("other")
    for client, account in [(acme, "acme"), (lune, None), (other, "other"), (acme, "acme")]:
        await look_async(client)
        assert recorder.last.headers.get("Lune-Account") == account == client.account


def account_in_path(request: httpx.Request) -> httpx.Response:
    """Answer 404 if the account of the header is the one asked for in the path, else 500."""
    wanted = request.url.path.rpartition("/")[2]
    return httpx.Response(404 if request.headers.get("Lune-Account") == wanted else 500)


def test_views_do_not_mix_under_threads() -> None:
    lune = client_of(account_in_path)

    def call(number: int) -> None:
        with pytest.raises(NotFoundError):
            lune.for_account(f"account-{number}").orders.get(f"account-{number}")

    with ThreadPoolExecutor(max_workers=50) as pool:
        list(pool.map(call, range(500)))


async def test_views_do_not_mix_under_tasks() -> None:
    lune = async_client_of(account_in_path)

    async def call(number: int) -> None:
        with pytest.raises(NotFoundError):
            await lune.for_account(f"account-{number}").orders.get(f"account-{number}")

    await asyncio.gather(*(call(number) for number in range(500)))


@pytest.mark.parametrize("account", ["", "a\r\nLune-Version: x", None])
def test_what_is_no_account_id_makes_no_view(mode: Mode, account: str) -> None:
    with pytest.raises(ConfigurationError, match="is not an account id"):
        kind(mode)(SECRET).for_account(account)


def test_an_account_cannot_be_assigned() -> None:
    lune = Lune(SECRET, account="one")
    with pytest.raises(AttributeError):
        lune.account = "two"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]  # the point


# the pool


def test_closing() -> None:
    with Lune(SECRET, base_url="http://127.0.0.1:9") as lune:
        acme = lune.for_account("acme")
        with acme:
            pass
        acme.close()
        assert not lune._runtime.http._client.is_closed
    for client in (lune, acme):
        with pytest.raises(ConfigurationError, match="the client is closed"):
            client.orders.get(ORDER_ID)
    lune.close()


async def test_async_closing() -> None:
    async with AsyncLune(SECRET, base_url="http://127.0.0.1:9") as lune:
        acme = lune.for_account("acme")
        async with acme:
            pass
        await acme.aclose()
        assert not lune._runtime.http._client.is_closed
    for client in (lune, acme):
        with pytest.raises(ConfigurationError, match="the client is closed"):
            await client.orders.get(ORDER_ID)
    await lune.aclose()


async def test_a_cancelled_call_leaves_the_client_usable() -> None:
    with FaultyServer(b"", Then.HOLD) as silent:
        async with AsyncLune(SECRET, base_url=silent.url) as lune:
            for _ in range(3):
                with pytest.raises(TimeoutError):
                    await asyncio.wait_for(lune.orders.get(ORDER_ID), 0.1)
            assert not lune._runtime.http._client.is_closed


def test_a_pool_from_outside_stays_open() -> None:
    with httpx.Client(transport=httpx.MockTransport(NOT_FOUND)) as pool:
        with Lune(SECRET, http_client=pool) as lune:
            look(lune)
        assert not pool.is_closed
        look(lune)
    with pytest.raises(ConfigurationError, match="the client is closed"):
        lune.orders.get(ORDER_ID)


async def test_an_async_pool_from_outside_stays_open() -> None:
    async with httpx.AsyncClient(transport=httpx.MockTransport(NOT_FOUND)) as pool:
        async with AsyncLune(SECRET, http_client=pool) as lune:
            await look_async(lune)
        assert not pool.is_closed


def test_a_view_of_a_subclass_is_of_that_subclass() -> None:
    class Ours(Lune):
        pass

    with Ours("any-key") as lune:
        assert type(lune.for_account("an-account")) is Ours


def test_an_id_that_no_url_holds_is_refused_as_such() -> None:
    with Lune("any-key") as lune, pytest.raises(InvalidRequestError, match="no server takes"):
        lune.orders.get("x" * 70_000)
