"""Views of many accounts over one client, used all at once: nothing ends up with a stranger."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import httpx
import pytest

from lune_client import UNSET, AsyncLune, Lune, Mass, Timeouts, Unset
from lune_mock import Sandbox

from .ledger import orders_of
from .placing import async_client, client
from .plans import MARK, Deal
from .proxy import Fault, Proxy

pytestmark = pytest.mark.usefixtures("short_pauses")

ACCOUNTS: Final = 10
THREADS: Final = 50
TASKS: Final = 500
EACH: Final = 4
"""Orders of each thread."""
KINDS: Final = (Fault.RESET_BEFORE, Fault.RESET_AFTER, Fault.TRUNCATED, Fault.HTML_502, Fault.TWICE)
TIMEOUTS: Final = Timeouts(pool=60)
"""Long ones: with so many calls at once, answers take their time without any fault."""
NOBODY: Final = "none"
"""Stands for the default account, which is named in no header."""


@pytest.fixture
def sandbox() -> Sandbox:
    """Return a sandbox with ten client accounts."""
    sandbox = Sandbox()
    headers = {"Authorization": f"Bearer {sandbox.api_key}", "Content-Type": "application/json"}
    while len(sandbox.client_accounts) < ACCOUNTS:
        handle = f"customer-{len(sandbox.client_accounts)}"
        account = {"handle": handle, "name": handle, "currency": "EUR"}
        body = {
            "value": {"value": "1", "currency": "USD"},
            "merchant": {"category_code": "5818", "country_code": "USA"},
            "client_account": account,
        }
        answer = sandbox.handle(
            "POST", "/v1/estimates/transactions", headers, json.dumps(body).encode()
        )
        assert answer.status == 200, answer.body
    return sandbox


class Assignments:
    """Which order is for which account; the default account takes part."""

    def __init__(self, sandbox: Sandbox, count: int) -> None:
        self.accounts = [None, *(account.id for account in sandbox.client_accounts)]
        self.owners = [self.accounts[number % len(self.accounts)] for number in range(count)]
        random.Random(23).shuffle(self.owners)

    def deal(self) -> Deal:
        return Deal([self.mark(number) for number in range(len(self.owners))], seed=29, kinds=KINDS)

    def mark(self, number: int) -> str:
        return f"{number} for {self.owners[number] or NOBODY}"

    def key(self, number: int) -> str | Unset:
        """Return a key that every account uses for something else, for every second order."""
        rank = self.owners[:number].count(self.owners[number])
        return f"invoice-{rank}" if rank % 2 else UNSET

    def check(self, proxy: Proxy) -> None:
        times: Counter[str] = Counter()
        for account in self.accounts:
            for order in orders_of(proxy.sandbox, account):
                mark = order["metadata"][MARK]
                assert mark.endswith(f" for {account or NOBODY}")
                times[mark] += 1
        assert times == Counter(map(self.mark, range(len(self.owners))))
        owners: defaultdict[object, set[str]] = defaultdict(set)
        for request in proxy.requests:
            header = request.account or NOBODY
            for item in request.items():
                assert mark_of(item).endswith(f" for {header}")
                owners[item.get("idempotency_key")].add(header)
        for request in proxy.requests:
            _, found, key = request.target.partition("/by-idempotency-key/")
            assert not found or (request.account or NOBODY) in owners[key]


def mark_of(item: object) -> str:
    assert isinstance(item, dict)
    return str(item["metadata"][MARK])


def test_threads(sandbox: Sandbox, conflict: bool) -> None:
    assigned = Assignments(sandbox, THREADS * EACH)

    def order(lune: Lune, number: int) -> None:
        owner = assigned.owners[number]
        view = lune if owner is None else lune.for_account(owner)
        placed = view.orders.create_by_mass(
            mass=Mass(number + 1, "kg"),
            metadata={MARK: assigned.mark(number)},
            idempotency_key=assigned.key(number),
        )
        assert placed.metadata == {MARK: assigned.mark(number)}
        assert view.orders.get(placed.id).id == placed.id

    with (
        Proxy(sandbox, assigned.deal(), conflict=conflict) as proxy,
        client(proxy, TIMEOUTS) as lune,
        ThreadPoolExecutor(THREADS) as threads,
    ):
        for _ in threads.map(lambda number: order(lune, number), range(THREADS * EACH)):
            pass
    assigned.check(proxy)


def test_tasks(sandbox: Sandbox) -> None:
    assigned = Assignments(sandbox, TASKS)

    async def order(lune: AsyncLune, number: int) -> None:
        owner = assigned.owners[number]
        view = lune if owner is None else lune.for_account(owner)
        placed = await view.orders.create_by_mass(
            mass=Mass(number + 1, "kg"),
            metadata={MARK: assigned.mark(number)},
            idempotency_key=assigned.key(number),
        )
        assert placed.metadata == {MARK: assigned.mark(number)}

    async def run(proxy: Proxy) -> None:
        # The library's pool compares every waiting task with every connection.
        limits = httpx.Limits(max_connections=5)
        async with (
            httpx.AsyncClient(limits=limits, trust_env=False) as pool,
            async_client(proxy, TIMEOUTS, pool) as lune,
            asyncio.TaskGroup() as group,
        ):
            for number in range(TASKS):
                group.create_task(order(lune, number))

    with Proxy(sandbox, assigned.deal()) as proxy:
        asyncio.run(run(proxy))
    assigned.check(proxy)
