"""What a rule reads from an answer. What is not there as the documents say is a deviation."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NoReturn, cast

from lune_contract.document import said_place
from lune_contract.rule import Deviated

if TYPE_CHECKING:
    from lune_contract.exchange import Exchange
    from lune_document import JSON

__all__ = ["Reply", "is_amount", "shown", "tells"]

_AMOUNT: Final = re.compile(r"[0-9]+(\.[0-9]+)?")
_LONGEST: Final = 200


class Reply:
    """An exchange, read.

    Places in a body are given as names and positions: `reply.amount("bundles", 0, "quantity")`.

    Example:
        >>> order = trial.place("createOrderByValue", value="100").success()
        >>> order.expect(
        ...     order.amount("total_cost") <= 100, "total_cost of at most 100", "total_cost"
        ... )
    """

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange

    def __repr__(self) -> str:
        return f"<{self.exchange.operation_id} {self.exchange.answer.shown()}>"

    @property
    def status(self) -> int:
        """The status of the answer."""
        return self.exchange.answer.status

    @property
    def body(self) -> JSON:
        """The JSON of the answer, as far as the document has it."""
        try:
            return self.exchange.answer.documented
        except ValueError:
            self.deviates("a body of JSON", self.exchange.answer.shown())

    def deviates(self, expected: str, got: str) -> NoReturn:
        """Say that the answer is wrong.

        Raises:
            Deviated: always.
        """
        raise Deviated(self.exchange, expected, got)

    def expect(self, holds: bool, expected: str, *place: str | int, got: str = "") -> None:  # noqa: FBT001 - it reads as a sentence
        """Say that the answer is wrong unless something holds.

        Args:
            holds: whether it does.
            expected: what should.
            place: where what is shown stands; by default, that is the whole answer.
            got: what is shown instead.

        Raises:
            Deviated: it does not hold.
        """
        self.exchange.expected.append(expected)
        if not holds:
            self.deviates(expected, got or self._shown(place))

    def success(self, *statuses: int) -> Reply:
        """Return the reply if its status is one of these, by default 200.

        Raises:
            Deviated: it has another status.
        """
        wanted = statuses or (200,)
        self.expect(self.status in wanted, f"status {' or '.join(map(str, wanted))}")
        return self

    def refusal(self, *codes: str, statuses: Collection[int] = (400,)) -> Reply:
        """Return the reply if it refuses with one of these statuses and, if given, error codes.

        Raises:
            Deviated: it does not.
        """
        said = (
            f"from {statuses.start} to {statuses.stop - 1}"
            if isinstance(statuses, range)
            else " or ".join(map(str, statuses))
        )
        expected = f"status {said}" + (f" with {' or '.join(codes)}" if codes else "")
        if self.status not in statuses:
            self.deviates(expected, self.exchange.answer.shown())
        if codes and self.text("error", "error_code") not in codes:
            self.deviates(expected, self.exchange.answer.shown())
        return self

    def at(self, *place: str | int) -> JSON:
        """Return the value at a place.

        Raises:
            Deviated: there is none.
        """
        value = self.body
        for step in place:
            match value, step:
                case dict(), str() if step in value:
                    value = value[step]
                case list(), int() if step < len(value):
                    value = value[step]
                case _:
                    path = said_place(place)
                    self.deviates(f"a value at {path}", f"nothing at {path}")
        return value

    def has(self, *place: str | int) -> bool:
        """Say whether there is a value at a place, null included."""
        try:
            self.at(*place)
        except Deviated:
            return False
        return True

    def text(self, *place: str | int) -> str:
        """Return the text at a place."""
        value = self.at(*place)
        if not isinstance(value, str):
            self.deviates(f"text at {said_place(place)}", self._shown(place))
        return value

    def amount(self, *place: str | int) -> Decimal:
        """Return the amount at a place: decimal text without sign and exponent."""
        value = self.at(*place)
        if not isinstance(value, str) or not is_amount(value):
            self.deviates(f"an amount as decimal text at {said_place(place)}", self._shown(place))
        return Decimal(value)

    def moment(self, *place: str | int) -> datetime:
        """Return the moment at a place: date, time and offset."""
        told, moment = self.text(*place), None
        with suppress(ValueError):
            moment = datetime.fromisoformat(told)
        if moment is None or moment.tzinfo is None:
            self.deviates(f"a moment with its offset at {said_place(place)}", self._shown(place))
        return moment

    def items(self, *place: str | int) -> Sequence[JSON]:
        """Return the list at a place."""
        value = self.at(*place)
        if not isinstance(value, list):
            self.deviates(f"a list at {said_place(place)}", self._shown(place))
        return value

    def _shown(self, place: Sequence[str | int]) -> str:
        if not place:
            return self.exchange.answer.shown()
        told = shown(self.at(*place))
        told = told if len(told) <= _LONGEST else f"{told[:_LONGEST]}..."
        return f"{said_place(place)} {told}"


def is_amount(value: str) -> bool:
    """Say whether a text is an amount: decimal text without sign and exponent."""
    return _AMOUNT.fullmatch(value) is not None


def tells(told: JSON, sent: JSON) -> bool:
    """Say whether an answer tells what was sent.

    Amounts may lose needless zeros and moments be told in another notation; what was left out may
    be told as null, or with its default.
    """
    match told, sent:
        case dict(), dict():
            return all(tells(told.get(name), each) for name, each in sent.items())
        case list(), list():
            return len(told) == len(sent) and all(map(tells, told, sent))
        case str(), str():
            return told == sent or _value(told) == _value(sent)
        case _:
            return told == sent


def _value(text: str) -> Decimal | datetime | str:
    """Return what a text stands for: an amount, a moment, or itself."""
    if is_amount(text):
        return Decimal(text)
    with suppress(ValueError):
        return datetime.fromisoformat(text)
    return text


def shown(value: JSON) -> str:
    """Return a value as a person reads it: a number is told apart from a text of digits."""
    if isinstance(value, str):
        return repr(value)
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return f"number {value}" if is_number else _json(value)


def _json(value: object) -> str:
    if isinstance(value, dict):
        named = cast("dict[str, object]", value).items()
        return f"{{{', '.join(f'{json.dumps(name)}: {_json(each)}' for name, each in named)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_json, cast('list[object]', value)))}]"
    return str(value) if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)
