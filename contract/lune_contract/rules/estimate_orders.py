"""Orders of estimates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lune_contract.estimating import GRAM, OK, SHIP, mass_of, update
from lune_contract.parts import exact
from lune_contract.rounding import said
from lune_contract.rule import rule
from lune_contract.sample import made_up_id

if TYPE_CHECKING:
    from lune_contract.reply import Reply
    from lune_contract.trial import Trial
    from lune_document import JSON

_ORDER_SOURCE: Final = "Orders, POST /orders/by-estimate"
_ORDER: Final = "createOrderByEstimate"


@rule(
    "estimates/order-of-a-purchase", operations=_ORDER, source=_ORDER_SOURCE, orders=1, estimates=1
)
def order_of_a_purchase(trial: Trial) -> None:
    """An order of an estimate is for its mass, names it, and has the metadata of the order."""
    _ordered(trial, trial.estimate(metadata={"of": "the estimate"}))


@rule(
    "estimates/order-of-a-shipment", operations=_ORDER, source=_ORDER_SOURCE, orders=1, estimates=1
)
def order_of_a_shipment(trial: Trial) -> None:
    """An order of a shipment that was estimated in kilograms is for its mass in tonnes."""
    query = {"estimate_mass_unit": "kg"}
    _ordered(trial, trial.call(SHIP, trial.body(SHIP), query=query).success())


@rule(
    "estimates/shipment-can-be-ordered",
    operations=SHIP,
    source=_ORDER_SOURCE,
    orders=1,
    estimates=1,
)
def shipment_can_be_ordered(trial: Trial) -> None:
    """A shipment is kept: its estimate can be ordered by its id."""
    estimate = trial.place(SHIP)
    order = trial.call(_ORDER, {"estimate_id": estimate.text("id")})
    # That purchases can be ordered is tried on its own.
    if order.status != OK:
        estimate.deviates("an estimate that can be ordered", order.exchange.answer.shown())


@rule(
    "estimates/order-of-a-new-input", operations=_ORDER, source=_ORDER_SOURCE, orders=1, estimates=1
)
def order_of_a_new_input(trial: Trial) -> None:
    """An order of an estimate that was given a new input is for its new mass."""
    value: JSON = {"value": "431.07", "currency": "USD"}
    _ordered(trial, update(trial, trial.estimate(), value=value).success())


def _ordered(trial: Trial, estimate: Reply) -> Reply:
    metadata: JSON = {"of": "the order"}
    body: JSON = {"estimate_id": estimate.text("id"), "metadata": metadata}
    order = trial.call(_ORDER, body).success()
    wanted = mass_of(estimate, "mass")
    order.expect(
        abs(exact(order, "requested_quantity") - wanted) < GRAM,
        f"{said(wanted)} t, the mass of the estimate",
        "requested_quantity",
    )
    order.expect(order.at("estimate_id") == estimate.at("id"), estimate.text("id"), "estimate_id")
    order.expect(order.at("metadata") == metadata, repr(metadata), "metadata")
    return order


@rule(
    "estimates/ordered-once",
    operations=_ORDER,
    source=f"{_ORDER_SOURCE}, error code estimate_order_already_placed",
    level="should",
    orders=1,
    estimates=1,
)
def ordered_once(trial: Trial) -> None:
    """An estimate can be ordered once, whether or not it is calculated again."""
    estimate = trial.estimate()
    body: JSON = {"estimate_id": estimate.text("id")}
    trial.call(_ORDER, body).success()
    trial.call(_ORDER, body).refusal("estimate_order_already_placed", statuses=(400, 409))
    update(trial, estimate, value={"value": "431.07", "currency": "USD"})
    trial.call(_ORDER, body).refusal("estimate_order_already_placed", statuses=(400, 409))


@rule("estimates/order-of-no-estimate", operations=_ORDER, source=_ORDER_SOURCE, orders=1)
def order_of_no_estimate(trial: Trial) -> None:
    """An order of an estimate that does not exist is refused."""
    trial.call(_ORDER, {"estimate_id": made_up_id(trial)}).refusal(statuses=(400, 404, 409))
