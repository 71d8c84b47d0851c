"""The columns that a run adds to a table: their names, and how a later run knows them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import takewhile
from typing import Final

from lune_client.tables.estimates import COLUMNS as ESTIMATE_COLUMNS
from lune_client.tables.orders import COLUMNS as ORDER_COLUMNS
from lune_client.tables.outcome import ERROR_COLUMNS

__all__ = ["added_columns", "doubtful_columns", "free_names", "plain_name"]

_PREFIX: Final = "lune_"
_BLOCKS: Final = (ESTIMATE_COLUMNS, ORDER_COLUMNS)


def free_names(wanted: Sequence[str], taken: Collection[str]) -> tuple[str, ...]:
    """Return the names of new columns; one that is taken gets a prefix."""
    names: list[str] = []
    for name in wanted:
        free = name
        while free in taken:
            free = _PREFIX + free
        names.append(free)
    return tuple(names)


def plain_name(name: str) -> str:
    """Return the name of a column as it would be, had it not been taken."""
    while name.startswith(_PREFIX):
        name = name.removeprefix(_PREFIX)
    return name


def added_columns(names: Sequence[str]) -> frozenset[str]:
    """Return the columns that runs before this one added; some may have been taken out since."""
    found: set[str] = set()
    for start, name in enumerate(names):
        for block in _BLOCKS:
            if plain_name(name) == block[0]:
                added = _in_order(names[start:], (*block, *ERROR_COLUMNS))
                if plain_name(added[-1]) in ERROR_COLUMNS:
                    found.update(added)
    return frozenset(found)


def _in_order(names: Sequence[str], block: Sequence[str]) -> list[str]:
    """Return the names up to the first that does not follow the one before it in a block."""
    rest: Iterator[str] = iter(block)
    # Looking for a name uses up those before it.
    return [*takewhile(lambda name: plain_name(name) in rest, names)]


def doubtful_columns(names: Sequence[str]) -> frozenset[str]:
    """Return the columns that are called like ones of a run that the table seems to have seen."""
    plain = {name: plain_name(name) for name in names}
    seen = {*plain.values()}
    added = {each for block in _BLOCKS if block[0] in seen for each in block}
    return frozenset(name for name in names if plain[name] in added) - added_columns(names)
