"""Faults on purpose: which requests they hit, and what they make of the answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, TypeAlias

from lune_mock.answers import Answer, Delivery
from lune_mock.fault_checks import problems
from lune_mock.operations import contract
from lune_mock.violations import NoSuchFieldError, Violation, steps_to, violating

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from lune_document import JSON
    from lune_mock.operations import Operation

__all__ = ["Fault", "FaultError", "Faults", "Kind", "UnfitFaultError"]

Kind: TypeAlias = Literal[
    "status", "drop", "half_body", "drip", "delay", "hang", "twice", "violation"
]

_TEXT = "text/plain; charset=utf-8"
_NO_ANSWER = Answer(500, MappingProxyType({}), b"")


class FaultError(ValueError):
    """A fault makes no sense, or there is none of this id; the text says what to change."""


class UnfitFaultError(ValueError):
    """A fault cannot be made of an answer; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that goes wrong with some requests.

    It hits requests of the operations that fit `operation_id`, `method` and `tag`, as far as they
    are given.

    Example:
        >>> from lune_mock.faults import Fault
        >>> lost = Fault(kind="drop", operation_id="createOrderByMass")
        >>> burst = Fault(kind="status", status=429, retry_after=2, tag="orders", times=5)
        >>> wrong = Fault(kind="violation", field="data[0].id", violation="null", method="GET")

    Attributes:
        kind: what happens. `status`: an answer of its own, such as an empty 500 or the HTML of a
            proxy; `drop`: the connection is reset without an answer; `half_body`: it ends in the
            middle of the body; `drip`: headers or body come piece by piece; `delay`: the answer
            comes later; `hang`: it never comes; `twice`: the request is carried out twice and the
            second answer is sent; `violation`: the answer violates the document in one field.
        id: its name, given when it is added.
        operation_id: the operation of the document that it hits; None for all.
        method: the HTTP method that it hits; None for all.
        tag: the tag of the document, such as `orders`, whose operations it hits; None for all.
        times: how many requests it hits; None for no end.
        after: how many requests that fit pass first; what an earlier fault hits does not count.
        probability: how likely it hits a request that fits, from 0 to 1; None for always.
        carried_out: whether the request is carried out: not for `status` unless said, for `drop`
            and `hang` unless denied, and always for the others, which need the answer.
        status: of `status`, from 200 to 599.
        body: of `status`, the text of the answer.
        media_type: of `status`, that of the body; plain text unless said.
        retry_after: of `status`, the header Retry-After: seconds, or a date as HTTP writes it.
        part: of `drip`, what comes in pieces.
        pace: of `drip`, seconds before each piece.
        pieces: of `drip`, how many there are, at most 100.
        seconds: of `delay`, which needs it, how much later the answer comes.
        field: of `violation`, where: `data[0].id`, or the JSON pointer `/data/0/id`. An answer
            without it becomes a 500 that says so, a failure of the sandbox, as does one that
            satisfies the document all the same, such as one without an optional field.
        violation: of `violation`, what becomes of the field.
        value: of the violation `value`, what stands there.

    Raises:
        FaultError: it makes no sense like this.
    """

    kind: Kind
    id: str = ""
    operation_id: str | None = None
    method: str | None = None
    tag: str | None = None
    times: int | None = 1
    after: int = 0
    probability: Decimal | float | None = None
    carried_out: bool | None = None
    status: int | None = None
    body: str = ""
    media_type: str | None = None
    retry_after: int | str | None = None
    part: Literal["headers", "body"] = "body"
    pace: float = 0.1
    pieces: int = 10
    seconds: float = 0.0
    field: str = ""
    violation: Violation = "missing"
    value: JSON = None

    def __post_init__(self) -> None:
        for problem in problems(self):
            raise FaultError(problem)

    @property
    def is_carried_out(self) -> bool:
        """Whether a request that it hits is carried out."""
        return self.kind != "status" if self.carried_out is None else self.carried_out

    def fits(self, operation: Operation) -> bool:
        """Whether it may hit requests of `operation`."""
        return (
            self.operation_id in {None, operation.id}
            and (self.method is None or self.method.upper() == operation.method)
            and (self.tag is None or self.tag in operation.tags)
        )

    def apply(self, carry_out: Callable[[], Answer]) -> Answer:
        """Return what a request that it hits is answered.

        Args:
            carry_out: carries the request out and returns the plain answer.

        Raises:
            UnfitFaultError: the answer has no such field to violate.
        """
        answer = carry_out() if self.is_carried_out else _NO_ANSWER
        match self.kind:
            case "status":
                return self._own_answer()
            case "twice":
                return carry_out()
            case "violation":
                return self._violating(answer)
            case _:
                return replace(answer, delivery=self._delivery(answer))

    def _delivery(self, answer: Answer) -> Delivery:
        match self.kind:
            case "drip":
                return Delivery(drip=self.part, pace=self.pace, pieces=self.pieces)
            case "delay":
                return Delivery(delay=self.seconds)
            case "hang":
                return Delivery(hang=True)
            case "half_body" if answer.body:
                return Delivery(drop="half")
            case _:
                # The kind drop; nor has a body of nothing a half.
                return Delivery(drop="nothing")

    def _own_answer(self) -> Answer:
        headers: dict[str, str] = {}
        if self.body:
            headers["Content-Type"] = self.media_type or _TEXT
        if self.retry_after is not None:
            headers["Retry-After"] = str(self.retry_after)
        return Answer(self.status or 0, MappingProxyType(headers), self.body.encode())

    def _violating(self, answer: Answer) -> Answer:
        try:
            body = violating(answer.body, steps_to(self.field), self.violation, self.value)
        except NoSuchFieldError as error:
            message = (
                f"{self.id or 'The fault'} cannot violate {self.field} in an answer of status "
                f"{answer.status}: {error}; name a field that is there"
            )
            raise UnfitFaultError(message) from None
        return replace(answer, body=body)


class Faults:
    """The faults that are still to come, in the order in which they were added."""

    def __init__(self) -> None:
        self._pending: dict[str, Fault] = {}
        self._added = 0

    @property
    def pending(self) -> tuple[Fault, ...]:
        """What is still to come; `times` and `after` say how much of it."""
        return tuple(self._pending.values())

    def add(self, fault: Fault) -> Fault:
        """Return the fault under the id that it gets, and let it hit from now on.

        Raises:
            FaultError: the document has no operation that it could hit.
        """
        operations = contract().operations
        if not any(map(fault.fits, operations)):
            raise FaultError(_out_of_reach(fault, operations))
        self._added += 1
        added = replace(fault, id=f"fault-{self._added}")
        self._pending[added.id] = added
        return added

    def remove(self, id_: str) -> None:
        """Let a fault hit no longer.

        Raises:
            FaultError: there is none of this id, or it has hit as often as it should.
        """
        if self._pending.pop(id_, None) is None:
            pending = ", ".join(self._pending) or "none is"
            message = f"no fault {id_[:80]!r} is pending; {pending}"
            raise FaultError(message)

    def clear(self) -> None:
        """Let no fault hit any longer."""
        self._pending.clear()

    def copy(self) -> Faults:
        """Return the same faults, to be counted apart."""
        other = Faults()
        other._pending = self._pending.copy()
        other._added = self._added
        return other

    def pick(self, operation: Operation, random: Random) -> Fault | None:
        """Return the first fault that hits this request, and count; None if none does.

        Args:
            operation: what is requested.
            random: decides for faults that have a probability.
        """
        for fault in self.pending:
            if not fault.fits(operation):
                continue
            if fault.after:
                self._pending[fault.id] = replace(fault, after=fault.after - 1)
            elif fault.probability is None or random.random() < fault.probability:
                self._count(fault)
                return fault
        return None

    def _count(self, fault: Fault) -> None:
        if fault.times == 1:
            del self._pending[fault.id]
        elif fault.times is not None:
            self._pending[fault.id] = replace(fault, times=fault.times - 1)


def _out_of_reach(fault: Fault, operations: tuple[Operation, ...]) -> str:
    known = {
        "operation_id": {each.id for each in operations},
        "method": {each.method for each in operations},
        "tag": frozenset[str]().union(*(each.tags for each in operations)),
    }
    wanted = {"operation_id": fault.operation_id, "method": fault.method, "tag": fault.tag}
    for name, value in wanted.items():
        if value is not None and value not in known[name]:
            return f"{name} is {value[:80]!r}; the document has {', '.join(sorted(known[name]))}"
    given = ", ".join(f"{name} {value}" for name, value in wanted.items() if value is not None)
    return f"no operation of the document has all of {given}; leave one out"
