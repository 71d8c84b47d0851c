"""The few types that everything else in this package is written in."""

from __future__ import annotations

import re
from collections.abc import (
    AsyncIterator,
    Callable,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from decimal import (
    MAX_EMAX,
    MIN_EMIN,
    Context,
    Decimal,
    DivisionByZero,
    Inexact,
    InvalidOperation,
)
from typing import (
    TYPE_CHECKING,
    ClassVar,
    Final,
    Generic,
    Literal,
    Protocol,
    Self,
    TypeAlias,
    TypeVar,
    final,
    overload,
)

from attrs import field, frozen

from .errors import InvalidRequestError, MalformedValueError, WrongTypeError

__all__ = [
    "JSON",
    "MASS_UNITS",
    "UNSET",
    "AnyMassUnit",
    "AsyncPager",
    "AsyncSender",
    "DecimalInput",
    "KnownMassUnit",
    "Mass",
    "Operation",
    "Page",
    "Pager",
    "Sender",
    "Unset",
    "decimal_text",
    "exact_number",
    "exact_sum",
    "is_unicode",
    "to_decimal",
]

if TYPE_CHECKING:
    JSON: TypeAlias = dict[str, "JSON"] | list["JSON"] | str | int | float | bool | None
    """Any JSON value."""
else:
    # The aliases of unions are built when their modules are loaded, which a name for itself
    # cannot be.
    JSON = object

DecimalInput: TypeAlias = Decimal | int | str
"""What may be given for an exact amount: ``Decimal("12.50")``, ``12`` or ``"12.50"``."""

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@final
class Unset:
    """The type of UNSET, which stands for a field that is left out (None would be JSON null).

    There is one instance; it is false, and copying or pickling it gives the same one again.
    """

    __slots__ = ()
    _only: Unset | None = None

    def __new__(cls) -> Unset:
        """Give the one instance."""
        if cls._only is None:
            cls._only = super().__new__(cls)
        return cls._only

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    def __reduce__(self) -> str:
        return "UNSET"


UNSET: Final = Unset()


# Text that is no plain number to a reader of JSON is none here either: Decimal itself also takes
# underscores, blanks and the digits of every script.
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
# Far beyond every amount there is. Without an end, the few characters of 1E+999999999 would fill
# the memory as soon as the number is written out.
_DIGITS: Final = 1000
_BITS: Final = 3400
_NO_NUMBER = f"is no decimal number of at most {_DIGITS} digits: write it like '12.50'"


def exact_number(value: Decimal | int | str) -> Decimal | None:
    """The finite number, None if there is none or it has more than 1000 digits."""
    if isinstance(value, str):
        if len(value) > _DIGITS or _NUMBER.fullmatch(value) is None:
            return None
    elif isinstance(value, int) and value.bit_length() > _BITS:
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number.adjusted()) > _DIGITS:
        return None
    if number is value and len(number.as_tuple().digits) > _DIGITS:
        return None
    return number


def is_unicode(text: str) -> bool:
    """Whether UTF-8 can carry the text, which it cannot with half of a surrogate pair."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def to_decimal(value: DecimalInput, name: str) -> Decimal:
    """The exact decimal number that ``value`` stands for.

    Args:
        value: a Decimal, an int, or text such as ``"12.50"``.
        name: the field it is meant for, named in the error.

    Raises:
        WrongTypeError: for a float (its digits are not the ones that were typed), a bool or
            anything else.
        InvalidRequestError: for text that is no number, for infinities and NaN, and for numbers
            of more than 1000 digits.

    Example:
        >>> to_decimal("12.50", "value")
        Decimal('12.50')
    """
    _require_exact(value, name)
    number = exact_number(value)
    if number is None:
        raise InvalidRequestError(name, value, _NO_NUMBER)
    return number


def _require_exact(value: object, name: str) -> None:
    if isinstance(value, float):
        exact = repr(str(value))
        raise WrongTypeError(name, value, f"a float is not exact: give Decimal({exact}) or {exact}")
    if isinstance(value, bool) or not isinstance(value, Decimal | int | str):
        raise WrongTypeError(name, value, "must be a Decimal, an int or text such as '12.50'")


def decimal_text(number: Decimal) -> str:
    """The number as the API writes it: digits and at most a point, never an exponent.

    Example:
        >>> decimal_text(Decimal("1E+3"))
        '1000'
    """
    return format(number, "f")


# Sums and conversions do not depend on the caller's decimal context. With operands of at most 1000
# digits, sums, products and conversions have far fewer digits than this, so only a quotient that
# has no end is ever inexact.
_EXACT = Context(
    prec=10_000,
    Emin=MIN_EMIN,
    Emax=MAX_EMAX,
    traps=[DivisionByZero, InvalidOperation, Inexact],
)
_ROUNDED = Context(prec=28, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[DivisionByZero, InvalidOperation])


def exact_sum(numbers: Iterable[Decimal]) -> Decimal:
    """The sum of numbers of at most 1000 digits, whatever the caller's decimal context says.

    Example:
        >>> exact_sum([Decimal("33.33"), Decimal("66.67")])
        Decimal('100.00')
    """
    total = Decimal(0)
    for number in numbers:
        total = _EXACT.add(total, number)
    return total


KnownMassUnit: TypeAlias = Literal["mg", "g", "kg", "t"]
"""A unit that Mass converts."""

AnyMassUnit: TypeAlias = KnownMassUnit | str
"""Unit of a mass; a unit beside these in an answer is kept, but cannot be converted."""

_POWER: Final[Mapping[str, int]] = {"mg": -3, "g": 0, "kg": 3, "t": 6}
MASS_UNITS: Final = frozenset(_POWER)
"""The units that Mass converts."""


def _divide(dividend: Decimal, divisor: Decimal) -> Decimal:
    try:
        return _EXACT.divide(dividend, divisor)
    except Inexact:
        return _ROUNDED.divide(dividend, divisor)


def _is_mass(value: object) -> bool:
    return isinstance(value, Mass)


def _is_unit(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _factor(value: object) -> Decimal | None:
    """The exact number to multiply or divide by; None for what is no number at all."""
    if isinstance(value, float):
        raise WrongTypeError("factor", value, "a float is not exact: give a Decimal or an int")
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        return None
    number = exact_number(value)
    if number is None:
        raise InvalidRequestError("factor", value, _NO_NUMBER)
    return number


@frozen(init=False, eq=False, repr=False)
class Mass:
    """A mass of greenhouse gas: an exact amount and its unit.

    One class for arguments and for answers. Masses are equal, ordered and hashed by the physical
    amount: ``Mass("1", "t") == Mass("1000", "kg")``; what an answer gives beside amount and unit
    does not count. Sums, differences, products and conversions are exact; a quotient that has no
    end is rounded to 28 significant digits. A result has the unit of the left operand, the ratio of
    two masses is a Decimal. To add many, write ``sum(masses, Mass(0, "t"))``, which is a Mass even
    when there are none.

    Args:
        amount: a Decimal, an int or text; floats are refused.
        unit: ``"g"``, ``"kg"`` or ``"t"``; answers may also bring ``"mg"``.

    Raises:
        InvalidRequestError: the amount is no finite number of at most 1000 digits.
        WrongTypeError: the amount is a float.

    Example:
        >>> Mass("259.11", "kg") + Mass("1", "t")
        Mass('1259.11', 'kg')
        >>> Mass("259.11", "kg").t
        Decimal('0.25911')
    """

    _known: ClassVar[frozenset[str]] = frozenset({"amount", "unit"})

    amount: Decimal
    unit: AnyMassUnit
    additional_properties: dict[str, JSON] = field(init=False, factory=dict[str, JSON])

    def __init__(self, amount: DecimalInput, unit: AnyMassUnit) -> None:
        self._set(to_decimal(amount, "amount"), unit, {})

    def _set(self, amount: Decimal, unit: str, additional: dict[str, JSON]) -> None:
        if not _is_unit(unit):
            raise WrongTypeError("unit", unit, "must be text: 'g', 'kg' or 't'")
        put = object.__setattr__
        put(self, "amount", amount)
        put(self, "unit", unit)
        put(self, "additional_properties", additional)

    @classmethod
    def from_dict(cls, src: Mapping[str, JSON]) -> Self:
        """Read a mass from JSON data.

        Raises:
            MalformedValueError: the amount is no number or the unit is missing.
        """
        amount, unit = src.get("amount"), src.get("unit")
        if not isinstance(unit, str) or not unit:
            raise MalformedValueError("Mass.unit", unit, "is no unit of mass")
        self = cls.__new__(cls)
        known = cls._known
        self._set(_read_amount(amount), unit, {k: v for k, v in src.items() if k not in known})
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The mass as JSON data, as it came or was given."""
        return {
            **self.additional_properties,
            "amount": decimal_text(self.amount),
            "unit": self.unit,
        }

    def to(self, unit: AnyMassUnit) -> Mass:
        """The same mass in another unit, exactly.

        Raises:
            InvalidRequestError: one of the two units is not known.

        Example:
            >>> Mass("259.11", "kg").to("t")
            Mass('0.25911', 't')
        """
        return Mass(self._in(unit), unit)

    @property
    def g(self) -> Decimal:
        """The amount in grams."""
        return self._in("g")

    @property
    def kg(self) -> Decimal:
        """The amount in kilograms."""
        return self._in("kg")

    @property
    def t(self) -> Decimal:
        """The amount in tonnes."""
        return self._in("t")

    def _in(self, unit: str) -> Decimal:
        if unit == self.unit:
            return self.amount
        for name in (self.unit, unit):
            if name not in _POWER:
                raise InvalidRequestError("unit", name, "cannot be converted: use mg, g, kg or t")
        shift = _POWER[self.unit] - _POWER[unit]
        if shift < 0:
            return _EXACT.scaleb(self.amount, shift)
        return _EXACT.multiply(self.amount, Decimal(10**shift))

    def _identity(self) -> tuple[Decimal, str]:
        """What makes two masses equal: grams, or the amount as it is in a unit we do not know."""
        return (self.g, "g") if self.unit in _POWER else (self.amount, self.unit)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({decimal_text(self.amount)!r}, {self.unit!r})"

    def __str__(self) -> str:
        return f"{decimal_text(self.amount)} {self.unit}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mass) and self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(self._identity())

    def __lt__(self, other: Mass) -> bool:
        return self.amount < other._in(self.unit) if _is_mass(other) else NotImplemented

    def __le__(self, other: Mass) -> bool:
        return self.amount <= other._in(self.unit) if _is_mass(other) else NotImplemented

    def __gt__(self, other: Mass) -> bool:
        return self.amount > other._in(self.unit) if _is_mass(other) else NotImplemented

    def __ge__(self, other: Mass) -> bool:
        return self.amount >= other._in(self.unit) if _is_mass(other) else NotImplemented

    def __add__(self, other: Mass) -> Mass:
        if not _is_mass(other):
            return NotImplemented
        return Mass(_EXACT.add(self.amount, other._in(self.unit)), self.unit)

    def __radd__(self, other: int) -> Mass:
        """Makes sum() work, which starts from the number 0; no other number can be added."""
        if type(other) is not int or other != 0:
            return NotImplemented
        return Mass(self.amount, self.unit)

    def __sub__(self, other: Mass) -> Mass:
        if not _is_mass(other):
            return NotImplemented
        return Mass(_EXACT.subtract(self.amount, other._in(self.unit)), self.unit)

    def __mul__(self, factor: Decimal | int) -> Mass:
        number = _factor(factor)
        if number is None:
            return NotImplemented
        return Mass(_EXACT.multiply(self.amount, number), self.unit)

    __rmul__ = __mul__

    @overload
    def __truediv__(self, divisor: Mass) -> Decimal: ...

    @overload
    def __truediv__(self, divisor: Decimal | int) -> Mass: ...

    def __truediv__(self, divisor: Mass | Decimal | int) -> Mass | Decimal:
        number = divisor._in(self.unit) if isinstance(divisor, Mass) else _factor(divisor)
        if number is None:
            return NotImplemented
        if not number:
            message = f"{self} divided by zero"
            raise ZeroDivisionError(message)
        quotient = _divide(self.amount, number)
        return quotient if isinstance(divisor, Mass) else Mass(quotient, self.unit)

    def __neg__(self) -> Mass:
        return Mass(-self.amount if not self.amount else _EXACT.minus(self.amount), self.unit)

    def __abs__(self) -> Mass:
        return -self if self.amount.is_signed() else Mass(self.amount, self.unit)

    def __bool__(self) -> bool:
        return bool(self.amount)


def _read_amount(value: object) -> Decimal:
    # An answer may bring the number itself in place of its text; the text of a float is exact.
    text = str(value) if isinstance(value, float) else value
    if isinstance(text, Decimal | int | str) and not isinstance(text, bool):
        number = exact_number(text)
        if number is not None:
            return number
    raise MalformedValueError("Mass.amount", value, "is no number")


@frozen(kw_only=True)
class Operation(Generic[T_co]):
    """One call of the API, ready to be sent; making one neither reads nor writes anything.

    Attributes:
        id: the operationId of the API document.
        method: ``GET``, ``POST`` ...
        path: the path below the base URL, its parameters percent-encoded.
        template: the path as the document writes it, such as ``/orders/{id}``.
        parse: makes the answer from the JSON data of a 200.
        query: the query parameters; empty when there are none.
        json: the body as plain JSON data, UNSET when there is none.
        no_content: True where the document declares 204 beside 200; the answer is None then.
        idempotency_key: the key inside the body, if the body has one.
        repeatable: whether carrying it out twice does no harm, even without a key: a GET, or what
            the document says it of.
        key_field: the property of the body, or of each of its items, by whose value the result can
            be looked up; None where the document links no such operation.
        lookup: makes the operation that looks one result up by its key.
        lookup_call: what a user calls for it, such as ``orders.get_by_idempotency_key``.
        echo: where the answer repeats what was asked: by property of the body, or of each of its
            items, the places in the answer, with ``/`` between the levels and ``?`` at the end of
            a place that the answer may not have yet.
    """

    id: str
    method: str
    path: str
    template: str
    parse: Callable[[JSON], T_co]
    query: Mapping[str, str] = field(factory=dict[str, str])
    json: JSON | Unset = UNSET
    no_content: bool = False
    idempotency_key: str | None = None
    repeatable: bool = False
    key_field: str | None = None
    lookup: Callable[[str], Operation[object]] | None = field(default=None, repr=False)
    lookup_call: str | None = None
    echo: Mapping[str, Sequence[str]] = field(factory=dict[str, Sequence[str]])


class Sender(Protocol):
    """What the resource classes need: something that carries out an operation."""

    def send(self, operation: Operation[T], /) -> T:
        """Carry out the operation and give its parsed answer."""
        ...


class AsyncSender(Protocol):
    """The same as Sender for asynchronous code."""

    async def send(self, operation: Operation[T], /) -> T:
        """Carry out the operation and give its parsed answer."""
        ...


class Page(Protocol[T_co]):
    """One page of a list answer."""

    @property
    def data(self) -> Sequence[T_co]:
        """The items of this page."""
        ...

    @property
    def has_more(self) -> bool:
        """Whether another page follows."""
        ...

    @property
    def next_cursor(self) -> str | None:
        """Where the next page starts."""
        ...


def _next_cursor(page: Page[T], seen: set[str]) -> str | None:
    """The cursor of the next page, None after the last.

    Raises:
        MalformedValueError: the page leads nowhere or round in a circle; to stop in silence would
            lose items.
    """
    if not page.has_more:
        return None
    cursor = page.next_cursor
    if not cursor:
        raise MalformedValueError("next_cursor", cursor, "is missing although has_more is true")
    if cursor in seen:
        raise MalformedValueError("next_cursor", cursor, "was given before: the list has no end")
    seen.add(cursor)
    return cursor


@frozen
class Pager(Generic[T]):
    """The items of a list, page by page as they are needed.

    Nothing is sent before the first item is asked for, and every loop starts from the beginning.

    Example:
        >>> for order in lune.orders.list():  # doctest: +SKIP
        ...     print(order.id)
    """

    _sender: Sender = field(repr=False)
    _first: Operation[Page[T]]
    _after: Callable[[str], Operation[Page[T]]] = field(repr=False)

    def pages(self) -> Iterator[Page[T]]:
        """Whole pages in place of single items."""
        operation, seen = self._first, set[str]()
        while True:
            page = self._sender.send(operation)
            yield page
            cursor = _next_cursor(page, seen)
            if cursor is None:
                return
            operation = self._after(cursor)

    def __iter__(self) -> Iterator[T]:
        for page in self.pages():
            yield from page.data


@frozen
class AsyncPager(Generic[T]):
    """The same as Pager for asynchronous code.

    Example:
        >>> async for order in lune.orders.list():  # doctest: +SKIP
        ...     print(order.id)
    """

    _sender: AsyncSender = field(repr=False)
    _first: Operation[Page[T]]
    _after: Callable[[str], Operation[Page[T]]] = field(repr=False)

    async def pages(self) -> AsyncIterator[Page[T]]:
        """Whole pages in place of single items."""
        operation, seen = self._first, set[str]()
        while True:
            page = await self._sender.send(operation)
            yield page
            cursor = _next_cursor(page, seen)
            if cursor is None:
                return
            operation = self._after(cursor)

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for item in page.data:
                yield item
