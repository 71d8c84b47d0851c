"""What the orders of a run come to, and what they may come to."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from attrs import define, field, frozen

from lune_api.types import Mass
from lune_client._money import money_text
from lune_client.models import MonetaryAmount
from lune_client.tables.errors import CapExceededError, TableError
from lune_client.tables.orders import Purchase, is_bought
from lune_client.tables.sending import Entry
from lune_client.tables.sums import NOTHING, Sum, counted, rows_text

__all__ = ["Budget", "Caps", "OrderTotals"]


@frozen
class OrderTotals:
    """What a run is about to order, by quotes, and what it ordered before.

    Attributes:
        rows: How many rows the table has.
        to_order: How many of them are to be ordered now.
        ordered: How many orders of this run were placed before, those of rows that have left the
            table included.
        failed: How many rows cannot be ordered, by error code.
        short: How many of those to be ordered want more than their bundles have.
        value: What all orders of the run cost, placed ones included, by currency.
        mass: What all orders of the run buy, placed ones included.
        value_to_order: What the orders that are still to come cost, by currency.
        mass_to_order: What those buy.
    """

    rows: int
    to_order: int
    ordered: int
    failed: Mapping[str, int]
    short: int
    value: Mapping[str, Decimal]
    mass: Mass
    value_to_order: Mapping[str, Decimal]
    mass_to_order: Mass

    def __str__(self) -> str:
        new = Sum({**self.value_to_order}, self.mass_to_order.t)
        parts = [f"{rows_text(self.rows)}: {self.to_order} to order, {new}"]
        if self.ordered:
            parts.append(
                f"{self.ordered} ordered before, {Sum({**self.value}, self.mass.t)} in all"
            )
        if self.failed:
            parts.append(f"{sum(self.failed.values())} cannot be ordered ({counted(self.failed)})")
        if self.short:
            parts.append(f"{self.short} want more than their bundles have")
        return "; ".join(parts)


@frozen
class Caps:
    """What the orders of a run may come to at most.

    Attributes:
        value: What they may cost; None for no cap.
        mass: What they may buy; None for no cap.
    """

    value: MonetaryAmount | None
    mass: Mass | None

    def __attrs_post_init__(self) -> None:
        _refuse_other("max_total_value", self.value, MonetaryAmount)
        _refuse_other("max_total_mass", self.mass, Mass)

    def hold(self, totals: OrderTotals) -> None:
        """Refuse totals that are too much.

        Raises:
            TableError: a quote is in another currency than the cap.
            CapExceededError: they are too much.
        """
        if self.value is not None:
            others = sorted(totals.value.keys() - {self.value.currency})
            if others:
                message = (
                    f"max_total_value is in {self.value.currency}, the orders are in "
                    f"{', '.join(others)}: give it in the currency of the account"
                )
                raise TableError(message)
            value = totals.value.get(self.value.currency, NOTHING)
            if value > self.value.value:
                currency = self.value.currency
                message = (
                    f"the orders cost {money_text(value, currency)} in all, "
                    f"max_total_value is {money_text(self.value.value, currency)}"
                )
                raise CapExceededError(message, totals)
        if self.mass is not None and totals.mass > self.mass:
            message = f"the orders buy {totals.mass} in all, max_total_mass is {self.mass}"
            raise CapExceededError(message, totals)


def _refuse_other(name: str, given: object, kind: type) -> None:
    if given is not None and not isinstance(given, kind):
        message = f"{name} is {given!r}: give a {kind.__name__}"
        raise TableError(message)


@define
class Budget:
    """Follows what is spent while orders are placed.

    What an order comes to is known once it was answered. Until then it counts as it was quoted,
    times the most by which an answered one exceeded its quote.

    Attributes:
        caps: What all may come to.
        confirmed: What was confirmed; bounds the value where there is no cap.
        spent: What the orders that were answered come to.
    """

    caps: Caps
    confirmed: OrderTotals
    spent: Sum
    _under_way: list[Entry[Purchase]] = field(factory=list[Entry[Purchase]])
    _dearer: Fraction = Fraction(1)
    _larger: Fraction = Fraction(1)

    def problem(self, entry: Entry[Purchase]) -> str | None:
        """Say why one more order is too much; None if it is not, and it counts from now on."""
        self.settle()
        self._under_way.append(entry)
        coming = Sum()
        for each in self._under_way:
            coming.add(_quoted(each))
        for currency, value in coming.value.items():
            spent, most = self.spent.value.get(currency, NOTHING), self._most(currency)
            if Fraction(spent) + self._dearer * Fraction(value) > Fraction(most):
                bound = "the confirmed total" if self.caps.value is None else "max_total_value"
                return (
                    "prices rose: the next order would lead beyond "
                    f"{bound}, {money_text(most, currency)}"
                )
        cap = self.caps.mass
        tonnes = Fraction(self.spent.tonnes) + self._larger * Fraction(coming.tonnes)
        if cap is not None and tonnes > Fraction(cap.t):
            return f"prices fell: the next order would lead beyond max_total_mass, {cap}"
        return None

    def _most(self, currency: str) -> Decimal:
        if self.caps.value is None:
            return self.confirmed.value.get(currency, NOTHING)
        return self.caps.value.value if currency == self.caps.value.currency else NOTHING

    def settle(self) -> None:
        """Take into account what was answered since."""
        waiting: list[Entry[Purchase]] = []
        for entry in self._under_way:
            if entry.outcome is None:
                waiting.append(entry)
            elif entry.outcome.error_code is None:
                self._spend(entry.outcome.values, _quoted(entry))
            elif is_bought(entry.outcome):
                self.spent.add(entry.outcome.values)
            elif not entry.outcome.is_final:
                # Nobody knows whether it was placed.
                self.spent.add(_quoted(entry))
        self._under_way = waiting

    def _spend(self, values: Mapping[str, str], quoted: Mapping[str, str]) -> None:
        self.spent.add(values)
        price, mass = Fraction(values.get("total_cost", "0")), Fraction(values["mass"])
        self._dearer = max(self._dearer, price / (Fraction(quoted["quote"]) or price or 1))
        self._larger = max(self._larger, mass / (Fraction(quoted["mass"]) or 1))


def _quoted(entry: Entry[Purchase]) -> Mapping[str, str]:
    """Return what an entry was quoted at."""
    return {} if entry.item is None else entry.item.request.quoted
