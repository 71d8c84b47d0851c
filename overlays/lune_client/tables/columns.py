"""Which column is which field of the request."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Final, TypeAlias, cast

from attrs import define, evolve, field, frozen

from lune_client.errors import InvalidRequestError, MalformedValueError, WrongTypeError
from lune_client.tables.added import added_columns, doubtful_columns
from lune_client.tables.errors import TableError
from lune_client.tables.fields import ANY, Field, Steps, is_empty, nested, steps_of
from lune_client.tables.notation import Notation

__all__ = [
    "Adapted",
    "Adapter",
    "Columns",
    "adapt",
    "guess",
    "map_columns",
    "normalised",
    "paths_of",
]

Adapter: TypeAlias = Callable[[Mapping[str, object]], Mapping[str, object]]
"""Makes of the cells of a row what its request holds: values by the paths of their fields."""

_APART: Final = re.compile(r"[\s_\-]+")
_KEY: Final = "idempotency_key"
_MOST_SHOWN: Final = 20
_OF_CONSTANTS: Final = "constants have a point, so write one decimal more, or none"
_OF_ADDED: Final = "a run may have added the column; if it is your own, give it another name"


@frozen
class _Column:
    """A field and where its value comes from."""

    path: str
    steps: Steps
    field: Field
    name: str
    way: Steps
    """The steps inside of the cell, where it holds an object."""


@define
class _Later:
    """Finds what is called like a field in a row, where rows have columns of their own.

    Attributes:
        found: What was found in any row.
    """

    _fields: Field
    _fixed: Collection[Steps]
    _taken: Collection[Steps]
    """The fields that have a column already."""
    _left_out: Collection[Steps]
    """The fields that are to have none, nor are their parts."""
    found: dict[str, _Column] = field(factory=dict[str, _Column])
    _others: set[tuple[str, bool]] = field(factory=set[tuple[str, bool]])
    """Names that are no such field, and whether the cells hold objects."""

    def columns(self, cells: Mapping[str, object]) -> list[_Column]:
        """Return the columns of a row that only rows after the first have.

        Raises:
            InvalidRequestError: one is for a field that is a constant.
        """
        return [
            column
            for name, cell in cells.items()
            if not is_empty(cell) and (column := self._column(name, cell)) is not None
        ]

    def _column(self, name: str, cell: object) -> _Column | None:
        sort = name, isinstance(cell, (Mapping, list, tuple))
        if sort in self._others:
            return None
        own = _own(self._fields, name, is_object=sort[1])
        if own is None or own[0] in self._taken or _is_part(own[0], self._left_out):
            self._others.add(sort)
            return None
        if own[0] in self._fixed:
            problem = "is a column of this row and a constant at once: leave one of them out"
            raise InvalidRequestError(name, cell, problem)
        return self.found.setdefault(name, _Column(name, *own, name, ()))


@frozen
class Columns:
    """What a row's request is made of.

    Attributes:
        used: By field, the column that its value comes from.
    """

    _columns: tuple[_Column, ...]
    _guessed: tuple[_Column, ...]
    _later: _Later | None
    """None if no row has other columns than the first."""
    _constants: Mapping[Steps, object]
    _notation: Notation
    _notations: Mapping[str, Notation]
    """Of columns that a run may have added, with a point in any case."""

    @property
    def _all(self) -> tuple[_Column, ...]:
        return (*self._columns, *self._guessed)

    @property
    def used(self) -> dict[str, str]:
        """By field, the column that its value comes from, as far as rows were read."""
        later = () if self._later is None else self._later.found.values()
        return {each.path: _shown(each) for each in (*self._all, *later)}

    def fields(self, cells: Mapping[str, object]) -> dict[str, object]:
        """Return the request of a row as the API's JSON has it, without what is empty.

        Raises:
            InvalidRequestError: a cell does not fit its field.
        """
        values = {**self._constants}
        for column in self._of(cells):
            given = _reached(cells.get(column.name), column.way)
            if is_empty(given):
                continue
            notation = self._notations.get(column.name, self._notation)
            values[column.steps] = column.field.value(given, column.path, notation)
        return nested(values)

    def _of(self, cells: Mapping[str, object]) -> Iterable[_Column]:
        """Return the columns of a row; what is called like a field wins over guesses."""
        later = None if self._later is None else self._later.columns(cells)
        if not later:
            return self._all
        named = [each.steps for each in later]
        guessed = (each for each in self._guessed if not _is_inside(each, named))
        return (*self._columns, *later, *guessed)

    def refuse_gaps(self, fields: Field, names: Collection[str]) -> None:
        """Refuse columns that no row can make a request of, before anything is sent.

        Args:
            fields: The fields of the request.
            names: The columns that there are.

        Raises:
            TableError: there is neither a column nor a constant for a field that is required.
        """
        missing = fields.missing({*self._constants, *(each.steps for each in self._all)})
        if missing:
            message = (
                f"there is no column and no constant for {', '.join(missing)}, which every row "
                f"needs; the columns are {_listed(names)}: say by columns= which is which"
            )
            raise TableError(message)

    def refuse_floats(self, floating: Collection[str]) -> None:
        """Refuse columns of floats for fields that take none, before anything is sent.

        Raises:
            TableError: there is one; it names the column and the ways out.
        """
        for column in self._all:
            if column.name in floating and not column.way:
                try:
                    column.field.value(0.5, column.path, self._notation)
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
    _constants: Mapping[Steps, object]
    _notation: Notation

    @property
    def used(self) -> dict[str, str]:
        """Nothing, as only the function knows."""
        return {}

    def fields(self, cells: Mapping[str, object]) -> dict[str, object]:
        """Return the request of a row as the API's JSON has it, without what is empty.

        Raises:
            InvalidRequestError: the row is wrong.
        """
        values = {**self._constants}
        for path, given in self._adapter(cells).items():
            steps, field = _known(self._fields, path)
            if not is_empty(given):
                values[steps] = field.value(given, path, self._notation)
        return nested(values)


def map_columns(  # noqa: PLR0913  # all but the first by name
    fields: Field,
    *,
    names: Collection[str],
    objects: Collection[str],
    columns: Mapping[str, str | None],
    constants: Mapping[str, object],
    common: Mapping[str, tuple[str, ...]],
    notation: Notation,
    has_header: bool = True,
) -> Columns:
    """Return where the fields of a request come from.

    Args:
        fields: The fields of the request.
        names: The columns that there are.
        objects: Those of them whose cells hold objects or lists.
        columns: By field, the column that it is; None to leave the field out.
        constants: By field, the value that it has in every row.
        common: By field, usual names of its column.
        notation: How amounts are written in the table; in constants, it is with a point.
        has_header: Whether no row can have other columns.

    Raises:
        TableError: a field or a column does not exist, or a field is given twice, be it by a
            constant and by a column of the field's own name.
    """
    found: dict[str, _Column] = {}
    fixed = _fixed(fields, constants, notation)
    left_out: set[Steps] = set()
    named: set[Steps] = set()  # found by their names in each row that has them
    for path, name in columns.items():
        steps, field = _known(fields, path)
        if name is None:
            left_out.add(steps)
        elif has_header or name != path:
            found[path] = _Column(path, steps, field, *_located(path, name, names, objects))
        else:
            named.add(steps)
    _refuse_overlap([*fixed, *(each.steps for each in found.values())])
    _refuse_parts(found.values(), objects)
    taken = {*fixed, *left_out, *(each.steps for each in found.values())}
    for name in names:
        own = _own(fields, name, is_object=name in objects)
        if own is not None and own[0] in fixed and own[0] not in left_out:
            message = (
                f"{name} is a column and a constant at once: leave the constant out, or have it "
                "hold by giving the field no column"
            )
            raise TableError(message)
        if own is not None and own[0] not in taken and not _is_part(own[0], left_out):
            found[name] = _Column(name, *own, name, ())
            taken.add(own[0])
    used = {each.name for each in found.values()}
    free = [name for name in names if name not in used and name not in objects]
    guessed = [
        _Column(path, *_known(fields, path), name, ()) for path, name in guess(free, common).items()
    ]
    later = None
    if not has_header:
        later = _Later(fields, fixed.keys() - left_out, taken - fixed.keys(), left_out)
    return Columns(
        tuple(found.values()),
        tuple(each for each in guessed if not _is_inside(each, taken | named)),
        later,
        fixed,
        notation,
        _notations(names, notation),
    )


def _notations(names: Collection[str], notation: Notation) -> dict[str, Notation]:
    """Return how amounts are written in columns that a run added, or may have added."""
    added, doubtful = added_columns([*names]), doubtful_columns([*names])
    return {
        **dict.fromkeys(added, evolve(notation, decimal=".", doubt=None)),
        **dict.fromkeys(doubtful, evolve(notation, doubt=_OF_ADDED)),
    }


def paths_of(fields: Field) -> tuple[str, ...]:
    """Return the paths of the fields that a column can be."""
    return tuple(path for path in fields.paths() if path != _KEY)


def guess(names: Iterable[str], common: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return fields with the one column that each is likely to be.

    Case, spaces, underscores and hyphens do not count. Where several columns could be a field,
    none is taken.
    """
    by_plain: dict[str, list[str]] = {}
    for name in names:
        by_plain.setdefault(normalised(name), []).append(name)
    found: dict[str, str] = {}
    for path, usual in common.items():
        fitting = [name for each in usual for name in by_plain.get(normalised(each), [])]
        if len(fitting) == 1:
            found[path] = fitting[0]
    return found


def normalised(name: str) -> str:
    """Return the name of a column without what people write in several ways."""
    return _APART.sub("", name).casefold()


def _known(fields: Field, path: str) -> tuple[Steps, Field]:
    steps = steps_of(path)
    field = fields.at(steps)
    if field is None or steps == (_KEY,):
        message = f"the request has no field {path!r}; it has {', '.join(paths_of(fields))}"
        if steps == (_KEY,):
            message = f"{_KEY} is made from each row: name the column of its id by id_column="
        raise TableError(message)
    if ANY in steps:
        message = f"{path!r} stands for names of your own: write one of them in place of the {ANY}"
        raise TableError(message)
    return steps, field


def adapt(
    fields: Field, adapter: Adapter, constants: Mapping[str, object], notation: Notation
) -> Adapted:
    """Return where the fields of a request come from, where a function knows the columns.

    Args:
        fields: The fields of the request.
        adapter: The function; what it finds in a row wins over constants.
        constants: By field, the value that it has in every other row.
        notation: How amounts are written in the table; in constants, it is with a point.

    Raises:
        TableError: a constant cannot be used.
    """
    return Adapted(fields, adapter, _fixed(fields, constants, notation), notation)


def _fixed(
    fields: Field, constants: Mapping[str, object], notation: Notation
) -> dict[Steps, object]:
    fixed: dict[Steps, object] = {}
    for path, value in constants.items():
        steps, field = _known(fields, path)
        fixed[steps] = _constant(field, value, path, notation)
    return fixed


def _constant(field: Field, value: object, path: str, notation: Notation) -> object:
    if value is None:
        message = f"the constant for {path} is None: leave it out"
        raise TableError(message)
    # Whoever writes the table with a comma may mean thousands by a point here, too.
    doubt = _OF_CONSTANTS if notation.decimal == "," else None
    try:
        return field.value(value, path, evolve(notation, decimal=".", doubt=doubt))
    except (InvalidRequestError, MalformedValueError) as error:
        message = f"the constant for {error}"
        raise TableError(message) from None


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
    message = f"there is no column {name!r} for {path}; the columns are {_listed(names)}"
    raise TableError(message)


def _listed(names: Collection[str]) -> str:
    more = ", ..." if len(names) > _MOST_SHOWN else ""
    return (", ".join(map(repr, list(names)[:_MOST_SHOWN])) or "none") + more


def _refuse_parts(columns: Iterable[_Column], objects: Collection[str]) -> None:
    """Refuse a column without objects for a field that only has parts."""
    for each in columns:
        if not each.field.kinds and not each.way and each.name not in objects:
            message = (
                f"column {each.name!r} holds no objects, and {each.path} is one: name columns for "
                f"{', '.join(each.field.paths(each.path))}"
            )
            raise TableError(message)


def _refuse_overlap(given: list[Steps]) -> None:
    for index, one in enumerate(given):
        for other in given[:index]:
            if _overlap(one, other):
                shown = " and ".join(".".join(map(str, each)) for each in (other, one))
                message = f"{shown} are given, of which one is the other or inside of it"
                raise TableError(message)


def _is_inside(column: _Column, given: Iterable[Steps]) -> bool:
    """Whether a field is given already, or a part of it, or what it is a part of."""
    return any(_overlap(column.steps, other) for other in given)


def _is_part(steps: Steps, given: Iterable[Steps]) -> bool:
    """Whether a field is among some, or a part of one of them."""
    return any(steps[: len(each)] == each for each in given)


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
