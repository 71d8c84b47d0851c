"""Where rows come from: files and iterables, read row by row."""

from __future__ import annotations

import codecs
import re
from collections.abc import Generator, Iterable, Iterator, Mapping
from io import BufferedReader, TextIOWrapper
from itertools import chain, islice
from os import PathLike
from pathlib import Path
from typing import Final, Protocol, cast

from attrs import frozen

from lune_api.types import is_unicode
from lune_client._json import decode_unique
from lune_client.tables.csv_text import Record, records
from lune_client.tables.errors import TableError

__all__ = [
    "FRAMES",
    "OBJECTS",
    "SEPARATORS",
    "SUFFIXES",
    "Row",
    "Source",
    "is_frame",
    "path_of",
    "text_source",
]

SEPARATORS: Final = {".csv": ",", ".tsv": "\t", ".tab": "\t"}
OBJECTS: Final = frozenset({".ndjson", ".jsonl"})
FRAMES: Final = frozenset({".parquet"})
SUFFIXES: Final = (*SEPARATORS, *sorted(OBJECTS), *FRAMES)
"""The suffixes that say what a file is."""

_OTHER_SEPARATORS: Final = ";\t|"
_BOM: Final = "\ufeff"
_HINT: Final = re.compile(r'"?sep=([^"\r\n])"?\r?\n?', re.IGNORECASE)
_LONGEST_SHOWN: Final = 80


@frozen
class Row:
    """A row of a table.

    Attributes:
        cells: What it holds, by column.
        size: How much memory it takes, about.
        problem: Why it cannot be read, None if it can.
        text: The line of a JSON object that it was, without its end.
    """

    cells: Mapping[str, object]
    size: int
    problem: str | None = None
    text: str | None = None


class Source(Protocol):
    """A table to be read once.

    Attributes:
        name: What it is called, None if it has no name.
        names: The columns; of objects, those of the first.
        objects: Those of them whose cells hold objects or lists.
        floating: Those of them whose cells are known to be floats.
        has_header: Whether no row can have other columns.
        total: How many rows there are, None if that is not known beforehand.
    """

    name: str | None
    names: tuple[str, ...]
    objects: frozenset[str]
    floating: frozenset[str]
    has_header: bool
    total: int | None

    def rows(self) -> Generator[Row]:
        """Yield the rows."""
        ...

    def share(self) -> float | None:
        """Return how much of it was read, from 0 to 1; None if that is not known."""
        ...


class _File:
    """A file that is read once, and knows how far."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._size = 0
        self._bytes: BufferedReader | None = None

    def __enter__(self) -> BufferedReader:
        try:
            self._size = self._path.stat().st_size
            self._bytes = self._path.open("rb")
        except OSError as error:
            message = f"{self._path} cannot be read: {error.strerror or error}"
            raise TableError(message) from None
        return self._bytes

    def __exit__(self, *exception: object) -> None:
        if self._bytes is not None:
            self._bytes.close()

    def share(self) -> float | None:
        if self._bytes is None or not self._size:
            return None
        return 1.0 if self._bytes.closed else self._bytes.tell() / self._size


class CsvSource:
    """A text file with a separator, whose first line names the columns.

    Cells stay the text that they are, whatever bytes that is. Lines without anything in their cells
    are passed over, and so are columns without a name and without anything in them at the end.

    Attributes:
        suffix: That of the file, in lower case.
        separator: What is between two cells.
        newline: What ends its first line.
        has_bom: Whether it begins with a byte order mark.
        hint: The line before the header that says the separator, as spreadsheets write it; empty
            if there is none.
        hinted: What that line says, None if there is none.
    """

    objects: frozenset[str] = frozenset()
    floating: frozenset[str] = frozenset()
    has_header = True
    total: int | None = None

    def __init__(self, path: Path, separator: str | None) -> None:
        self.name: str | None = path.stem
        self.suffix = path.suffix.lower()
        self._file = _File(path)
        with _File(path) as head:
            _refuse_utf16(path, head.read(2))
            head.seek(0)
            lines = _lines(head)
            first = next(lines, "")
            self.has_bom = first.startswith(_BOM)
            first = first.removeprefix(_BOM)
            hint = _HINT.fullmatch(first)
            self.hint = "" if hint is None else first
            self.hinted = None if hint is None else hint[1]
            first = first if hint is None else next(lines, "")
            self.separator = separator or self.hinted or _separator(self.suffix, first)
            header = next(_filled(chain([first], lines), self.separator), None)
        if header is None:
            message = f"{path} is empty: its first line must name the columns"
            raise TableError(message)
        if header.problem is not None:
            message = f"the header of {path} {header.problem}"
            raise TableError(message)
        undecoded = next((name for name in header.cells if not is_unicode(name)), None)
        if undecoded is not None:
            message = f"the header of {path} is not UTF-8: {undecoded!r}; save the file as UTF-8"
            raise TableError(message)
        self.newline = header.newline
        self._width = len(header.cells)
        self.names: tuple[str, ...] = tuple(_named(header.cells))
        self._check(path, given=separator is not None)

    def _check(self, path: Path, *, given: bool) -> None:
        for position, name in enumerate(self.names):
            if not name.strip():
                message = f"column {position + 1} of {path} has no name in the first line"
                raise TableError(message)
            if name in self.names[:position]:
                message = f"two columns of {path} are called {name!r}: rename one"
                raise TableError(message)
        (only, *more) = self.names
        found = next((mark for mark in _OTHER_SEPARATORS if mark in only), None)
        if not more and found is not None and not given:
            message = (
                f"{path} has one column, {only[:_LONGEST_SHOWN]!r}: "
                f"if {found!r} is between its cells, say separator={found!r}"
            )
            raise TableError(message)

    def rows(self) -> Generator[Row]:
        with self._file as file:
            lines = _lines(file)
            first = next(lines).removeprefix(_BOM)
            found = _filled(lines if self.hint else chain([first], lines), self.separator)
            next(found)
            for record in found:
                yield self._row(record.cells, record.size, record.problem)

    def _row(self, cells: list[str], size: int, problem: str | None) -> Row:
        expected = len(self.names)
        if len(cells) == self._width and not any(cells[expected:]):
            cells = cells[:expected]
        if problem is None and len(cells) != expected:
            problem = f"has {len(cells)} cells, the header has {expected}"
            if len(cells) > expected:
                problem += f"; beyond it there are {', '.join(map(repr, cells[expected:]))}"
        return Row(dict(zip(self.names, cells, strict=False)), size, problem)

    def share(self) -> float | None:
        return self._file.share()


class ObjectSource:
    """Objects one after the other: lines of JSON, or mappings of columns to values."""

    floating: frozenset[str] = frozenset()
    has_header = False

    def __init__(self, name: str | None, rows: Iterator[Row], total: int | None) -> None:
        self.name = name
        self.total = total
        # Rows that cannot be read say nothing about the columns.
        head: list[Row] = []
        for row in rows:
            head.append(row)
            if row.problem is None:
                break
        first: Mapping[str, object] = head[-1].cells if head else {}
        self.names = tuple(first)
        self.objects = frozenset(
            name for name, cell in first.items() if isinstance(cell, (Mapping, list, tuple))
        )
        self._head = head
        self._rest = rows

    def rows(self) -> Generator[Row]:
        yield from self._head
        # Delegated to, so that closing this closes the file behind it.
        yield from self._rest

    def share(self) -> float | None:
        return None


class JsonSource(ObjectSource):
    """A file with a JSON object on each line."""

    def __init__(self, path: Path) -> None:
        self._file = _File(path)
        super().__init__(path.stem, _objects(self._file), None)

    def share(self) -> float | None:
        return self._file.share()


def is_frame(given: object) -> bool:
    """Whether it takes polars to read it: a Parquet file or a frame of any library."""
    path = path_of(given)
    if path is not None:
        return path.suffix.lower() in FRAMES
    library = type(given).__module__.partition(".")[0]
    return library in {"polars", "pandas"} or hasattr(given, "__arrow_c_stream__")


def text_source(given: object, separator: str | None) -> Source:
    """Return the source behind a path or an iterable of mappings.

    Raises:
        TableError: it is neither, or cannot be read.
    """
    path = path_of(given)
    if path is not None:
        suffix = path.suffix.lower()
        if suffix in OBJECTS:
            return JsonSource(path)
        if suffix in SEPARATORS or separator is not None:
            return CsvSource(path, separator)
        known = ", ".join(SUFFIXES)
        message = f"{path} has no known suffix: it is one of {known}; or say separator="
        raise TableError(message)
    kind = type(given).__name__
    if not isinstance(given, Iterable) or isinstance(given, (bytes, Mapping)):
        message = f"a {kind} is no table: give a path, a frame, or an iterable of mappings"
        raise TableError(message)
    items = iter(cast("Iterable[object]", given))
    first = list(islice(items, 1))
    if first and not _has_columns(first[0]):
        message = (
            f"a {kind} is no table, because its first item is no mapping of columns to values but "
            f"the {type(first[0]).__name__} {_short(first[0])}: give the path of a file, "
            "csv.DictReader(file), or a frame of polars or pandas"
        )
        raise TableError(message)
    total = len(cast("list[object]", given)) if isinstance(given, (list, tuple)) else None
    return ObjectSource(None, map(_mapping, chain(first, items)), total)


def path_of(given: object) -> Path | None:
    """Return the path that was given, None for anything else."""
    return Path(cast("str", given)) if isinstance(given, (str, PathLike)) else None


def _named(header: list[str]) -> list[str]:
    """Return the names of a header without what is empty at its end."""
    count = max((position for position, name in enumerate(header, 1) if name.strip()), default=1)
    return header[:count]


def _refuse_utf16(path: Path, first: bytes) -> None:
    if first in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        message = f"{path} is UTF-16: save it as UTF-8"
        raise TableError(message)


def _lines(file: BufferedReader) -> Iterator[str]:
    """Yield the lines of a text, with their ends; bytes that are no UTF-8 are kept."""
    with TextIOWrapper(file, encoding="utf-8", errors="surrogateescape", newline="") as text:
        yield from text


def _separator(suffix: str, header: str) -> str:
    """Return what is between cells where nobody says it: what the header has in place of commas."""
    usual = SEPARATORS.get(suffix, ",")
    found = [mark for mark in _OTHER_SEPARATORS if mark in header]
    return found[0] if usual == "," and "," not in header and len(found) == 1 else usual


def _filled(lines: Iterable[str], separator: str) -> Iterator[Record]:
    """Yield the records of a text that have anything in their cells, or cannot be split."""
    for record in records(lines, separator):
        if record.problem is not None or any(map(str.strip, record.cells)):
            yield record


def _objects(file: _File) -> Generator[Row]:
    """Yield the objects of a file, which is closed as soon as nobody reads on."""
    with file as lines:
        for line in lines:
            if not line.isspace():
                yield _object(line.removeprefix(codecs.BOM_UTF8).strip())


def _object(line: bytes) -> Row:
    text = line.decode(errors="surrogateescape")
    try:
        value = decode_unique(line)
    except (ValueError, RecursionError) as error:
        return Row({}, len(line), f"is no JSON ({error}): {text!r}")
    if not isinstance(value, dict):
        return Row({}, len(line), f"is no JSON object: {text!r}")
    return Row(value, len(line), text=text)


def _has_columns(given: object) -> bool:
    """Whether it is a mapping or, as rows of sqlite3, reads like one."""
    return hasattr(given, "keys") and hasattr(given, "__getitem__")


def _short(given: object) -> str:
    shown = repr(given)
    return shown if len(shown) <= _LONGEST_SHOWN else f"{shown[:_LONGEST_SHOWN]}..."


def _mapping(given: object) -> Row:
    if not _has_columns(given):
        return Row({}, 0, f"is no mapping of columns to values: {given!r}")
    cells: dict[object, object] = {**cast("Mapping[object, object]", given)}
    named = {name: cell for name, cell in cells.items() if isinstance(name, str)}
    problem = None if len(named) == len(cells) else f"has a column that is no text: {given!r}"
    return Row(named, sum(len(cell) for cell in named.values() if isinstance(cell, str)), problem)
