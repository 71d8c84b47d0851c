"""The tables under tables/: figures and choices of the sandbox, each row with its citation."""

from __future__ import annotations

import csv
from importlib.resources import files

__all__ = ["rows"]


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of tables/`name`.csv."""
    table = files("lune_mock.emissions") / "tables" / f"{name}.csv"
    return list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
