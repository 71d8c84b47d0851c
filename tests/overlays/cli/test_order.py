"""`lune order`: asked before, placed once, and never without an answer or --yes."""

from __future__ import annotations

import signal

import pytest

from lune_client import Mass
from lune_client.models import Distance, LoadByMass
from lune_client.testing import LuneMock, sandbox_client
from lune_mock import Fault

from .conftest import Here
from .running import Shell
from .terminal import typed

ORDER = ("order", "--mass", "259.11kg")


def test_everything_of_it_arrives(shell: Shell, lune_mock: LuneMock) -> None:
    words = ("--metadata", "invoice=A-17", "--metadata", "formula=a=b", "--metadata", "empty=")
    placed = shell(*ORDER, "--yes", "--idempotency-key", "invoice A-17", *words, "--json").json
    metadata = {"invoice": "A-17", "formula": "a=b", "empty": ""}
    assert placed["metadata"] == metadata
    lune_mock.assert_ordered(mass="259.11 kg", idempotency_key="invoice A-17", metadata=metadata)
    lune_mock.assert_requested("getOrderQuoteByMass", times=0)


def test_by_value_by_bundles_and_by_estimate(shell: Shell, lune_mock: LuneMock) -> None:
    bundle = lune_mock.sandbox.bundle_ids[0]
    with sandbox_client(lune_mock.sandbox) as lune:
        estimate = lune.shipping_estimates.create(
            shipment=LoadByMass(mass=Mass("10", "t")),
            route=Distance(amount="100", unit="km"),
            method="diesel_truck",
        )
    for what in (
        ("--value", "10.50"),
        ("--bundle-mass", f"{bundle}=2t"),
        ("--estimate", estimate.id),
    ):
        assert shell("order", *what, "--yes").code == 0
    lune_mock.assert_ordered(value="10.50")
    lune_mock.assert_ordered(mass="2 t")
    lune_mock.assert_ordered(estimate_id=estimate.id)


def test_the_quote_is_shown_and_the_answer_is_yes(shell: Shell, lune_mock: LuneMock) -> None:
    shown = typed(shell, *ORDER, answers=["y"], NO_COLOR="1")
    assert shown.code == 0
    quote, question, order = shown.out.partition("Place this order? [y/N]")
    assert question
    assert "0.259109" in quote
    assert lune_mock.orders[0].id in order
    lune_mock.assert_ordered(mass="259.11 kg")


@pytest.mark.parametrize("answer", ["n", "", "yeah", "\x04"])
def test_no_other_answer_is_a_yes(shell: Shell, lune_mock: LuneMock, answer: str) -> None:
    shown = typed(shell, *ORDER, answers=[answer])
    assert shown.code == 1
    assert "lune: nothing was ordered" in shown.out
    lune_mock.assert_not_ordered()


def test_an_estimate_whose_cost_is_not_known(shell: Shell, lune_mock: LuneMock) -> None:
    shown = typed(shell, "order", "--estimate", "of-a-shipment", answers=["n"])
    assert "The cost is not known ahead" in shown.out
    lune_mock.assert_not_ordered()


@pytest.mark.parametrize("given", [None, "y\n"])
def test_without_a_terminal_there_is_no_question(
    shell: Shell, lune_mock: LuneMock, given: str | None
) -> None:
    refused = shell(*ORDER, given=given)
    assert (refused.code, refused.out) == (2, "")
    assert "--yes" in refused.err
    assert not lune_mock.requests


def test_the_same_key_orders_once(shell: Shell, lune_mock: LuneMock) -> None:
    again = (*ORDER, "--yes", "--idempotency-key", "A-17", "--json")
    assert shell(*again).json == shell(*again).json
    lune_mock.assert_ordered()


def test_a_key_of_something_else_is_refused(shell: Shell, lune_mock: LuneMock) -> None:
    shell(*ORDER, "--yes", "--idempotency-key", "A-17")
    refused = shell("order", "--value", "5", "--yes", "--idempotency-key", "A-17")
    assert refused.code == 1
    assert refused.err.startswith("lune: POST /orders/by-value: 200 the idempotency key 'A-17'")
    assert "look at it with lune orders get --idempotency-key" in refused.err
    lune_mock.assert_ordered()


def test_what_was_ordered_under_a_key_is_told_as_masses_are_typed(
    here: Here, lune_mock: LuneMock
) -> None:
    here(*ORDER, "--yes", "--idempotency-key", "A-17")
    refused = here("order", "--mass", "260kg", "--yes", "--idempotency-key", "A-17")
    assert "mass asked 260 kg, found 0.259" in refused.err
    lune_mock.assert_ordered()


def test_a_lost_answer_is_found(shell: Shell, lune_mock: LuneMock) -> None:
    lune_mock.control.add_fault(Fault(kind="drop", operation_id="createOrderByMass"))
    assert shell(*ORDER, "--yes", "--json").json["id"] == lune_mock.orders[0].id
    lune_mock.assert_ordered()


def test_what_may_have_been_placed_can_be_found(shell: Shell, lune_mock: LuneMock) -> None:
    lune_mock.control.add_fault(Fault(kind="drop", tag="orders", times=100))
    failed = shell(*ORDER, "--yes", "--idempotency-key", "A-17", "--deadline", "1")
    assert failed.code == 3
    assert failed.err.count("\n") == 1
    assert "carried out: lune orders get --idempotency-key 'A-17' settles it" in failed.err


@pytest.mark.parametrize("arguments", ["", "--json"])
@pytest.mark.parametrize(
    ("to", "why"),
    [
        (">/dev/full", ": No space left on device"),
        (">&-", ": the standard output is closed"),
        ("| (exec <&-; sleep 3)", ""),
    ],
)
def test_an_order_that_cannot_be_printed_is_told(
    shell: Shell, lune_mock: LuneMock, arguments: str, to: str, why: str
) -> None:
    shell.environment.pop("PYTHONUNBUFFERED", None)
    done = shell.bash(
        f"set -o pipefail; lune {' '.join(ORDER)} --yes --idempotency-key A-17 {arguments} {to}"
    )
    (order,) = lune_mock.orders
    words = f"order {order.id} was placed under the key A-17; only printing it failed"
    assert (done.code, done.out) == (1 if why else 141, "")
    assert done.err == f"lune: {words}{why}\n"


def test_an_interrupt_says_how_to_find_the_order(shell: Shell, lune_mock: LuneMock) -> None:
    lune_mock.control.set_latency(5)
    with shell.start(*ORDER, "--yes", "--idempotency-key", "A-17") as process:
        while not lune_mock.orders:
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()
    assert (process.returncode, out) == (130, "")
    assert err == (
        "lune: POST /orders/by-mass may have been carried out:"
        " lune orders get --idempotency-key 'A-17' settles it\n"
    )
