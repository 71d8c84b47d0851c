"""Parts of a table, estimated by whoever splits it."""

from __future__ import annotations

import pickle
import traceback
from collections.abc import Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from lune_client.tables import (
    RunStoppedError,
    TableError,
    estimate_partition,
    estimate_transactions,
    partition,
)
from lune_client.testing import LuneMockServer, sandbox_client
from lune_mock import Sandbox

from .tabling import comparable, estimates

NEW = ["estimate_id", "mass", "mass_unit"]
OLD = ["Id", "Amount", "Currency", "Country", "MCC"]


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """A sandbox on a socket, which clients find by the variables of the process."""
    sandbox = Sandbox()
    with LuneMockServer(sandbox) as server:
        monkeypatch.setenv("LUNE_API_KEY", server.api_key)
        monkeypatch.setenv("LUNE_API_URL", server.url)
        yield sandbox
    close_clients()


def close_clients() -> None:
    for client in partition._clients.values():
        client.close()
    partition._clients.clear()


def rows(count: int, start: int = 0) -> dict[str, list[Any]]:
    """Return purchases that differ in their ids alone."""
    ids = [f"p-{each}" for each in range(start, start + count)]
    return {
        "Id": ids,
        "Amount": ["8.99"] * count,
        "Currency": ["USD"] * count,
        "Country": ["USA"] * count,
        "MCC": ["5818"] * count,
    }


work = partial(
    estimate_partition,
    name="purchases-2026-10",
    id_column="Id",
    max_requests_per_second=100,
    columns={"merchant.country_code": "Country"},
)


def frame(library: str, cells: dict[str, list[Any]]) -> Any:
    return import_module(library).DataFrame(cells)


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_frame_comes_back_as_its_own_kind(sandbox: Sandbox, library: str) -> None:
    given = frame(library, {**rows(3), "Note": ["a", None, ""]})
    before = given.copy() if library == "pandas" else given.clone()
    found = work(given)
    assert type(found) is type(given)
    assert [*found.columns][:6] == [*OLD, "Note"]
    assert [*found.columns][6:9] == NEW
    assert found[[*OLD, "Note"]].equals(before)
    assert given.equals(before)
    assert len({*found["estimate_id"]}) == 3
    assert estimates(sandbox) == 3


def test_the_index_and_the_types_of_pandas_stay(sandbox: Sandbox) -> None:
    given = frame("pandas", {**rows(3), "Count": [1, 2, 3]}).set_index([[7, 7, 9]])
    found = work(given)
    assert [*found.index] == [7, 7, 9]
    assert found["Count"].dtype == given["Count"].dtype
    assert found.dtypes.equals(work(given.head(0)).dtypes)
    assert estimates(sandbox) == 3


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_an_empty_frame_needs_no_key_and_sends_nothing(
    library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LUNE_API_KEY", raising=False)
    found = work(frame(library, rows(1)).head(0))
    assert [*found.columns][5:8] == NEW
    assert len(found) == 0
    with pytest.raises(TableError, match="no column 'Number' for the id"):
        estimate_partition(
            frame(library, rows(1)).head(0), name="x", id_column="Number", max_requests_per_second=1
        )


def test_equal_rows_of_other_parts_are_others_and_a_part_run_again_is_none(
    sandbox: Sandbox,
) -> None:
    parts = [frame("polars", rows(40, start)) for start in range(0, 120, 40)]
    first = [work(part) for part in parts]
    again = [work(part) for part in reversed(parts)]
    assert estimates(sandbox) == 120
    for one, other in zip(first, reversed(again), strict=True):
        assert one.drop("request_id").equals(other.drop("request_id"))
    # Cut otherwise, they are the same rows.
    whole = work(frame("polars", rows(120)))
    assert estimates(sandbox) == 120
    assert [*whole["estimate_id"]] == [each for part in first for each in part["estimate_id"]]


def test_a_part_has_the_keys_of_the_whole_table(sandbox: Sandbox, tmp_path: Path) -> None:
    frame("polars", rows(30)).write_csv(tmp_path / "in.csv")
    with sandbox_client(sandbox) as lune:
        estimate_transactions(
            lune,
            tmp_path / "in.csv",
            name="purchases-2026-10",
            id_column="Id",
            output=tmp_path / "out.csv",
            columns={"merchant.country_code": "Country"},
        )
    work(frame("polars", rows(30)))
    assert estimates(sandbox) == 30
    assert len(comparable(tmp_path / "out.csv")) == 30


def test_a_row_without_an_id_is_a_row_with_an_error(sandbox: Sandbox) -> None:
    found = work(frame("pandas", {**rows(3), "Id": ["a", None, " "]}))
    assert [*found["error_code"].fillna("")] == ["", "invalid_row", "invalid_row"]
    assert "column 'Id': is empty" in found["error_message"][1]
    assert estimates(sandbox) == 1


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_an_equal_row_with_an_equal_id_is_a_row_with_an_error(
    sandbox: Sandbox, library: str
) -> None:
    found = work(frame(library, {**rows(3), "Id": ["a", "b", "a"]}))
    assert [each == "invalid_row" for each in found["error_code"].to_list()[2:]] == [True]
    assert "column 'Id': stands twice in this part" in found["error_message"][2]
    assert estimates(sandbox) == 2


def test_a_part_is_estimated() -> None:
    with pytest.raises(TableError, match="kind is 'orders'; it is one of transactions, shipments"):
        work(frame("polars", rows(1)), kind="orders")  # type: ignore[arg-type]  # that is the point
    with pytest.raises(TableError, match="name is ''"):
        work(frame("polars", rows(1)), name="")


def test_more_processes_than_the_limit_has_requests_are_too_many() -> None:
    with pytest.raises(TableError, match="let fewer processes work"):
        work(frame("polars", rows(1)), max_requests_per_second=15 // 16)


@pytest.mark.parametrize(
    "given",
    [
        "in.csv",
        "in.parquet",
        [{"Id": "a"}],
        None,
        frame("polars", rows(1)).to_arrow(),
        frame("pandas", rows(1))["Id"],
        frame("polars", rows(1))["Id"],
    ],
)
def test_only_frames_are_parts(given: Any) -> None:
    with pytest.raises(TableError, match="is no frame"):
        work(given)


def test_the_work_is_sent_by_reference_and_holds_no_key(sandbox: Sandbox) -> None:
    sent = pickle.dumps(work)
    assert len(sent) < 1000
    assert sandbox.api_key.encode() not in sent
    found = pickle.loads(sent)(frame("polars", rows(1)))
    assert estimates(sandbox) == len(found) == 1


def test_one_client_serves_all_parts_of_a_process(sandbox: Sandbox) -> None:
    for start in range(3):
        work(frame("polars", rows(1, start)))
    (client,) = partition._clients.values()
    assert client._runtime.limiter._limit == 100
    assert sandbox.api_key not in repr(partition._clients)


def test_what_meets_every_row_ends_the_part(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LUNE_API_KEY", "another-key")
    with pytest.raises(RunStoppedError) as stopped:
        work(frame("polars", rows(1)))
    shown = "".join(traceback.format_exception(stopped.value))
    assert "another-key" not in shown
    assert str(pickle.loads(pickle.dumps(stopped.value))) == str(stopped.value)
    assert estimates(sandbox) == 0
