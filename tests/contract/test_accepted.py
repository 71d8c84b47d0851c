"""The accept file: what it may say, and that what it says wrongly is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lune_contract.accepted import Accepted, AcceptFileError, read_accepted

ENTRY = """
[[accept]]
rule = "money/total-within-value"
operation = "createOrderByValue"
reason = "known"
expires = 2027-01-31
"""


def read(tmp_path: Path, text: str) -> list[Accepted]:
    path = tmp_path / "accept.toml"
    path.write_text(text, encoding="utf-8")
    return list(read_accepted(path))


def test_an_entry_is_read(tmp_path: Path) -> None:
    (accepted,) = read(tmp_path, ENTRY)
    assert accepted == Accepted(
        "money/total-within-value", "createOrderByValue", "known", date(2027, 1, 31)
    )
    assert not accepted.is_over(date(2027, 1, 31))
    assert accepted.is_over(date(2027, 2, 1))


def test_an_area_and_a_path_of_no_operation_may_be_named(tmp_path: Path) -> None:
    text = '[[accept]]\nrule = "http/*"\noperation = "GET /nothing"\nreason = "so"'
    assert read(tmp_path, text) == [Accepted("http/*", "GET /nothing", "so")]


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ("total-within-valeu", "total-within-value", "money/total-within-value"),
        ("createOrderByValeu", "createOrderByValue", "createOrderByValue"),
        ('reason = " "', 'reason = "known"', "it has no reason"),
        ("expires = 1", "expires = 2027-01-31", "give a day without quotes"),
        ("expires = 2027-01-31T00:00:00", "expires = 2027-01-31", "give a day"),
        ("expired = 2027-01-31", "expires = 2027-01-31", "did you mean expires"),
        ("[[acept]]", "[[accept]]", "did you mean accept"),
        ("[accept]", "[[accept]]", r"\[\[accept\]\]"),
        ("= =", "= 2027-01-31", "line"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, wrong: str, right: str, said: str) -> None:
    with pytest.raises(AcceptFileError, match=said) as raised:
        read(tmp_path, ENTRY.replace(right, wrong))
    assert str(tmp_path / "accept.toml") in str(raised.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(AcceptFileError, match="no-file"):
        read_accepted(tmp_path / "no-file")
