"""What rows come to."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from attrs import define, field

from lune_api.types import Mass, decimal_text, exact_sum
from lune_client._money import money_text

__all__ = ["NOTHING", "Sum", "counted", "rows_text"]

NOTHING: Final = Decimal(0)


@define
class Sum:
    """Money by currency, and tonnes.

    Attributes:
        value: What it costs, by currency.
        tonnes: How much it is.
    """

    value: dict[str, Decimal] = field(factory=dict[str, Decimal])
    tonnes: Decimal = NOTHING

    def add(self, values: Mapping[str, str]) -> None:
        """Add what the new columns of a row say: the price paid, else the quote."""
        cost = values.get("total_cost") or values.get("quote")
        if cost is not None:
            currency = values["quote_currency"]
            self.value[currency] = exact_sum([self.value.get(currency, NOTHING), Decimal(cost)])
        if "mass" in values:
            self.tonnes = exact_sum([self.tonnes, Mass(values["mass"], values["mass_unit"]).t])

    def copy(self) -> Sum:
        """Return a sum of its own that is the same."""
        return Sum({**self.value}, self.tonnes)

    def __str__(self) -> str:
        costs = " and ".join(money_text(v, name) for name, v in sorted(self.value.items()))
        return f"{decimal_text(self.tonnes)} t" + (f" for {costs}" if costs else "")


def rows_text(count: int) -> str:
    """Return a number of rows, in words."""
    return "1 row" if count == 1 else f"{count} rows"


def counted(codes: Mapping[str, int]) -> str:
    """Return how often each error code came, in words."""
    return ", ".join(f"{code} {count}" for code, count in sorted(codes.items()))
