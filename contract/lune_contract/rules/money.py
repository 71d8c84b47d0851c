"""What orders and quotes cost."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from lune_contract.rule import rule

if TYPE_CHECKING:
    from lune_contract.trial import Trial


@rule(
    "money/total-within-value",
    operations="createOrderByValue",
    source="Orders, POST /orders/by-value: value is the most that is spent",
    orders=1,
)
def total_within_value(trial: Trial) -> None:
    """An order by value costs at most the value that was asked for."""
    order = trial.priced(trial.place("createOrderByValue", value="100"))
    within = order.amount("total_cost") <= Decimal(100)
    order.expect(within, "a total of at most 100", "total_cost")
