"""Faults as the clients meet them: in the same process as over a real socket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Literal, TypeAlias

import httpx
import pytest

from lune_client import AsyncLune, CallError, DeadlineExceededError, Lune, LuneError, Mass, Timeouts
from lune_client._http import async_in_process_client, in_process_client
from lune_client.testing import async_sandbox_client, sandbox_client
from lune_mock import Sandbox
from lune_mock.faults import Fault

from .calling import Api
from .serving import Server

Mode: TypeAlias = Literal["sync", "async"]
Call: TypeAlias = Callable[[Any], Any]
Outcome: TypeAlias = tuple[str, int | None, str | None]
Read: TypeAlias = tuple[dict[str, Any], dict[str, Any], Outcome]
Creation: TypeAlias = tuple[dict[str, Any], dict[str, Any], str, int]

MASS = Mass("2.5", "t")
NOWHERE = "https://sandbox.invalid/v1"
HTML = "<title>Bad Gateway</title>"
SHORT = Timeouts(connect=10, read=0.1, write=10, pool=10)
"""For what never comes."""
ENOUGH = 0.5
"""Seconds in which what comes at all has come, even on a busy machine."""


@pytest.fixture(params=["sync", "async"])
def mode(request: pytest.FixtureRequest) -> Mode:
    return "async" if request.param == "async" else "sync"


@pytest.fixture(autouse=True)
def no_settings_around(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the variables of whoever runs the tests out of them."""
    monkeypatch.delenv("LUNE_API_KEY", raising=False)
    monkeypatch.delenv("LUNE_API_URL", raising=False)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Return a server for all tests, as it takes longer to start and stop than they do."""
    with Server(Sandbox()) as running:
        yield running


@pytest.fixture
def sandbox(server: Server) -> Sandbox:
    """Return the sandbox of the server, as if it were new."""
    server.sandbox.control.reset()
    return server.sandbox


@pytest.fixture(params=["in process", "socket"])
def url(request: pytest.FixtureRequest, server: Server) -> str:
    """Return where the sandbox is: nowhere, or on the socket of the server."""
    return server.url if request.param == "socket" else NOWHERE


def made(sandbox: Sandbox, mode: Mode, url: str, call: Call, **options: Any) -> Any:
    """Return what one call of one attempt comes to; its error, if it is one."""
    limits = {"max_retries": 0, "max_requests_per_second": None, "timeout": 10, **options}

    async def call_async() -> Any:
        pool = async_in_process_client(sandbox.handle) if url == NOWHERE else None
        async with AsyncLune(sandbox.api_key, base_url=url, http_client=pool, **limits) as lune:
            return await call(lune)

    try:
        if mode == "async":
            return asyncio.run(call_async())
        pool = in_process_client(sandbox.handle) if url == NOWHERE else None
        with Lune(sandbox.api_key, base_url=url, http_client=pool, **limits) as lune:
            return call(lune)
    except LuneError as error:
        return error


def outcome(result: Any) -> Outcome:
    """Return the class of a result, and what an error knows."""
    if isinstance(result, CallError):
        return type(result).__name__, result.status, result.outcome
    return type(result).__name__, None, None


def get(id_: str) -> Call:
    return lambda lune: lune.orders.get(id_)


def create(lune: Any) -> Any:
    return lune.orders.create_by_mass(mass=MASS, idempotency_key="invoice 17/a")


def order_count(sandbox: Sandbox) -> int:
    sandbox.control.clear_faults()
    return len(Api(sandbox).get("/orders?limit=100")["data"])


def name(case: Read | Creation) -> str:
    """Return what a test case is about: the fault and the limits of the client."""
    return " ".join(f"{key}={value}" for key, value in {**case[0], **case[1]}.items())


READS: list[Read] = [
    ({"kind": "status", "status": 429}, {}, ("RateLimitError", 429, "refused")),
    ({"kind": "status", "status": 500}, {}, ("ServerError", 500, "unknown")),
    ({"kind": "status", "status": 502, "body": HTML}, {}, ("ServerError", 502, "unknown")),
    ({"kind": "status", "status": 520}, {}, ("ServerError", 520, "unknown")),
    ({"kind": "status", "status": 204}, {}, ("ResponseError", 204, "carried_out")),
    ({"kind": "status", "status": 200, "body": "{"}, {}, ("ResponseError", 200, "carried_out")),
    ({"kind": "status", "status": 307}, {}, ("StatusError", 307, "refused")),
    ({"kind": "drop"}, {}, ("ConnectionFailedError", None, "unknown")),
    ({"kind": "half_body"}, {}, ("ResponseError", 200, "carried_out")),
    ({"kind": "drip", "pace": 0.001}, {}, ("Order", None, None)),
    ({"kind": "drip", "part": "headers", "pace": 0.001}, {}, ("Order", None, None)),
    ({"kind": "drip", "pace": 60}, {"timeout": ENOUGH}, ("ResponseError", 200, "carried_out")),
    (
        {"kind": "drip", "part": "headers", "pace": 60},
        {"timeout": SHORT},
        ("TimedOutError", None, "unknown"),
    ),
    (
        {"kind": "drip", "pace": 60},
        {"deadline": ENOUGH},
        ("DeadlineExceededError", 200, "carried_out"),
    ),
    (
        # No piece is late; together they are.
        {"kind": "drip", "part": "headers", "pace": 0.05, "pieces": 100},
        {"deadline": ENOUGH},
        ("DeadlineExceededError", None, "unknown"),
    ),
    (
        {"kind": "drip", "pace": 0.05, "pieces": 100},
        {"deadline": ENOUGH},
        ("DeadlineExceededError", 200, "carried_out"),
    ),
    ({"kind": "delay", "seconds": 0.001}, {}, ("Order", None, None)),
    ({"kind": "delay", "seconds": 60}, {"timeout": SHORT}, ("TimedOutError", None, "unknown")),
    ({"kind": "hang"}, {"timeout": SHORT}, ("TimedOutError", None, "unknown")),
    ({"kind": "hang"}, {"deadline": ENOUGH}, ("DeadlineExceededError", None, "unknown")),
    ({"kind": "violation", "field": "status"}, {}, ("Order", None, None)),
]


@pytest.mark.parametrize("case", READS, ids=name)
def test_reading_an_order(sandbox: Sandbox, mode: Mode, url: str, case: Read) -> None:
    fault, limits, expected = case
    order = Api(sandbox).order()
    sandbox.control.add_fault(Fault(**fault, times=None))
    assert outcome(made(sandbox, mode, url, get(order["id"]), **limits)) == expected


CREATIONS: list[Creation] = [
    ({"kind": "drop"}, {}, "Order", 1),
    ({"kind": "drop", "carried_out": False}, {"deadline": ENOUGH}, "ConnectionFailedError", 0),
    ({"kind": "half_body"}, {}, "Order", 1),
    ({"kind": "hang"}, {"timeout": SHORT}, "Order", 1),
    ({"kind": "status", "status": 520, "carried_out": True}, {}, "Order", 1),
    ({"kind": "status", "status": 429}, {}, "RateLimitError", 0),
    ({"kind": "twice"}, {}, "Order", 1),
]


@pytest.mark.parametrize("case", CREATIONS, ids=name)
def test_creating_an_order(sandbox: Sandbox, mode: Mode, url: str, case: Creation) -> None:
    fault, limits, expected, orders = case
    sandbox.control.add_fault(Fault(**fault, operation_id="createOrderByMass"))
    result = made(sandbox, mode, url, create, **limits)
    assert (type(result).__name__, order_count(sandbox)) == (expected, orders)


def test_what_came_of_half_a_body(sandbox: Sandbox, mode: Mode, url: str) -> None:
    order = Api(sandbox).order()
    whole = json.dumps(order, separators=(",", ":")).encode()
    sandbox.control.add_fault(Fault(kind="half_body"))
    error = made(sandbox, mode, url, get(order["id"]))
    assert error.body == whole[: len(whole) // 2]
    assert "peer closed connection without sending complete message body" in str(error)


def test_a_body_of_nothing_has_no_half(sandbox: Sandbox, mode: Mode, url: str) -> None:
    sandbox.control.add_fault(Fault(kind="half_body"))
    assert outcome(made(sandbox, mode, url, get("unknown")))[0] == "ConnectionFailedError"


def test_a_fault_once_is_made_good_by_a_second_attempt(
    sandbox: Sandbox, mode: Mode, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lune_client import _retries

    monkeypatch.setattr(_retries, "_FIRST", 0.001)
    order = Api(sandbox).order()
    for kind in ("drop", "half_body"):
        sandbox.control.add_fault(Fault(kind=kind))
    result = made(sandbox, mode, url, get(order["id"]), max_retries=2)
    assert result.id == order["id"]


def test_the_clients_for_tests_meet_faults_too(sandbox: Sandbox) -> None:
    sandbox.control.add_fault(Fault(kind="drop", times=2))
    with sandbox_client(sandbox) as lune, pytest.raises(CallError, match="reset the connection"):
        lune.with_options(max_retries=0).orders.get("id")

    async def call() -> None:
        async with async_sandbox_client(sandbox) as lune:
            await lune.with_options(max_retries=0).orders.get("id")

    with pytest.raises(CallError, match="reset the connection"):
        asyncio.run(call())


def test_a_hang_without_limits_lasts_until_the_task_is_cancelled(sandbox: Sandbox) -> None:
    sandbox.control.add_fault(Fault(kind="hang"))

    async def call() -> None:
        async with async_in_process_client(sandbox.handle) as pool:
            pool.timeout = httpx.Timeout(None)
            lune = AsyncLune(sandbox.api_key, base_url=NOWHERE, http_client=pool, deadline=None)
            task = asyncio.ensure_future(lune.orders.get("id"))
            for _ in range(100):
                await asyncio.sleep(0)
            assert sandbox.control.faults == ()
            assert not task.done()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(call())


def test_a_call_that_hangs_in_process_does_not_hold_up_others(sandbox: Sandbox) -> None:
    order = Api(sandbox).order()
    sandbox.control.add_fault(Fault(kind="hang"))
    with sandbox_client(sandbox) as lune, ThreadPoolExecutor(1) as other:
        impatient = lune.with_options(max_retries=0, deadline=ENOUGH)
        hanging = other.submit(impatient.orders.get, order["id"])
        while sandbox.control.faults:
            pass
        assert lune.orders.get(order["id"]).id == order["id"]
        assert isinstance(hanging.exception(), DeadlineExceededError)
