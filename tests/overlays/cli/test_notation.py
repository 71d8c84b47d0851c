"""Tables that are written otherwise: as in Europe, or with other columns in each row."""

from __future__ import annotations

from pathlib import Path

import pytest

from lune_client.testing import LuneMock

from .conftest import Here

BUY = ("--name", "trips", "--yes", "--max-value", "1000USD")


@pytest.fixture
def purchases(tmp_path: Path) -> Path:
    path = tmp_path / "purchases.csv"
    path.write_text(
        '"Amount";Currency;Country;MCC\n1.312,00;USD;USA;4511\n;;;\n12.000;USD;USA;4511\n'
    )
    return path


def amounts(lune_mock: LuneMock) -> list[str]:
    text = "".join(str(request.body) for request in lune_mock.requests)
    return [each for each in ("1312", "12000", "12") if f'"value":"{each}"' in text]


def test_a_decimal_comma(here: Here, purchases: Path, lune_mock: LuneMock) -> None:
    failed = here("estimate", "transactions", str(purchases))
    assert failed.code == 1
    assert "Between the cells is ';'." in failed.err
    assert amounts(lune_mock) == []
    done = here("estimate", "transactions", str(purchases), "--decimal", ",")
    assert done.code == 0, done
    assert amounts(lune_mock) == ["1312", "12000"]
    header = purchases.with_name("purchases.estimates.csv").read_text().splitlines()[0]
    assert header.startswith("Amount;Currency;Country;MCC;estimate_id;")


def test_a_mapping_says_it(here: Here, purchases: Path, lune_mock: LuneMock) -> None:
    mapping = purchases.with_name("mapping.toml")
    purchases.write_text(purchases.read_text().replace("Amount", "Amount, gross"))
    columns = '[columns]\n"value.value" = "Amount, gross"\n'
    run = ("estimate", "transactions", str(purchases), "--mapping", str(mapping))
    mapping.write_text(f'separator = ";"\ndecimal = ","\n{columns}')
    done = here(*run)
    assert done.code == 0, done
    assert amounts(lune_mock) == ["1312", "12000"]
    assert here(*run, "--decimal", ".").code == 1
    assert amounts(lune_mock) == ["1312", "12000", "12"]
    mapping.write_text(f"decimal = 1\n{columns}")
    failed = here(*run)
    assert failed.code == 2
    assert "has 'decimal'; it holds the tables columns and constants, and before" in failed.err


def test_a_constant_that_may_be_meant_in_two_ways(here: Here, purchases: Path) -> None:
    constant = ("--constant", "value.value=12.000", "--column", "value.value=")
    failed = here("estimate", "transactions", str(purchases), "--decimal", ",", *constant)
    assert failed.code == 2
    assert (
        "may be 12 or 12000: constants have a point, so write one decimal more, or none"
        in failed.err
    )


@pytest.mark.parametrize("how", [(), ("--each",)])
def test_an_offset(here: Here, purchases: Path, lune_mock: LuneMock, how: tuple[str, ...]) -> None:
    # A header with both marks is not told apart without --separator.
    purchases.write_text(purchases.read_text().replace("Amount", "Amount, gross"))
    said = ("--separator", ";", "--decimal", ",", "--column", "value.value=Amount, gross")
    done = here("offset", str(purchases), *BUY, *said, *how)
    assert done.code == 0, done
    assert len(lune_mock.orders) == (2 if how else 1)


def test_rows_with_columns_of_their_own(here: Here, tmp_path: Path, lune_mock: LuneMock) -> None:
    row = '{"amount":"48.20","currency":"USD","country":"USA","mcc":"4121"'
    path = tmp_path / "trips.ndjson"
    path.write_text(f'{row}}}\n{row},"metadata":{{"trip":"7"}}}}\n')
    done = here("offset", str(path), *BUY, "--each")
    assert done.code == 0, done
    assert sorted(len(order.metadata or {}) for order in lune_mock.orders) == [0, 1]
