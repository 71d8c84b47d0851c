from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lune_api.api.orders.create_order_by_mass import create_order_by_mass
from lune_api.api.orders.get_order import get_order
from lune_api.api.orders.list_orders import list_orders
from lune_api.api.transaction_estimates.partial_update_transactions_estimate_annotations import (
    partial_update_transactions_estimate_annotations as annotate,
)
from lune_api.types import Mass, Operation
from lune_client import ConfigurationError, Lune
from lune_client._delivery import Delivery, Send, Sleep
from lune_client._http import Failure, Reply
from lune_client._key import ApiKey
from lune_client._limiter import Limiter
from lune_client._retries import REPEATED_STATUSES, pause, retry_after, was_sent
from lune_client._settings import Settings
from lune_client.errors import LuneError

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("stated", "seconds"),
    [
        ("7", 7),
        (" 7 ", 7),
        ("0", 0),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90),
        (format_datetime(NOW - timedelta(seconds=90), usegmt=True), 0),
        ("", None),
        ("-1", None),
        ("1.5", None),
        ("soon", None),
        ("٣", None),
        ("9" * 5000, float("9" * 12)),
    ],
)
def test_retry_after(stated: str, seconds: float | None) -> None:
    assert retry_after({"Retry-After": stated}, NOW) == seconds


@given(failures=st.integers(1, 50), chance=st.floats(0, 1))
def test_a_pause_has_full_jitter_and_a_bound(failures: int, chance: float) -> None:
    waited = pause(failures, None, lambda: chance, NOW)
    assert waited == pytest.approx(chance * min(8, 0.5 * 2 ** (failures - 1)))


class Clock:
    """Time that passes only when a step takes it."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


outcomes = st.one_of(
    st.builds(
        Failure,
        text=st.just("reset"),
        timed_out=st.booleans(),
        connected=st.booleans(),
    ),
    st.builds(
        Reply,
        status=st.sampled_from([200, 400, 404, 409, *sorted(REPEATED_STATUSES)]),
        headers=st.sampled_from([{}, {"Retry-After": "2"}, {"Retry-After": "100000"}]),
        body=st.sampled_from([b"", b"{}", b'{"id": "an-order"}', b"<html>"]),
        cut_short=st.none(),
    ),
)
operations = st.sampled_from(
    [
        create_order_by_mass(mass=Mass("1", "t")),
        create_order_by_mass(mass=Mass("1", "t"), idempotency_key="A"),
        get_order("an-order"),
        list_orders(),
        annotate("an-estimate", is_transaction=True),
    ]
)


@given(
    operation=operations,
    script=st.lists(st.tuples(outcomes, st.floats(0, 40)), min_size=60, max_size=60),
    deadline=st.floats(0.01, 100),
    max_retries=st.integers(0, 6),
)
def test_no_harmful_repeat_and_nothing_after_the_deadline(
    operation: Operation[object],
    script: list[tuple[Reply | Failure, float]],
    deadline: float,
    max_retries: int,
) -> None:
    clock = Clock()
    settings = Settings(
        base_url="https://sandbox.invalid", deadline=deadline, max_retries=max_retries
    )
    delivery = Delivery(operation, settings, ApiKey("any-key"), Limiter(15), lambda *_: None)
    sent: list[tuple[Send, Reply | Failure]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lune_client._delivery.monotonic", clock)
        steps = delivery.steps()
        outcome: Reply | Failure | None = None
        try:
            for next_outcome, took in script:
                step = steps.send(outcome)
                if isinstance(step, Sleep):
                    clock.now += step.seconds
                    assert clock.now < 1000 + deadline
                    outcome = None
                else:
                    assert clock.now < 1000 + deadline
                    assert step.within is not None
                    assert step.within <= 1000 + deadline - clock.now + 1e-6
                    clock.now += min(took, step.within)
                    outcome = next_outcome
                    sent.append((step, next_outcome))
        except (StopIteration, LuneError):
            pass
    same = [(step, came) for step, came in sent if step.request.method == operation.method]
    assert len(same) <= max_retries + 1 or operation.method == "GET"
    if operation.method == "PATCH":
        assert not any(was_sent(came) for _, came in same[:-1])
    if operation.method == "POST":
        assert len({step.request.body for step, _ in same}) <= 1


@pytest.mark.parametrize("max_retries", [-1, 1.5, True, "2", None])
def test_what_is_no_number_of_retries(max_retries: object) -> None:
    with pytest.raises(ConfigurationError, match="max_retries"):
        Lune("any-key", max_retries=max_retries)  # type: ignore[arg-type]  # that is the point


@pytest.mark.parametrize("deadline", [0, -1, float("nan"), float("inf"), True, "2"])
def test_what_is_no_deadline(deadline: object) -> None:
    with pytest.raises(ConfigurationError, match="deadline"):
        Lune("any-key", deadline=deadline)  # type: ignore[arg-type]  # that is the point
