"""How amounts are written in a table."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, Literal, TypeAlias

from attrs import frozen

from lune_api.types import exact_number, to_decimal
from lune_client.errors import InvalidRequestError

__all__ = ["DecimalMark", "Floats", "Notation"]

Floats: TypeAlias = Literal["refuse", "shortest"]
"""What is done with a float where an exact amount belongs."""

DecimalMark: TypeAlias = Literal[".", ","]
"""What stands before the fraction of an amount."""

_GROUPED: Final = re.compile(r"-?[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?")
_UNCLEAR: Final = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")


@frozen
class Notation:
    """How amounts are written.

    Attributes:
        floats: What is done with a float where an exact amount belongs.
        decimal: What stands before the fraction in text.
        doubt: What to do about text that could as well be a whole number with a point between
            thousands, None if there is no doubt about it.
    """

    floats: Floats = "refuse"
    decimal: DecimalMark = "."
    doubt: str | None = None

    def amount(self, text: str, at: str) -> Decimal:
        """Return the amount that text stands for.

        Args:
            text: What a cell holds.
            at: The path of the field, named in the error.

        Raises:
            InvalidRequestError: it stands for none, or may be meant in two ways.
        """
        plain = text.strip()
        with_comma = _with_comma(plain)
        if self.doubt is not None and _UNCLEAR.fullmatch(plain):
            small = plain.rstrip("0").rstrip(".")
            problem = f"may be {small} or {with_comma}: {self.doubt}"
            raise InvalidRequestError(at, text, problem)
        if self.decimal == ",":
            if with_comma is None:
                problem = "is no decimal number with a comma: write it like '1.312,00' or '12,5'"
                raise InvalidRequestError(at, text, problem)
            return with_comma
        if exact_number(plain) is None and with_comma is not None:
            problem = f"is no decimal number with a point; if it is {with_comma}, say decimal=','"
            raise InvalidRequestError(at, text, problem)
        return to_decimal(plain, at)


def _with_comma(text: str) -> Decimal | None:
    """Return the amount that text with a decimal comma stands for, None if it stands for none."""
    if _GROUPED.fullmatch(text):
        text = text.replace(".", "")
    return None if "." in text else exact_number(text.replace(",", "."))
