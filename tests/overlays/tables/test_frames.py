"""Frames and Parquet files, in and out."""

from __future__ import annotations

from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from lune_client.tables import TableError, estimate_transactions, frames
from lune_client.testing import sandbox_client

from .tabling import leftovers, write


def frame(**changes: Any) -> Any:
    return pl.DataFrame(
        {
            "amount": [Decimal("8.99"), Decimal("5.00"), None],
            "currency": ["USD", "USD", "USD"],
            "country": ["USA", "USA", "USA"],
            "mcc": [5818, 5818, 5818],
            "share": [0.5, None, float("nan")],
            "parts": [[1], [], None],
            **changes,
        }
    )


@pytest.fixture(autouse=True)
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every test have several slices."""
    monkeypatch.setattr(frames, "_SLICE", 2)


def test_a_frame_comes_back_with_new_columns() -> None:
    with sandbox_client() as lune:
        result = estimate_transactions(lune, frame(), name="frame")
    assert result.output is None
    assert result.frame is not None
    assert result.frame.select(frame().columns).equals(frame())
    assert result.frame["mass"].to_list() == ["0.01388", "0.00772", None]
    assert result.frame["error_code"].to_list() == [None, None, "invalid_row"]
    assert result.frame.columns[-1] == "request_id"


def test_a_path_is_a_name_and_no_pattern(tmp_path: Path) -> None:
    (tmp_path / "[0-9]").mkdir()
    source = tmp_path / "[0-9]" / "in[1].parquet"
    frame().write_parquet(source)
    frame(currency=["EUR", "EUR", "EUR"]).write_parquet(source.with_name("in1.parquet"))
    with sandbox_client() as lune:
        estimate_transactions(lune, source, output=source.with_name("out[1].parquet"))
    found = pl.read_parquet(source.with_name("out[1].parquet"), glob=False)
    assert found["currency"].to_list() == ["USD", "USD", "USD"]


@pytest.mark.parametrize("rows", [0, 1, 2, 3])
def test_parquet_keeps_its_types(tmp_path: Path, rows: int) -> None:
    frame().head(rows).write_parquet(tmp_path / "in.parquet")
    with sandbox_client() as lune:
        estimate_transactions(lune, tmp_path / "in.parquet", output=tmp_path / "out.parquet")
    found = pl.read_parquet(tmp_path / "out.parquet")
    before = pl.read_parquet(tmp_path / "in.parquet")
    assert found.select(before.columns).equals(before)
    assert found.select(before.columns).schema == before.schema
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize("kind", ["Float64", "Float32"])
def test_floats_are_refused_before_anything_is_sent(tmp_path: Path, kind: str) -> None:
    table = frame().with_columns(pl.col("amount").cast(getattr(pl, kind)))
    with sandbox_client() as lune:
        with pytest.raises(TableError, match=r"column 'amount' for value[.]value: a float is"):
            estimate_transactions(lune, table, name="frame", output=tmp_path / "out.csv")
        assert not any(tmp_path.iterdir())
        result = estimate_transactions(lune, table, name="frame", floats="shortest")
    assert result.frame is not None
    assert result.frame["mass"].to_list() == ["0.01388", "0.00772", None]


def test_frames_of_other_libraries() -> None:
    pandas, arrow = import_module("pandas"), import_module("pyarrow")
    texts = frame().select("currency", "country", pl.lit("8.99").alias("amount"), mcc="mcc")
    with sandbox_client() as lune:
        for table in (pandas.DataFrame(texts.to_dict(as_series=False)), texts.to_arrow()):
            result = estimate_transactions(lune, table, name="frame")
            assert result.summary.succeeded == 3
        assert arrow.Table.from_pylist([]).num_rows == 0


def test_floats_for_text_are_refused_whatever_is_said() -> None:
    table = frame(mcc=[5818.0, None, 5818.0])
    with sandbox_client() as lune:
        for floats in ("refuse", "shortest"):
            with pytest.raises(
                TableError, match="category_code: a float is not the text"
            ) as caught:
                estimate_transactions(lune, table, name="frame", floats=floats)
            assert "shortest" not in str(caught.value)


def test_what_cannot_be_converted_is_named() -> None:
    pandas, arrow = import_module("pandas"), import_module("pyarrow")
    pair = [Decimal("8.99"), Decimal("5.00")]
    for table, problem in (
        (pandas.DataFrame({"a": ["1", "2"], "note": [1, "x"]}), "column 'note' cannot be conv"),
        (pandas.DataFrame({"a": ["1", "2"], "wave": [1j, 2j]}), "column 'wave' cannot be conv"),
        (pandas.DataFrame([[1, 2, 3]], columns=["a", "b", "b"]), "columns are called 'b': rename"),
        (
            arrow.table({"a": ["1", "2"], "wide": arrow.array(pair, arrow.decimal256(60, 20))}),
            "column 'wide' cannot be converted",
        ),
        (
            pl.LazyFrame({"a": ["x"]}).select(pl.col("a").cast(pl.Int64)),
            "cannot be read as a frame",
        ),
    ):
        with sandbox_client() as lune, pytest.raises(TableError, match=problem):
            estimate_transactions(lune, table, name="frame")


def test_text_becomes_a_frame_of_text(tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", "007.5,USD,USA,5818", header="amount,ccy,country,mcc")
    with sandbox_client() as lune:
        result = estimate_transactions(lune, source)
    assert result.frame is not None
    assert result.frame["amount"].to_list() == ["007.5"]


def test_numbers_that_json_has_not(tmp_path: Path) -> None:
    with sandbox_client() as lune:
        estimate_transactions(lune, frame(), name="frame", output=tmp_path / "out.ndjson")
    lines = (tmp_path / "out.ndjson").read_text().splitlines()
    assert ['"share":0.5' in lines[0], '"share":null' in lines[2]] == [True, True]


def test_a_file_that_is_no_parquet(tmp_path: Path) -> None:
    (tmp_path / "in.parquet").write_text("no")
    with sandbox_client() as lune, pytest.raises(TableError, match="cannot be read as a frame"):
        estimate_transactions(lune, tmp_path / "in.parquet", output=tmp_path / "out.csv")
