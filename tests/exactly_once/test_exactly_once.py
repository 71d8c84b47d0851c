"""Whatever happens on the way: everything that was wanted is there, once, and right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest

from lune_client import UNSET, AsyncLune, Lune, record
from lune_client.models import (
    BatchTransactionEstimate,
    MerchantWithCategoryCode,
    MonetaryAmount,
    TransactionEmissionEstimate,
    TransactionEstimateRequest,
)
from lune_mock import Sandbox

from .conftest import Mode, Report
from .ledger import check_orders, estimates_of, orders_of, wanted_orders
from .placing import WORKERS, Run, for_each, place, place_in_outage
from .plans import MARK, Deal, every_kind
from .proxy import PLANNED, Fault, Proxy

pytestmark = pytest.mark.usefixtures("short_pauses")

OUTAGE_EVERY = 150
MERCHANT = MerchantWithCategoryCode(category_code="5818", country_code="USA")
BATCH = 5
LOSING = (Fault.RESET_AFTER, Fault.TRUNCATED, Fault.EMPTY_500_AFTER, Fault.STATUS_520, Fault.TWICE)
"""The request is carried out, and a repetition finds that it was."""


def test_orders(mode: Mode, conflict: bool, size: int, report: Report) -> None:
    wanted = wanted_orders(size, seed=3)
    deal = Deal([order.mark for order in wanted], seed=5)
    with Proxy(Sandbox(), deal, conflict=conflict, outage_every=OUTAGE_EVERY) as proxy:
        run = place(mode, proxy, wanted)
        # How many requests meet a closed port is chance, unless more are sent there.
        while run.refused < every_kind(size):
            more = wanted_orders(WORKERS, seed=3, first=len(wanted))
            place_in_outage(mode, proxy, more, run)
            wanted += more
    hits = run.hits(proxy)
    report(hits)
    check_orders(proxy.sandbox, wanted, run.placed)
    check_hits(hits, size)
    assert hits[Fault.REFUSED] >= every_kind(size)
    assert (run.recovered > 0) == conflict


def test_transaction_estimates(mode: Mode, conflict: bool, size: int, report: Report) -> None:
    size = max(40, size // 4)
    run = Run()
    found: dict[str, str] = {}

    def note(number: int, estimate: TransactionEmissionEstimate | None) -> None:
        assert estimate is not None
        found[str(number)] = estimate.id

    def one(lune: Lune, number: int) -> None:
        with record() as answers:
            estimate = lune.transaction_estimates.create(
                value=value(number),
                merchant=MERCHANT,
                metadata={MARK: str(number)},
                idempotency_key=key(number) or UNSET,
            )
        run.count(answers[-1])
        note(number, estimate)

    async def one_async(lune: AsyncLune, number: int) -> None:
        with record() as answers:
            estimate = await lune.transaction_estimates.create(
                value=value(number),
                merchant=MERCHANT,
                metadata={MARK: str(number)},
                idempotency_key=key(number) or UNSET,
            )
        run.count(answers[-1])
        note(number, estimate)

    deal = Deal([str(number) for number in range(size)], seed=7)
    with Proxy(Sandbox(), deal, conflict=conflict, outage_every=OUTAGE_EVERY) as proxy:
        for_each(mode, proxy, range(size), one, one_async)
    hits = run.hits(proxy)
    report(hits)
    check_estimates(proxy.sandbox, found, size)
    check_hits(hits, size)
    assert (run.recovered > 0) == conflict


def test_batches(mode: Mode, conflict: bool, size: int, report: Report) -> None:
    size = max(40, size // 8)
    run = Run()
    found: dict[str, str] = {}

    def note(items: range, slots: Sequence[BatchTransactionEstimate]) -> None:
        for number, slot in zip(items, slots, strict=True):
            assert isinstance(slot, TransactionEmissionEstimate)
            found[str(number)] = slot.id

    def one(lune: Lune, items: range) -> None:
        with record() as answers:
            slots = lune.transaction_estimates.create_batch([request(item) for item in items])
        run.count(answers[-1])
        note(items, slots)

    async def one_async(lune: AsyncLune, items: range) -> None:
        with record() as answers:
            slots = await lune.transaction_estimates.create_batch([request(item) for item in items])
        run.count(answers[-1])
        note(items, slots)

    batches = [range(start, start + BATCH) for start in range(0, size * BATCH, BATCH)]
    deal = Deal([str(items[0]) for items in batches], seed=11)
    with Proxy(Sandbox(), deal, conflict=conflict, outage_every=OUTAGE_EVERY) as proxy:
        for_each(mode, proxy, batches, one, one_async)
    hits = run.hits(proxy)
    report(hits)
    check_estimates(proxy.sandbox, found, size * BATCH)
    check_hits(hits, size)
    assert (run.recovered > 0) == conflict


def test_orders_by_estimate(mode: Mode, conflict: bool) -> None:
    """A repeated one is answered estimate_order_already_placed under the reading of 2026."""
    count = 2 * len(LOSING)
    placed: dict[str, str] = {}

    def one(lune: Lune, number: int) -> None:
        estimate = lune.transaction_estimates.create(value=value(number), merchant=MERCHANT)
        assert estimate is not None
        order = lune.orders.create_by_estimate(
            estimate_id=estimate.id,
            metadata={MARK: str(number)},
            idempotency_key=key(number) or UNSET,
        )
        assert order.estimate_id == estimate.id
        placed[str(number)] = order.id

    async def one_async(lune: AsyncLune, number: int) -> None:
        estimate = await lune.transaction_estimates.create(value=value(number), merchant=MERCHANT)
        assert estimate is not None
        order = await lune.orders.create_by_estimate(
            estimate_id=estimate.id,
            metadata={MARK: str(number)},
            idempotency_key=key(number) or UNSET,
        )
        assert order.estimate_id == estimate.id
        placed[str(number)] = order.id

    deal = Deal([str(number) for number in range(count)], seed=13, kinds=LOSING)
    with Proxy(Sandbox(), deal, conflict=conflict) as proxy:
        for_each(mode, proxy, range(count), one, one_async)
    stored = orders_of(proxy.sandbox)
    assert len(stored) == count
    assert {order["metadata"][MARK]: order["id"] for order in stored} == placed
    assert set(proxy.hits) == set(LOSING)


def value(number: int) -> MonetaryAmount:
    return MonetaryAmount(value=number + 1, currency="USD")


def key(number: int) -> str | None:
    """Return a key of the caller's own for every second object."""
    return f"purchase {number}/a%" if number % 2 else None


def request(number: int) -> TransactionEstimateRequest:
    return TransactionEstimateRequest(
        value=value(number),
        merchant=MERCHANT,
        metadata={MARK: str(number)},
        idempotency_key=key(number) or UNSET,
    )


def check_estimates(sandbox: Sandbox, found: dict[str, str], size: int) -> None:
    stored = estimates_of(sandbox)
    times = Counter(estimate["metadata"][MARK] for estimate in stored)
    assert times == Counter(map(str, range(size)))
    assert {estimate["metadata"][MARK]: estimate["id"] for estimate in stored} == found
    for estimate in stored:
        number = int(estimate["metadata"][MARK])
        assert estimate["request"]["value"] == {"value": str(number + 1), "currency": "USD"}
        assert estimate["idempotency_key"]
        assert key(number) in {None, estimate["idempotency_key"]}


def check_hits(hits: Counter[Fault], size: int) -> None:
    least = every_kind(size)
    assert least > 0
    assert {fault: hits[fault] for fault in PLANNED if hits[fault] < least} == {}
