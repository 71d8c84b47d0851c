"""Emission factors for purchases, found by category code or by what was bought."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from lune_mock.emission_factors import EmissionFactor
from lune_mock.tables import rows

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "Match",
    "SpendFactor",
    "by_category_code",
    "by_search",
    "diet_multiplier",
    "is_regional",
]

_WORD = re.compile(r"[a-z0-9]+")
# What a category weighs beside the search term itself.
_CATEGORY_WEIGHT = 0.25
# More than half of the words of both texts have to agree.
_TOO_UNLIKE = 0.5
# Words that tell nothing about what was bought.
_STOP_WORDS = frozenset(
    {"an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "service", "the", "to", "with"}
)


class _Term(NamedTuple):
    text: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class SpendFactor:
    """Emissions for one US dollar spent."""

    factor: EmissionFactor
    is_food: bool
    country_codes: frozenset[str]
    category_codes: tuple[tuple[int, int], ...]
    """First and last code of each range."""
    search_terms: tuple[_Term, ...]


class Match(NamedTuple):
    """A factor that fits a purchase."""

    found: SpendFactor
    term: str | None
    """The search term that matched; None for a category code."""


@cache
def _table() -> tuple[SpendFactor, ...]:
    return tuple(_spend_factor(row) for row in rows("spend_factors"))


def _spend_factor(row: dict[str, str]) -> SpendFactor:
    gases = {
        "co2e": "kg_co2e",
        "co2": "kg_co2",
        "methane": "kg_ch4",
        "nitrous_oxide": "kg_n2o",
        "other": "other_kg_co2e",
    }
    factor = EmissionFactor(
        key=f"spend {row['key']}",
        name=row["name"],
        source=row["source"],
        source_version=row["source_version"],
        publication_year=int(row["publication_year"]),
        numerator_unit="kg",
        denominator_unit="USD",
        region=row["region"],
        category=row["category"] or None,
        gases={gas: Decimal(row[column]) for gas, column in gases.items() if row[column]},
    )
    return SpendFactor(
        factor=factor,
        is_food=row["is_food"] == "1",
        country_codes=frozenset(row["country_codes"].split(";")),
        category_codes=tuple(map(_range, filter(None, row["category_codes"].split(";")))),
        search_terms=tuple(_Term(each, _words(each)) for each in row["search_terms"].split(";")),
    )


def _range(codes: str) -> tuple[int, int]:
    first, _, last = codes.partition("-")
    return int(first), int(last or first)


def by_category_code(code: str) -> list[Match]:
    """Return the factor of a merchant category code (ISO 18245), if there is one."""
    if re.fullmatch(r"[0-9]{4}", code, re.ASCII) is None:
        return []
    number = int(code)
    return [
        Match(found, None)
        for found in _table()
        if any(first <= number <= last for first, last in found.category_codes)
    ]


def by_search(asked: str, categories: Iterable[str]) -> list[Match]:
    """Return the factors whose terms share words with `asked`, the likeliest first.

    Words are compared as they are, singular and plural alike; letters and words that stand in any
    text do not count. A category only puts factors in order that the term has found.
    """
    sought = _words(asked)
    context = frozenset[str]().union(*map(_words, categories))
    ranked: list[tuple[float, Match]] = []
    for found in _table():
        term = max(found.search_terms, key=lambda each: _likeness(sought, each.words))
        likeness = _likeness(sought, term.words)
        if likeness > _TOO_UNLIKE:
            words = _words(found.factor.name) | _words(found.factor.category or "")
            closeness = len(context & words) / len(context) if context else 0
            ranked.append((likeness + _CATEGORY_WEIGHT * closeness, Match(found, term.text)))
    ranked.sort(key=lambda each: -each[0])
    return [match for _, match in ranked]


def is_regional(found: SpendFactor, country_code: str) -> bool:
    """Return whether the factor is one of the merchant's country."""
    return country_code in found.country_codes


@cache
def _diets() -> dict[str, Decimal]:
    return {row["diet"]: Decimal(row["factor"]) for row in rows("diet_factors")}


def diet_multiplier(diet: str) -> Decimal:
    """Return what the emissions of food are multiplied by for a member of `Diet`."""
    return _diets()[diet]


def _words(text: str) -> frozenset[str]:
    words = (
        word[:-1] if len(word) > 3 and word.endswith("s") else word  # noqa: PLR2004 - not "gas"
        for word in _WORD.findall(text.casefold())
    )
    return frozenset(word for word in words if len(word) > 1 and word not in _STOP_WORDS)


def _likeness(sought: frozenset[str], offered: frozenset[str]) -> float:
    """Return which share of the words of both texts they have in common, 1 for equal ones.

    What is sought counts as much as what is offered: "water bottle" is no "water supply".
    """
    common = len(sought & offered)
    return 2 * common / (len(sought) + len(offered)) if common else 0.0
