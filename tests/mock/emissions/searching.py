"""How good the search is on a list of labelled queries; a query without category is nonsense.

python -m tests.mock.emissions.searching [LIST...]
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from lune_mock.emissions.search import search

TO_TUNE_ON = Path(__file__).with_name("searches_to_tune_on.csv")
# By somebody who has seen the names of the categories, and none of their terms. Not to be tuned on.
BLIND = Path(__file__).with_name("searches_blind.csv")

_FEW = 5


class Query(NamedTuple):
    asked: str
    category: str
    """Key of the right category, empty for nonsense."""


class Quality(NamedTuple):
    """Counts of queries."""

    labelled: int
    first: int
    """Of those, with the right category first."""
    in_few: int
    """Of those, with the right category among the first few."""
    nonsense: int
    nothing: int
    """Of those, with no hit at all."""


def read(path: Path) -> list[Query]:
    with path.open(encoding="utf-8", newline="") as file:
        return [Query(row["asked"], row["category"]) for row in csv.DictReader(file)]


def measure(queries: Sequence[Query]) -> Quality:
    found = [(query, [hit.category for hit in search(query.asked)]) for query in queries]
    labelled = [(query.category, keys) for query, keys in found if query.category]
    nonsense = [keys for query, keys in found if not query.category]
    return Quality(
        labelled=len(labelled),
        first=sum(keys[:1] == [wanted] for wanted, keys in labelled),
        in_few=sum(wanted in keys[:_FEW] for wanted, keys in labelled),
        nonsense=len(nonsense),
        nothing=sum(not keys for keys in nonsense),
    )


def main() -> None:
    for path in [Path(name) for name in sys.argv[1:]] or [TO_TUNE_ON, BLIND]:
        quality = measure(read(path))
        print(
            f"{path.stem}: right first {quality.first} of {quality.labelled}"
            f" ({quality.first / quality.labelled:.0%}), among {_FEW} {quality.in_few};"
            f" nonsense that finds nothing {quality.nothing} of {quality.nonsense}"
        )


if __name__ == "__main__":
    main()
