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

__all__ = ["DIET_FACTORS", "Match", "SpendFactor", "by_category_code", "by_search", "is_regional"]

# What a diet emits, over what a medium meat eater's does: 7.19, 5.63, 4.67, 3.91, 3.81 and
# 2.89 kg CO2e a day. Scarborough et al., Dietary greenhouse gas emissions of meat-eaters,
# fish-eaters, vegetarians and vegans in the UK, Climatic Change 125 (2014), table 3.
DIET_FACTORS = {
    "high_meat_eater": Decimal("1.277"),
    "medium_meat_eater": Decimal(1),
    "low_meat_eater": Decimal("0.829"),
    "fish_eater": Decimal("0.694"),
    "vegetarian": Decimal("0.677"),
    "vegan": Decimal("0.513"),
}

_WORD = re.compile(r"[a-z0-9]+")
# What a category weighs beside the search term itself.
_CATEGORY_WEIGHT = 0.25
# Half of the words have to agree.
_LEAST_LIKENESS = 0.5


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
        category=row["category"],
        gases={gas: Decimal(row[column]) for gas, column in gases.items()},
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

    Words are compared as they are, singular and plural alike. A category only puts factors in
    order that the term has found.
    """
    sought = _words(asked)
    context = frozenset[str]().union(*map(_words, categories))
    ranked: list[tuple[float, Match]] = []
    for found in _table():
        term = max(found.search_terms, key=lambda each: _likeness(sought, each.words))
        likeness, _ = _likeness(sought, term.words)
        if likeness >= _LEAST_LIKENESS:
            words = _words(found.factor.name) | _words(str(found.factor.category))
            closeness = len(context & words) / len(context) if context else 0
            ranked.append((likeness + _CATEGORY_WEIGHT * closeness, Match(found, term.text)))
    ranked.sort(key=lambda each: -each[0])
    return [match for _, match in ranked]


def is_regional(found: SpendFactor, country_code: str) -> bool:
    """Return whether the factor is one of the merchant's country."""
    return country_code in found.country_codes


def _words(text: str) -> frozenset[str]:
    return frozenset(
        word[:-1] if len(word) > 3 and word.endswith("s") else word  # noqa: PLR2004 - not "gas"
        for word in _WORD.findall(text.casefold())
    )


def _likeness(sought: frozenset[str], offered: frozenset[str]) -> tuple[float, int]:
    """Return which share of the shorter text the two have in common, and how many words."""
    common = len(sought & offered)
    return (common / min(len(sought), len(offered)) if common else 0.0), common
