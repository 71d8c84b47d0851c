"""One way to call both clients, so that each test of a call holds for sync and async alike."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from inspect import isawaitable
from typing import Final, Literal, TypeAlias, TypedDict

import httpx

from lune_client import AsyncLune, AsyncPager, Lune, Mass, Pager, Timeouts
from lune_client.models import Order

Mode: TypeAlias = Literal["sync", "async"]
MODES: Final[tuple[Mode, ...]] = ("sync", "async")
Handler: TypeAlias = Callable[[httpx.Request], httpx.Response]

SECRET: Final = "s3cret-4711"
ORDER_ID: Final = "an-order"
KEY: Final = "invoice A-17"


class Limits(TypedDict):
    """Arguments of a client that limit its calls."""

    max_retries: int
    deadline: float | None
    max_requests_per_second: int | None


ONCE: Final[Limits] = {"max_retries": 0, "deadline": None, "max_requests_per_second": None}
"""One attempt, without the client's patience; what it does with more is tested elsewhere."""
TIMEOUTS: Final = Timeouts(connect=2, read=2, write=2, pool=2)


class Calls:
    """Makes one call, through a client of its own, by either way."""

    def __init__(self, mode: Mode) -> None:
        self.mode: Mode = mode

    def get(self, base_url: str, timeout: Timeouts = TIMEOUTS) -> Order:
        """GET an order."""
        if self.mode == "sync":
            with Lune(SECRET, base_url=base_url, timeout=timeout, **ONCE) as lune:
                return lune.orders.get(ORDER_ID)

        async def call() -> Order:
            async with AsyncLune(SECRET, base_url=base_url, timeout=timeout, **ONCE) as lune:
                return await lune.orders.get(ORDER_ID)

        return asyncio.run(call())

    def create(self, base_url: str, key: str = KEY) -> Order:
        """POST an order."""
        mass = Mass("1", "t")
        if self.mode == "sync":
            with Lune(SECRET, base_url=base_url, timeout=TIMEOUTS, **ONCE) as lune:
                return lune.orders.create_by_mass(mass=mass, idempotency_key=key)

        async def call() -> Order:
            async with AsyncLune(SECRET, base_url=base_url, timeout=TIMEOUTS, **ONCE) as lune:
                return await lune.orders.create_by_mass(mass=mass, idempotency_key=key)

        return asyncio.run(call())


def client_of(handler: Handler) -> Lune:
    """Return a client whose every request `handler` answers."""
    client = httpx.Client(transport=httpx.MockTransport(handler))
    return Lune(SECRET, http_client=client, **ONCE)


def replying(status: int, content: bytes | object = b"", **headers: str) -> Handler:
    """Return a handler with one answer for all; what is no bytes is sent as JSON."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    wire = {name.replace("_", "-"): value for name, value in headers.items()}

    def handler(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(status, content=body, headers=wire)

    return handler


def carry_out(
    mode: Mode, handler: Handler, call: Callable[[Lune | AsyncLune], object], **options: object
) -> object:
    """Make one call, or read a whole list, by either client over `handler`."""
    transport = httpx.MockTransport(handler)
    if mode == "sync":
        pool = httpx.Client(transport=transport)
        with pool, Lune(SECRET, http_client=pool, **options) as lune:  # type: ignore[arg-type]  # options of tests
            result = call(lune)
            return list(result) if isinstance(result, Pager) else result

    async def made() -> object:
        pool = httpx.AsyncClient(transport=transport)
        async with pool, AsyncLune(SECRET, http_client=pool, **options) as lune:  # type: ignore[arg-type]  # options of tests
            result = call(lune)
            if isinstance(result, AsyncPager):
                return [each async for each in result]
            assert isawaitable(result)
            return await result

    return asyncio.run(made())
