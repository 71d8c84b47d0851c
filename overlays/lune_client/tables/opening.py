"""What a run reads from and writes to."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import partial
from typing import Final, TypeAlias

from lune_client.tables.columns import Adapted, Columns, adapt, map_columns
from lune_client.tables.errors import TableError
from lune_client.tables.job import Job, R
from lune_client.tables.notation import DecimalMark, Floats, Notation
from lune_client.tables.options import Options
from lune_client.tables.sink import CsvSink, JsonSink, Sink, partial_of
from lune_client.tables.source import (
    OBJECTS,
    SEPARATORS,
    CsvSource,
    Source,
    is_frame,
    text_source,
)

__all__ = ["Rows", "notation_of", "open_source", "rows_of", "sink_of"]


_UNCLEAR: Final = "say decimal='.' or decimal=','"

Rows: TypeAlias = Columns | Adapted
"""Makes requests of cells."""


def open_source(given: object, floats: Floats, separator: str | None) -> Source:
    """Return the source behind whatever was given.

    Raises:
        TableError: it is no table, or cannot be read.
    """
    if is_frame(given):
        with _polars():
            from lune_client.tables.frames import FrameSource  # noqa: PLC0415  # large
        return FrameSource(given, floats)
    return text_source(given, separator)


def notation_of(table: Source, floats: Floats, decimal: DecimalMark | None) -> Notation:
    """Return how amounts are written in a table, as far as that is known.

    Semicolons are between cells where a comma is before fractions, and a point between thousands.
    """
    is_unclear = decimal is None and isinstance(table, CsvSource) and table.separator == ";"
    return Notation(floats, decimal or ".", _UNCLEAR if is_unclear else None)


def rows_of(table: Source, job: Job[R], options: Options) -> Rows:
    """Return what makes requests of the cells of a table.

    Raises:
        TableError: a column or a field cannot be used.
    """
    if options.id_column is not None and options.id_column not in table.names:
        message = f"there is no column {options.id_column!r} for the id"
        raise TableError(message)
    notation = notation_of(table, options.floats, options.decimal)
    if options.adapter is not None:
        return adapt(job.fields, options.adapter, options.constants or {}, notation)
    columns = map_columns(
        job.fields,
        names=table.names,
        objects=table.objects,
        columns=options.columns or {},
        constants=options.constants or {},
        common=job.common,
        notation=notation,
        has_header=table.has_header,
    )
    if table.has_header and table.names:  # a frame without rows may be without columns
        columns.refuse_gaps(job.fields, table.names)
    columns.refuse_floats(table.floating)
    return columns


def sink_of(table: Source, names: tuple[str, ...], options: Options) -> Callable[[], Sink]:
    """Return what makes the sink of a run, which begins its output."""
    output, journal, place = options.output_path, options.journal_path, None
    if output is not None and journal is not None:  # each output has a journal
        place, suffix = partial_of(output, journal), output.suffix.lower()
        if suffix in OBJECTS:
            return partial(JsonSink, names, output, place)
        if suffix in SEPARATORS:
            return partial(CsvSink, table, names, output, place)
    with _polars():
        from lune_client.tables.frames import FrameSink  # noqa: PLC0415  # large
    return partial(FrameSink, table, names, output, place)


@contextmanager
def _polars() -> Generator[None]:
    """Say how to install what is imported within."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name != "polars":
            raise
        message = (
            "frames and Parquet need the extra tables; "
            "install it with: pip install 'lune-client[tables]'"
        )
        raise ModuleNotFoundError(message, name=error.name) from None
