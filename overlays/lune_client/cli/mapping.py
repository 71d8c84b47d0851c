"""Which column is which field of the request and how it is written, as options and a file say it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from attrs import frozen

from lune_client.cli.failing import CommandError
from lune_client.cli.wanted import pairs

if TYPE_CHECKING:
    from lune_client.tables.notation import DecimalMark

__all__ = ["Mapped", "read_mapping"]

_TABLES: Final = ("columns", "constants")
_NOTATION: Final = ("separator", "decimal")


@frozen
class Mapped:
    """What is said about columns and cells.

    Attributes:
        columns: By field, the column that it is; None to leave the field out.
        constants: By field, the value that it has in every row.
        separator: What is between two cells, None if the file does not say.
        decimal: What stands before the fraction of amounts, None if the file does not say.
    """

    columns: Mapping[str, str | None]
    constants: Mapping[str, object]
    separator: str | None
    decimal: DecimalMark | None


def read_mapping(file: Path | None, columns: Sequence[str], constants: Sequence[str]) -> Mapped:
    """Return what a TOML file says, and options, which come first.

    Raises:
        CommandError: the file cannot be used.
        InvalidRequestError: an option cannot be read.
        OSError: the file cannot be read.
    """
    read = {} if file is None else _read(file)
    tables = {name: dict(_flat(read.get(name, {}))) for name in _TABLES}
    named = {**tables["columns"], **pairs("column", columns)}
    for field, column in named.items():
        if not isinstance(column, str):
            message = f"{file}: columns.{field} is {column!r}; give the name of a column, or ''"
            raise CommandError(message)
    return Mapped(
        columns={field: str(column) or None for field, column in named.items()},
        constants={**tables["constants"], **pairs("constant", constants)},
        separator=read.get("separator"),
        decimal=read.get("decimal"),
    )


def _read(file: Path) -> dict[str, Any]:
    try:
        read = tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message = f"{file} is no TOML: {error}"
        raise CommandError(message) from None
    for name, value in read.items():
        kind = dict if name in _TABLES else str
        if name not in (*_TABLES, *_NOTATION) or not isinstance(value, kind):
            message = (
                f"{file} has {name!r}; it holds the tables {' and '.join(_TABLES)}, and before them"
                f" {' and '.join(_NOTATION)} as text"
            )
            raise CommandError(message)
    return read


def _flat(table: Mapping[str, object], at: str = "") -> Iterator[tuple[str, object]]:
    """Yield fields by their paths: in TOML, a name with a dot in it is a table in a table."""
    for name, value in table.items():
        path = f"{at}.{name}" if at else name
        if isinstance(value, dict):
            yield from _flat(cast("Mapping[str, object]", value), path)
        elif isinstance(value, (date, time)):
            yield path, value.isoformat()
        else:
            yield path, value
