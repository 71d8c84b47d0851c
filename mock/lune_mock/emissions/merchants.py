"""Merchant category codes (ISO 18245) and what is bought from those who have them."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from typing import NamedTuple

from lune_mock.emissions.categories import Category, categories
from lune_mock.emissions.tables import rows

__all__ = ["category_of"]


class _Range(NamedTuple):
    first: str
    last: str
    category: str


def category_of(code: str) -> Category | None:
    """Return the category of the merchant category code `code`; None where there is no such code.

    A shop stands for its goods, and not for the trade.

    >>> category_of("5732").key
    'audio_video'
    """
    if re.fullmatch(r"[0-9]{4}", code) is None:
        return None
    ranges = _ranges()
    place = bisect_right(ranges, code, key=lambda each: each.first) - 1
    if place < 0 or code > ranges[place].last:
        return None
    return categories()[ranges[place].category]


@cache
def _ranges() -> tuple[_Range, ...]:
    found = rows("merchant_category_codes")
    return tuple(_Range(row["first"], row["last"], row["category"]) for row in found)
