"""How long a call takes at most, measured against a server that takes its time.

The bounds are wide, because the machines that run this are busy: they tell seconds from minutes,
not milliseconds.
"""

from __future__ import annotations

import time

import httpx
import pytest

from lune_client import DeadlineExceededError, RateLimitError, Timeouts
from lune_mock import Sandbox

from .calling import KEY, MASS, Calls
from .conftest import Mode
from .ledger import orders_of
from .plans import Script
from .proxy import Fault, Proxy

TOLERANCE = 1.5
"""Seconds by which a busy machine may be late."""
READ = 0.3
LIMITS = Timeouts(read=READ)
PACE = 0.15
"""Seconds between two pieces of an answer that drips."""


@pytest.fixture
def calls(mode: Mode) -> Calls:
    return Calls(mode)


def test_the_deadline_covers_attempts_waits_and_look_ups(calls: Calls) -> None:
    script = Script([], afterwards=Fault.TIMEOUT_BEFORE)
    with Proxy(Sandbox(), script) as proxy:
        failed = calls.fail(proxy, timeout=LIMITS, max_retries=99, deadline=1)
        assert failed.took < 1 + TOLERANCE
        assert len(failed.error.attempts) > 1
        assert (failed.error.outcome, failed.error.idempotency_key) == ("unknown", KEY)


def test_look_ups_go_on_until_the_deadline_and_end_with_it(calls: Calls) -> None:
    """The only attempt is lost, and so is the answer to every look-up."""
    with Proxy(Sandbox(), Script([], afterwards=Fault.RESET_AFTER)) as proxy:
        failed = calls.fail(proxy, timeout=LIMITS, max_retries=0, deadline=1)
        assert failed.took < 1 + TOLERANCE
        assert len(proxy.requests) > 1
        assert {request.method for request in proxy.requests[1:]} == {"GET"}
        assert failed.error.outcome == "unknown"


def test_the_deadline_ends_an_attempt_before_its_own_timeout(calls: Calls) -> None:
    with Proxy(Sandbox(), Script([], afterwards=Fault.TIMEOUT_BEFORE)) as proxy:
        failed = calls.fail(proxy, timeout=Timeouts(read=60), max_retries=9, deadline=0.5)
        assert failed.took < 0.5 + TOLERANCE
        assert isinstance(failed.error, DeadlineExceededError)
        # What is left of the time goes to a look-up, not to another attempt.
        assert [request.method for request in proxy.requests].count("POST") == 1


@pytest.mark.parametrize("fault", [Fault.LIMITED_SECONDS, Fault.LIMITED_DATE])
def test_a_wait_beyond_the_deadline_is_not_begun(calls: Calls, fault: Fault) -> None:
    with Proxy(Sandbox(), Script([], afterwards=fault), retry_after=3600) as proxy:
        failed = calls.fail(proxy, max_retries=9, deadline=60)
        assert failed.took < 10
        assert isinstance(failed.error, RateLimitError)
        assert failed.error.outcome == "refused"
        assert len(proxy.requests) == 1


def test_the_wait_for_the_rate_limit_counts(calls: Calls) -> None:
    """The call before it took the only request of this second, and half of one is left."""
    with Proxy(Sandbox()) as proxy:
        failed = calls.fail_after_success(proxy, max_requests_per_second=1, deadline=0.5)
        assert failed.took < 0.5
        assert isinstance(failed.error, DeadlineExceededError)
        assert failed.error.outcome == "not_sent"
        assert failed.error.attempts == ()
        assert len(proxy.requests) == 1


def test_a_closed_port_until_the_deadline(calls: Calls) -> None:
    with Proxy(Sandbox()) as proxy:
        proxy.close_port()
        failed = calls.fail(proxy, max_retries=99, deadline=1)
        proxy.open_port()
        assert failed.took < 1 + TOLERANCE
        assert failed.error.outcome == "not_sent"


@pytest.mark.parametrize("fault", [Fault.DRIP_BODY, Fault.DRIP_HEADERS])
def test_a_drip_ends_with_the_deadline(calls: Calls, fault: Fault) -> None:
    """Each piece arrives long before the read timeout, which alone would let this go on."""
    check_drip(calls, fault, bound=1)


def test_a_drip_to_a_client_from_outside_ends_one_read_later() -> None:
    """Its sockets stay as they are: the deadline is looked at between two pieces of the body."""
    with httpx.Client(trust_env=False) as client:
        check_drip(Calls("sync", client), Fault.DRIP_BODY, bound=1 + READ)


def test_a_drip_of_headers_to_a_client_from_outside_ends_with_the_headers() -> None:
    """The HTTP library reads all headers in one go, with the read timeout for each piece.

    Here they are complete after three seconds, two after the deadline. The answer is whole then
    and is not thrown away.
    """
    script = Script([Fault.DRIP_HEADERS])
    with (
        httpx.Client(trust_env=False) as client,
        Proxy(Sandbox(), script, pace=PACE, pieces=int(3 / PACE)) as proxy,
    ):
        started = time.monotonic()
        calls = Calls("sync", client)
        order = calls.create(proxy, timeout=LIMITS, max_retries=9, deadline=1)
        assert time.monotonic() - started < 3 + TOLERANCE
        assert [each["id"] for each in orders_of(proxy.sandbox)] == [order.id]


def check_drip(calls: Calls, fault: Fault, *, bound: float) -> None:
    """Let an answer drip for ten seconds, under a deadline of one."""
    script = Script([], afterwards=fault)
    with Proxy(Sandbox(), script, pace=PACE, pieces=int(10 / PACE)) as proxy:
        failed = calls.fail(proxy, timeout=LIMITS, max_retries=9, deadline=1)
        assert failed.took < bound + TOLERANCE
        error = failed.error
        assert error.settled_by == "orders.get_by_idempotency_key"
        (stored,) = orders_of(proxy.sandbox)
        script.afterwards = None
        assert calls.settle(proxy, error).id == stored["id"]


@pytest.mark.parametrize("fault", [Fault.DRIP_BODY, Fault.DRIP_HEADERS])
def test_a_drip_that_ends_in_time_is_no_fault(calls: Calls, fault: Fault) -> None:
    """It takes longer than the read timeout, which limits the wait for each piece only."""
    with Proxy(Sandbox(), Script([fault]), pace=PACE, pieces=3) as proxy:
        order = calls.create(proxy, timeout=LIMITS, max_retries=0, deadline=30)
        assert order.requested_quantity == MASS.t
        assert len(proxy.requests) == 1


@pytest.mark.usefixtures("short_pauses")
@pytest.mark.parametrize("fault", [Fault.DRIP_BODY, Fault.DRIP_HEADERS])
def test_pieces_slower_than_the_read_timeout(calls: Calls, fault: Fault) -> None:
    script = Script([fault])
    with Proxy(Sandbox(), script, pace=2 * READ, pieces=2) as proxy:
        order = calls.create(proxy, timeout=LIMITS, max_retries=3, deadline=30)
        assert [each["id"] for each in orders_of(proxy.sandbox)] == [order.id]
        assert len(proxy.requests) == 2
