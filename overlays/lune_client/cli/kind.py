"""What the rows of a table are, as its columns tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias, TypeVar

from lune_client.cli.failing import CommandError
from lune_client.cli.shipping_csv import is_shipping_csv
from lune_client.cli.table import Given, used_columns

if TYPE_CHECKING:
    from lune_client.tables.job import Job, Request
    from lune_client.tables.source import Source

    R = TypeVar("R", bound=Request)

__all__ = ["Kind", "kind_of"]

Kind: TypeAlias = Literal["transactions", "shipments"]


def kind_of(given: Given) -> Kind:
    """Return the one kind of rows that has all that it requires.

    Raises:
        CommandError: there is none, or both are possible.
        TableError: the table cannot be read.
    """
    from lune_client.tables.shipments import SHIPMENTS  # noqa: PLC0415  # takes long
    from lune_client.tables.transactions import TRANSACTIONS  # noqa: PLC0415  # takes long

    table = given.open()
    is_shipments = is_shipping_csv(table.names) or _fits(given, table, SHIPMENTS)
    if _fits(given, table, TRANSACTIONS) != is_shipments:
        return "shipments" if is_shipments else "transactions"
    problem = "fit transactions and shipments" if is_shipments else "do not tell what its rows are"
    message = f"the columns of the table {problem}: give --kind transactions or --kind shipments"
    raise CommandError(message)


def _fits(given: Given, table: Source, job: Job[R]) -> bool:
    """Whether all that one form of a request requires is there."""
    from lune_client.tables import TableError  # noqa: PLC0415  # takes long
    from lune_client.tables.fields import steps_of  # noqa: PLC0415  # takes long

    try:
        used = used_columns(given, table, job)
    except TableError:
        return False  # it has no such field
    there = {steps_of(path)[0] for path in [*used, *given.mapped.constants]}
    return any(form.required_fields <= there for form in job.forms)
