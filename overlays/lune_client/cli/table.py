"""What the commands over tables share: their options, what they show before, meanwhile and after."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal, TypeVar

from attrs import frozen
from cyclopts import Group, Parameter
from rich import progress

from lune_api.types import JSON, KnownMassUnit, decimal_text
from lune_client.cli.asking import agreed, can_ask
from lune_client.cli.failing import CommandError, ExitCode, in_options, printing
from lune_client.cli.mapping import Mapped, read_mapping
from lune_client.cli.printing import console, new_table, print_json, printable

if TYPE_CHECKING:
    from lune_client.tables import Progress, Summary
    from lune_client.tables.job import Job, Request
    from lune_client.tables.source import Source

    R = TypeVar("R", bound=Request)

__all__ = [
    "Bar",
    "Given",
    "OffsetRun",
    "Run",
    "drawn_progress",
    "print_result",
    "print_summary",
    "show_columns",
    "summary_document",
    "unusable",
    "used_columns",
]


_WORKBOOKS: Final = (".xlsx", ".xls", ".ods")
_TYPED_TABS: Final = (r"\t", "tab")
"""What a tab is typed as, where the key of it moves to the next word."""


@Parameter(name="*", group=Group("Table", sort_key=0))
@dataclass(frozen=True, kw_only=True)
class Run:
    """The options of a run over a table."""

    output: Annotated[
        Path | None,
        Parameter(
            help="The file to write: .csv, .tsv, .ndjson or .parquet. Without it, it stands beside"
            " the table: purchases.estimates.csv for purchases.csv."
        ),
    ] = None
    column: Annotated[
        list[str] | None,
        Parameter(help="Which column a field is, as FIELD=COLUMN; repeatable. Empty for none."),
    ] = None
    constant: Annotated[
        list[str] | None,
        Parameter(help="What a field is in every row, as FIELD=VALUE; repeatable."),
    ] = None
    mapping: Annotated[
        Path | None,
        Parameter(
            help="A TOML file with both, in the tables [columns] and [constants], and before them"
            " separator and decimal."
        ),
    ] = None
    id_column: Annotated[
        str | None,
        Parameter(help="The column that tells rows apart which are alike otherwise."),
    ] = None
    mass_unit: Annotated[KnownMassUnit, Parameter(help="The unit of the new column mass.")] = "t"
    separator: Annotated[
        str | None,
        Parameter(help="What is between two cells, tab for a tab; without it, the suffix says it."),
    ] = None
    decimal: Annotated[
        Literal[".", ","] | None,
        Parameter(help='What stands before the fraction of amounts: "," for 1.312,00.'),
    ] = None
    floats: Annotated[
        Literal["refuse", "shortest"],
        Parameter(help="What to do with floats where exact amounts belong."),
    ] = "refuse"
    name: Annotated[
        str | None,
        Parameter(help="The name of the run, by which it is known again; otherwise the file's."),
    ] = None
    concurrency: Annotated[int | None, Parameter(help="How many calls to make at once.")] = None
    retry_failed: Annotated[
        bool, Parameter(show_default=False, help="Send rows again that were refused before.")
    ] = False
    yes: Annotated[
        bool, Parameter(show_default=False, help="Do not ask whether guessed columns are right.")
    ] = False


@Parameter(name="*", group=Group("Table", sort_key=0))
@dataclass(frozen=True, kw_only=True)
class OffsetRun(Run):
    """The options of a run that ends with orders."""

    name: Annotated[
        str | None,
        Parameter(
            help="The name of the purchase, needed: the same rows under the same name are bought"
            " once, under another name once more."
        ),
    ] = None
    yes: Annotated[
        bool,
        Parameter(
            show_default=False, help="Ask nothing, and order up to --max-value, which it needs."
        ),
    ] = False


@frozen
class Given:
    """A table, and what was said about it.

    Attributes:
        file: The table.
        run: The options.
        mapped: What they say about its columns.
    """

    file: Path
    run: Run
    mapped: Mapped

    @classmethod
    def read(cls, file: Path, run: Run) -> Given:
        """Return what was given.

        Raises:
            CommandError: the file, its output or the mapping cannot be used.
            InvalidRequestError: an option cannot be read.
            OSError: the mapping cannot be read.
        """
        if file.suffix.lower() in _WORKBOOKS:
            message = f"{file} is a workbook: save its sheet as CSV UTF-8, and give that file"
            raise CommandError(message)
        mapped = read_mapping(run.mapping, run.column or (), run.constant or ())
        separator, decimal = run.separator or mapped.separator, run.decimal or mapped.decimal
        if separator in _TYPED_TABS:
            separator = "\t"
        return cls(file, replace(run, separator=separator, decimal=decimal), mapped)

    @property
    def estimates(self) -> Path:
        """Where the estimates are written."""
        return self.run.output or _beside(self.file, "estimates")

    def beside(self, what: str) -> Path:
        """Return where something else is written."""
        return _beside(self.run.output or self.file, what)

    def open(self) -> Source:
        """Return the rows and columns.

        Raises:
            TableError: they cannot be read.
        """
        from lune_client.tables.opening import open_source  # noqa: PLC0415  # takes long

        return open_source(self.file, self.run.floats, self.run.separator)


def _beside(file: Path, what: str) -> Path:
    return file.with_name(f"{file.stem}.{what}{file.suffix}")


@contextmanager
def unusable() -> Generator[None]:
    """Tell what makes a run impossible from what stops it."""
    from lune_client.tables import TableError  # noqa: PLC0415  # other commands do without it

    try:
        yield
    except (TableError, ModuleNotFoundError) as error:
        raise CommandError(in_options(str(error))) from error


def used_columns(given: Given, table: Source, job: Job[R]) -> dict[str, str]:
    """Return, by field, the column that it is, guesses included.

    Raises:
        TableError: a field or a column does not exist.
    """
    from lune_client.tables.columns import map_columns  # noqa: PLC0415  # takes long
    from lune_client.tables.opening import notation_of  # noqa: PLC0415  # takes long

    return map_columns(
        job.fields,
        names=table.names,
        objects=table.objects,
        columns=given.mapped.columns,
        constants=given.mapped.constants,
        common=job.common,
        notation=notation_of(table, given.run.floats, given.run.decimal),
        has_header=table.has_header,
    ).used


def show_columns(given: Given, table: Source, job: Job[R]) -> None:
    """Show which column is which field, and ask if a part of it is a guess.

    Raises:
        CommandError: the answer is no.
        TableError: a field or a column does not exist.
    """
    from lune_client.tables.source import SEPARATORS, CsvSource  # noqa: PLC0415  # takes long

    used = used_columns(given, table, job)
    mapped = given.mapped
    guessed = {field for field, column in used.items() if column != field} - mapped.columns.keys()
    shown = new_table(f"Columns of {job.kind}", "field", "column", "", numbers=())
    for field, column in used.items():
        note = "guessed" if field in guessed else ""
        shown.add_row(printable(field), printable(column), note)
    for field, value in mapped.constants.items():
        shown.add_row(printable(field), "", f"in every row: {printable(str(value))}")
    if isinstance(table, CsvSource) and table.separator != SEPARATORS.get(table.suffix):
        shown.caption = f"Between the cells is {table.separator!r}."
    console(stderr=True).print(shown)
    if guessed and not given.run.yes and can_ask() and not agreed("Are these columns right?"):
        message = "nothing was sent; name columns with --column FIELD=COLUMN"
        raise CommandError(message, ExitCode.NOT_DONE)


class Bar:
    """Draws how far a run is.

    Args:
        bar: What it is drawn with.
    """

    def __init__(self, bar: progress.Progress) -> None:
        self._bar = bar
        self._task = bar.add_task("", total=None, rows=0, rate=0.0, what="rows")

    def __call__(self, now: Progress) -> None:
        """Draw how far it is now."""
        share = now.done / now.total if now.total else now.share
        self._bar.update(
            self._task,
            completed=share or 0.0,
            total=None if share is None else 1.0,
            rows=now.done,
            rate=now.rate,
            what=now.what,
        )

    @contextmanager
    def hidden(self) -> Generator[None]:
        """Leave the terminal to the block."""
        self._bar.stop()
        yield
        self._bar.start()


@contextmanager
def drawn_progress(*, is_shown: bool) -> Generator[Bar | None]:
    """Give what draws how far a run is, None where nobody sees it."""
    to = console(stderr=True)
    if not (is_shown and to.is_terminal):
        yield None
        return
    with progress.Progress(
        progress.TextColumn("{task.fields[what]}: {task.fields[rows]:,}"),
        progress.BarColumn(),
        progress.TextColumn("{task.fields[rate]:,.0f} rows/s"),
        progress.TimeRemainingColumn(),
        console=to,
        transient=True,
    ) as bar:
        yield Bar(bar)


def print_summary(summary: Summary, output: Path, *, as_json: bool) -> None:
    """Print what a run came to.

    Raises:
        CommandError: rows failed.
    """
    with printing(f"{output} is written"):
        print_result(summary, output, as_json=as_json)
    failed = sum(summary.failed.values())
    if failed:
        problem = f"{failed} of {summary.rows} rows failed; {output} says why, in error_message"
        raise failure(problem, summary)


def failure(problem: str, summary: Summary) -> CommandError:
    """Return the error for rows that failed, with what to do if that may pass."""
    told = printable(in_options(problem))
    if summary.passing:
        return CommandError(f"{told}; run the same command again to go on", ExitCode.NO_ANSWER)
    return CommandError(told, ExitCode.NOT_DONE)


def print_result(summary: Summary, output: Path, *, as_json: bool) -> None:
    """Print what a run came to, and where it is written."""
    if as_json:
        print_json(summary_document(summary, output))
    else:
        print(summary)
        print(f"Written to {output}")


def summary_document(summary: Summary, output: Path) -> dict[str, JSON]:
    """Return what a run came to as JSON data."""
    return {
        "rows": summary.rows,
        "succeeded": summary.succeeded,
        "unmatched": summary.unmatched,
        "failed": dict(summary.failed),
        "from_journal": summary.from_journal,
        "duplicates": summary.duplicates,
        "tonnes": decimal_text(summary.tonnes),
        "cost": {currency: decimal_text(cost) for currency, cost in summary.cost.items()},
        "output": str(output),
    }
