"""The unit of work for engines that split a table between machines: a part of it in, the part out."""

from __future__ import annotations

import atexit
import os
from collections.abc import Mapping
from hashlib import sha256
from threading import Lock
from typing import Any, Final, TypeVar

from lune_api.types import KnownMassUnit
from lune_client._client import Lune
from lune_client._key import ENVIRONMENT_VARIABLE
from lune_client._settings import DEADLINE, MAX_RETRIES, checked_base_url
from lune_client._timeout import Seconds
from lune_client.tables.added import free_names
from lune_client.tables.errors import TableError
from lune_client.tables.kinds import Estimated, job_of
from lune_client.tables.notation import DecimalMark, Floats
from lune_client.tables.opening import open_source, rows_of
from lune_client.tables.options import Options
from lune_client.tables.outcome import ERROR_COLUMNS
from lune_client.tables.run import run_source
from lune_client.tables.source import is_frame

__all__ = ["estimate_partition"]

FrameT = TypeVar("FrameT")
_clients: Final[dict[tuple[int, bytes, str, int], Lune]] = {}
_making: Final = Lock()


def estimate_partition(  # noqa: PLR0913  # all but the frame by name
    frame: FrameT,
    *,
    name: str,
    id_column: str,
    max_requests_per_second: int,
    kind: Estimated = "transactions",
    columns: Mapping[str, str | None] | None = None,
    constants: Mapping[str, object] | None = None,
    mass_unit: KnownMassUnit = "t",
    floats: Floats = "refuse",
    decimal: DecimalMark | None = None,
    account: str | None = None,
    base_url: str | None = None,
    max_retries: int = MAX_RETRIES,
    deadline: Seconds | None = DEADLINE,
) -> FrameT:
    """Estimate one part of a table, for an engine such as Dask, Spark or Ray that splits it.

    The rows come back in their order with the new columns of `estimate_transactions` behind them,
    all text. Nothing else is read or written: no file, no journal. An engine may run it again, for
    a part that was lost or for one that ran twice: each row goes out under the same idempotency
    key, so the API has it once. The key is made of `name`, the row's id and its content, and says
    nothing about the part that the row is in, so the parts may be cut differently the next time.

    The client is made in the process that works, once for all of its threads, with the API key
    from LUNE_API_KEY; neither is sent along with the work. An empty frame makes no client and
    sends nothing; it returns the columns, for engines that ask for them beforehand.

    Example:
        work = partial(
            estimate_partition,
            name="purchases-2026-10",
            id_column="Id",
            max_requests_per_second=15 // workers,
        )
        estimates = purchases.map_partitions(work, meta=work(purchases.head(0)))

    Args:
        frame: A pandas or polars frame.
        name: The name of the run, which is part of every key; the same for all parts.
        id_column: The column that tells rows apart: ids that are unique in the whole table. A part
            alone cannot know whether an equal row is in another one; an equal row with an equal id
            in the same part is a row with an error.
        max_requests_per_second: The part of the rate limit that this process may use, from 1: the
            limit divided by the number of processes.
        kind: What the rows are.
        columns: See `estimate_transactions`.
        constants: See `estimate_transactions`.
        mass_unit: See `estimate_transactions`.
        floats: See `estimate_transactions`.
        decimal: See `estimate_transactions`.
        account: See `Lune`.
        base_url: See `Lune`.
        max_retries: See `Lune`.
        deadline: See `Lune`.

    Returns:
        A frame of the same kind.

    Raises:
        TableError: the frame or a column cannot be used; nothing was sent.
        RunStoppedError: something stands in the way of all rows; run the part again.
    """
    if not is_frame(frame) or not (_is_polars(frame) or hasattr(frame, "assign")):
        message = f"a {type(frame).__name__} is no frame of pandas or polars: convert it to one"
        raise TableError(message)
    job = job_of(kind)
    if max_requests_per_second < 1:
        message = (
            f"max_requests_per_second is {max_requests_per_second}: let fewer processes work, so "
            "that each can send a request a second"
        )
        raise TableError(message)
    options = Options(
        name=name,
        columns=columns,
        constants=constants,
        id_column=id_column,
        has_unique_ids=True,
        mass_unit=mass_unit,
        floats=floats,
        decimal=decimal,
        concurrency=2 * max_requests_per_second,
    )
    table = open_source(frame, floats, None)
    names = free_names([*job.columns, *ERROR_COLUMNS], table.names)
    if not table.total:
        rows_of(table, job, options)
        return _with(frame, {each: [] for each in names})
    shared = _client(base_url, max_requests_per_second)
    client = shared if account is None else shared.for_account(account)
    client = client.with_options(max_retries=max_retries, deadline=deadline)
    done = run_source(client, table, job, options).frame
    assert done is not None  # noqa: S101  # there is no output in its place
    return _with(frame, {each: done[each].to_list() for each in names})


def _client(base_url: str | None, limit: int) -> Lune:
    """Return the client of this process; its connections and its limit are for all threads."""
    # The key shows in no dictionary, and a forked process makes a client of its own.
    api_key = sha256(os.environ.get(ENVIRONMENT_VARIABLE, "").encode()).digest()
    address = checked_base_url(base_url)
    sort = (os.getpid(), api_key, address, limit)
    with _making:
        if sort not in _clients:
            client = _clients[sort] = Lune(base_url=address, max_requests_per_second=limit)
            atexit.register(client.close)
        return _clients[sort]


def _is_polars(frame: object) -> bool:
    return hasattr(frame, "with_columns")


def _with(frame: FrameT, new: Mapping[str, list[str | None]]) -> FrameT:
    """Return a frame with new columns of text."""
    old: Any = frame  # a frame of either library, neither of which the package needs
    if _is_polars(frame):
        import polars as pl  # noqa: PLC0415  # large

        added: FrameT = old.with_columns(
            pl.Series(name, values, dtype=pl.String) for name, values in new.items()
        )
        return added
    whole: FrameT = old.assign(**new).astype(dict.fromkeys(new, "string"))
    return whole
