"""docs/methodology.md states what is measured."""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from lune_mock.emissions.categories import categories
from lune_mock.emissions.places import great_circle_km, port
from lune_mock.emissions.sea import sea_way
from lune_mock.emissions.tables import rows

from .citing import UNSEEN
from .sailing import ninetieth_percentile, sail
from .searching import BLIND, TO_TUNE_ON, measure, read

TEXT = (Path(__file__).parents[3] / "docs" / "methodology.md").read_text(encoding="utf-8")
# Wherever the lines are broken.
PAGE = " ".join(TEXT.split())


def test_its_program_runs() -> None:
    (program,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    command = [sys.executable, "-W", "error", "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("path", [BLIND, TO_TUNE_ON])
def test_the_rates_of_the_search(path: Path) -> None:
    found = measure(read(path))
    share = f"{found.first / found.labelled:.0%}".replace("%", " %")
    first = f"{found.first} of {found.labelled} ({share})"
    assert f"| {first} | {found.in_few} | {found.nothing} of {found.nonsense} |" in PAGE


def test_the_errors_of_distances_by_sea() -> None:
    ways = sail()
    errors = [each.error for each in ways]
    assert f"median error {100 * statistics.median(errors):.1f} %" in PAGE
    assert f"90th percentile {100 * ninetieth_percentile(errors):.1f} %" in PAGE
    assert f"at worst {100 * max(errors):.0f} %" in PAGE
    longer = sum(each.found_km > each.published_km for each in ways)
    assert f"All {longer} come out longer" in PAGE
    assert f"{min(each.published_km for each in ways):,.0f} km apart or more" in PAGE
    near = port("HKHKG"), port("CNSZX")
    way = sea_way(*near)
    assert way is not None
    line = great_circle_km(*near)
    assert f"Hong Kong to Shenzhen {way.km:.0f} km, {line:.0f} in a straight line" in PAGE


def test_the_counts_of_rows() -> None:
    unseen = {
        name: sum(UNSEEN.search(row["citation"]) is not None for row in rows(name))
        for name in ("intensities", "fuels")
    }
    parts = sum("the parts not seen" in row["citation"] for row in rows("intensities"))
    assert f"{unseen['intensities'] - parts - 1} rows of GLEC v3.2, one of the EPA" in PAGE
    assert f"the two parts of {parts} more" in PAGE
    assert f"{unseen['fuels']} other ratios" in PAGE
    days = Counter(row["date"] for row in rows("exchange_rates")).most_common(2)
    assert all(f"{count} of {day}" in PAGE for day, count in days)
    assert f"{len(rows('exchange_rates'))} have one" in PAGE
    assert f"of {len(categories())} categories" in PAGE
    assert f"{len(rows('ports')):,} additions and corrections" in PAGE
    nearest = sum("the nearest one" in row["citation"] for row in rows("methods"))
    assert f"({nearest} of {len(rows('methods'))})" in PAGE
