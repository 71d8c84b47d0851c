from __future__ import annotations

import copy
import pickle
from decimal import Context, Decimal, localcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lune_api.errors import InvalidRequestError, LuneError, WrongTypeError
from lune_api.types import UNSET, Mass, Unset, decimal_text, to_decimal

# The sums that a test makes itself are rounded to 28 digits otherwise.
WIDE = Context(prec=100)
UNITS = ["mg", "g", "kg", "t"]
amounts = st.decimals(
    min_value=Decimal(-(10**12)), max_value=Decimal(10**12), allow_nan=False, places=9
)
masses = st.builds(Mass, amounts, st.sampled_from(UNITS))


def test_unset_is_one_object() -> None:
    assert Unset() is UNSET
    assert copy.copy(UNSET) is UNSET
    assert copy.deepcopy({"a": [UNSET]})["a"][0] is UNSET
    assert pickle.loads(pickle.dumps(UNSET)) is UNSET
    assert not UNSET
    assert repr(UNSET) == "UNSET"


@pytest.mark.parametrize(
    ("given", "expected"),
    [("12.50", "12.50"), (12, "12"), (Decimal("1E+3"), "1000"), ("1e-7", "0.0000001"), ("0", "0")],
)
def test_exact_numbers(given: Any, expected: str) -> None:
    assert decimal_text(to_decimal(given, "value")) == expected


@pytest.mark.parametrize("given", [1.5, 0.0, True, None, b"1", [1], float("nan")])
def test_other_types_are_refused(given: Any) -> None:
    with pytest.raises(WrongTypeError) as caught:
        to_decimal(given, "value")
    assert isinstance(caught.value, TypeError)
    assert isinstance(caught.value, InvalidRequestError)
    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value, LuneError)
    assert caught.value.field == "value"


def test_the_refusal_of_a_float_says_what_to_write() -> None:
    with pytest.raises(WrongTypeError, match=r"Decimal\('1\.5'\)"):
        to_decimal(1.5, "value")  # type: ignore[arg-type]


@pytest.mark.parametrize("given", ["", "x", "1,5", "NaN", "Infinity", Decimal("-Infinity")])
def test_what_is_no_number_is_refused(given: Any) -> None:
    with pytest.raises(InvalidRequestError):
        to_decimal(given, "value")


def test_errors_can_be_pickled() -> None:
    error = InvalidRequestError("mass.amount", "-1", "must not be negative")
    again = pickle.loads(pickle.dumps(error))
    assert (again.field, again.value, again.problem) == (error.field, error.value, error.problem)
    assert str(again) == "mass.amount: must not be negative (got '-1')"


def test_errors_show_only_the_beginning_of_long_values() -> None:
    assert len(str(InvalidRequestError("a", "x" * 10_000, "is too long"))) < 300


@pytest.mark.parametrize(
    ("mass", "unit", "expected"),
    [
        (Mass("259.11", "kg"), "t", "0.25911"),
        (Mass("1", "t"), "mg", "1000000000"),
        (Mass("1E+3", "g"), "kg", "1"),
        (Mass("0.5", "mg"), "g", "0.0005"),
    ],
)
def test_conversion(mass: Mass, unit: str, expected: str) -> None:
    assert mass.to(unit).amount == Decimal(expected)
    assert mass.to(unit).unit == unit
    assert mass.to(unit) == mass


def test_quick_units() -> None:
    mass = Mass("259.11", "kg")
    assert (mass.g, mass.kg, mass.t) == (Decimal(259110), Decimal("259.11"), Decimal("0.25911"))


@given(masses, st.sampled_from(UNITS))
def test_conversion_there_and_back_loses_nothing(mass: Mass, unit: str) -> None:
    assert mass.to(unit).to(mass.unit).amount == mass.amount
    assert hash(mass.to(unit)) == hash(mass)


@given(masses, masses, masses)
def test_sums_are_exact(one: Mass, two: Mass, three: Mass) -> None:
    assert one + two == two + one
    assert (one + two) + three == one + (two + three)
    assert one + two - two == one
    with localcontext(WIDE):
        assert (one + two).g == one.g + two.g
    assert (one + two).unit == one.unit
    assert sum([one, two, three]) == one + two + three


@given(masses, masses)
def test_order_is_physical(one: Mass, two: Mass) -> None:
    assert (one < two) == (one.g < two.g)
    assert (one <= two) == (one.g <= two.g)
    assert (one > two) == (one.g > two.g)
    assert (one >= two) == (one.g >= two.g)
    assert (one == two) == (one.g == two.g)


@given(masses, st.integers(-1000, 1000), amounts)
def test_products_are_exact(mass: Mass, times: int, factor: Decimal) -> None:
    with localcontext(WIDE):
        assert (mass * times).g == mass.g * times
        assert (factor * mass).amount == mass.amount * factor
    assert -mass + mass == Mass(0, "g")


@given(masses)
def test_representations_read_back(mass: Mass) -> None:
    assert eval(repr(mass)) == mass  # noqa: S307 - our own
    assert Mass.from_dict(mass.to_dict()).to_dict() == mass.to_dict()
    assert copy.deepcopy(mass) == mass
    assert pickle.loads(pickle.dumps(mass)) == mass


def test_quotients() -> None:
    assert Mass("259.11", "kg") / 3 == Mass("86.37", "kg")
    assert (Mass(1, "t") / 3).amount == Decimal("0.3333333333333333333333333333")
    with pytest.raises(ZeroDivisionError):
        Mass(1, "t") / 0


def test_the_callers_decimal_context_does_not_matter() -> None:
    with localcontext() as context:
        context.prec = 2
        assert Mass("259.11", "kg") + Mass("0.001", "kg") == Mass("259.111", "kg")
        assert Mass("259.11", "kg").t == Decimal("0.25911")


@pytest.mark.parametrize("other", [1, 0, "1 kg", None, Decimal(1)])
def test_a_mass_is_no_number(other: Any) -> None:
    assert Mass(1, "kg") != other
    with pytest.raises(TypeError):
        Mass(1, "kg") < other  # noqa: B015 - the comparison is the test
    with pytest.raises(TypeError):
        Mass(1, "kg") + other
    with pytest.raises(TypeError):
        Mass(1, "kg") - other


@pytest.mark.parametrize("factor", [1.5, True, "2", None])
def test_factors_are_exact_numbers(factor: Any) -> None:
    with pytest.raises(TypeError):
        Mass(1, "kg") * factor
    with pytest.raises(TypeError):
        Mass(1, "kg") / factor


@pytest.mark.parametrize(("amount", "unit"), [(1.5, "kg"), (True, "kg"), ("1", None), ("1", "")])
def test_what_is_no_mass_is_refused(amount: Any, unit: Any) -> None:
    with pytest.raises(WrongTypeError):
        Mass(amount, unit)


def test_an_unknown_unit_is_kept_but_not_converted() -> None:
    mass = Mass.from_dict({"amount": "1", "unit": "lb"})
    assert mass == Mass("1.0", "lb")
    assert hash(mass) == hash(Mass("1.0", "lb"))
    assert mass != Mass("1", "kg")
    assert (mass + mass).amount == 2
    with pytest.raises(InvalidRequestError, match="lb"):
        mass.to("kg")
    with pytest.raises(InvalidRequestError, match="lb"):
        Mass("1", "kg") + mass


def test_a_mass_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Mass(1, "kg").amount = Decimal(2)  # type: ignore[misc]


def test_zero_is_false() -> None:
    assert not Mass("0.00", "t")
    assert Mass("0.01", "t")
