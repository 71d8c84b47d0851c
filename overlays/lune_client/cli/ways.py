"""Whether a table was ordered before: in one order, or in one for each row."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from lune_client import Lune
from lune_client._life import LOST
from lune_client.cli.failing import CommandError, ExitCode, in_options
from lune_client.cli.printing import printable
from lune_client.errors import CallError, InvalidRequestError, MalformedValueError, NotFoundError

if TYPE_CHECKING:
    from lune_api.types import JSON
    from lune_client.cli.buying import Plan
    from lune_client.tables.notation import Floats

__all__ = ["known_order", "refuse_the_other_way"]


def refuse_the_other_way(lune: Lune, other: Plan, floats: Floats) -> None:
    """Refuse to order for each row what was ordered in one, and the other way round.

    Args:
        lune: What to ask with.
        other: The plan of the other way.
        floats: What becomes of floats in the table.

    Raises:
        CommandError: it was, or may have been.
    """
    from lune_client.tables import TableError  # noqa: PLC0415  # takes long

    try:
        journal, placed = known_order(lune, other), _first_order(lune, other, floats)
    except TableError as error:
        raise CommandError(in_options(str(error)), ExitCode.NOT_DONE) from error
    if journal or placed:
        source = f"{other.journal} ({journal})" if journal else f"the API ({placed})"
        way = "in one order: leave --each out" if other.is_one else "row by row: give --each"
        message = f"nothing was ordered: {source} says that this table was ordered {way}"
        raise CommandError(printable(message), ExitCode.NOT_DONE)


def known_order(lune: Lune, plan: Plan) -> str | None:
    """Return an order that the journal of a plan knows of, None if it knows of none.

    Raises:
        CommandError: the API does not say what became of one that was begun.
        JournalError: that cannot be found out.
    """
    from lune_client.tables.journal import Journal, RunIdentity  # noqa: PLC0415  # takes long
    from lune_client.tables.ledger import Ledger  # noqa: PLC0415  # takes long

    if not plan.journal.exists():
        return None
    with Journal(plan.journal, RunIdentity.of(lune, "orders", plan.name)) as journal:
        ledger = Ledger(journal)
        orders = (f"order {outcome.values.get('order_id')}" for _, outcome in ledger.orders())
        begun = (_placed(lune, key) for key in ledger.unsettled())
        return next(orders, None) or next(filter(None, begun), None)


def _first_order(lune: Lune, plan: Plan, floats: Floats) -> str | None:
    """Return the first order of a plan if the API has it: a journal may be lost.

    Raises:
        CommandError: the API does not say.
    """
    key = _first_key(lune, plan, floats)
    return None if key is None else _placed(lune, key)


def _placed(lune: Lune, key: str) -> str | None:
    """Return the order of a key that the API has, None if it has none.

    Raises:
        CommandError: the API does not say.
    """
    try:
        order = lune.orders.get_by_idempotency_key(key)
    except NotFoundError:
        return None
    except CallError as error:
        message = f"nothing was ordered: what was ordered before cannot be found out: {error}"
        code = ExitCode.NO_ANSWER if error.retryable else ExitCode.NOT_DONE
        raise CommandError(in_options(message), code) from error
    return None if order.status in LOST else f"order {order.id} under the key {key}"


def _first_key(lune: Lune, plan: Plan, floats: Floats) -> str | None:
    """Return the key of the first order of a plan, None if it has none."""
    from lune_client.tables.keys import Keys  # noqa: PLC0415  # takes long
    from lune_client.tables.opening import open_source, rows_of  # noqa: PLC0415  # takes long
    from lune_client.tables.options import Options  # noqa: PLC0415  # takes long
    from lune_client.tables.order_columns import map_order  # noqa: PLC0415  # takes long

    table = open_source(plan.source, floats, plan.separator)
    job, columns = map_order(table, plan.columns, plan.constants)
    options = Options(
        columns=columns, constants=plan.constants, floats=floats, decimal=plan.decimal
    )
    rows = rows_of(table, job, options)
    keys = Keys(job.kind, plan.name, lune.account)
    for row in table.rows():
        try:
            content = job.request(cast("dict[str, JSON]", rows.fields(row.cells))).to_dict()
        except (InvalidRequestError, MalformedValueError):
            continue  # a row without an estimate
        return keys.key(keys.digest(content, None), 1)
    return None
