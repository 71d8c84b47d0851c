"""Which column is which field of the request."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Final, TypeAlias, cast

from attrs import frozen

from lune_client.errors import WrongTypeError
from lune_client.tables.errors import TableError
from lune_client.tables.fields import Field, Floats, Steps, is_empty, nested, steps_of

__all__ = ["Adapted", "Adapter", "Columns", "guess", "map_columns"]

Adapter: TypeAlias = Callable[[Mapping[str, object]], Mapping[str, object]]
"""Makes of the cells of a row what its request holds: values by the paths of their fields."""

_APART: Final = re.compile(r"[\s_\-]+")
_KEY: Final = "idempotency_key"
_MOST_SHOWN: Final = 20


@frozen
class _Column:
    """A field and where its value comes from."""

    path: str
    steps: Steps
    field: Field
    name: str
    way: Steps
    """The steps inside of the cell, where it holds an object."""


@frozen
class Columns:
    """What a row's request is made of.

    Attributes:
        used: By field, the column that its value comes from.
    """

    _columns: tuple[_Column, ...]
    _constants: Mapping[Steps, object]
    _floats: Floats

    @property
    def used(self) -> dict[str, str]:
        """By field, the column that its value comes from."""
        return {each.path: _shown(each) for each in self._columns}

    def fields(self, cells: Mapping[str, object]) -> dict[str, object]:
        """Return the request of a row as the API's JSON has it, without what is empty.

        Raises:
            InvalidRequestError: a cell does not fit its field.
        """
        values = {**self._constants}
        for column in self._columns:
            given = _reached(cells.get(column.name), column.way)
            if is_empty(given):
                continue
            values[column.steps] = column.field.value(given, column.path, self._floats)
        return nested(values)

    def refuse_floats(self, floating: Collection[str]) -> None:
        """Refuse columns of floats for fields that take none, before anything is sent.

        Raises:
            TableError: there is one; it names the column and the ways out.
        """
        for column in self._columns:
            if column.name in floating and not column.way:
                try:
                    column.field.value(0.5, column.path, self._floats)
                except WrongTypeError as error:
                    message = f"column {column.name!r} for {error.field}: {error.problem}"
                    raise TableError(message) from None


@frozen
class Adapted:
    """What a row's request is made of, where a function of its own knows the columns.

    Attributes:
        used: Nothing, as only the function knows.
    """

    _fields: Field
    _adapter: Adapter
    _floats: Floats

    @property
    def used(self) -> dict[str, str]:
        """Nothing, as only the function knows."""
        return {}

    def fields(self, cells: Mapping[str, object]) -> dict[str, object]:
        """Return the request of a row as the API's JSON has it, without what is empty.

        Raises:
            InvalidRequestError: the row is wrong.
        """
        values: dict[Steps, object] = {}
        for path, given in self._adapter(cells).items():
            steps, field = _known(self._fields, path)
            if not is_empty(given):
                values[steps] = field.value(given, path, self._floats)
        return nested(values)


def map_columns(  # noqa: PLR0913  # all but the first by name
    fields: Field,
    *,
    names: Collection[str],
    objects: Collection[str],
    columns: Mapping[str, str | None],
    constants: Mapping[str, object],
    common: Mapping[str, tuple[str, ...]],
    floats: Floats,
) -> Columns:
    """Return where the fields of a request come from.

    Args:
        fields: The fields of the request.
        names: The columns that there are.
        objects: Those of them whose cells hold objects or lists.
        columns: By field, the column that it is; None to leave the field out.
        constants: By field, the value that it has in every row.
        common: By field, usual names of its column.
        floats: What is done with floats where an exact amount belongs.

    Raises:
        TableError: a field or a column does not exist, or a field is given twice, be it by a
            constant and by a column of the field's own name.
    """
    found: dict[str, _Column] = {}
    fixed: dict[Steps, object] = {}
    for path, value in constants.items():
        steps, field = _known(fields, path)
        fixed[steps] = field.value(value, path, floats)
    left_out: set[Steps] = set()
    for path, name in columns.items():
        steps, field = _known(fields, path)
        if name is None:
            left_out.add(steps)
        else:
            found[path] = _Column(path, steps, field, *_located(path, name, names, objects))
    _refuse_overlap([*fixed, *(each.steps for each in found.values())])
    taken = {*fixed, *left_out, *(each.steps for each in found.values())}
    for name in names:
        own = _own(fields, name, is_object=name in objects)
        if own is not None and own[0] in fixed and own[0] not in left_out:
            message = (
                f"{name} is a column and a constant at once: leave the constant out, or have it "
                "hold by giving the field no column"
            )
            raise TableError(message)
        if own is not None and own[0] not in taken:
            found[name] = _Column(name, *own, name, ())
            taken.add(own[0])
    used = {each.name for each in found.values()}
    free = [name for name in names if name not in used and name not in objects]
    for path, name in guess(free, common).items():
        steps, field = _known(fields, path)
        if not any(_overlap(steps, other) for other in taken):
            found[path] = _Column(path, steps, field, name, ())
    return Columns(tuple(found.values()), fixed, floats)


def guess(names: Iterable[str], common: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return fields with the one column that each is likely to be.

    Case, spaces, underscores and hyphens do not count. Where several columns could be a field,
    none is taken.
    """
    by_plain: dict[str, list[str]] = {}
    for name in names:
        by_plain.setdefault(_plain(name), []).append(name)
    found: dict[str, str] = {}
    for path, usual in common.items():
        fitting = [name for each in usual for name in by_plain.get(_plain(each), [])]
        if len(fitting) == 1:
            found[path] = fitting[0]
    return found


def _plain(name: str) -> str:
    return _APART.sub("", name).casefold()


def _known(fields: Field, path: str) -> tuple[Steps, Field]:
    steps = steps_of(path)
    field = fields.at(steps)
    if field is None or steps == (_KEY,):
        known = [each for each in fields.paths() if each != _KEY]
        message = f"the request has no field {path!r}; it has {', '.join(known)}"
        if steps == (_KEY,):
            message = f"{_KEY} is made from each row: name the column of its id by id_column="
        raise TableError(message)
    return steps, field


def _own(fields: Field, name: str, *, is_object: bool) -> tuple[Steps, Field] | None:
    """Return the field that a column is named like, None if there is none."""
    try:
        steps, field = _known(fields, name)
    except TableError:
        return None
    return (steps, field) if field.kinds or is_object else None


def _located(
    path: str, name: str, names: Collection[str], objects: Collection[str]
) -> tuple[str, Steps]:
    """Return the column of a name, and the way inside of its cells."""
    if name in names:
        return name, ()
    first, *way = steps_of(name) if name and not name.startswith(".") else ("",)
    if way and first in objects:
        return str(first), tuple(way)
    there = ", ".join(map(repr, list(names)[:_MOST_SHOWN])) or "none"
    more = ", ..." if len(names) > _MOST_SHOWN else ""
    message = f"there is no column {name!r} for {path}; the columns are {there}{more}"
    raise TableError(message)


def _refuse_overlap(given: list[Steps]) -> None:
    for index, one in enumerate(given):
        for other in given[:index]:
            if _overlap(one, other):
                shown = " and ".join(".".join(map(str, each)) for each in (other, one))
                message = f"{shown} are given, of which one is the other or inside of it"
                raise TableError(message)


def _overlap(one: Steps, other: Steps) -> bool:
    shared = min(len(one), len(other))
    return one[:shared] == other[:shared]


def _reached(cell: object, way: Steps) -> object:
    for step in way:
        if isinstance(cell, Mapping) and step in cell:
            cell = cast("Mapping[object, object]", cell)[step]
        elif isinstance(cell, (list, tuple)) and isinstance(step, int):
            items = cast("list[object]", cell)
            cell = items[step] if step < len(items) else None
        else:
            return None
    return cell


def _shown(column: _Column) -> str:
    return ".".join([column.name, *map(str, column.way)])
