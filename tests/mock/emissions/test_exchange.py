from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

import lune_document
from lune_mock.emissions.exchange import currency
from lune_mock.emissions.tables import rows
from lune_mock.emissions.unknown import NotEstimatedError

DOCUMENT: Any = lune_document.load()
SCHEMAS = DOCUMENT["components"]["schemas"]
CODES = {row["currency"] for row in rows("exchange_rates")}
WITHOUT = ["BTC", "CLF", "KPW", "XAG", "XAU"]


def test_all_but_a_few_currencies_of_the_document_have_a_rate() -> None:
    known = set(SCHEMAS["CurrencyCode"]["enum"])
    assert known >= CODES
    assert known - CODES == {*WITHOUT}


def test_every_account_currency_has_a_rate() -> None:
    assert set(SCHEMAS["AccountCurrencyCode"]["enum"]) <= CODES


@pytest.mark.parametrize("code", sorted(CODES))
def test_rates_are_of_a_day_and_go_both_ways(code: str) -> None:
    found = currency(code)
    assert date.fromisoformat(found.date) <= date(2026, 10, 20)
    assert found.minor_units in {0, 2, 3}
    assert abs(found.to_usd * found.per_usd - 1) < Decimal("0.00001")


@pytest.mark.parametrize(
    ("code", "low", "high"),
    [
        ("USD", "1", "1"),
        # Fixed to the dollar for decades.
        ("AED", "3.65", "3.69"),
        ("SAR", "3.73", "3.77"),
        ("HKD", "7.74", "7.86"),
        ("BMD", "1", "1"),
        # The unit and not the hundred that the bank quotes.
        ("JPY", "100", "220"),
        ("HUF", "250", "450"),
    ],
)
def test_rates_have_the_right_order_of_magnitude(code: str, low: str, high: str) -> None:
    assert Decimal(low) <= currency(code).per_usd <= Decimal(high)


@pytest.mark.parametrize("code", WITHOUT)
def test_a_currency_without_rate(code: str) -> None:
    with pytest.raises(NotEstimatedError, match=code) as refused:
        currency(code)
    assert refused.value.code == "exchange_rate_not_found"


def test_every_rate_says_where_it_is_from() -> None:
    for row in rows("exchange_rates"):
        assert row["citation"].startswith("Narodowy Bank Polski")
