"""How many rows of each table rest on what, by their citations.

python -m tests.mock.emissions.citing
"""

from __future__ import annotations

import re
from pathlib import Path

import lune_mock.emissions
from lune_mock.emissions.tables import rows

TABLES = Path(lune_mock.emissions.__file__).with_name("tables")
# What nobody has compared with the publication itself says so.
UNSEEN = re.compile(r"not (?:all )?seen in the original")
CHOSEN = re.compile(r"choice of the sandbox|chosen for the sandbox")


def tables() -> list[str]:
    return sorted(path.stem for path in TABLES.glob("*.csv"))


def main() -> None:
    print(f"{'table':<26}{'rows':>6}{'names a choice':>17}{'not seen in the original':>27}")
    for name in tables():
        citations = [row["citation"] for row in rows(name)]
        chosen = sum(CHOSEN.search(each) is not None for each in citations)
        unseen = sum(UNSEEN.search(each) is not None for each in citations)
        print(f"{name:<26}{len(citations):>6}{chosen:>17}{unseen:>27}")


if __name__ == "__main__":
    main()
