"""What goes wrong is told by the library's own errors, whatever was given."""

from __future__ import annotations

import pickle
import threading
import traceback
import typing
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum
from typing import Any

import attrs
import pytest

from lune_api import models
from lune_api.api.orders.create_order_by_value import create_order_by_value
from lune_api.api.orders.list_orders import list_orders
from lune_api.api.transaction_estimates.create_batch_transaction_estimate import (
    create_batch_transaction_estimate,
)
from lune_api.checking import query_text
from lune_api.errors import InvalidRequestError, MalformedValueError
from lune_api.models import (
    EmptyObject,
    GeographicCoordinates,
    MerchantWithSearchTerm,
    MonetaryAmount,
    Order,
    TransactionEstimateRequest,
)

from .reading import EXAMPLES

HALF = "\ud800"


def purchase(**more: Any) -> TransactionEstimateRequest:
    return TransactionEstimateRequest(
        value=MonetaryAmount(value=1, currency="GBP"),
        merchant=MerchantWithSearchTerm(country_code="GBR", search_term="tea"),
        **more,
    )


def test_members_of_any_enumeration_are_written_as_their_value() -> None:
    text = Enum("text", {"KG": "kg"}, type=str)
    number = Enum("number", {"X": 5}, type=int)
    assert query_text(text.KG) == "kg"
    assert query_text(number.X) == "5"
    assert query_text(True) == "true"


@pytest.mark.parametrize(
    ("metadata", "field"), [({"a": HALF}, "metadata.a"), ({HALF: "a"}, "metadata['\\ud800']")]
)
def test_half_a_character_is_named(metadata: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        create_order_by_value(value=1, metadata=metadata)
    assert caught.value.field == field
    with pytest.raises(InvalidRequestError) as caught:
        list_orders(after=HALF)
    assert caught.value.field == "after"


@pytest.mark.parametrize("lat", [10**400, -(10**400), float("inf"), float("nan")])
def test_numbers_out_of_range_are_refused_and_shown(lat: float) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        GeographicCoordinates(lat=lat, lon=0).check()
    assert str(caught.value).startswith("lat: must be ")


def test_a_huge_limit_is_refused_and_shown() -> None:
    with pytest.raises(InvalidRequestError) as caught:
        list_orders(limit=10**5000)
    assert str(caught.value) == "limit: must be at most 100 (got a int that cannot be shown)"


class Unshowable:
    def __repr__(self) -> str:
        raise RuntimeError


def test_the_error_about_any_value_can_be_shown_and_pickled() -> None:
    assert "cannot be shown" in str(InvalidRequestError("a", Unshowable(), "is odd"))
    lock = threading.Lock()
    again = pickle.loads(pickle.dumps(InvalidRequestError("a", lock, "is odd")))
    assert (again.field, again.value, again.problem) == ("a", repr(lock), "is odd")


def test_a_half_made_object_can_be_shown() -> None:
    try:
        MonetaryAmount(value=1.5, currency="GBP")  # type: ignore[arg-type]  # the test
    except InvalidRequestError as error:
        shown = traceback.TracebackException.from_exception(error, capture_locals=True)
        assert "self = MonetaryAmount()" in "".join(shown.format())


def test_a_representation_leaves_out_what_is_not_there() -> None:
    assert repr(Order.from_dict({"id": "a"})) == "Order(id='a')"
    assert repr(Order.from_dict({"new": 1})) == "Order(additional_properties={'new': 1})"
    assert repr(EmptyObject()) == "EmptyObject()"


def test_a_changed_copy_keeps_everything_else() -> None:
    order = Order.from_dict({**EXAMPLES["OrderByMass"], "new": 1})
    changed = attrs.evolve(order, status="paid")
    assert changed.status == "paid"
    assert changed.to_dict() == {**order.to_dict(), "status": "paid"}
    assert attrs.evolve(order) == order
    assert changed.additional_properties is not order.additional_properties


@pytest.mark.parametrize("name", models.__all__)
def test_type_hints_of_models_can_be_resolved(name: str) -> None:
    model = getattr(models, name)
    if isinstance(model, type):
        assert "additional_properties" in typing.get_type_hints(model)


@pytest.mark.parametrize("slots", [0, 1, 3])
def test_a_batch_has_one_slot_for_each_purchase(slots: int) -> None:
    operation = create_batch_transaction_estimate([purchase(), purchase()])
    with pytest.raises(MalformedValueError, match="2 items"):
        operation.parse([{}] * slots)
    assert operation.parse([{}, {}]) == [EmptyObject(), EmptyObject()]
    assert operation == create_batch_transaction_estimate([purchase(), purchase()])


def test_offsets_have_no_seconds() -> None:
    odd = timezone(timedelta(hours=1, seconds=30))
    item = purchase(transaction_processed_at=datetime(2024, 9, 2, 8, tzinfo=odd))
    assert item.to_dict()["transaction_processed_at"] == "2024-09-02T06:59:30+00:00"
    item.transaction_processed_at = datetime.min.replace(tzinfo=odd)
    with pytest.raises(InvalidRequestError, match="calendar"):
        item.check()
    item.transaction_processed_at = datetime.min.replace(tzinfo=UTC)
    item.check()


@pytest.mark.parametrize("text", ["20240101", "2024-01-01", "2024-01-01T00:00:00", "2024-W01-1"])
def test_what_is_no_point_in_time_stays_text(text: str) -> None:
    assert Order.from_dict({"created_at": text}).to_dict() == {"created_at": text}
    day = models.TransactionEmissionEstimate.from_dict({"exchange_rate_date": text})
    assert day.to_dict() == {"exchange_rate_date": text}


def test_an_unknown_field_of_a_closed_object_is_named() -> None:
    item = purchase(additional_properties={"channel": "web"})
    with pytest.raises(InvalidRequestError) as caught:
        create_batch_transaction_estimate([item])
    assert caught.value.field == "items[0].channel"
