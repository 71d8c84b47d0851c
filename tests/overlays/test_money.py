"""Money, as people read it: never rounded, never with fewer than two decimals."""

from __future__ import annotations

from decimal import Decimal

import pytest

from lune_client._money import money_text


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("5", "5.00"),
        ("11.6", "11.60"),
        ("0.005", "0.005"),
        ("12.4200", "12.42"),
        ("-3.1", "-3.10"),
        ("1E+3", "1000.00"),
        ("1234567.891", "1234567.891"),
    ],
)
def test_it_has_two_decimals_or_all(amount: str, text: str) -> None:
    assert money_text(Decimal(amount), "USD") == f"{text} USD"
