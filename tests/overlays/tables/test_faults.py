"""What the service, the network and the disk do to a run, and that it resumes."""

from __future__ import annotations

import errno
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lune_api.api.transaction_estimates import TransactionEstimates
from lune_api.types import JSON
from lune_client import Lune
from lune_client.models import ErrorResponse
from lune_client.tables import JournalError, RunStoppedError, estimate_transactions, sink
from lune_client.tables.journal import Journal, RunIdentity
from lune_client.tables.opening import open_source
from lune_client.testing import sandbox_client
from lune_mock import Fault, Sandbox, Settings
from lune_mock.settings import Idempotency

from .tabling import codes, comparable, estimates, leftovers, purchases, read, write

BATCH = "createBatchTransactionEstimate"
ROWS = 950


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return purchases(tmp_path_factory.mktemp("source") / "in.csv", ROWS)


@pytest.fixture(scope="module")
def expected(source: Path) -> list[dict[str, str]]:
    """What a run that nothing disturbs writes."""
    with sandbox_client() as lune:
        estimate_transactions(lune, source, output=source.with_name("expected.csv"))
    return comparable(source.with_name("expected.csv"))


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no pause pass."""
    monkeypatch.setattr("lune_client._runtime.time.sleep", lambda _: None)


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("idempotency", ["replay", "conflict"])
@pytest.mark.parametrize("kind", ["drop", "half_body", "status", "twice"])
def test_passing_faults_leave_no_trace(
    source: Path,
    tmp_path: Path,
    expected: list[dict[str, str]],
    kind: Any,
    idempotency: Idempotency,
) -> None:
    sandbox = Sandbox(settings=Settings(idempotency=idempotency))
    status = 429 if kind == "status" else None
    for after in (1, 2, 3):
        fault = Fault(kind=kind, status=status, operation_id=BATCH, after=after)
        sandbox.control.add_fault(fault)
    with sandbox_client(sandbox) as lune:
        estimate_transactions(lune, source, output=tmp_path / "out.csv", concurrency=3)
    assert comparable(tmp_path / "out.csv") == expected
    assert estimates(sandbox) == ROWS


@pytest.mark.usefixtures("at_once")
def test_a_call_that_fails_for_good_is_tried_in_the_next_run(
    source: Path, tmp_path: Path, expected: list[dict[str, str]]
) -> None:
    sandbox = Sandbox()
    fault = sandbox.control.add_fault(
        Fault(kind="status", status=429, operation_id=BATCH, times=3, after=2)
    )
    with sandbox_client(sandbox) as lune:
        first = estimate_transactions(lune, source, output=tmp_path / "out.csv", concurrency=1)
        assert first.summary.failed == {"status_429": 100}
        assert {code for code in codes(tmp_path / "out.csv") if code} == {"status_429"}
        assert fault.id not in {each.id for each in sandbox.control.faults}
        again = estimate_transactions(lune, source, output=tmp_path / "out.csv")
    assert again.summary.from_journal == ROWS - 100
    assert comparable(tmp_path / "out.csv") == expected
    assert estimates(sandbox) == ROWS


def test_a_call_whose_fate_nobody_knows(
    source: Path, tmp_path: Path, expected: list[dict[str, str]]
) -> None:
    sandbox = Sandbox()
    sandbox.control.add_fault(
        Fault(kind="status", status=503, operation_id=BATCH, times=1, after=2, carried_out=False)
    )
    with sandbox_client(sandbox) as lune:
        hasty = lune.with_options(deadline=1, max_retries=0)
        estimate_transactions(hasty, source, output=tmp_path / "out.csv", concurrency=1)
        assert codes(tmp_path / "out.csv").count("unknown") == 100
        estimate_transactions(lune, source, output=tmp_path / "out.csv")
    assert comparable(tmp_path / "out.csv") == expected
    assert estimates(sandbox) == ROWS


def test_an_answer_that_cannot_be_read_hides_no_other(tmp_path: Path) -> None:
    amounts = ["8.99"] * 100
    # The sandbox answers with a mass of more digits than the client reads.
    amounts[70] = "9" * 999
    rows = (f"{each},{amount},USD,USA,5818" for each, amount in enumerate(amounts))
    with sandbox_client() as lune:
        result = estimate_transactions(
            lune, write(tmp_path / "in.csv", *rows), output=tmp_path / "out.csv"
        )
    assert result.summary.failed == {"unknown": 1}
    assert codes(tmp_path / "out.csv")[70] == "unknown"
    assert result.summary.succeeded == 99


def test_a_row_that_meets_a_passing_fault_is_tried_in_the_next_run(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = TransactionEstimates.create_batch

    def busy(*arguments: Any, **options: Any) -> list[Any]:
        error: dict[str, JSON] = {"error_code": "service_unavailable", "message": "later"}
        return [ErrorResponse.from_dict({"error": error}), *whole(*arguments, **options)[1:]]

    with sandbox_client() as lune:
        with monkeypatch.context() as patch:
            patch.setattr(TransactionEstimates, "create_batch", busy)
            first = estimate_transactions(lune, source, output=tmp_path / "out.csv")
        assert first.summary.failed == {"service_unavailable": 10}
        assert first.summary.passing == 10
        again = estimate_transactions(lune, source, output=tmp_path / "out.csv")
    assert (again.summary.succeeded, again.summary.from_journal) == (ROWS, ROWS - 10)


@pytest.mark.parametrize("status", [401, 403, 404])
def test_what_every_row_would_meet_stops_the_run(
    source: Path, tmp_path: Path, expected: list[dict[str, str]], status: int
) -> None:
    sandbox = Sandbox()
    sandbox.control.add_fault(
        Fault(kind="status", status=status, operation_id=BATCH, after=4, times=None)
    )
    with sandbox_client(sandbox) as lune:
        with pytest.raises(RunStoppedError) as caught:
            estimate_transactions(lune, source, output=tmp_path / "out.csv", concurrency=2)
        error = caught.value
        assert str(status) in str(error)
        assert (error.done, error.left) == (400, None)
        assert error.journal == tmp_path / "out.csv.journal"
        assert "call the same again" in str(error)
        assert sandbox.api_key not in str(error)
        assert not (tmp_path / "out.csv").exists()
        assert leftovers(tmp_path) == []
        sandbox.control.clear_faults()
        again = estimate_transactions(lune, source, output=tmp_path / "out.csv")
    assert again.summary.from_journal == 400
    assert comparable(tmp_path / "out.csv") == expected
    assert estimates(sandbox) == ROWS


def test_what_was_estimated_of_a_divided_call_is_kept(tmp_path: Path) -> None:
    source = purchases(tmp_path / "in.csv", 100)
    sandbox = Sandbox()
    sandbox.control.add_fault(Fault(kind="status", status=400, operation_id=BATCH))
    sandbox.control.add_fault(Fault(kind="status", status=401, operation_id=BATCH, after=1))
    with sandbox_client(sandbox) as lune:
        with pytest.raises(RunStoppedError) as caught:
            estimate_transactions(lune, source, output=tmp_path / "out.csv", concurrency=1)
        assert caught.value.done == estimates(sandbox) == 50
        again = estimate_transactions(lune, source, output=tmp_path / "out.csv")
    assert again.summary.from_journal == 50
    assert estimates(sandbox) == 100


@pytest.mark.usefixtures("at_once")
def test_many_failures_in_a_row_stop_the_run(tmp_path: Path) -> None:
    source = purchases(tmp_path / "in.csv", 3000)
    sandbox = Sandbox()
    sandbox.control.add_fault(Fault(kind="status", status=429, operation_id=BATCH, times=None))
    with (
        sandbox_client(sandbox) as lune,
        pytest.raises(
            RunStoppedError, match=r"1[01] calls failed one after the other, at last: 429 no body"
        ),
    ):
        estimate_transactions(lune, source, output=tmp_path / "out.csv", concurrency=2)
    assert len(sandbox.control.requests) <= 12 * 3


@pytest.mark.usefixtures("at_once")
def test_without_a_connection_nothing_is_written(source: Path, tmp_path: Path) -> None:
    with (
        Lune("any-key", base_url="http://127.0.0.1:9/v1") as lune,
        pytest.raises(RunStoppedError, match="nothing can be sent"),
    ):
        estimate_transactions(lune, source, output=tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize("interrupt", [KeyboardInterrupt, ZeroDivisionError])
def test_an_interrupted_run_keeps_what_is_under_way(
    source: Path,
    tmp_path: Path,
    expected: list[dict[str, str]],
    interrupt: type[BaseException],
) -> None:
    sandbox = Sandbox()

    def rows() -> Iterator[dict[str, str]]:
        for position, row in enumerate(read(source)):
            if position == 450:
                while not sandbox.control.requests:
                    time.sleep(0.001)
                raise interrupt
            yield row

    with sandbox_client(sandbox) as lune:
        with pytest.raises(interrupt) as caught:
            estimate_transactions(lune, rows(), output=tmp_path / "out.csv", name="in")
        # Calls that no thread had begun are not made.
        made = estimates(sandbox)
        assert 100 <= made <= 400
        assert f"{made} rows are done; call the same again" in caught.value.__notes__[0]
        assert leftovers(tmp_path) == []
        again = estimate_transactions(lune, read(source), output=tmp_path / "out.csv", name="in")
    assert again.summary.from_journal == made
    assert comparable(tmp_path / "out.csv") == expected
    assert estimates(sandbox) == ROWS


def test_a_full_disk_for_the_output(
    source: Path, tmp_path: Path, expected: list[dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox = Sandbox()
    put = sink.CsvSink.put
    lines = iter(range(450))

    def full(self: sink.CsvSink, text: str) -> None:
        if next(lines, None) is None:
            raise OSError(errno.ENOSPC, "No space left on device")
        put(self, text)

    with sandbox_client(sandbox) as lune:
        with monkeypatch.context() as patch:
            patch.setattr(sink.CsvSink, "put", full)
            with pytest.raises(RunStoppedError, match="No space left") as caught:
                estimate_transactions(lune, source, output=tmp_path / "out.csv")
        assert isinstance(caught.value.__cause__, OSError)
        assert not (tmp_path / "out.csv").exists()
        assert leftovers(tmp_path) == []
        estimate_transactions(lune, source, output=tmp_path / "out.csv")
    assert comparable(tmp_path / "out.csv") == expected
    assert estimates(sandbox) == ROWS


def test_a_full_disk_for_the_journal(
    source: Path, tmp_path: Path, expected: list[dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox = Sandbox()
    begin = Journal._begin

    def small(journal: Journal, run: Any) -> None:
        begin(journal, run)
        journal._file.execute("PRAGMA max_page_count = 40")

    with sandbox_client(sandbox) as lune:
        with monkeypatch.context() as patch:
            patch.setattr(Journal, "_begin", small)
            with pytest.raises(RunStoppedError, match="full") as caught:
                estimate_transactions(lune, source, output=tmp_path / "out.csv", concurrency=1)
        assert isinstance(caught.value.__cause__, JournalError)
        assert 0 < caught.value.done < ROWS
        estimate_transactions(lune, source, output=tmp_path / "out.csv")
    assert comparable(tmp_path / "out.csv") == expected
    assert estimates(sandbox) == ROWS


def test_two_runs_at_once(source: Path, tmp_path: Path) -> None:
    sandbox = Sandbox()
    with (
        sandbox_client(sandbox) as lune,
        Journal(tmp_path / "out.csv.journal", RunIdentity.of(lune, "transactions", "in")),
        pytest.raises(JournalError, match="is in use by another run"),
    ):
        estimate_transactions(lune, source, output=tmp_path / "out.csv")
    assert not sandbox.control.requests
    with sandbox_client(sandbox) as lune:
        estimate_transactions(lune, source, output=tmp_path / "out.csv")
    assert estimates(sandbox) == ROWS


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet"])
def test_two_runs_at_once_with_one_output_and_two_journals(tmp_path: Path, suffix: str) -> None:
    small, large = (purchases(tmp_path / f"{count}.csv", count) for count in (3, ROWS))
    output = tmp_path / f"out.{suffix}"

    with sandbox_client() as lune:

        def rows() -> Iterator[dict[str, str]]:
            for position, row in enumerate(read(large)):
                if position == ROWS - 10:
                    estimate_transactions(lune, small, output=output, journal=tmp_path / "b")
                yield row

        estimate_transactions(
            lune, rows(), output=output, journal=tmp_path / "a", name="in", concurrency=1
        )
    again = open_source(output, "refuse", None)
    assert [row.cells["Id"] for row in again.rows()] == [str(each) for each in range(ROWS)]
    assert leftovers(tmp_path) == []
