"""The union Percentage of the API document."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final, TypeAlias

from ..checking import check_decimal, check_integer
from ..reading import Variant, choose, read_decimal
from ..types import DecimalInput, to_decimal

Percentage: TypeAlias = int | Decimal
"""A share in percent, as an integer or as decimal text with at most two decimals.
"""

_VARIANTS: Final = (
    Variant(
        int,
        int,
    ),
    Variant(
        str,
        lambda value: read_decimal(value, "Percentage"),
    ),
)


def read_percentage(value: Any) -> Any:
    """The form that the value has; a value that has none of them stays as it is."""
    return choose(_VARIANTS, value)


def to_percentage(value: DecimalInput, name: str) -> Percentage:
    """The argument as it is kept: numbers given as text become exact numbers."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return to_decimal(value, name)


def check_percentage(at: str, value: object) -> None:
    """Refuse what has none of the forms, or breaks a rule of its form."""
    if isinstance(value, int):
        check_integer(at, value, minimum=0)
    else:
        check_decimal(at, value, pattern="^[0-9]+(\\.[0-9]{1,2})?\\Z")
