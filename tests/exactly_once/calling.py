"""One way to call both clients, for tests of one call."""

from __future__ import annotations

import asyncio
import time
from operator import attrgetter
from typing import TypedDict, Unpack

import httpx
import pytest
from attrs import frozen

from lune_client import AsyncLune, CallError, Lune, Mass, Timeouts
from lune_client.models import Order

from .conftest import Mode
from .proxy import Proxy

KEY = "invoice 17/a"
MASS = Mass("2.5", "t")


class Limits(TypedDict, total=False):
    """Arguments of a client."""

    timeout: Timeouts
    max_retries: int
    deadline: float | None
    max_requests_per_second: int | None


@frozen
class Failed:
    """How a call failed, and after how many seconds."""

    error: CallError
    took: float


class Calls:
    """Makes calls, each through a client of its own; over a given HTTP client in sync code."""

    def __init__(self, mode: Mode, http_client: httpx.Client | None = None) -> None:
        self._mode: Mode = mode
        self._http_client = http_client

    def create(self, proxy: Proxy, key: str = KEY, **limits: Unpack[Limits]) -> Order:
        """Place an order."""
        limits.setdefault("max_requests_per_second", None)
        if self._mode == "sync":
            with Lune(
                proxy.sandbox.api_key,
                base_url=proxy.url,
                http_client=self._http_client,
                **limits,
            ) as lune:
                return lune.orders.create_by_mass(mass=MASS, idempotency_key=key)

        async def call() -> Order:
            async with AsyncLune(proxy.sandbox.api_key, base_url=proxy.url, **limits) as lune:
                return await lune.orders.create_by_mass(mass=MASS, idempotency_key=key)

        return asyncio.run(call())

    def fail(self, proxy: Proxy, **limits: Unpack[Limits]) -> Failed:
        """Place an order that cannot succeed."""
        started = time.monotonic()
        with pytest.raises(CallError) as caught:
            self.create(proxy, **limits)
        return Failed(caught.value, time.monotonic() - started)

    def fail_after_success(self, proxy: Proxy, **limits: Unpack[Limits]) -> Failed:
        """Place an order that succeeds and, over the same client, one that cannot."""
        if self._mode == "sync":
            with Lune(proxy.sandbox.api_key, base_url=proxy.url, **limits) as lune:
                lune.with_options(deadline=None).orders.create_by_mass(mass=MASS)
                started = time.monotonic()
                with pytest.raises(CallError) as caught:
                    lune.orders.create_by_mass(mass=MASS)
            return Failed(caught.value, time.monotonic() - started)

        async def call() -> Failed:
            async with AsyncLune(proxy.sandbox.api_key, base_url=proxy.url, **limits) as lune:
                await lune.with_options(deadline=None).orders.create_by_mass(mass=MASS)
                started = time.monotonic()
                with pytest.raises(CallError) as caught:
                    await lune.orders.create_by_mass(mass=MASS)
            return Failed(caught.value, time.monotonic() - started)

        return asyncio.run(call())

    def settle(self, proxy: Proxy, error: CallError) -> Order:
        """Make the call that an error names, with the key that it carries."""
        assert error.settled_by is not None
        assert error.idempotency_key is not None
        find = attrgetter(error.settled_by)
        order: object
        if self._mode == "sync":
            with Lune(proxy.sandbox.api_key, base_url=proxy.url) as lune:
                order = find(lune)(error.idempotency_key)
        else:

            async def call() -> object:
                async with AsyncLune(proxy.sandbox.api_key, base_url=proxy.url) as lune:
                    found: object = await find(lune)(error.idempotency_key)
                    return found

            order = asyncio.run(call())
        assert isinstance(order, Order)
        return order
