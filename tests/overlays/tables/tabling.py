"""Small tables, and what came of them."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lune_mock import Sandbox

HEADER = "Id,Amount,Currency,Country,MCC"
ROW = "{},8.99,USD,USA,5818"
MADE_UP = ("estimate_id", "request_id")
"""What two runs over the same table may have otherwise."""


def write(path: Path, *rows: str, header: str = HEADER) -> Path:
    """Write a table of lines."""
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8", newline="")
    return path


def purchases(path: Path, count: int) -> Path:
    """Write a table of purchases that are all fine."""
    return write(path, *(f"{each},{each % 97 + 1}.50,USD,USA,5818" for each in range(count)))


def read(path: Path, separator: str = ",") -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=separator))


def comparable(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file without what is made up."""
    return [{name: cell for name, cell in row.items() if name not in MADE_UP} for row in read(path)]


def codes(path: Path) -> list[str]:
    """Return the error codes of a CSV file."""
    return [row["error_code"] for row in read(path)]


def estimates(sandbox: Sandbox) -> int:
    """Return how many estimates the default account of a sandbox has."""
    state: Any = sandbox.control.state()
    count: int = state["organisations"][0]["accounts"][0]["estimates"]
    return count


def leftovers(folder: Path) -> list[str]:
    """Return the hidden files in a folder."""
    return sorted(each.name for each in folder.iterdir() if each.name.startswith("."))


def ids(rows: Sequence[dict[str, str]]) -> list[str]:
    """Return the ids of the estimates."""
    return [row["estimate_id"] for row in rows]


__all__ = [
    "HEADER",
    "ROW",
    "codes",
    "comparable",
    "estimates",
    "ids",
    "leftovers",
    "purchases",
    "read",
    "write",
]
