"""How a run is made."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from os import PathLike
from pathlib import Path
from typing import Final, cast, get_args

from attrs import frozen

from lune_api.types import KnownMassUnit
from lune_client._limiter import MAX_REQUESTS_PER_SECOND
from lune_client.tables.columns import Adapter
from lune_client.tables.errors import TableError
from lune_client.tables.notation import DecimalMark, Floats
from lune_client.tables.source import SUFFIXES, path_of
from lune_client.tables.summary import Progress

__all__ = ["CONCURRENCY", "Options", "check_paths", "journal_of"]

CONCURRENCY: Final = 2 * MAX_REQUESTS_PER_SECOND
"""Calls that take up to two seconds each use the whole allowance then."""


@frozen(kw_only=True)
class Options:
    """How a run is made; see `estimate_transactions`."""

    output: str | PathLike[str] | None = None
    name: str | None = None
    columns: Mapping[str, str | None] | None = None
    constants: Mapping[str, object] | None = None
    id_column: str | None = None
    mass_unit: str = "t"
    journal: str | PathLike[str] | None = None
    concurrency: int | None = None
    retry_failed: bool = False
    floats: Floats = "refuse"
    separator: str | None = None
    decimal: DecimalMark | None = None
    on_progress: Callable[[Progress], None] | None = None
    adapter: Adapter | None = None
    has_unique_ids: bool = False

    @property
    def output_path(self) -> Path | None:
        """The path of the output, None if there is none."""
        return None if self.output is None else Path(self.output)

    @property
    def journal_path(self) -> Path | None:
        """The path of the journal, None if there is none; each output has one."""
        if self.journal is not None:
            return Path(self.journal)
        return None if self.output_path is None else journal_of(self.output_path)

    def __attrs_post_init__(self) -> None:
        _refuse_unknown("mass_unit", self.mass_unit, get_args(KnownMassUnit))
        _refuse_unknown("floats", self.floats, get_args(Floats))
        if self.decimal is not None:
            _refuse_unknown("decimal", self.decimal, get_args(DecimalMark))
        if self.name is not None and not _is_text(self.name):
            message = f"name is {self.name!r}: give the run a name, which is part of every key"
            raise TableError(message)
        calls = 1 if self.concurrency is None else self.concurrency
        if not _is_count(calls):
            message = f"concurrency is {calls!r}; give how many calls run at once, from 1"
            raise TableError(message)
        _refuse_unmapped("columns", self.columns, "to columns or None")
        _refuse_unmapped("constants", self.constants, "to values")
        for path, column in (self.columns or {}).items():
            if column is not None and not _is_text(column):
                message = f"the column for {path} is {column!r}: give its name, or None for none"
                raise TableError(message)
        if self.output_path is not None and self.output_path.suffix.lower() not in SUFFIXES:
            message = f"{self.output} has no known suffix: it is one of {', '.join(SUFFIXES)}"
            raise TableError(message)
        if self.separator is not None and (len(self.separator) != 1 or self.separator in '"\r\n'):
            message = f"separator is {self.separator!r}; it is one character, such as ';'"
            raise TableError(message)


def journal_of(output: Path) -> Path:
    """Return where the journal of an output is."""
    return output.with_name(f"{output.name}.journal")


def check_paths(source: object, options: Options) -> None:
    """Refuse one path for two files.

    Raises:
        TableError: two are the same.
    """
    named = {
        "source": path_of(source),
        "output": options.output_path,
        "journal": options.journal_path,
    }
    given = [(name, path.resolve()) for name, path in named.items() if path is not None]
    for index, (name, path) in enumerate(given):
        for other_name, other in given[:index]:
            same = path == other or (path.exists() and other.exists() and path.samefile(other))
            if same:
                message = f"{path} is {other_name} and {name} at once: give another {name}"
                raise TableError(message)


def _refuse_unknown(option: str, value: object, known: Collection[str]) -> None:
    if value not in known:
        message = f"{option} is {value!r}; it is one of {', '.join(known)}"
        raise TableError(message)


def _refuse_unmapped(option: str, value: object, to: str) -> None:
    """Refuse what is no mapping by the paths of fields."""
    is_fit = value is None or (
        isinstance(value, Mapping) and all(map(_is_text, cast("Mapping[object, object]", value)))
    )
    if not is_fit:
        message = f"{option} is {value!r}; it is a mapping of fields {to}"
        raise TableError(message)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and value >= 1
