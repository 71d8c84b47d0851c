"""What a diet does to the emissions of food."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from lune_mock.amounts import exactly, half_up
from lune_mock.emissions.tables import rows

__all__ = ["diet_factor"]


def diet_factor(diet: str) -> Decimal:
    """Return what the emissions of food are multiplied by for a member of `Diet`.

    It is the ratio of a whole day's diet to that of a medium meat eater, to three decimals.

    >>> diet_factor("vegan")
    Decimal('0.513')
    """
    return _factors()[diet]


@cache
def _factors() -> dict[str, Decimal]:
    per_day = {row["diet"]: Decimal(row["kg_co2e_per_day"]) for row in rows("diets")}
    usual = per_day["medium_meat_eater"]
    with exactly(*per_day.values()):
        return {diet: half_up(kilograms / usual, 3) for diet, kilograms in per_day.items()}
