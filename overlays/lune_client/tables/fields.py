"""The fields of a request and their types, read off the generated classes."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import (
    ClassVar,
    Final,
    Literal,
    Protocol,
    Self,
    TypeAlias,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

import attrs

from lune_api.checking import inside
from lune_api.types import JSON, UNSET, Unset, decimal_text, exact_number, to_decimal
from lune_client._json import Number
from lune_client.errors import InvalidRequestError, WrongTypeError
from lune_client.tables.errors import TableError
from lune_client.tables.notation import Floats, Notation

__all__ = ["ANY", "Field", "Form", "Steps", "fields_of", "is_empty", "nested", "steps_of"]

Steps: TypeAlias = tuple[str | int, ...]
"""The way to a field: names, and positions in lists."""

_STEP: Final = re.compile(r"""\.?([^.\[\]]+)|\[([0-9]{1,4})\]|\[(?:'([^']*)'|"([^"]*)")\]""")
_ITEM: Final = "[]"
ANY: Final = "*"
"""Stands for a name of the caller's own."""
_FLAGS: Final = {"true": True, "false": False}
_INTEGER: Final = re.compile(r"-?[0-9]{1,18}", re.ASCII)
_UNDECODED: Final = re.compile("[\udc80-\udcff]")
_MISSING: Final = frozenset({"NAType", "NaTType"})
"""What the types are called of which pandas has one value each, that stands for no value."""


def steps_of(path: str) -> Steps:
    """Return the steps of a path, which is written as errors name fields.

    Example:
        >>> steps_of("bundle_selection[0].bundle_id"), steps_of("metadata['cost.center']")
        (('bundle_selection', 0, 'bundle_id'), ('metadata', 'cost.center'))

    Raises:
        TableError: it is no path.
    """
    steps: list[str | int] = []
    at = 0
    while at < len(path):
        match = _STEP.match(path, at)
        if match is None or (at == 0 and path[0] == "."):
            break
        name, position, single, double = match.groups()
        steps.append(int(position) if position else name or single or double or "")
        at = match.end()
    if at < len(path) or not steps:
        message = f"{path!r} is no path of a field: write it like 'value.currency'"
        raise TableError(message)
    return tuple(steps)


class Form(Protocol):
    """A generated class of objects that are sent."""

    required_fields: ClassVar[frozenset[str]]

    @classmethod
    def from_dict(cls, src: Mapping[str, JSON], /) -> Self:
        """Read an object, tolerantly."""
        ...

    def check(self, at: str = "") -> None:
        """Refuse what the API document does not allow."""
        ...

    def to_dict(self) -> dict[str, JSON]:
        """Return the object as JSON data."""
        ...


@attrs.define
class Field:
    """A place in a request.

    Attributes:
        kinds: The types that a value without parts may have there; empty if it must have parts.
        forms: The generated classes that an object there may be of.
        parts: What is inside of an object there; `[]` stands for the items of a list, `*` for the
            values of a mapping with keys of the caller's own.
    """

    kinds: set[type] = attrs.field(factory=set[type])
    forms: list[type[Form]] = attrs.field(factory=list["type[Form]"])
    parts: dict[str, Field] = attrs.field(factory=dict[str, "Field"])

    def part(self, step: str | int) -> Field | None:
        """Return what stands one step further in, None if there is no such field."""
        if isinstance(step, int):
            return self.parts.get(_ITEM)
        return self.parts.get(step) or self.parts.get(ANY)

    def at(self, steps: Steps) -> Field | None:
        """Return what stands at the end of steps, None if there is no such field."""
        here: Field | None = self
        for step in steps:
            here = None if here is None else here.part(step)
        return here

    def paths(self, at: str = "") -> Iterator[str]:
        """Yield the paths of all fields that have no parts."""
        if self.kinds:
            yield at
        for name, part in self.parts.items():
            yield from part.paths(f"{at}{name}" if name == _ITEM else f"{at}.{name}".lstrip("."))

    def missing(self, given: Collection[Steps], at: Steps = ()) -> list[str]:
        """Return the paths without which no form is whole, of the forms that lack the fewest.

        Args:
            given: The ways to what there is.
            at: The way to this place.
        """
        is_begun = any(each[: len(at)] == at for each in given)
        if at in given or (is_begun and not self.forms):
            return []
        if not self.forms or (self.kinds and not is_begun):
            return [".".join(map(str, at))]
        lacking = [self._lacking(form, given, at) for form in self.forms]
        fewest = min(map(len, lacking))
        closest = [each for each in lacking if len(each) == fewest]
        common = [path for path in closest[0] if all(path in each for each in closest)]
        ways = [" and ".join(path for path in each if path not in common) for each in closest]
        return [*common, *filter(None, [" or ".join(dict.fromkeys(ways))])]

    def _lacking(self, form: type[Form], given: Collection[Steps], at: Steps) -> list[str]:
        # A mass has no such attribute, and cannot be made without its parts.
        required: Collection[str] = getattr(form, "required_fields", self.parts)
        parts = [(name, part) for name, part in self.parts.items() if name in required]
        return [path for name, part in parts for path in part.missing(given, (*at, name))]

    def explain(self, data: dict[str, JSON], at: str = "") -> None:
        """Say what is wrong with an object that has none of the forms, by the one it is closest to.

        Args:
            data: The object as JSON data.
            at: Where it stands; begins the field names of errors.

        Raises:
            InvalidRequestError: something is wrong by that form.
        """
        checked = [each for each in self.forms if hasattr(each, "check")]
        if checked:
            # The closest may have nothing against it, where only its variants are others.
            for form in sorted(checked, key=lambda form: len(form.required_fields ^ data.keys())):
                form.from_dict(data).check(at)
            return
        # A mass, which cannot be made without its parts.
        for name in self.parts:
            if name not in data:
                raise InvalidRequestError(field=f"{at}{name}", value=UNSET, problem="is missing")

    def value(self, given: object, at: str, notation: Notation) -> object:
        """Return a cell as the API's JSON has it; what does not fit is left for the check.

        Args:
            given: What the cell holds.
            at: The path of the field.
            notation: How amounts are written.

        Raises:
            InvalidRequestError: it is a float where none belongs, or text that is no number where
                one belongs, has no time zone where one belongs, or was no UTF-8.
        """
        if isinstance(given, Mapping):
            inner = cast("Mapping[object, object]", given)
            return {
                name: self._inner(name, value, inside(at, name), notation)
                for name, value in inner.items()
                if isinstance(name, str) and not is_empty(value)
            }
        if isinstance(given, (list, tuple)):
            items = cast("Sequence[object]", given)
            return [self._inner(i, each, f"{at}[{i}]", notation) for i, each in enumerate(items)]
        return self._plain(given, at, notation)

    def _inner(self, step: str | int, given: object, at: str, notation: Notation) -> object:
        part = self.part(step)
        return given if part is None else part.value(given, at, notation)

    def _plain(self, given: object, at: str, notation: Notation) -> object:
        if not self.kinds:
            return given
        if isinstance(given, str):
            _refuse_undecoded(given, at)
            if Decimal in self.kinds:
                given = notation.amount(given, at)
        if isinstance(given, float) and not isinstance(given, Number) and float not in self.kinds:
            given = self._shortest(given, at, notation.floats)
        if Decimal in self.kinds:
            if isinstance(given, Number | str):
                given = to_decimal(str(given), at)
            return _shortened(given) if isinstance(given, Decimal) else given
        if isinstance(given, str):
            return given if str in self.kinds else self._read(given.strip(), at)
        if str in self.kinds and not self.kinds & {bool, int, float}:
            return _text(given)
        if float in self.kinds and isinstance(given, Decimal):
            return float(given)
        return given

    def _shortest(self, given: float, at: str, floats: Floats) -> object:
        """Return the decimal that a float stands for."""
        problem = "a float is not the text that was written: read it as text"
        if Decimal in self.kinds:
            if floats == "shortest":
                return repr(given)
            problem = (
                "a float is not exact: read it as text or Decimal, or say floats='shortest' for the "
                "shortest decimal that reads back as the same float"
            )
        raise WrongTypeError(at, given, problem)

    def _read(self, text: str, at: str) -> object:
        """Return the flag or number that text stands for, else the text."""
        if datetime in self.kinds and _has_no_zone(text):
            problem = "has no time zone: write it like '2026-11-30T08:15:00Z'"
            raise InvalidRequestError(at, text, problem)
        if bool in self.kinds:
            return _FLAGS.get(text.lower(), text)
        if float in self.kinds:
            number = exact_number(text)
            if number is None:
                raise InvalidRequestError(at, text, "is no number: write it like '12.5'")
            return float(number)
        if int in self.kinds and _INTEGER.fullmatch(text):
            return int(text)
        return text


def is_empty(value: object) -> bool:
    """Whether a cell holds nothing, so that its field is left out; NaN is how pandas says so."""
    if isinstance(value, str):
        return not value or value.isspace()
    if isinstance(value, float):
        return math.isnan(value)
    return value is None or type(value).__name__ in _MISSING


def _refuse_undecoded(text: str, at: str) -> None:
    """Refuse text with bytes of a file that are no UTF-8."""
    found = None if text.isascii() else _UNDECODED.search(text)
    if found is not None:
        byte = ord(found[0]) & 0xFF
        problem = f"is not UTF-8 (byte {byte:#04x}): save the file as UTF-8"
        raise InvalidRequestError(at, text, problem)


def _has_no_zone(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).utcoffset() is None
    except ValueError:
        return False


def _shortened(number: Decimal) -> Decimal:
    """Return a number without zeros at its end, which spreadsheets drop when they save a table.

    A row asks for the same with and without them, and is to have the same key.
    """
    if exact_number(number) is None:
        return number  # which the check refuses
    text = decimal_text(number)
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def _text(given: object) -> object:
    """Return what stands for an exact value where the API wants text."""
    if isinstance(given, bool) or not isinstance(given, int | Decimal | date):
        return given
    return decimal_text(given) if isinstance(given, Decimal) else str(given)


def nested(values: Mapping[Steps, object]) -> dict[str, object]:
    """Return the object that values by their steps make; lists have no gaps.

    Raises:
        InvalidRequestError: an object among them holds another value where one of them belongs.
    """
    root: dict[str | int, object] = {}
    for steps in sorted(values, key=len):
        here = root
        for step in steps[:-1]:
            inner = here.get(step)
            if not isinstance(inner, dict):
                inner = dict(enumerate(cast("list[object]", inner))) if _is_list(inner) else {}
            here[step] = inner = {**inner}
            here = cast("dict[str | int, object]", inner)
        value = values[steps]
        if here.setdefault(steps[-1], value) != value:
            problem = f"is given twice, as {here[steps[-1]]!r} in an object, too: leave one out"
            raise InvalidRequestError(".".join(map(str, steps)), value, problem)
    return cast("dict[str, object]", _settled(root))


def _is_list(value: object) -> bool:
    return isinstance(value, list)


def _settled(value: object) -> object:
    """Return an object whose parts by position are lists."""
    if not isinstance(value, dict):
        return value
    parts = cast("dict[str | int, object]", value)
    if parts and all(isinstance(step, int) for step in parts):
        return [_settled(parts[step]) for step in sorted(parts, key=int)]
    return {str(step): _settled(part) for step, part in parts.items()}


@cache
def fields_of(forms: tuple[type, ...]) -> Field:
    """Return the fields that requests of some generated classes have between them."""
    root = Field()
    for form in forms:
        _add(root, form)
    return root


def _add(field: Field, kind: object) -> None:
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (UnionType, Union):
        for each in inner:
            _add(field, each)
    elif origin is Literal:
        field.kinds.add(str)
    elif origin is list:
        _add(field.parts.setdefault(_ITEM, Field()), inner[0])
    elif origin is dict:
        _add(field.parts.setdefault(ANY, Field()), inner[1])
    elif isinstance(kind, type) and attrs.has(kind):
        field.forms.append(cast("type[Form]", kind))
        hints: Mapping[str, object] = _hints(kind)
        for each in attrs.fields(kind):
            if each.name != "additional_properties":
                _add(field.parts.setdefault(each.name, Field()), hints[each.name])
    elif isinstance(kind, type) and kind is not Unset:
        field.kinds.add(kind)


_hints: Callable[[type], Mapping[str, object]] = get_type_hints
