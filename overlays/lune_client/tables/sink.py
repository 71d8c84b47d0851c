"""Where rows go: a file that appears when it is whole."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, time
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, Protocol, cast

from lune_api.types import decimal_text
from lune_client.tables.csv_text import line_of
from lune_client.tables.errors import TableError
from lune_client.tables.source import SEPARATORS, CsvSource, Row, Source

if TYPE_CHECKING:
    import polars as pl

__all__ = [
    "CsvSink",
    "JsonSink",
    "Sink",
    "partial_of",
    "replace",
    "separator_of",
    "text_of",
]

_HOLDER: Final = 16


class Sink(Protocol):
    """Takes the rows in their order.

    Attributes:
        frame: What came of it, if that is no file.
    """

    frame: pl.DataFrame | None

    def write(self, row: Row, added: Sequence[str | None]) -> None:
        """Take a row and the values of its new columns."""
        ...

    def finish(self) -> None:
        """Let the output appear."""
        ...

    def discard(self) -> None:
        """Leave nothing behind."""
        ...


class _TextSink:
    """A text file under a temporary name in the folder of the output."""

    frame: pl.DataFrame | None = None

    def __init__(self, output: Path, partial: Path) -> None:
        self._output = output
        self._partial = partial
        try:
            self._file: IO[str] = self._partial.open(
                "w", encoding="utf-8", errors="surrogateescape", newline=""
            )
        except OSError as error:
            message = f"{output} cannot be written: {error.strerror or error}"
            raise TableError(message) from None

    def put(self, text: str) -> None:
        """Write text; half of a surrogate pair, which UTF-8 cannot carry, becomes its escape."""
        try:
            self._file.write(text)
        except UnicodeEncodeError:
            self._file.write(text.encode("utf-8", "backslashreplace").decode())

    def finish(self) -> None:
        """Let the output appear."""
        self._file.close()
        replace(self._partial, self._output)

    def discard(self) -> None:
        """Leave nothing behind."""
        # What it still had to write does not matter any more.
        with suppress(OSError):
            self._file.close()
        self._partial.unlink(missing_ok=True)


class CsvSink(_TextSink):
    """Text with a separator, written like the source where that is such a text."""

    def __init__(self, source: Source, names: Sequence[str], output: Path, partial: Path) -> None:
        super().__init__(output, partial)
        self._columns = source.names
        self._separator = separator_of(output, source)
        self._newline = source.newline if isinstance(source, CsvSource) else "\n"
        if isinstance(source, CsvSource) and source.has_bom:
            self.put("\ufeff")
        if isinstance(source, CsvSource) and source.hinted == self._separator:
            self.put(source.hint)
        self._write([*source.names, *names])

    def write(self, row: Row, added: Sequence[str | None]) -> None:
        """Take a row and the values of its new columns."""
        cells = [text_of(row.cells.get(name)) for name in self._columns]
        self._write([*cells, *(value or "" for value in added)])

    def _write(self, cells: Sequence[str]) -> None:
        self.put(line_of(cells, self._separator, self._newline))


class JsonSink(_TextSink):
    """A JSON object on each line; one that was read stays as it is, with more at its end."""

    def __init__(self, names: Sequence[str], output: Path, partial: Path) -> None:
        super().__init__(output, partial)
        self._names = names

    def write(self, row: Row, added: Sequence[str | None]) -> None:
        """Take a row and the values of its new columns."""
        new = dict(zip(self._names, added, strict=True))
        if row.text is None:
            line = _json({name: _finite(cell) for name, cell in row.cells.items()} | new)
        else:
            begin = row.text[:-1].rstrip()
            line = begin + ("" if begin == "{" else ",") + _json(new)[1:]
        self.put(line + "\n")


def partial_of(output: Path, journal: Path) -> Path:
    """Return where an output is while it is written by the run that holds a journal.

    No other run holds that journal, so none writes there; what a killed run left there is
    overwritten by the one that resumes it.
    """
    holder = sha256(os.fsencode(journal.resolve())).hexdigest()[:_HOLDER]
    return output.with_name(f".{output.name}.{holder}.part")


def replace(partial: Path, output: Path) -> None:
    """Put a whole file in the place of the output, so that it stays there after a power cut."""
    # Windows flushes only what is open for writing.
    descriptor = os.open(partial, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    partial.replace(output)
    if os.name == "posix":
        folder = os.open(output.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def separator_of(output: Path, source: Source) -> str:
    """Return what is between the cells of an output: as in a source of the same suffix."""
    suffix = output.suffix.lower()
    if isinstance(source, CsvSource) and source.suffix == suffix:
        return source.separator
    return SEPARATORS.get(suffix, ",")


def text_of(cell: object) -> str:
    """Return what a cell says, as text."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, Decimal) and cell.is_finite():
        return decimal_text(cell)
    if isinstance(cell, (bool, Mapping, list, tuple)):
        return _json(cast("object", cell))
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def _finite(cell: object) -> object:
    """Return None for a float that JSON has no number for."""
    return None if isinstance(cell, float) and not math.isfinite(cell) else cell


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=text_of, separators=(",", ":"))
