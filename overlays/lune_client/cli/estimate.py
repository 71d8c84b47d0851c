"""The commands `lune estimate`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, TypeVar

from attrs import evolve
from cyclopts import App, Parameter

from lune_client import Lune
from lune_client.cli import shipping_csv
from lune_client.cli.failing import CommandError, say
from lune_client.cli.options import Options
from lune_client.cli.table import Given, Run, drawn_progress, print_summary, show_columns, unusable

if TYPE_CHECKING:
    from lune_client.tables import TableResult
    from lune_client.tables.columns import Adapter
    from lune_client.tables.job import Job, Request

    R = TypeVar("R", bound=Request)

__all__ = ["estimate", "estimated"]

estimate: Final = App(name="estimate", help="Estimate the emissions of every row of a table.")

_USUAL: Final = Options()
_PLAIN: Final = Run()


@estimate.command
def transactions(
    file: Annotated[Path, Parameter(help="A table, one purchase in each row.")],
    /,
    *,
    run: Run = _PLAIN,
    options: Options = _USUAL,
) -> None:
    """Estimate purchases, one in each row.

    lune estimate transactions purchases.csv --column value.value=Amount
    """
    with options.session() as lune, unusable():
        from lune_client.tables.transactions import TRANSACTIONS  # noqa: PLC0415  # takes long

        _estimate(lune, file, TRANSACTIONS, run, options)


@estimate.command
def shipments(
    file: Annotated[Path, Parameter(help="A table, one shipment in each row.")],
    /,
    *,
    run: Run = _PLAIN,
    options: Options = _USUAL,
) -> None:
    """Estimate shipments, one in each row; also those of Lune's own shipping CSV.

    lune estimate shipments shipments.csv --constant method=diesel_truck
    """
    with options.session() as lune, unusable():
        from lune_client.tables.shipments import SHIPMENTS  # noqa: PLC0415  # takes long

        _estimate(lune, file, SHIPMENTS, run, options)


def _estimate(lune: Lune, file: Path, job: Job[R], run: Run, options: Options) -> None:
    given = Given.read(file, run)
    summary = estimated(lune, given, job, options).summary
    print_summary(summary, given.estimates, as_json=options.as_json)


def estimated(
    lune: Lune, given: Given, job: Job[R], options: Options, journal: Path | None = None
) -> TableResult:
    """Estimate the rows of a table, once its columns were shown.

    Args:
        lune: What to send with.
        given: The table.
        job: What its rows are.
        options: Those of every command.
        journal: Where to keep what came of each row; without it, beside the output.

    Raises:
        CommandError: the columns are not right.
        TableError: the table, a column or a path cannot be used.
        RunStoppedError: something stands in the way of all rows.
    """
    from lune_client.tables.opening import rows_of  # noqa: PLC0415  # takes long
    from lune_client.tables.options import Options as How  # noqa: PLC0415  # takes long
    from lune_client.tables.options import check_paths  # noqa: PLC0415  # takes long
    from lune_client.tables.run import run_table  # noqa: PLC0415  # takes long

    table, run, mapped = given.open(), given.run, given.mapped
    adapter: Adapter | None = None
    id_column = run.id_column
    if job.kind == "shipments" and not mapped.columns and shipping_csv.is_shipping_csv(table.names):
        say("The columns are those of Lune's shipping CSV.")
        id_column = id_column or shipping_csv.ID_COLUMN
        adapter = shipping_csv.fields
    settings = How(
        output=given.estimates,
        name=run.name,
        columns=mapped.columns,
        constants=mapped.constants,
        id_column=id_column,
        mass_unit=run.mass_unit,
        journal=journal,
        concurrency=run.concurrency,
        retry_failed=run.retry_failed,
        floats=run.floats,
        separator=run.separator,
        decimal=run.decimal,
        adapter=adapter,
    )
    # Whoever answers a question should not hear then that it was for nothing.
    if not given.estimates.parent.is_dir():
        message = f"--output: there is no folder {given.estimates.parent}"
        raise CommandError(message)
    check_paths(given.file, settings)
    rows_of(table, job, settings)
    if adapter is None:
        show_columns(given, table, job)
    with drawn_progress(is_shown=not options.debug) as bar:
        return run_table(lune, given.file, job, evolve(settings, on_progress=bar))
