"""Frames and Parquet files, by polars; slice by slice, so that no whole table is in memory.

The only module that needs polars: it is imported where there is a frame.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Generator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import polars as pl

from lune_client.tables.errors import TableError
from lune_client.tables.notation import Floats
from lune_client.tables.sink import replace, text_of
from lune_client.tables.source import Row, Source, path_of

__all__ = ["FrameSink", "FrameSource"]

_SLICE: Final = 10_000
_FAULTS: Final = (Exception, pl.exceptions.PanicException)
"""What reading a frame raises: whatever the library raises that made it."""
_ROW: Final = 500
"""About how many bytes the cells of a row take."""


class FrameSource:
    """A frame or a Parquet file.

    Args:
        given: The frame, or the path of the file.
        floats: "shortest" if floats stand for their shortest decimals.

    Raises:
        TableError: it cannot be read.
    """

    has_header = True

    def __init__(self, given: object, floats: Floats) -> None:
        path = path_of(given)
        try:
            self._frame = pl.scan_parquet(path, glob=False) if path is not None else _lazy(given)
            schema = self._frame.collect_schema()
            self.total: int | None = int(self._frame.select(pl.len()).collect().item())
        except _FAULTS as error:
            shown = path or f"the {type(given).__name__}"
            problem = None if path is not None else _problem_of_columns(given)
            message = f"{shown} cannot be read as a frame: {problem or error}"
            raise TableError(message) from None
        self.name = None if path is None else path.stem
        self.names = tuple(schema.names())
        self.objects = frozenset(each for each, kind in schema.items() if kind.is_nested())
        self.floating = frozenset(each for each, kind in schema.items() if kind.is_float())
        self._single = [each for each, kind in schema.items() if kind == pl.Float32]
        self._floats = floats

    def rows(self) -> Generator[Row]:
        """Yield the rows."""
        for start in range(0, self.total or 0, _SLICE):
            part = self.slice(start, _SLICE)
            if self._floats == "shortest":
                # The shortest decimal of a single is not that of the double that it becomes.
                part = part.with_columns(pl.col(self._single).cast(pl.String).cast(pl.Float64))
            for cells in part.iter_rows(named=True):
                yield Row(cells, _ROW)

    def slice(self, start: int, length: int) -> pl.DataFrame:
        """Return some of the rows."""
        return self._frame.slice(start, length).collect()

    def share(self) -> float | None:
        """Return None: the total is known."""
        return None


class FrameSink:
    """Puts the new columns beside those of the source, in a frame or a Parquet file.

    Args:
        source: The table; what is no frame becomes text.
        names: The new columns.
        output: The Parquet file, None for a frame.
        partial: The folder for its parts, None for a frame.

    Attributes:
        frame: The frame, once it is whole.
    """

    def __init__(
        self, source: Source, names: Sequence[str], output: Path | None, partial: Path | None
    ) -> None:
        self._source = source
        self._schema = dict.fromkeys(names, pl.String)
        self._output = output
        self._parts: list[pl.DataFrame] = []
        self._cells: list[Mapping[str, object]] = []
        self._added: list[Sequence[str | None]] = []
        self._done = 0
        self._folder = partial
        self.frame: pl.DataFrame | None = None
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            try:
                self._folder.mkdir()
            except OSError as error:
                message = f"{output} cannot be written: {error.strerror or error}"
                raise TableError(message) from None

    def write(self, row: Row, added: Sequence[str | None]) -> None:
        """Take a row and the values of its new columns."""
        if not isinstance(self._source, FrameSource):
            self._cells.append(row.cells)
        self._added.append(added)
        if len(self._added) == _SLICE:
            self._flush()

    def finish(self) -> None:
        """Let the output appear."""
        if self._added or not self._done:
            self._flush()
        if self._output is None or self._folder is None:
            self.frame = pl.concat(self._parts)
            return
        whole = self._folder / "whole"
        # By their names, not by a pattern: the path may hold brackets.
        parts = sorted(self._folder.glob("*.parquet"))
        pl.scan_parquet(parts, glob=False).sink_parquet(whole)
        replace(whole, self._output)
        shutil.rmtree(self._folder)

    def discard(self) -> None:
        """Leave nothing behind."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _flush(self) -> None:
        count = len(self._added)
        new = pl.DataFrame(self._added, schema=self._schema, orient="row")
        if isinstance(self._source, FrameSource):
            old = self._source.slice(self._done, count)
        else:
            names = self._source.names
            texts = {name: [_cell(cells.get(name)) for cells in self._cells] for name in names}
            old = pl.DataFrame(texts, schema=dict.fromkeys(names, pl.String))
        part = old.hstack(new) if old.width else new
        if self._folder is None:
            self._parts.append(part)
        else:
            part.write_parquet(self._folder / f"{self._done:012}.parquet")
        self._done += count
        self._cells.clear()
        self._added.clear()


def _lazy(given: object) -> pl.LazyFrame:
    if isinstance(given, pl.LazyFrame):
        return given.collect().lazy()
    if isinstance(given, pl.DataFrame):
        return given.lazy()
    return _converted(given).lazy()


def _converted(given: object) -> pl.DataFrame:
    table: Any = given  # pandas has no types of its own, and any library may have an Arrow stream
    if _is_pandas(given):
        table = pl.from_pandas(table)  # pyright: ignore[reportUnknownVariableType]  # no types
    return pl.DataFrame(table)  # pyright: ignore[reportUnknownArgumentType]  # see above


def _is_pandas(given: object) -> bool:
    return type(given).__module__.partition(".")[0] == "pandas"


def _problem_of_columns(given: object) -> str | None:
    """Say which column of a frame cannot be converted, None if that is not to be found out."""
    table: Any = given
    names = [*(table.columns if _is_pandas(given) else getattr(given, "column_names", ()))]
    twice = [repr(name) for name, count in Counter(names).items() if count > 1]
    if twice:
        return f"several columns are called {', '.join(twice)}: rename them"
    for name in names:
        try:
            _converted(table[[name]] if _is_pandas(given) else table.select([name]))
        except _FAULTS as error:
            return (
                f"column {name!r} cannot be converted ({error}): make it text, as "
                "astype('string') of pandas does, or leave it out"
            )
    return None


def _cell(cell: object) -> str | None:
    """Return what a cell says as text that Arrow can hold."""
    return None if cell is None else text_of(cell).encode("utf-8", "backslashreplace").decode()
