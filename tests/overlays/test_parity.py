"""The sync and the async client are one client: the same surface, the same end of every call."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from typing import Final, TypeAlias, get_overloads

import httpx
import pytest
from attrs import frozen

from lune_api.api import AsyncResources, Resources
from lune_client import AsyncLune, CallError, Lune, Mass, record, testing
from lune_client.models import MerchantWithCategoryCode, MonetaryAmount, TransactionEstimateRequest
from lune_mock import Sandbox

from .calling import MODES, Mode, carry_out

# surface

VIEWS: Final = {"for_account", "with_options"}


def methods(kind: type) -> dict[str, Callable[..., object]]:
    return {
        name: member
        for name, member in inspect.getmembers(kind, inspect.isfunction)
        if not name.startswith("_")
    }


def parameters(function: Callable[..., object]) -> list[tuple[object, ...]]:
    """Return name, kind, default and annotation of all parameters and overloads, and results."""
    signatures = [inspect.signature(each) for each in (function, *get_overloads(function))]
    listed = [
        (each.name, each.kind, each.default, as_sync(each.annotation))
        for signature in signatures
        for each in signature.parameters.values()
    ]
    return [*listed, *((as_sync(each.return_annotation),) for each in signatures)]


def as_sync(annotation: object) -> object:
    """Return an annotation, which is text everywhere, as the sync client has it."""
    assert annotation is inspect.Parameter.empty or isinstance(annotation, str)
    return re.sub(r"\bAsync(?=Pager|Client|Lune)", "", str(annotation))


def test_construction() -> None:
    assert parameters(Lune.__init__) == parameters(AsyncLune.__init__)
    assert parameters(testing.sandbox_client) == parameters(testing.async_sandbox_client)


def test_methods_and_properties_of_the_clients() -> None:
    sync, other = methods(Lune), methods(AsyncLune)
    assert set(sync) == {*VIEWS, "close"}
    assert set(other) == {*VIEWS, "aclose"}
    for name in VIEWS:
        assert parameters(sync[name]) == parameters(other[name])
        assert not inspect.iscoroutinefunction(other[name])
    names = [
        {name for name, _ in inspect.getmembers(kind, lambda it: isinstance(it, property))}
        for kind in (Lune, AsyncLune)
    ]
    assert names[0] == names[1] >= {"account", "base_url"}


def test_every_method_of_every_resource() -> None:
    names = [name for name in dir(Resources) if not name.startswith("_")]
    assert names == [name for name in dir(AsyncResources) if not name.startswith("_")]
    assert names
    lune, async_lune = Lune("key"), AsyncLune("key")
    for name in names:
        sync, other = (methods(type(getattr(each, name))) for each in (lune, async_lune))
        assert sync
        assert set(sync) == set(other)
        for method, function in sync.items():
            assert parameters(function) == parameters(other[method]), method
            assert inspect.getdoc(function), method
            result = inspect.signature(other[method]).return_annotation
            is_list = result.startswith("AsyncPager[")
            assert inspect.iscoroutinefunction(other[method]) != is_list, method
            assert not inspect.iscoroutinefunction(function), method


# behaviour

Fault: TypeAlias = Callable[["Service", httpx.Request], httpx.Response]
Call: TypeAlias = Callable[[Lune | AsyncLune], object]


class Broken(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that breaks off after its first half."""

    def __init__(self, body: bytes) -> None:
        self._half = body[: len(body) // 2]

    def __iter__(self) -> Iterator[bytes]:
        yield self._half
        raise httpx.ReadError("reset")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._half
        raise httpx.ReadError("reset")


class Service:
    """A sandbox that is the same each time, behind faults that are used up one by one."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = list(faults)
        self.requests: list[str] = []
        self._sandbox = Sandbox(now=datetime(2026, 1, 1, tzinfo=UTC))

    def __call__(self, request: httpx.Request) -> httpx.Response:
        headers = dict(request.headers)
        self.requests.append(f"{request.method} {request.url} {headers} {request.content!r}")
        return self.faults.pop(0)(self, request) if self.faults else self.carry_out(request)

    def carry_out(self, request: httpx.Request) -> httpx.Response:
        headers = {**request.headers, "authorization": f"Bearer {self._sandbox.api_key}"}
        target = request.url.raw_path.decode()
        answer = self._sandbox.handle(request.method, target, headers, request.content)
        return httpx.Response(answer.status, headers=dict(answer.headers), content=answer.body)


def raising(kind: Callable[[str], Exception], text: str) -> Fault:
    def fault(_service: Service, _request: httpx.Request) -> httpx.Response:
        raise kind(text)

    return fault


def answering(status: int, body: bytes = b"", **headers: str) -> Fault:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _service, _request: httpx.Response(status, content=body, headers=named)


def stating(status: int, code: str) -> Fault:
    error = {"error_code": code, "message": "as it says"}
    body = json.dumps({"error": error, "errors": [error]}).encode()
    return answering(status, body, Content_Type="application/json", CF_Ray="a-ray")


def lose_answer(service: Service, request: httpx.Request) -> httpx.Response:
    service.carry_out(request)
    raise httpx.ReadError("reset")


def break_off(service: Service, request: httpx.Request) -> httpx.Response:
    answer = service.carry_out(request)
    return httpx.Response(answer.status_code, headers=answer.headers, stream=Broken(answer.content))


def garble(service: Service, request: httpx.Request) -> httpx.Response:
    return httpx.Response(service.carry_out(request).status_code, content=b"<html>")


FAULTS: Final[dict[str, Fault]] = {
    "passes": Service.carry_out,
    "refused": raising(httpx.ConnectError, "refused"),
    "no connection in time": raising(httpx.ConnectTimeout, "late"),
    "reset": raising(httpx.ReadError, "reset"),
    "no answer in time": raising(httpx.ReadTimeout, "late"),
    "answer lost": lose_answer,
    "answer breaks off": break_off,
    "answer garbled": garble,
    "302": answering(302, Location="/elsewhere"),
    "400": stating(400, "validation_error"),
    "404": answering(404),
    "409": stating(409, "order_idempotency_already_exists"),
    "429": answering(429, Retry_After="3"),
    "500": answering(500, b"Oops", Content_Type="text/plain"),
    "503": answering(503),
    "bug of the transport": raising(RuntimeError, "not of httpx"),
}

ONE_TONNE: Final = Mass("1", "t")
VALUE: Final = MonetaryAmount(value="48.20", currency="USD")
MERCHANT: Final = MerchantWithCategoryCode(category_code="4121", country_code="USA")
REQUEST: Final = TransactionEstimateRequest(value=VALUE, merchant=MERCHANT)

CALLS: Final[dict[str, Call]] = {
    "get": lambda lune: lune.orders.get("an-order"),
    "list": lambda lune: lune.orders.list(limit=1),
    "quote": lambda lune: lune.orders.quote_by_mass(mass=ONE_TONNE),
    "create": lambda lune: lune.orders.create_by_mass(mass=ONE_TONNE),
    "create with a key": lambda lune: lune.orders.create_by_mass(
        mass=ONE_TONNE, idempotency_key="A 17", metadata={"invoice": "A-17"}
    ),
    "create a batch": lambda lune: lune.transaction_estimates.create_batch([REQUEST, REQUEST]),
    "update": lambda lune: lune.transaction_estimates.update(
        "an-estimate", value=VALUE, merchant=MERCHANT
    ),
    "refused before sending": lambda lune: lune.orders.get("x" * 9000),
}


@frozen
class Ending:
    """How a call ended, without what is random and what depends on the speed of the machine."""

    result: str
    answers: list[str]
    requests: list[str]
    waits: list[float]


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Waits are noted, not waited, and drawn without chance."""
    noted: list[float] = []

    async def note(seconds: float) -> None:
        noted.append(seconds)

    monkeypatch.setattr("time.sleep", noted.append)
    monkeypatch.setattr("asyncio.sleep", note)
    monkeypatch.setattr("random.random", lambda: 0.5)
    return noted


def ending(mode: Mode, faults: list[Fault], call: Call, waits: list[float]) -> Ending:
    service = Service(*faults)
    waits.clear()
    options = {"max_retries": 1, "deadline": None, "max_requests_per_second": None}
    with record() as answers:
        try:
            result = repr(carry_out(mode, service, call, **options))
        except Exception as error:  # noqa: BLE001  # how it fails is what is compared
            result = told(error)
    return Ending(
        settled(result),
        [settled(without_times(repr(each) + repr(each.body))) for each in answers],
        [settled(each) for each in service.requests],
        waits.copy(),
    )


def told(error: Exception) -> str:
    attempts = error.attempts if isinstance(error, CallError) else ()
    rest = {name: value for name, value in vars(error).items() if name != "attempts"}
    return without_times(f"{type(error)} {error} {rest} {attempts}")


def without_times(text: str) -> str:
    return re.sub(r"took=[0-9.e-]+", "took=...", text)


def settled(text: str) -> str:
    """Return text with one key in place of all random ones."""
    return re.sub(r"lune-client-[0-9a-f]{32}", "lune-client-...", text)


@pytest.mark.parametrize("first", FAULTS)
@pytest.mark.parametrize("name", CALLS)
def test_the_same_faults_end_the_same_way(name: str, first: str, waits: list[float]) -> None:
    for second in FAULTS:
        faults = [FAULTS[first], FAULTS[second]]
        sync, other = (ending(mode, faults, CALLS[name], waits) for mode in MODES)
        assert sync == other, second


def test_the_faults_lead_to_many_ends(waits: list[float]) -> None:
    """The comparison above would also hold if nothing ever happened."""
    ends = [
        ending("sync", [first, second], CALLS["create"], waits)
        for first in FAULTS.values()
        for second in FAULTS.values()
    ]
    kinds = {re.sub(r"\(.*|'>.*", "", each.result, flags=re.DOTALL) for each in ends}
    assert len(kinds) > 7, kinds
    assert {len(each.requests) for each in ends} >= {1, 2, 3, 4}
    assert any(each.waits for each in ends)
    assert any("recovered=True" in answer for each in ends for answer in each.answers)
