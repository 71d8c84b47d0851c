"""How far the ways by sea are from published distances, without the table of corrections.

python -m tests.mock.emissions.sailing
"""

from __future__ import annotations

import csv
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from lune_mock.emissions.places import port
from lune_mock.emissions.sea import routed

# Chosen before anything was measured.
PUBLISHED = Path(__file__).with_name("published_sea_distances.csv")

_KM_PER_NAUTICAL_MILE = 1.852


class Sailed(NamedTuple):
    """A way, published and found."""

    source: str
    destination: str
    published_km: float
    found_km: float

    @property
    def error(self) -> float:
        """What it is off by, of the published distance."""
        return abs(self.found_km / self.published_km - 1)


def sail() -> list[Sailed]:
    with PUBLISHED.open(encoding="utf-8", newline="") as table:
        return [_sailed(row) for row in csv.DictReader(table)]


def ninetieth_percentile(errors: Sequence[float]) -> float:
    return statistics.quantiles(errors, n=10, method="inclusive")[-1]


def _sailed(row: dict[str, str]) -> Sailed:
    way = routed(port(row["source"]), port(row["destination"]))
    assert way is not None, row
    published = int(row["nautical_miles"]) * _KM_PER_NAUTICAL_MILE
    return Sailed(row["source"], row["destination"], published, float(way.km))


def main() -> None:
    ways = sail()
    errors = [each.error for each in ways]
    worst = max(ways, key=lambda each: each.error)
    longer = sum(each.found_km > each.published_km for each in ways)
    print(
        f"{len(ways)} published distances by sea: median error {statistics.median(errors):.1%},"
        f" 90th percentile {ninetieth_percentile(errors):.1%}, {longer} found longer;"
        f" worst {worst.source}-{worst.destination} {worst.error:.1%}"
        f" ({worst.found_km:,.0f} km, published {worst.published_km:,.0f})"
    )


if __name__ == "__main__":
    main()
