from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lune_mock.amounts import cut, exactly, from_tonnes, half_up, text, tonnes, up

from .calling import unhurried

LONG = st.decimals(min_value=0, allow_nan=False, allow_infinity=False, places=9)


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("13.80", "13.8"),
        ("250.00", "250"),
        ("2.5E+2", "250"),
        ("0.00", "0"),
        ("1E-9", "0.000000001"),
    ],
)
def test_text_has_neither_exponent_nor_trailing_zeros(amount: str, shown: str) -> None:
    assert text(Decimal(amount)) == shown


@pytest.mark.parametrize(
    ("unit", "mass"),
    [("g", "0.00001207"), ("kg", "0.01207"), ("t", "12.07"), ("mg", "0.00000001207")],
)
def test_masses_are_counted_in_tonnes(unit: str, mass: str) -> None:
    assert text(tonnes(Decimal("12.07"), unit)) == mass


@unhurried
@given(LONG, st.sampled_from(["mg", "g", "kg", "t"]))
def test_units_convert_without_loss(amount: Decimal, unit: str) -> None:
    assert from_tonnes(tonnes(amount, unit), unit) == amount


def test_roundings() -> None:
    assert [str(each(Decimal("0.125"), 2)) for each in (cut, half_up, up)] == [
        "0.12",
        "0.13",
        "0.13",
    ]


def test_amounts_of_any_length_keep_all_their_digits() -> None:
    amount = Decimal("9" * 500 + ".123456789")
    with exactly(amount, amount):
        assert cut(amount * amount, 18) == amount * amount
