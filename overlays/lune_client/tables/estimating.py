"""The functions that estimate what is in a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from os import PathLike
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from lune_api.types import KnownMassUnit
from lune_client.tables.columns import guess, paths_of
from lune_client.tables.kinds import job_of
from lune_client.tables.notation import DecimalMark, Floats
from lune_client.tables.opening import open_source
from lune_client.tables.options import Options
from lune_client.tables.order_columns import FIELDS as ORDER_FIELDS
from lune_client.tables.order_columns import guess_order
from lune_client.tables.run import TableResult, run_table
from lune_client.tables.shipments import SHIPMENTS
from lune_client.tables.summary import Progress
from lune_client.tables.transactions import TRANSACTIONS

if TYPE_CHECKING:
    from lune_client._client import Lune

__all__ = [
    "Kind",
    "columns_of",
    "estimate_shipments",
    "estimate_transactions",
    "fields_of",
    "guess_columns",
]

Kind: TypeAlias = Literal["transactions", "shipments", "orders"]

_ORDERS: Final = "orders"


def estimate_transactions(  # noqa: PLR0913  # all but two by name, all with a default
    client: Lune,
    source: object,
    *,
    output: str | PathLike[str] | None = None,
    name: str | None = None,
    columns: Mapping[str, str | None] | None = None,
    constants: Mapping[str, object] | None = None,
    id_column: str | None = None,
    mass_unit: KnownMassUnit = "t",
    journal: str | PathLike[str] | None = None,
    concurrency: int | None = None,
    retry_failed: bool = False,
    floats: Floats = "refuse",
    separator: str | None = None,
    decimal: DecimalMark | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> TableResult:
    """Estimate the emissions of purchases, one in each row.

    Every row comes back, in its order and with its columns as they were, with new columns behind
    them: estimate_id, mass, mass_unit, emission_factor, search_term_match_score, distance_km,
    quote, quote_currency, error_code, error_message, request_id. They are text, exact to the last
    digit; a name that is taken gets "lune_" before it. A row that is wrong is a row with an error.

    The outcome of each row is kept in a journal as it arrives. A run that ended early, however it
    did, is resumed by the same call; rows whose outcome is known are not sent again. Each row has
    an idempotency key made of the run's name, its content and how often that came before, so that
    equal rows are estimated each, and the same table again makes nothing anew.

    Example:
        result = estimate_transactions(
            lune,
            "purchases.csv",
            output="estimates.csv",
            columns={"value.value": "Amount", "value.currency": "Currency", "metadata.id": "Id"},
            constants={"region_fallback": "always"},
        )
        print(result.summary)

    Args:
        client: What to send with; its rate limit, retries and deadline hold for each call.
        source: A path (.csv, .tsv, .ndjson, .jsonl, .parquet), a polars, pandas or Arrow frame,
            or an iterable of mappings or of rows that read like them, as sqlite3.Row does. CSV is
            UTF-8, and its first line names the columns.
        output: The path of the output, with one of the same suffixes. It appears when it is
            whole. Without it, the result holds a polars frame.
        name: The name of the run, part of every key; without it, the name of the file. Needed
            where there is no file.
        columns: By field of the request ("value.currency", "metadata.invoice", all in
            `fields_of`), the column that it comes from; None to leave the field out. A column that
            is called like a field is found by itself, and common names are guessed.
        constants: By field, the value that it has in every row.
        id_column: A column that tells rows apart which ask for the same.
        mass_unit: The unit of the new column mass.
        journal: Where the journal is; without it, beside the output.
        concurrency: How many calls are made at once; without it, enough for the documented limit.
        retry_failed: Whether rows are sent again which the API refused before.
        floats: "shortest" to take, for a float where an exact amount belongs, the shortest decimal
            that reads back as the same float; without it, floats are refused there. For text and
            codes they are refused in any case.
        separator: What is between the cells of a text; without it, the suffix says it.
        decimal: What stands before the fraction of amounts in cells of text; with ",", a point
            stands between thousands. Without it, it is a point, and in a table with ";" between
            its cells a row with 12.000, which may be either, is a row with an error.
        on_progress: Called now and then, in this thread, with how far it is.

    Returns:
        The summary, and the path or the frame.

    Raises:
        TableError: the table, a column or a path cannot be used, or there is no column for what
            every row needs; nothing was sent.
        JournalError: the journal is of another run, in use or damaged; nothing was sent.
        RunStoppedError: something stands in the way of all rows, such as a wrong API key. It says
            what is done; the same call resumes.
        TypeError: the client is no Lune; nothing was sent.
    """
    options = Options(
        output=output,
        name=name,
        columns=columns,
        constants=constants,
        id_column=id_column,
        mass_unit=mass_unit,
        journal=journal,
        concurrency=concurrency,
        retry_failed=retry_failed,
        floats=floats,
        separator=separator,
        decimal=decimal,
        on_progress=on_progress,
    )
    return run_table(client, source, TRANSACTIONS, options)


def estimate_shipments(  # noqa: PLR0913  # all but two by name, all with a default
    client: Lune,
    source: object,
    *,
    output: str | PathLike[str] | None = None,
    name: str | None = None,
    columns: Mapping[str, str | None] | None = None,
    constants: Mapping[str, object] | None = None,
    id_column: str | None = None,
    mass_unit: KnownMassUnit = "t",
    journal: str | PathLike[str] | None = None,
    concurrency: int | None = None,
    retry_failed: bool = False,
    floats: Floats = "refuse",
    separator: str | None = None,
    decimal: DecimalMark | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> TableResult:
    """Estimate the emissions of shipments, one in each row, one call for each.

    The same as `estimate_transactions`, with the fields of a shipping estimate. An API that answers
    a key that was used with 409 has no way to look the estimate up; it is made again then, under
    the key with a number after it, because an estimate costs nothing but allowance.

    Example:
        result = estimate_shipments(
            lune,
            "shipments.csv",
            output="estimates.csv",
            columns={"shipment.mass.amount": "Kilograms", "route.source.locode": "From"},
            constants={"shipment.mass.unit": "kg", "method": "truck_generic"},
        )

    Args:
        client: See `estimate_transactions`.
        source: See `estimate_transactions`.
        output: See `estimate_transactions`.
        name: See `estimate_transactions`.
        columns: See `estimate_transactions`.
        constants: See `estimate_transactions`.
        id_column: See `estimate_transactions`.
        mass_unit: See `estimate_transactions`.
        journal: See `estimate_transactions`.
        concurrency: See `estimate_transactions`.
        retry_failed: See `estimate_transactions`.
        floats: See `estimate_transactions`.
        separator: See `estimate_transactions`.
        decimal: See `estimate_transactions`.
        on_progress: See `estimate_transactions`.

    Returns:
        The summary, and the path or the frame.

    Raises:
        TableError: the table, a column or a path cannot be used; nothing was sent.
        JournalError: the journal is of another run, in use or damaged; nothing was sent.
        RunStoppedError: something stands in the way of all rows. It says what is done; the same
            call resumes.
    """
    options = Options(
        output=output,
        name=name,
        columns=columns,
        constants=constants,
        id_column=id_column,
        mass_unit=mass_unit,
        journal=journal,
        concurrency=concurrency,
        retry_failed=retry_failed,
        floats=floats,
        separator=separator,
        decimal=decimal,
        on_progress=on_progress,
    )
    return run_table(client, source, SHIPMENTS, options)


def guess_columns(names: Iterable[str], kind: Kind) -> dict[str, str]:
    """Return, by field, the column that it is likely to be.

    Case, spaces, underscores and hyphens do not count. A field that several columns could be is
    left out. What is mapped or called like a field is never guessed in a run. For orders, only what
    estimating left behind is found.

    Example:
        >>> guess_columns(["Amount", "CCY", "Notes"], "transactions")
        {'value.value': 'Amount', 'value.currency': 'CCY'}

    Raises:
        TableError: there is no such kind.
    """
    if kind == _ORDERS:
        return guess_order([*names])
    return guess(names, job_of(kind, _ORDERS).common)


def fields_of(kind: Kind) -> tuple[str, ...]:
    """Return the paths of all fields that a row can have; `*` stands for a name of your own.

    Raises:
        TableError: there is no such kind.
    """
    return paths_of(ORDER_FIELDS if kind == _ORDERS else job_of(kind, _ORDERS).fields)


def columns_of(source: object, *, separator: str | None = None) -> tuple[str, ...]:
    """Return the columns of a table; of an iterable that can be read once only, do not ask.

    Raises:
        TableError: the table cannot be read.
    """
    return open_source(source, "refuse", separator).names
