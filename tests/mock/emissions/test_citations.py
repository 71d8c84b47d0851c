from __future__ import annotations

import pytest

from lune_mock.emissions.tables import rows

from .citing import UNSEEN, tables


@pytest.mark.parametrize("table", tables())
def test_every_row_has_its_citation(table: str) -> None:
    found = rows(table)
    assert found
    for row in found:
        assert None not in row, row
        assert row["citation"].strip(), row


def test_figures_of_open_sources_were_compared_with_them() -> None:
    compared = [
        row
        for table in ("categories", "intensities")
        for row in rows(table)
        if "Open Government Licence" in row["citation"] or "with margins" in row["citation"]
    ]
    assert len(compared) > 200
    assert not [row for row in compared if UNSEEN.search(row["citation"])]
