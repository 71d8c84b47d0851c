"""What an operation says about repeating it and about finding again what it created."""

from __future__ import annotations

import pickle
from typing import Any, Final

import pytest

import lune_api
from lune_api.api.orders.create_order_by_estimate import create_order_by_estimate
from lune_api.api.orders.create_order_by_mass import create_order_by_mass
from lune_api.api.orders.create_order_by_value import create_order_by_value
from lune_api.api.orders.get_order import get_order
from lune_api.api.orders.get_order_quote_by_mass import get_order_quote_by_mass
from lune_api.api.orders.get_order_quote_by_value import get_order_quote_by_value
from lune_api.api.orders.list_orders import list_orders
from lune_api.api.shipping_estimates.create_shipping_estimate import create_shipping_estimate
from lune_api.api.transaction_estimates.create_batch_transaction_estimate import (
    create_batch_transaction_estimate,
)
from lune_api.api.transaction_estimates.create_multi_match_transaction_estimate import (
    create_multi_match_transaction_estimate,
)
from lune_api.api.transaction_estimates.create_transaction_estimate import (
    create_transaction_estimate,
)
from lune_api.api.transaction_estimates.partial_update_transactions_estimate_annotations import (
    partial_update_transactions_estimate_annotations,
)
from lune_api.api.transaction_estimates.update_transaction_estimate import (
    update_transaction_estimate,
)
from lune_api.models import (
    Distance,
    LoadByMass,
    MerchantWithSearchTerm,
    MonetaryAmount,
    TransactionEstimateRequest,
)
from lune_api.models.error_code import ERROR_CODE_VALUES
from lune_api.types import Mass, Operation

from .reading import DOCUMENT, operations

_VALUE: Final = MonetaryAmount(value="10", currency="EUR")
_MERCHANT: Final = MerchantWithSearchTerm(search_term="books", country_code="FRA")
_CREATIONS: Final[list[Operation[Any]]] = [
    create_order_by_mass(mass=Mass("1", "kg")),
    create_order_by_value(value="10"),
    create_order_by_estimate(estimate_id="1"),
    create_transaction_estimate(value=_VALUE, merchant=_MERCHANT),
    create_batch_transaction_estimate(
        [TransactionEstimateRequest(value=_VALUE, merchant=_MERCHANT)]
    ),
]
_REPEATABLE: Final[list[Operation[Any]]] = [
    get_order("1"),
    list_orders(),
    get_order_quote_by_mass(mass=Mass("1", "kg")),
    get_order_quote_by_value(value="10"),
    create_shipping_estimate(
        shipment=LoadByMass(mass=Mass("1", "kg")),
        route=Distance(amount="1", unit="km"),
        method="diesel_truck",
    ),
    create_multi_match_transaction_estimate(value=_VALUE, merchant=_MERCHANT, limit=2),
]
_UPDATES: Final[list[Operation[Any]]] = [
    update_transaction_estimate("1", value=_VALUE, merchant=_MERCHANT, idempotency_key="k"),
    partial_update_transactions_estimate_annotations("1", idempotency_key="k"),
]
_RAW: Final[dict[str, Any]] = {raw["operationId"]: raw for raw, _ in operations()}


def _id(operation: Operation[Any]) -> str:
    return operation.id


@pytest.mark.parametrize("operation", [*_CREATIONS, *_UPDATES], ids=_id)
def test_a_creation_and_an_update_are_not_repeatable(operation: Operation[Any]) -> None:
    assert operation.repeatable is False


@pytest.mark.parametrize("operation", _REPEATABLE, ids=_id)
def test_reading_and_quoting_are_repeatable(operation: Operation[Any]) -> None:
    assert operation.repeatable is True


@pytest.mark.parametrize("operation", [*_REPEATABLE, *_UPDATES], ids=_id)
def test_what_cannot_be_looked_up_by_its_key_says_so(operation: Operation[Any]) -> None:
    assert (operation.key_field, operation.lookup, operation.lookup_call) == (None, None, None)
    assert operation.echo == {}


@pytest.mark.parametrize("operation", _CREATIONS, ids=_id)
def test_a_creation_is_looked_up_by_its_key(operation: Operation[Any]) -> None:
    assert operation.key_field == "idempotency_key"
    assert operation.lookup is not None
    found = operation.lookup("a/b")
    tag = _RAW[found.id]["tags"][0]
    assert tag == _RAW[operation.id]["tags"][0]
    assert found.method == "GET"
    assert found.path.endswith("/by-idempotency-key/a%2Fb")
    assert operation.lookup_call == f"{tag}.{_RAW[found.id]['x-method-name']}"


@pytest.mark.parametrize("operation", _CREATIONS, ids=_id)
def test_the_echo_is_that_of_the_document(operation: Operation[Any]) -> None:
    stated = {name: tuple(places) for name, places in _RAW[operation.id]["x-echo"].items()}
    assert operation.echo == stated


@pytest.mark.parametrize("operation", [*_CREATIONS, *_REPEATABLE, *_UPDATES], ids=_id)
def test_an_operation_can_be_pickled(operation: Operation[Any]) -> None:
    assert pickle.loads(pickle.dumps(operation)) == operation


def test_an_operation_made_by_hand_says_nothing() -> None:
    operation = Operation(id="a", method="POST", path="/a", template="/a", parse=str)
    assert operation.repeatable is False
    assert (operation.key_field, operation.lookup, operation.lookup_call) == (None, None, None)
    assert operation.echo == {}


def test_the_codes_of_what_exists_already() -> None:
    stated = DOCUMENT["components"]["schemas"]["ErrorCode"]["x-already-exists"]
    assert frozenset(stated) == lune_api.ALREADY_EXISTS
    assert lune_api.ALREADY_EXISTS.issubset(ERROR_CODE_VALUES)


def test_the_codes_of_what_passes() -> None:
    stated = DOCUMENT["components"]["schemas"]["ErrorCode"]["x-passing"]
    assert frozenset(stated) == lune_api.PASSING
    assert lune_api.PASSING.issubset(ERROR_CODE_VALUES)
