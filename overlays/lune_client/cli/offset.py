"""The command `lune offset`: what the rows of a table emit is estimated, and bought."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from cyclopts import Parameter

from lune_client import Lune
from lune_client.cli.buying import (
    Limits,
    Named,
    buy,
    one_order,
    orders_of_rows,
    refuse_own,
)
from lune_client.cli.estimate import estimated
from lune_client.cli.failing import CommandError, ExitCode, printing
from lune_client.cli.kind import Kind, kind_of
from lune_client.cli.options import Options
from lune_client.cli.table import Given, OffsetRun, failure, print_result, unusable
from lune_client.cli.wanted import read_mass, read_value
from lune_client.cli.ways import refuse_the_other_way

if TYPE_CHECKING:
    from lune_client.tables import Summary, TableResult

__all__ = ["offset"]


_PLAIN: Final = OffsetRun()
_USUAL: Final = Options()
_IN_NO_FILE: Final = '/\\:*?"<>|'
"""What no name of a file has, on some system at least."""
_LONGEST_NAME: Final = 100
"""Files have names of up to 255 bytes; what else is in them needs room."""


def offset(  # noqa: PLR0913  # each is an option
    file: Annotated[Path, Parameter(help="A table, one purchase or shipment in each row.")],
    /,
    *,
    kind: Annotated[
        Kind | None, Parameter(help="What the rows are; without it, the columns tell.")
    ] = None,
    each: Annotated[
        bool,
        Parameter(show_default=False, help="Place an order for each row, not one for all of them."),
    ] = False,
    max_value: Annotated[
        str | None,
        Parameter(
            allow_leading_hyphen=True, help="The most that it may cost in all: 5000USD, '5000 USD'."
        ),
    ] = None,
    max_mass: Annotated[
        str | None,
        Parameter(allow_leading_hyphen=True, help="The most to buy in all: 20t, '20 t'."),
    ] = None,
    allow_partial: Annotated[
        bool,
        Parameter(show_default=False, help="Leave out rows that have no estimate, and order."),
    ] = False,
    run: OffsetRun = _PLAIN,
    options: Options = _USUAL,
) -> None:
    """Estimate every row of a table, and buy credits for all of them, after a question.

    lune offset purchases.csv --name purchases-2026-10 --max-value 5000USD
    """
    with options.session() as lune, unusable():
        limits = Limits(
            value=None if max_value is None else read_value(max_value, "max_value"),
            mass=None if max_mass is None else read_mass(max_mass, "max_mass"),
            allows_partial=allow_partial,
        )
        if run.yes and limits.value is None:
            message = "--yes asks nobody: say by --max-value what the orders may cost at most"
            raise CommandError(message)
        name = _name(run)
        given = Given.read(file, run)
        named = Named(given, name, kind or kind_of(given))
        _refuse_overwritten(named)
        if each:
            _refuse_forgotten(named)
        estimates = _estimates(lune, named, options)
        with printing(f"{given.estimates} is written and nothing was ordered after it"):
            print_result(estimates.summary, given.estimates, as_json=options.as_json)
        _refuse_partial(estimates.summary, given, limits)
        if not each:
            refuse_own(estimates)
        one, by_row = one_order(named, estimates), orders_of_rows(named, estimates)
        plan, other = (by_row, one) if each else (one, by_row)
        refuse_the_other_way(lune, other, run.floats)
        buy(lune, plan, limits, run, options)


def _name(run: OffsetRun) -> str:
    """Return the name of the purchase, which the journals are called by.

    Raises:
        CommandError: there is none, or no file can have it.
    """
    name = run.name or ""
    if not name.strip():
        message = (
            "give this purchase a name, such as --name purchases-2026-10: the same rows under the"
            " same name are bought once"
        )
        raise CommandError(message)
    if len(name.encode()) > _LONGEST_NAME:
        message = (
            f"--name is too long: files are called by it, so give at most {_LONGEST_NAME} bytes"
        )
        raise CommandError(message)
    if not name.isprintable() or any(each in name for each in _IN_NO_FILE):
        message = (
            f"--name is {name!r}: files are called by it, so leave out {' '.join(_IN_NO_FILE)}"
        )
        raise CommandError(message)
    if name.startswith("."):
        message = f"--name is {name!r}: files are called by it, so begin it with something else"
        raise CommandError(message)
    return name


def _refuse_overwritten(named: Named) -> None:
    """Refuse to list the orders in the file that the table is in.

    Raises:
        CommandError: they would be.
    """
    table = named.given.file.resolve()
    if table in {named.output(way).resolve() for way in ("order", "orders")}:
        message = f"--output would have the list of orders take the place of {named.given.file}"
        raise CommandError(message)


def _refuse_forgotten(named: Named) -> None:
    """Refuse to order shipments one by one unasked that may have been ordered before.

    Raises:
        CommandError: there is no journal that would know.
    """
    journal = named.journal("estimates")
    if named.given.run.yes and named.kind == "shipments" and not journal.exists():
        message = (
            f"nothing was ordered: {journal} is not there, and without it shipments that were"
            " ordered before would be bought again; bring it back, or, if these are new, run the"
            " same command once without --yes"
        )
        raise CommandError(message, ExitCode.NOT_DONE)


def _estimates(lune: Lune, named: Named, options: Options) -> TableResult:
    from lune_client.tables.kinds import job_of  # noqa: PLC0415  # takes long

    return estimated(lune, named.given, job_of(named.kind), options, named.journal("estimates"))


def _refuse_partial(summary: Summary, given: Given, limits: Limits) -> None:
    """Refuse to order for a part of the rows, unless that was allowed."""
    missing = summary.rows - summary.succeeded
    if missing and not limits.allows_partial:
        way = "" if summary.passing else "mend them and run the same command again, or "
        problem = (
            f"nothing was ordered: {missing} of {summary.rows} rows have no estimate,"
            f" {given.estimates} says why; {way}leave them out by --allow-partial"
        )
        raise failure(problem, summary)
    if not summary.tonnes:
        message = "nothing was ordered: the estimates come to 0 t"
        raise CommandError(message, ExitCode.NOT_DONE)
