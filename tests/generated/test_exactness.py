"""Numbers stay exact, and none of them can hurt."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import attrs
import pytest

from lune_api.api.orders.create_order_by_mass import create_order_by_mass
from lune_api.api.orders.create_order_by_value import create_order_by_value
from lune_api.api.orders.get_order_quote_by_mass import get_order_quote_by_mass
from lune_api.errors import InvalidRequestError, MalformedValueError
from lune_api.models import (
    BundleMass,
    Distance,
    EstimateMassWithBreakdowns,
    LoadByMass,
    Order,
    SingleShippingEmissionEstimate,
)
from lune_api.types import Mass, to_decimal

from .reading import EXAMPLES

STRANGE = [
    "NaN",
    "sNaN",
    "-Infinity",
    "inf",
    " 1",
    "1 ",
    "1_0",
    "\u0663",
    "+1",
    ".5",
    "5.",
    "1\n",
    "1E+300000000",
    "1E-300000000",
    "1E+99999999999999999999",
    "9" * 1001,
]
HUGE = [Decimal("1E+300000000"), Decimal("sNaN"), Decimal("NaN"), Decimal("Infinity"), 10**4000]


def shipped() -> EstimateMassWithBreakdowns:
    value = EXAMPLES["ShippingContainersEstimate"]
    return SingleShippingEmissionEstimate.from_dict(value).mass


@pytest.mark.parametrize("text", STRANGE)
def test_text_that_is_no_plain_number_is_refused_on_both_ways(text: str) -> None:
    with pytest.raises(InvalidRequestError):
        to_decimal(text, "value")
    with pytest.raises(InvalidRequestError):
        Mass(text, "kg")
    with pytest.raises(MalformedValueError):
        Order.from_dict({"quantity": text})
    with pytest.raises(MalformedValueError):
        Mass.from_dict({"amount": text, "unit": "kg"})


@pytest.mark.parametrize("number", [*HUGE, Decimal("1." + "1" * 1000)])
def test_numbers_without_an_end_are_refused(number: Any) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        Mass(number, "kg")
    assert len(str(caught.value)) < 400
    with pytest.raises(InvalidRequestError):
        Mass(1, "kg") * number
    with pytest.raises(InvalidRequestError):
        Mass(1, "kg") / number
    distance = Distance(amount=1, unit="km")
    distance.amount = number
    with pytest.raises(InvalidRequestError):
        distance.check()


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 10**4000])
def test_numbers_of_answers_have_an_end(number: Any) -> None:
    with pytest.raises(MalformedValueError):
        Order.from_dict({"quantity": number})


def test_the_largest_masses_stay_exact_or_are_refused() -> None:
    large, small = Mass("9E+1000", "t"), Mass("1E-1000", "mg")
    assert large > small
    assert large != small
    assert hash(large) != hash(small)
    assert large - large == Mass(0, "g")
    calls: list[Callable[[], object]] = [
        lambda: large + small,
        lambda: large * Decimal("1E+1000"),
        lambda: large / Decimal("1E-1000"),
        lambda: large.to("mg"),
    ]
    for call in calls:
        with pytest.raises(InvalidRequestError):
            call()


def test_ratios_and_absolute_values() -> None:
    assert Mass(1, "t") / Mass(250, "kg") == Decimal(4)
    assert type(Mass(1, "t") / Mass(3, "kg")) is Decimal
    with pytest.raises(ZeroDivisionError):
        Mass(1, "t") / Mass(0, "kg")
    assert abs(Mass(-1, "t")) == abs(Mass(1, "t")) == Mass(1, "t")


@pytest.mark.parametrize("zero", [0.0, False, Decimal(0)])
def test_only_the_zero_of_sum_is_added(zero: Any) -> None:
    with pytest.raises(TypeError):
        operator.add(zero, Mass(1, "t"))
    assert sum(list[Mass](), Mass(0, "t")) == Mass(0, "t")


def test_the_mass_of_an_estimate_is_sent_without_its_parts() -> None:
    expected = {"amount": "2.969503", "unit": "t"}
    assert create_order_by_mass(mass=shipped()).json == {"mass": expected}
    assert get_order_quote_by_mass(mass=shipped()).json == {"mass": expected}
    assert LoadByMass(mass=shipped()).to_dict() == {"mass": expected}
    noted = Mass.from_dict({**expected, "note": "x"})
    assert BundleMass(bundle_id="a", mass=noted).to_dict()["mass"] == expected


def test_a_mass_set_later_is_refused_with_its_parts() -> None:
    load = LoadByMass(mass=Mass(1, "t"))
    load.mass = shipped()
    with pytest.raises(InvalidRequestError) as caught:
        load.check()
    assert caught.value.field == "mass.wtw_details"


def test_an_echoed_mass_is_written_as_it_came() -> None:
    value = {"mass": {"amount": "1.0", "unit": "mg", "note": "x"}}
    assert LoadByMass.from_dict(value).to_dict() == value  # type: ignore[arg-type]  # is JSON


def test_masses_with_parts_are_compared_by_their_parts_among_themselves() -> None:
    value = EXAMPLES["ShippingContainersEstimate"]["mass"]
    mass, same = (EstimateMassWithBreakdowns.from_dict(value) for _ in range(2))
    other = EstimateMassWithBreakdowns.from_dict({**value, "pollutants": "none"})
    noted = EstimateMassWithBreakdowns.from_dict({**value, "note": 1})
    assert mass == same
    assert hash(mass) == hash(same) == hash(other)
    assert mass not in (other, noted)
    assert mass == Mass("2969503", "g") == mass
    assert "pollutants='none'" in repr(other)


def test_amounts_with_an_exponent_are_written_out() -> None:
    assert create_order_by_value(value="1E+3").json == {"value": "1000"}
    assert attrs.evolve(Mass(1, "t"), amount=Decimal(2)) == Mass(2, "t")
