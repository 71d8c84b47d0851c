"""A run over a table: read, send what is not known yet, write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, Generic, Protocol, cast

from attrs import define, field, frozen

from lune_api.types import JSON, MASS_UNITS, UNSET, Mass, decimal_text
from lune_client._client import Lune
from lune_client._json import encode
from lune_client.errors import InvalidRequestError, LuneError, MalformedValueError
from lune_client.tables.added import free_names
from lune_client.tables.errors import JournalError, RunStoppedError, TableError
from lune_client.tables.fields import is_empty
from lune_client.tables.job import Item, Job, R
from lune_client.tables.journal import Journal, RunIdentity
from lune_client.tables.keys import Keys, Occurrences
from lune_client.tables.opening import Rows, open_source, rows_of, sink_of
from lune_client.tables.options import CONCURRENCY, Options, check_paths
from lune_client.tables.outcome import ERROR_COLUMNS, INVALID_ROW, Outcome
from lune_client.tables.pace import Pace
from lune_client.tables.sending import Entry, Sending, SystemicError
from lune_client.tables.sink import JsonSink, Sink
from lune_client.tables.source import Row, Source
from lune_client.tables.summary import Summary, Tally

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Stage", "TableResult", "run_source", "run_table"]


@frozen
class TableResult:
    """What a run left.

    Attributes:
        summary: What it came to.
        output: The file that was written, None if there is a frame instead.
        frame: The table with its new columns, None if there is a file instead.
        columns: By field of the request, the column that it came from, guesses included.
    """

    summary: Summary
    output: Path | None
    frame: pl.DataFrame | None = field(repr=False, eq=False)
    columns: Mapping[str, str]


class Stage(Protocol[R]):
    """What a run does with all of its rows before the first is sent, and after the last was.

    Attributes:
        done: How many rows have an outcome that stays, before any is sent.
    """

    done: int

    def prepare(
        self, entries: Iterator[Entry[R]], journal: Journal, table: Source
    ) -> Iterator[Entry[R]]:
        """Return the entries to send; those with an outcome are settled."""
        ...

    def finish(self, journal: Journal) -> None:
        """Look at what became of all of them."""
        ...

    def told(self) -> str:
        """Return what whoever ends the run early has to know, empty if there is nothing."""
        ...


def run_table(client: Lune, source: object, job: Job[R], options: Options) -> TableResult:
    """Send what the rows of a table ask for, and write the table with what came of each.

    Args:
        client: What to send with.
        source: The table.
        job: What becomes of its rows.
        options: How.

    Raises:
        TableError: something about the table or the options cannot be used; nothing was sent.
        JournalError: the journal cannot be used; nothing was sent.
        RunStoppedError: it made no sense to go on; the same call resumes.
    """
    check_paths(source, options)
    table = open_source(source, options.floats, options.separator)
    return run_source(client, table, job, options)


def run_source(
    client: Lune, table: Source, job: Job[R], options: Options, stage: Stage[R] | None = None
) -> TableResult:
    """Do the same for a table that is open.

    Args:
        client: What to send with.
        table: The table.
        job: What becomes of its rows.
        options: How.
        stage: What is done before and after.

    Raises:
        TableError: something about the table or the options cannot be used; nothing was sent.
        JournalError: the journal cannot be used; nothing was sent.
        RunStoppedError: it made no sense to go on; the same call resumes.
    """
    _refuse_other_client(client)
    name = options.name or table.name
    if name is None:
        message = "the table has no name of its own: give one by name=, which is part of every key"
        raise TableError(message)
    rows = rows_of(table, job, options)
    names = free_names([*job.columns, *ERROR_COLUMNS], table.names)
    # An output that cannot be made should leave no journal behind.
    make_sink = sink_of(table, names, options)
    identity = RunIdentity.of(client, job.kind, name)
    with ExitStack() as stack:
        journal = stack.enter_context(Journal(options.journal_path, identity))
        sink = make_sink()
        run = _Run(
            job=job,
            options=options,
            table=table,
            rows=rows,
            names=names,
            keys=Keys(job.kind, identity.name, client.account),
            occurrences=stack.enter_context(closing(Occurrences())),
            journal=journal,
            sending=Sending(client, job, journal, options.concurrency or CONCURRENCY),
            sink=sink,
            stage=stage,
        )
        try:
            run.complete()
        except BaseException:
            sink.discard()
            raise
    return TableResult(run.tally.summary(), options.output_path, sink.frame, rows.used)


def _refuse_other_client(client: object) -> None:
    if not isinstance(client, Lune):
        message = f"the client is a {type(client).__name__}: give a Lune, which is synchronous"
        raise TypeError(message)


@define
class _Run(Generic[R]):
    """One run, with everything that it needs."""

    job: Job[R]
    options: Options
    table: Source
    rows: Rows
    names: tuple[str, ...]
    keys: Keys
    occurrences: Occurrences
    journal: Journal
    sending: Sending[R]
    sink: Sink
    stage: Stage[R] | None
    tally: Tally = field(factory=Tally)

    def complete(self) -> None:
        """Settle every row and write the output.

        Raises:
            RunStoppedError: something stands in the way of all rows.
        """
        try:
            self._settle()
            self.sink.finish()
            if self.stage is not None:
                self.stage.finish(self.journal)
        except (SystemicError, JournalError, OSError) as error:
            cause = error.__cause__ if isinstance(error, SystemicError) else error
            raise self._stopped(str(error)) from cause or error
        except LuneError:
            raise
        except BaseException as error:
            error.add_note(str(self._stopped(f"interrupted by {type(error).__name__}")))
            raise

    def _settle(self) -> None:
        entries = self._entries()
        if self.stage is not None:
            entries = self.stage.prepare(entries, self.journal, self.table)
        pace = Pace(self.job.kind, self.table, self.options.on_progress)
        with closing(self.sending.settled(entries)) as settled:
            for entry in settled:
                assert entry.outcome is not None  # noqa: S101  # that is what settled means
                self.tally.add(
                    entry.outcome, is_known=entry.is_known, is_repeated=entry.is_repeated
                )
                self.sink.write(entry.row, self._added(entry.outcome))
                pace.tell(self.tally.rows)
        pace.tell(self.tally.rows, is_last=True)

    def _stopped(self, reason: str) -> RunStoppedError:
        done, total = self.sending.done, self.table.total
        if self.stage is not None:
            done = max(done, self.stage.done)
            reason = "; ".join(filter(None, [reason, self.stage.told()]))
        return RunStoppedError(
            reason, done, None if total is None else total - done, self.journal.path
        )

    def _entries(self) -> Iterator[Entry[R]]:
        with closing(self.table.rows()) as rows:
            for row in rows:
                yield self._entry(row)

    def _entry(self, row: Row) -> Entry[R]:
        """Return a row with its request, or with what is wrong with it."""
        problem = row.problem or self._unwritable(row)
        if problem is not None:
            return Entry(row, outcome=Outcome({}, INVALID_ROW, f"the row {problem}"))
        try:
            return self._sendable(row)
        except (InvalidRequestError, MalformedValueError) as error:
            return Entry(row, outcome=Outcome({}, INVALID_ROW, self._told(error)))

    def _told(self, error: InvalidRequestError | MalformedValueError) -> str:
        column = self.rows.used.get(error.field)
        told = error.field if column is None else f"column {column!r} for {error.field}"
        if error.value is UNSET:
            return f"{told}: is missing"
        return f"{told}{str(error).removeprefix(error.field)}"

    def _sendable(self, row: Row) -> Entry[R]:
        # Cells are JSON data by now, or the check refuses them.
        data = cast("dict[str, JSON]", self.rows.fields(row.cells))
        request = self.job.request(data)
        content = request.to_dict()
        digest = self.keys.digest(content, self._id(row))
        count = self.occurrences.count(digest)
        if count > 1 and self.options.has_unique_ids:
            told = f"column {self.options.id_column!r}"
            problem = "stands twice in this part: ids must be unique in the whole table"
            raise InvalidRequestError(told, self._id(row), problem)
        key = self.keys.key(digest, count)
        request.idempotency_key = key
        size = len(encode({**content, "idempotency_key": key}))
        known = self.journal.outcome(key)
        if known is not None and known.is_refusal and self.options.retry_failed:
            known = None
        item = Item(key, request, size)
        return Entry(row, item, known, is_known=known is not None, is_repeated=count > 1)

    def _id(self, row: Row) -> str | None:
        """Return the id of a row, None if rows have none.

        Raises:
            InvalidRequestError: it has none, but the others have.
        """
        column = self.options.id_column
        if column is None:
            return None
        cell = row.cells.get(column)
        if is_empty(cell):
            problem = "is empty, but tells rows apart"
            raise InvalidRequestError(field=f"column {column!r}", value=cell, problem=problem)
        return str(cell)

    def _unwritable(self, row: Row) -> str | None:
        """Say why a row does not fit into the output, None if it does."""
        if self.table.has_header:
            return None
        if isinstance(self.sink, JsonSink):
            taken = sorted(row.cells.keys() & self.names)
            return f"has columns that the output needs: {', '.join(taken)}" if taken else None
        beyond = {name: row.cells[name] for name in row.cells if name not in self.table.names}
        return f"has columns that the first row has not: {beyond!r}" if beyond else None

    def _added(self, outcome: Outcome) -> list[str | None]:
        values = outcome.values
        if "mass" in values:
            mass = Mass(values["mass"], values["mass_unit"])
            if mass.unit in MASS_UNITS:
                mass = mass.to(self.options.mass_unit)
            values = {**values, "mass": decimal_text(mass.amount), "mass_unit": mass.unit}
        faults = (outcome.error_code, outcome.error_message, outcome.request_id)
        return [*(values.get(name) for name in self.job.columns), *faults]
