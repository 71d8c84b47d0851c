"""Which kind of orders a table asks for, read off its columns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from lune_client.tables.added import plain_name
from lune_client.tables.columns import normalised
from lune_client.tables.errors import TableError
from lune_client.tables.fields import Field, fields_of, is_empty, steps_of
from lune_client.tables.job import Job
from lune_client.tables.orders import BY_ESTIMATE, BY_MASS, BY_VALUE, Purchase
from lune_client.tables.source import Source
from lune_client.tables.transactions import TRANSACTIONS

__all__ = [
    "ESTIMATED",
    "FIELDS",
    "currencies_of",
    "guess_order",
    "is_said",
    "map_order",
    "others_of",
]

_JOBS: Final[Mapping[str, Job[Purchase]]] = {
    "estimate_id": BY_ESTIMATE,
    "mass": BY_MASS,
    "bundle_masses": BY_MASS,
    "value": BY_VALUE,
}
"""By a field that one kind of orders has, that kind."""

FIELDS: Final = fields_of(
    tuple(form for job in (BY_MASS, BY_VALUE, BY_ESTIMATE) for form in job.forms)
)
"""The fields of all kinds of orders."""

_CURRENCIES: Final = frozenset(
    normalised(name) for name in (*TRANSACTIONS.common["value.currency"], "value currency")
)
_ID: Final = "estimate_id"
ESTIMATED: Final = {_ID: "estimate_id", "mass.amount": "mass", "mass.unit": "mass_unit"}
"""By field of an order, the column where estimating leaves it."""


def map_order(
    table: Source, columns: Mapping[str, str | None], constants: Mapping[str, object]
) -> tuple[Job[Purchase], dict[str, str | None]]:
    """Return what the rows of a table order, and the columns of it that are fields.

    Args:
        table: The table.
        columns: By field, the column that the caller named for it.
        constants: By field, the value that it has in every row.

    Raises:
        TableError: there is nothing to order, or more than one thing.
    """
    given = _given(columns, constants)
    names = [name for name in table.names if name not in columns]
    found = _kinds(names, table.objects)
    kinds = _kinds(given) or found
    if kinds == {"mass"}:
        kinds |= found & {_ID}
    if _ID in kinds:
        # The mass of an estimate says what it is quoted at.
        kinds.discard("mass")
    if len(kinds) != 1:
        raise TableError(_unclear(kinds))
    job = _JOBS[kinds.pop()]
    # What this kind of orders has not need not be left out.
    wanted = {path: name for path, name in columns.items() if name or _field(job.fields, path)}
    if job is BY_ESTIMATE:
        guessed = guess_order(table.names)
        has_mass = any(path.startswith("mass") for path in [*columns, *constants])
        if has_mass or (_ID in given and columns.get(_ID) != guessed.get(_ID)):
            # The mass beside the newest estimate is not that of another.
            guessed = {path: name for path, name in guessed.items() if path == _ID}
        wanted |= {path: name for path, name in guessed.items() if path not in given}
    return job, wanted


def is_said(columns: Mapping[str, str | None], constants: Mapping[str, object]) -> bool:
    """Whether the caller says what the rows order."""
    return bool(_kinds(_given(columns, constants)))


def others_of(cells: Mapping[str, object], job: Job[Purchase]) -> list[str]:
    """Return the fields of a row that only other kinds of orders have."""
    given = [name for name, cell in cells.items() if not is_empty(cell)]
    objects = [name for name in given if isinstance(cells[name], (Mapping, list, tuple))]
    return sorted(_kinds(given, objects) - job.fields.parts.keys())


def currencies_of(cells: Mapping[str, object]) -> list[object]:
    """Return what stands in the columns of a row that are called like one of currencies."""
    return [
        cell
        for name, cell in cells.items()
        if normalised(name).replace(".", "") in _CURRENCIES and not is_empty(cell)
    ]


def _given(columns: Mapping[str, str | None], constants: Mapping[str, object]) -> set[str]:
    return {*constants, *(path for path, column in columns.items() if column is not None)}


def _kinds(paths: Iterable[str], objects: Collection[str] | None = None) -> set[str]:
    """Return the fields among some that say which kind of order it is.

    Args:
        paths: Fields, or columns that may be some by their names.
        objects: Of columns, those that hold objects; the others have no parts.
    """
    kinds: set[str] = set()
    for path in paths:
        field = _field(FIELDS, path)
        if field is not None and (objects is None or field.kinds or path in objects):
            kinds |= _JOBS.keys() & {steps_of(path)[0]}
    return kinds


def _field(fields: Field, path: str) -> Field | None:
    try:
        return fields.at(steps_of(path))
    except TableError:
        return None


def _unclear(kinds: Collection[str]) -> str:
    if kinds:
        return (
            f"the table gives {' and '.join(sorted(kinds))}, an order takes one of them: name the "
            "column of that one by columns="
        )
    return (
        "there is nothing to order: name the columns for mass.amount and mass.unit, for value, or "
        "for estimate_id by columns="
    )


def guess_order(names: Collection[str]) -> dict[str, str]:
    """Return, by field, the columns that estimating left behind.

    Where money is spent, nothing else is guessed. Of a table that was estimated again, it is the
    last estimate with its mass.
    """
    found = {
        path: [each for each in names if plain_name(each) == name]
        for path, name in ESTIMATED.items()
    }
    if not found[_ID]:
        return {}
    last = found[_ID][-1]
    if all(len(columns) == 1 for columns in found.values()):
        return {path: columns[0] for path, columns in found.items()}
    at = [*names].index(last)
    together = dict(zip(ESTIMATED, [*names][at:], strict=False))
    is_whole = [*map(plain_name, together.values())] == [*ESTIMATED.values()]
    return together if is_whole else {_ID: last}
