"""Orders for a table that was estimated: one for all rows, or one for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from attrs import frozen

from lune_api.types import decimal_text
from lune_client import Lune, Mass
from lune_client.cli.asking import agreed, can_ask
from lune_client.cli.failing import CommandError, ExitCode, in_options, printing, say
from lune_client.cli.kind import Kind
from lune_client.cli.options import Options
from lune_client.cli.printing import print_json, printable
from lune_client.cli.table import Given, Run, drawn_progress, failure, print_result
from lune_client.cli.ways import known_order
from lune_client.models import MonetaryAmount

if TYPE_CHECKING:
    from lune_client.tables import OrderTotals, Summary, TableResult
    from lune_client.tables.fields import Field
    from lune_client.tables.notation import DecimalMark

__all__ = ["Limits", "Named", "Plan", "buy", "one_order", "orders_of_rows", "refuse_own"]

T = TypeVar("T")


@frozen
class Limits:
    """What may be ordered.

    Attributes:
        value: What it may cost at most.
        mass: How much it may be at most.
        allows_partial: Whether rows may be left out.
    """

    value: MonetaryAmount | None
    mass: Mass | None
    allows_partial: bool


@frozen
class Named:
    """A table under the name that it is bought by.

    Attributes:
        given: The table.
        name: The name.
        kind: What its rows are.
    """

    given: Given
    name: str
    kind: Kind

    def journal(self, what: str) -> Path:
        """Return where it is kept what came of its rows, whatever the output is."""
        return self.given.file.with_name(f"{self.name}.{what}.journal")

    def output(self, what: str) -> Path:
        """Return where its orders are listed."""
        return self.given.beside(f"{self.name}.{what}")


@frozen
class Plan:
    """What is to be ordered.

    Attributes:
        name: The name of the purchase.
        source: A table of orders.
        columns: By field of an order, the column that it is.
        constants: By field, what it is in every order.
        output: Where the orders are listed.
        journal: Where the orders are kept.
        vital: The journal without which the same rows may be bought again, if there is one.
        is_one: Whether it is one order for all rows.
        left_out: How many rows of the source have nothing to order.
        separator: What is between the cells of the source.
        decimal: What stands before the fraction of amounts in it.
    """

    name: str
    source: object
    columns: Mapping[str, str | None]
    constants: Mapping[str, object]
    output: Path
    journal: Path
    vital: Path | None
    is_one: bool
    left_out: int
    separator: str | None = None
    decimal: DecimalMark | None = None


def refuse_own(estimates: TableResult) -> None:
    """Refuse one order for rows that are to be bought differently.

    Raises:
        CommandError: a column says for each row what one order has once.
    """
    from lune_client.tables.orders import BY_MASS  # noqa: PLC0415  # takes long

    # Metadata of rows is lost in one order, as the rows are; what they buy is not to be.
    own = [path for path in _shared(BY_MASS.fields, estimates.columns) if "metadata" not in path]
    if own:
        message = (
            f"nothing was ordered: each row has {', '.join(own)} of its own, one order cannot:"
            " order for each row by --each, or say it for all by --constant"
        )
        raise CommandError(message, ExitCode.NOT_DONE)


def one_order(named: Named, estimates: TableResult) -> Plan:
    """Return the plan of one order for the exact sum of the estimates."""
    from lune_client.tables.orders import BY_MASS  # noqa: PLC0415  # takes long

    tonnes = decimal_text(estimates.summary.tonnes)
    return Plan(
        name=named.name,
        source=[{"mass.amount": tonnes, "mass.unit": "t"}],
        columns={},
        constants=_shared(BY_MASS.fields, named.given.mapped.constants),
        output=named.output("order"),
        journal=named.journal("order"),
        vital=None,
        is_one=True,
        left_out=0,
    )


def orders_of_rows(named: Named, estimates: TableResult) -> Plan:
    """Return the plan of an order for each estimate."""
    from lune_client.tables.added import free_names  # noqa: PLC0415  # takes long
    from lune_client.tables.order_columns import ESTIMATED  # noqa: PLC0415  # takes long
    from lune_client.tables.orders import BY_ESTIMATE  # noqa: PLC0415  # takes long
    from lune_client.tables.sink import separator_of  # noqa: PLC0415  # takes long

    # A table that was estimated before has columns of these names already.
    table = named.given.open()
    made = dict(zip(ESTIMATED, free_names([*ESTIMATED.values()], table.names), strict=True))
    return Plan(
        name=named.name,
        source=estimates.output,
        columns={
            # The fields that are left out are not among the columns that came to use.
            **_shared(BY_ESTIMATE.fields, named.given.mapped.columns),
            **_shared(BY_ESTIMATE.fields, estimates.columns),
            **made,
        },
        constants=_shared(BY_ESTIMATE.fields, named.given.mapped.constants),
        output=named.output("orders"),
        journal=named.journal("orders"),
        # Estimates of shipments cannot be looked up, and new ones have other ids.
        vital=named.journal("estimates") if named.kind == "shipments" else None,
        is_one=False,
        left_out=estimates.summary.rows - estimates.summary.succeeded,
        separator=separator_of(named.given.estimates, table),
        decimal=named.given.run.decimal,
    )


def _shared(fields: Field, said: Mapping[str, T]) -> dict[str, T]:
    """Return what is said of estimates and can be said of orders, too: bundles, metadata."""
    from lune_client.tables.fields import steps_of  # noqa: PLC0415  # takes long

    return {path: each for path, each in said.items() if fields.at(steps_of(path)) is not None}


def buy(lune: Lune, plan: Plan, limits: Limits, run: Run, options: Options) -> None:
    """Order what is planned, after a question, and print what came of it.

    Raises:
        CommandError: nothing was ordered, or not all.
        RunStoppedError: something stands in the way; the same command goes on.
    """
    from lune_client import tables  # noqa: PLC0415  # other commands do without it

    differs: str | None = None
    try:
        before = known_order(lune, plan) or "an order of this name"
        with drawn_progress(is_shown=not options.debug) as bar:

            def confirm(totals: OrderTotals) -> bool:
                _refuse_unplanned(totals, plan, limits, before)
                with bar.hidden() if bar is not None else nullcontext():
                    _ask(totals, plan, run)
                return True

            result = tables.place_orders(
                lune,
                plan.source,
                name=plan.name,
                confirm=confirm,
                output=plan.output,
                journal=plan.journal,
                max_total_value=limits.value,
                max_total_mass=limits.mass,
                columns=plan.columns,
                constants=plan.constants,
                mass_unit=run.mass_unit,
                concurrency=run.concurrency,
                retry_failed=run.retry_failed,
                floats=run.floats,
                separator=plan.separator,
                decimal=plan.decimal,
                on_progress=bar,
            )
    except tables.OrdersDifferError as error:
        result, differs = error.result, str(error)
    except (tables.TableError, tables.CapExceededError) as error:
        # It came out after the estimates only, so it is no fault of the command line.
        raise CommandError(in_options(str(error)), ExitCode.NOT_DONE) from error
    if plan.is_one:
        _print_order(lune, result.summary, plan, options)
    else:
        _print_orders(result.summary, plan, options)
    if differs is not None:
        raise CommandError(in_options(differs), ExitCode.NOT_DONE)


def _refuse_unplanned(totals: OrderTotals, plan: Plan, limits: Limits, before: str) -> None:
    """Refuse what somebody would have to think about.

    Raises:
        CommandError: the table is another one than before, or there are rows without an order.
    """
    if plan.is_one and totals.ordered:
        message = (
            f"nothing more was ordered: the rows changed since {before} was placed, which"
            f" {plan.journal} knows; put what is new into a table of its own, or give another"
            " --name to order for all rows again"
        )
        raise CommandError(message, ExitCode.NOT_DONE)
    failed = sum(totals.failed.values())
    if failed > plan.left_out and not limits.allows_partial:
        message = (
            f"nothing more was ordered: {failed} of {totals.rows} rows cannot be ordered"
            f" ({_counted(totals.failed)}); leave them out by --allow-partial"
        )
        raise CommandError(message, ExitCode.NOT_DONE)


def _ask(totals: OrderTotals, plan: Plan, run: Run) -> None:
    """Say what is about to be ordered, and ask unless told not to.

    Raises:
        CommandError: nobody can be asked, or the answer is no.
    """
    for line in _told(totals, plan):
        say(line)
    if run.yes:
        return
    if not can_ask():
        message = (
            "nothing was ordered: there is no terminal to ask on; give --yes, and --max-value for"
            " what it may cost"
        )
        raise CommandError(message, ExitCode.NOT_DONE)
    if not agreed("Order?"):
        message = "nothing was ordered"
        raise CommandError(message, ExitCode.NOT_DONE)


def _told(totals: OrderTotals, plan: Plan) -> Iterator[str]:
    """Yield the sentences that the question is about."""
    amount = _amount(totals.mass_to_order.t, totals.value_to_order)
    if plan.is_one:
        yield f"To order, in one: {amount}."
    else:
        yield f"To order, {totals.to_order} of {totals.rows} rows, one order for each: {amount}."
    if totals.ordered:
        whole = _amount(totals.mass.t, totals.value)
        yield f"Ordered before: {totals.ordered}; all of them come to {whole}."
    if totals.failed:
        yield f"Left out: {_counted(totals.failed)}."
    if totals.short:
        yield f"Bundles lack credits for {totals.short} of the orders as yet."
    if plan.vital is not None:
        yield f"Keep {plan.vital}: without it, the same shipments may be bought again."


def _amount(tonnes: Decimal, cost: Mapping[str, Decimal]) -> str:
    from lune_client.tables.sums import Sum  # noqa: PLC0415  # takes long

    return printable(str(Sum({**cost}, tonnes)))


def _counted(failed: Mapping[str, int]) -> str:
    from lune_client.tables.sums import counted  # noqa: PLC0415  # takes long

    return printable(counted(failed))


def _print_order(lune: Lune, summary: Summary, plan: Plan, options: Options) -> None:
    """Print the one order.

    Raises:
        CommandError: it failed.
    """
    from lune_client.tables.opening import open_source  # noqa: PLC0415  # takes long

    (row,) = open_source(plan.output, "refuse", None).rows()
    cells = {name: str(cell or "") for name, cell in row.cells.items()}
    if cells["error_code"]:
        problem = f"the order failed, {cells['error_code']}: {cells['error_message']}"
        raise failure(problem, summary)
    done = f"order {cells['order_id']} was placed under the key {cells['idempotency_key']}"
    with printing(printable(f"{done}, {plan.output} is written")):
        order = lune.orders.get(cells["order_id"])
        if options.as_json:
            print_json(order.to_dict())
            return
        cost = Decimal(cells["total_cost"] or cells["quote"])
        mass = Mass(cells["mass"], cells["mass_unit"])
        amount = _amount(mass.t, {cells["quote_currency"]: cost})
        when = f"{order.created_at:%Y-%m-%d at %H:%M}Z"
        print(f"Ordered on {when}: {amount}, {printable(order.status)}")
        print(f"Order {printable(order.id)}, written to {plan.output}")


def _print_orders(summary: Summary, plan: Plan, options: Options) -> None:
    """Print what the orders of the rows come to.

    Raises:
        CommandError: rows have none that should.
    """
    done = f"{summary.succeeded} of {summary.rows} rows are ordered, {plan.output} is written"
    with printing(done):
        print_result(summary, plan.output, as_json=options.as_json)
    failed = sum(summary.failed.values()) - plan.left_out
    if failed > 0:
        problem = f"{failed} of {summary.rows} rows were not ordered; {plan.output} says why"
        raise failure(problem, summary)
