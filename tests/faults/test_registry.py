"""Each fault of the registry shows, and shows at the operations that it names alone."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from functools import cache
from typing import get_args

import pytest

from .course import SCENES, Scene, Seen, Traveller
from .registry import FAULTS, Area, Fault
from .registry.operations import ALL
from .registry.serving import faulty_app

# What a later request makes of what a fault left behind, by name: nothing is wrong there.
ELSEWHERE: dict[str, set[str]] = {
    "estimate-of-another-account-can-be-ordered": {"listOrders"},
    "key-of-another-account-is-used-up": {"listOrders"},
    "long-key-is-cut": {"getTransactionEstimate"},
    "numbers-are-taken-for-metadata": {"getTransactionEstimate", "listOrders"},
    "country-of-a-merchant-may-be-missing": {"getTransactionEstimate"},
    "offset-of-a-moment-is-refused": {
        "getTransactionEstimate",
        "getTransactionEstimateByIdempotencyKey",
    },
    "annotations-may-name-more": {
        "getTransactionEstimate",
        "getTransactionEstimateByIdempotencyKey",
    },
    "cents-of-a-value-are-dropped": {"listOrders"},
    "unknown-bundle-is-left-out": {"getOrderByIdempotencyKey"},
    "refused-order-uses-its-key-up": {"getOrderByIdempotencyKey"},
    "orders-and-estimates-share-their-keys": {"getTransactionEstimateByIdempotencyKey"},
    "update-may-take-the-key-of-another": {"getTransactionEstimate"},
    "annotation-forgets-when-it-was-processed": {"updateTransactionEstimate"},
    "annotation-forgets-the-metadata": {"updateTransactionEstimate"},
    "annotations-are-told-and-not-kept": {"updateTransactionEstimate"},
    "value-is-cut-to-whole-units": {
        "createOrderByEstimate",
        "getOrder",
        "listOrders",
        "partialUpdateTransactionsEstimateAnnotations",
    },
    "diet-is-ignored": {"createOrderByEstimate"},
    "euros-are-taken-for-dollars": {"createOrderByEstimate"},
    "miles-are-taken-for-kilometres": {
        "createOrderByEstimate",
        "getOrder",
        "getOrderByIdempotencyKey",
        "listOrders",
    },
    "mass-of-a-load-is-in-tonnes": {
        "createOrderByEstimate",
        "getOrder",
        "getOrderByIdempotencyKey",
        "listOrders",
    },
    "refrigeration-is-ignored": {
        "createOrderByEstimate",
        "getOrder",
        "getOrderByIdempotencyKey",
        "listOrders",
    },
    "shipping-estimate-cannot-be-ordered": {"listOrders"},
    "slots-are-reversed": {"getTransactionEstimate", "getTransactionEstimateByIdempotencyKey"},
    "failure-refuses-the-batch": {"getTransactionEstimateByIdempotencyKey"},
    "worst-match-is-first": {"createOrderByEstimate", "getTransactionEstimate"},
}

# The faults of what the document states in a form that a validator knows.
UNDOCUMENTED = {
    "cancelled-is-written-the-american-way",
    "code-is-written-in-capitals",
    "complete-is-called-completed",
    "creation-is-201",
    "creation-tells-another-payment-method",
    "day-of-a-rate-is-a-moment",
    "distance-is-a-number",
    "echo-has-the-client-account",
    "empty-metadata-is-null",
    "errors-are-missing",
    "estimate-of-an-order-is-not-told",
    "invalid-request-is-422",
    "json-is-called-text",
    "kind-of-order-is-told-by-an-unknown-word",
    "large-amount-has-an-exponent",
    "matches-are-a-bare-list",
    "message-is-missing",
    "metadata-beyond-the-basic-plane-fails",
    "missing-key-of-an-estimate-is-null",
    "moment-has-no-offset",
    "moment-is-a-day",
    "name-of-the-second-bundle-is-missing",
    "no-match-is-an-empty-object",
    "no-match-is-not-found",
    "no-match-is-null",
    "nothing-matches-is-no-content",
    "nothing-matches-is-not-found",
    "null-date-of-a-rate-is-left-out",
    "null-properties-are-left-out",
    "order-by-estimate-is-of-type-estimate",
    "order-by-mass-has-a-requested-value",
    "order-by-value-has-a-requested-quantity",
    "order-of-an-unknown-estimate-is-404",
    "quantity-is-a-number",
    "quote-of-an-estimate-has-no-currency",
    "quote-that-cannot-be-priced-is-null",
    "refusal-is-plain-text",
    "refusal-of-a-quote-is-200",
    "small-amount-has-an-exponent",
    "unknown-estimate-has-no-body",
    "unknown-estimate-is-no-content",
    "unknown-key-of-an-estimate-is-an-empty-answer",
    "unknown-order-has-a-body",
    "wrong-key-is-forbidden",
    "year-is-text",
}

# All of them take minutes: `nox -s faults` tries them, every other run a few.
TRIED = FAULTS if os.environ.get("LUNE_EVERY_FAULT") else FAULTS[::11]
of_each_fault = pytest.mark.parametrize("fault", TRIED, ids=lambda fault: fault.name)

# What a scene makes of an answer that is of another shape.
_IMPOSSIBLE = (AttributeError, KeyError, TypeError, IndexError, ValueError)


def _seen(scene: Scene, fault: Fault | None) -> dict[str, Seen]:
    """Return what is seen in a scene, by request; one that a fault makes impossible ends early."""
    app = faulty_app(fault)
    traveller = Traveller(app.sandbox, app.handle)
    with contextlib.suppress(*(() if fault is None else _IMPOSSIBLE)):
        scene(traveller)
    return {each.asked: each for each in traveller.seen}


@cache
def _sound(scene: Scene) -> dict[str, Seen]:
    return _seen(scene, None)


def _differences(fault: Fault) -> Iterator[tuple[Seen, Seen]]:
    """Yield what is seen of the same request to a sound sandbox and to a faulty one."""
    for scene in SCENES:
        sound = _sound(scene)
        # The others ask nothing that the fault is about.
        if any(each.operation in fault.operations for each in sound.values()):
            faulty = _seen(scene, fault)
            for asked in sound.keys() & faulty.keys():
                if sound[asked].answer != faulty[asked].answer:
                    yield sound[asked], faulty[asked]


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_a_sound_sandbox_keeps_the_document_and_is_the_same_again(scene: Scene) -> None:
    assert [each for each in _sound(scene).values() if each.problem] == []
    assert _seen(scene, None) == _sound(scene)


def test_faults_are_told_apart_and_cover_every_area() -> None:
    assert len({each.name for each in FAULTS}) == len(FAULTS)
    assert {each.area for each in FAULTS} == set(get_args(Area))


@of_each_fault
def test_a_fault_says_where_it_shows_and_what_it_breaks(fault: Fault) -> None:
    assert fault.operations
    assert fault.operations <= ALL
    assert fault.breaks.endswith(".")


@of_each_fault
def test_a_fault_shows_at_its_operations_alone(fault: Fault) -> None:
    differences = list(_differences(fault))
    assert differences
    shown = {sound.operation for sound, _ in differences} - {None}
    assert shown - fault.operations == ELSEWHERE.get(fault.name, set())
    is_undocumented = any(faulty.problem for _, faulty in differences)
    assert is_undocumented == (fault.name in UNDOCUMENTED)
