from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from lune_api.errors import LuneError, MalformedValueError
from lune_api.models import (
    ORDER_STATUS_VALUES,
    FlightCapacity,
    Order,
    OrderBundle,
    PaginatedOrders,
    SingleShippingEmissionEstimate,
    TransactionEmissionEstimate,
)
from lune_api.types import UNSET, Mass

from .reading import EXAMPLES, operations

ORDER = EXAMPLES["OrderByMass"]


def _order(**changes: Any) -> Order:
    return Order.from_dict({**ORDER, **changes})


def test_amounts_are_exact() -> None:
    order = _order(total_cost="7.10", quantity="0.123456789012345678901234567890")
    assert order.total_cost == Decimal("7.10")
    assert type(order.total_cost) is Decimal
    assert order.to_dict()["total_cost"] == "7.10"
    assert order.quantity == Decimal("0.123456789012345678901234567890")


@pytest.mark.parametrize(("given", "expected"), [(12, "12"), (12.5, "12.5"), (0.1, "0.1")])
def test_a_number_in_place_of_decimal_text_is_read_exactly(given: float, expected: str) -> None:
    assert _order(total_cost=given).total_cost == Decimal(expected)


def test_numbers_of_exact_fields_stay_numbers() -> None:
    capacity = FlightCapacity.from_dict({"passenger": 0, "cargo": 102.01})
    assert capacity.cargo == Decimal("102.01")
    assert capacity.to_dict() == {"passenger": 0, "cargo": 102.01}


def test_an_amount_that_is_no_number_is_named() -> None:
    with pytest.raises(MalformedValueError) as caught:
        _order(total_cost="seven")
    assert isinstance(caught.value, LuneError)
    assert caught.value.field == "Order.total_cost"
    assert caught.value.value == "seven"
    with pytest.raises(MalformedValueError, match=r"OrderBundle\.unit_price"):
        OrderBundle.from_dict({"unit_price": ""})


def test_a_mass_that_is_no_number_is_named() -> None:
    with pytest.raises(MalformedValueError, match=r"Mass\.amount"):
        TransactionEmissionEstimate.from_dict({"mass": {"amount": "much", "unit": "t"}})


@pytest.mark.parametrize("mass", [None, 5, {}, {"amount": "1"}, {"unit": "t"}])
def test_what_is_no_mass_at_all_is_kept(mass: Any) -> None:
    assert TransactionEmissionEstimate.from_dict({"mass": mass}).to_dict() == {"mass": mass}


def test_unknown_members_of_enumerations_are_kept() -> None:
    order = _order(status="archived", payment_method="crypto")
    assert order.status == "archived"
    assert order.payment_method == "crypto"
    assert order.to_dict()["status"] == "archived"


def test_known_members_are_listed_in_the_order_of_the_document() -> None:
    assert ORDER_STATUS_VALUES[0] == "received"
    assert "complete" in ORDER_STATUS_VALUES


def test_unknown_fields_are_kept_and_written_back() -> None:
    order = _order(carbon_score={"a": [1, None]})
    assert order.additional_properties == {"carbon_score": {"a": [1, None]}}
    assert order.to_dict()["carbon_score"] == {"a": [1, None]}


def test_a_missing_required_field_does_not_destroy_the_answer() -> None:
    order = Order.from_dict({"id": "a", "status": "paid"})
    assert order.id == "a"
    missing: object = order.total_cost
    assert missing is UNSET
    assert order.to_dict() == {"id": "a", "status": "paid"}


def test_null_in_a_required_field_does_not_destroy_the_answer() -> None:
    assert _order(id=None, metadata=None).to_dict()["metadata"] is None


@pytest.mark.parametrize("bundles", [None, {}, "none", [None, "x"], []])
def test_a_value_of_another_type_is_kept(bundles: Any) -> None:
    assert _order(bundles=bundles).to_dict()["bundles"] == bundles


def test_points_in_time() -> None:
    order = _order(created_at="2024-09-02T08:15:30.12Z")
    assert order.created_at == datetime(2024, 9, 2, 8, 15, 30, 120000, tzinfo=UTC)


@pytest.mark.parametrize("text", ["2024-09-02T08:15:30 GMT", "yesterday", ""])
def test_a_malformed_date_stays_text(text: str) -> None:
    assert _order(created_at=text).to_dict()["created_at"] == text


def test_days() -> None:
    estimate = TransactionEmissionEstimate.from_dict({"exchange_rate_date": "2024-01-01"})
    assert estimate.exchange_rate_date == date(2024, 1, 1)
    assert estimate.to_dict() == {"exchange_rate_date": "2024-01-01"}


def test_masses_of_answers_are_the_masses_of_arguments() -> None:
    estimate = SingleShippingEmissionEstimate.from_dict(EXAMPLES["ShippingContainersEstimate"])
    assert isinstance(estimate.mass, Mass)
    assert estimate.mass == Mass("2969503", "g")
    assert estimate.mass.wtw_details is None
    assert "unit='t', wtw_details=None, pollutants=" in repr(estimate.mass)


def test_a_mass_keeps_unknown_fields() -> None:
    value = {"amount": "1.50", "unit": "t", "note": "x"}
    mass = Mass.from_dict(value)
    assert mass.additional_properties == {"note": "x"}
    assert mass.to_dict() == value


@pytest.mark.parametrize("answer", [None, "x", 5, [1], True])
def test_an_answer_of_another_type_is_refused_with_its_name(answer: Any) -> None:
    for raw, module in operations():
        if raw["operationId"] != "createBatchTransactionEstimate" or answer != [1]:
            with pytest.raises(MalformedValueError):
                module._parse(answer)


def test_a_page_holds_what_is_no_order() -> None:
    page = PaginatedOrders.from_dict({"has_more": False, "next_cursor": None, "data": [None]})
    assert page.to_dict()["data"] == [None]
