"""Placing what is wanted with many workers at once, by either client."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

import httpx
from attrs import define, field

from lune_client import UNSET, Answer, AsyncLune, Lune, Timeouts, record
from lune_client.models import Order

from .conftest import Mode
from .ledger import Placed, Wanted
from .proxy import OUTAGE, Fault, Proxy

T = TypeVar("T")

WORKERS: Final = 64
RETRIES: Final = 12
DEADLINE: Final = 120.0
"""Seconds; long enough that no run on a busy machine meets it."""
TIMEOUTS: Final = Timeouts(connect=5, read=0.4, write=5, pool=60)
"""An attempt is given up soon, because every fault that holds an answer back costs this long."""


@define
class Run:
    """What came of a run.

    Attributes:
        placed: The orders as the client returned them, by mark.
        refused: How many attempts met a closed port.
        recovered: How many results were looked up by their keys.
    """

    placed: dict[str, Placed] = field(factory=dict[str, Placed])
    refused: int = 0
    recovered: int = 0

    def hits(self, proxy: Proxy) -> Counter[Fault]:
        return proxy.hits + Counter({Fault.REFUSED: self.refused})

    def note(self, wanted: Wanted, order: Order, answer: Answer) -> None:
        assert wanted.mark not in self.placed
        self.placed[wanted.mark] = Placed(order.id, order.requested_quantity, order.total_cost)
        self.count(answer)

    def count(self, answer: Answer) -> None:
        self.refused += sum(
            (attempt.failure or "").startswith("ConnectError") for attempt in answer.attempts
        )
        self.recovered += answer.recovered


def client(proxy: Proxy, timeout: Timeouts = TIMEOUTS) -> Lune:
    return Lune(
        proxy.sandbox.api_key,
        base_url=proxy.url,
        timeout=timeout,
        max_retries=RETRIES,
        deadline=DEADLINE,
        max_requests_per_second=None,
    )


def async_client(
    proxy: Proxy, timeout: Timeouts = TIMEOUTS, http_client: httpx.AsyncClient | None = None
) -> AsyncLune:
    return AsyncLune(
        proxy.sandbox.api_key,
        base_url=proxy.url,
        timeout=timeout,
        max_retries=RETRIES,
        deadline=DEADLINE,
        max_requests_per_second=None,
        http_client=http_client,
    )


def place(mode: Mode, proxy: Proxy, wanted: Iterable[Wanted], run: Run | None = None) -> Run:
    """Place orders by mass; return what came of it, or add it to `run`."""
    run = run or Run()

    def one(lune: Lune, order: Wanted) -> None:
        with record() as answers:
            placed = lune.orders.create_by_mass(
                mass=order.mass, metadata=order.metadata, idempotency_key=order.key or UNSET
            )
        run.note(order, placed, answers[-1])

    async def one_async(lune: AsyncLune, order: Wanted) -> None:
        with record() as answers:
            placed = await lune.orders.create_by_mass(
                mass=order.mass, metadata=order.metadata, idempotency_key=order.key or UNSET
            )
        run.note(order, placed, answers[-1])

    for_each(mode, proxy, wanted, one, one_async)
    return run


def place_in_outage(mode: Mode, proxy: Proxy, wanted: Iterable[Wanted], run: Run) -> None:
    """Do the same while the port is closed at first."""
    proxy.close_port()
    opening = threading.Timer(OUTAGE, proxy.open_port)
    opening.start()
    try:
        place(mode, proxy, wanted, run)
    finally:
        opening.join()


def for_each(
    mode: Mode,
    proxy: Proxy,
    items: Iterable[T],
    work: Callable[[Lune, T], None],
    async_work: Callable[[AsyncLune, T], Awaitable[None]],
) -> None:
    """Do `work` for each item over one client, with many workers at once."""
    if mode == "async":
        asyncio.run(_tasks(proxy, iter(items), async_work))
        return
    with client(proxy) as lune, ThreadPoolExecutor(WORKERS) as workers:
        for _ in workers.map(lambda item: work(lune, item), items):
            pass


async def _tasks(
    proxy: Proxy, items: Iterator[T], work: Callable[[AsyncLune, T], Awaitable[None]]
) -> None:
    async with async_client(proxy) as lune:

        async def worker() -> None:
            for item in items:
                await work(lune, item)

        async with asyncio.TaskGroup() as group:
            for _ in range(WORKERS):
                group.create_task(worker())
