"""What the commands over tables share: their options, what they show before, meanwhile and after."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

from cyclopts import Group, Parameter
from rich import progress

from lune_api.types import JSON, decimal_text
from lune_client.cli.asking import agreed, can_ask
from lune_client.cli.failing import CommandError, ExitCode, in_options
from lune_client.cli.mapping import Mapped
from lune_client.cli.printing import console, new_table, print_json, printable

if TYPE_CHECKING:
    from lune_client.tables import Progress, Summary
    from lune_client.tables.job import Job, Request
    from lune_client.tables.source import Source

    R = TypeVar("R", bound=Request)

__all__ = ["Run", "drawn_progress", "print_summary", "show_columns", "unusable"]


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
        Parameter(help="A TOML file with both, in the tables [columns] and [constants]."),
    ] = None
    id_column: Annotated[
        str | None,
        Parameter(help="The column that tells rows apart which are alike otherwise."),
    ] = None
    mass_unit: Annotated[
        Literal["g", "kg", "t"], Parameter(help="The unit of the new column mass.")
    ] = "t"
    separator: Annotated[
        str | None, Parameter(help="What is between two cells; without it, the suffix says it.")
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


@contextmanager
def unusable() -> Generator[None]:
    """Tell what makes a run impossible from what stops it."""
    from lune_client.tables import TableError  # noqa: PLC0415  # other commands do without it

    try:
        yield
    except (TableError, ModuleNotFoundError) as error:
        raise CommandError(in_options(str(error))) from error


def show_columns(table: Source, job: Job[R], run: Run, mapped: Mapped) -> None:
    """Show which column is which field, and ask if a part of it is a guess.

    Raises:
        CommandError: the answer is no.
        TableError: a field or a column does not exist.
    """
    from lune_client.tables.columns import map_columns  # noqa: PLC0415  # takes long

    used = map_columns(
        job.fields,
        names=table.names,
        objects=table.objects,
        columns=mapped.columns,
        constants=mapped.constants,
        common=job.common,
        floats=run.floats,
    ).used
    guessed = {field for field, column in used.items() if column != field} - mapped.columns.keys()
    shown = new_table("Columns", "field", "column", "", numbers=())
    for field, column in used.items():
        note = "guessed" if field in guessed else ""
        shown.add_row(printable(field), printable(column), note)
    for field, value in mapped.constants.items():
        shown.add_row(printable(field), "", f"in every row: {printable(str(value))}")
    console(stderr=True).print(shown)
    if guessed and not run.yes and can_ask() and not agreed("Are these columns right?"):
        message = "nothing was sent; name columns with --column FIELD=COLUMN"
        raise CommandError(message, ExitCode.NOT_DONE)


@contextmanager
def drawn_progress(*, is_shown: bool) -> Generator[Callable[[Progress], None] | None]:
    """Give what draws how far a run is, None where nobody sees it."""
    to = console(stderr=True)
    if not (is_shown and to.is_terminal):
        yield None
        return
    with progress.Progress(
        progress.TextColumn("{task.fields[rows]:,} rows"),
        progress.BarColumn(),
        progress.TextColumn("{task.fields[rate]:,.0f} rows/s"),
        progress.TimeRemainingColumn(),
        console=to,
        transient=True,
    ) as bar:
        task = bar.add_task("", total=None, rows=0, rate=0.0)

        def draw(now: Progress) -> None:
            share = now.done / now.total if now.total else now.share
            total = None if share is None else 1.0
            bar.update(task, completed=share or 0.0, total=total, rows=now.done, rate=now.rate)

        yield draw


def print_summary(summary: Summary, output: Path, *, as_json: bool) -> None:
    """Print what a run came to.

    Raises:
        CommandError: rows failed.
    """
    if as_json:
        print_json(_document(summary, output))
    else:
        print(summary)
        print(f"Written to {output}")
    failed = sum(summary.failed.values())
    if failed:
        message = f"{failed} of {summary.rows} rows failed; {output} says why, in error_message"
        raise CommandError(message, ExitCode.NOT_DONE)


def _document(summary: Summary, output: Path) -> dict[str, JSON]:
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
