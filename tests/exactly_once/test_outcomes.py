"""What an error says of the fate of a call is true, and the call that it names settles it."""

from __future__ import annotations

import pytest

from lune_client import NotFoundError, Timeouts
from lune_mock import Sandbox

from .calling import KEY, MASS, Calls
from .conftest import Mode
from .ledger import orders_of
from .plans import Script
from .proxy import Fault, Proxy

pytestmark = pytest.mark.usefixtures("short_pauses")

LIMITS = Timeouts(read=0.1)


@pytest.fixture
def calls(mode: Mode) -> Calls:
    return Calls(mode)


def test_nothing_was_sent(calls: Calls) -> None:
    with Proxy(Sandbox()) as proxy:
        proxy.close_port()
        error = calls.fail(proxy, max_retries=1).error
        proxy.open_port()
        assert (error.outcome, error.idempotency_key) == ("not_sent", KEY)
        assert len(error.attempts) == 2
        assert proxy.requests == []
        with pytest.raises(NotFoundError):
            calls.settle(proxy, error)


@pytest.mark.parametrize(
    ("fault", "exists"),
    [
        (Fault.RESET_AFTER, True),
        (Fault.TIMEOUT_AFTER, True),
        (Fault.EMPTY_500_AFTER, True),
        (Fault.STATUS_520, True),
        (Fault.RESET_BEFORE, False),
        (Fault.TIMEOUT_BEFORE, False),
        (Fault.HTML_502, False),
    ],
)
def test_what_was_sent_is_unknown_and_can_be_settled(
    calls: Calls, conflict: bool, fault: Fault, exists: bool
) -> None:
    script = Script([], afterwards=fault)
    with Proxy(Sandbox(), script, conflict=conflict) as proxy:
        error = calls.fail(proxy, timeout=LIMITS, max_retries=0, deadline=None).error
        assert (error.outcome, error.idempotency_key) == ("unknown", KEY)
        assert error.settled_by == "orders.get_by_idempotency_key"
        assert len(error.attempts) == len(proxy.requests)
        assert proxy.requests[-1].method == "GET"
        script.afterwards = None
        stored = orders_of(proxy.sandbox)
        assert len(stored) == exists
        if exists:
            assert calls.settle(proxy, error).id == stored[0]["id"]
        else:
            with pytest.raises(NotFoundError):
                calls.settle(proxy, error)
        # Once the fault is over, the same call under the same key is safe as well.
        order = calls.create(proxy)
        assert [each["id"] for each in orders_of(proxy.sandbox)] == [order.id]


def test_one_connection_makes_it_unknown(calls: Calls) -> None:
    """The request is carried out; then nobody listens any more."""
    with Proxy(Sandbox(), Script([Fault.TIMEOUT_AFTER]), outage_every=1) as proxy:
        proxy.outage = 60
        error = calls.fail(proxy, timeout=LIMITS, max_retries=1, deadline=None).error
        assert error.outcome == "unknown"
        proxy.outage_every = None
        proxy.open_port()
        assert calls.settle(proxy, error).requested_quantity == MASS.t


def test_lost_answers_are_found_within_the_call(calls: Calls, conflict: bool) -> None:
    with Proxy(Sandbox(), Script([Fault.RESET_AFTER]), conflict=conflict) as proxy:
        order = calls.create(proxy, max_retries=0)
        assert [request.method for request in proxy.requests] == ["POST", "GET"]
        assert [each["id"] for each in orders_of(proxy.sandbox)] == [order.id]


def test_what_is_carried_out_late_is_found_within_the_call(calls: Calls, conflict: bool) -> None:
    """The first look-ups find nothing: the request is still under way."""
    late = [Fault.LATE, Fault.HTML_502, Fault.LIMITED]
    with Proxy(Sandbox(), Script(late), conflict=conflict) as proxy:
        order = calls.create(proxy, timeout=LIMITS, max_retries=0, deadline=20)
        assert [each["id"] for each in orders_of(proxy.sandbox)] == [order.id]


def test_refusals_are_no_unknown_fate(calls: Calls) -> None:
    with Proxy(Sandbox(), Script([], afterwards=Fault.LIMITED)) as proxy:
        error = calls.fail(proxy, max_retries=1).error
        assert (error.status, error.outcome) == (429, "refused")
        assert orders_of(proxy.sandbox) == []
