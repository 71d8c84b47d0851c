"""Answers of a sound sandbox, wrong in one field: an unbiased measure of the contract suite.

A mutant is an operation, a field of its answers and a kind of mistake, which is made in every such
answer. The fields are those of answers that the sandbox gave, so nobody chose them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import zip_longest
from math import gcd
from typing import Any, Final, Literal, TypeAlias, get_args

from lune_contract.document import BASE_PATH, found
from lune_mock import Answer, Sandbox

from .registry.fault import Handle

Kind: TypeAlias = Literal["drop", "swap", "perturb"]
"""A field is left out, has the value of one beside it, or is a little off."""

Place: TypeAlias = tuple[str, ...]
"""Names of fields; `*` is every item of a list."""

EACH: Final = "*"

_AMOUNT: Final = re.compile(r"[0-9]+(\.[0-9]+)?")
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")


@dataclass(frozen=True)
class Mutant:
    """One mistake in the answers of one operation with one status."""

    operation: str
    status: int
    place: Place
    kind: Kind

    def __str__(self) -> str:
        return f"{self.operation} {self.status} {self.kind} {'.'.join(self.place)}"

    def of(self, body: Any) -> Any:
        """Return a body with the mistake; it is the same where the field is not."""
        changed = deepcopy(body)
        for holder in _holders(changed, self.place[:-1]):
            _CHANGES[self.kind](holder, self.place[-1])
        return changed

    def install(self, sandbox: Sandbox) -> Handle:
        """Return the way to ask a sandbox that makes the mistake; the sandbox stays sound."""

        def handle(method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
            answer = sandbox.handle(method, target, headers, body)
            asked = found(method, target.removeprefix(BASE_PATH))
            is_meant = asked is not None and asked.id == self.operation
            if not is_meant or answer.status != self.status:
                return answer
            changed = json.dumps(self.of(json.loads(answer.body)), ensure_ascii=False).encode()
            headers = {
                name: str(len(changed)) if name.lower() == "content-length" else value
                for name, value in answer.headers.items()
            }
            return replace(answer, body=changed, headers=headers)

        return handle


def mutants(answers: Iterable[tuple[str, int, Any]]) -> Sequence[Mutant]:
    """Return every mutant that changes one of these answers: operation, status, body."""
    made: dict[Mutant, None] = {}
    seen: set[Mutant] = set()
    for operation, status, body in answers:
        for place in dict.fromkeys(_places(body)):
            for kind in get_args(Kind):
                mutant = Mutant(operation, status, place, kind)
                if mutant not in seen and mutant.of(body) != body:
                    made[mutant] = None
                    seen.add(mutant)
    return list(made)


def spread(mutants: Sequence[Mutant], count: int) -> Sequence[Mutant]:
    """Return so many of them, from all operations in turn, and of each at even distances."""
    by_operation: dict[str, list[Mutant]] = {}
    for mutant in mutants:
        by_operation.setdefault(mutant.operation, []).append(mutant)
    shuffled = [_evenly(each) for each in by_operation.values()]
    turns = (each for turn in zip_longest(*shuffled) for each in turn if each is not None)
    return list(turns)[:count]


def _evenly(mutants: Sequence[Mutant]) -> Sequence[Mutant]:
    # A stride that shares no divisor with the length meets each of them once.
    length = len(mutants)
    start = max(1, length * 5 // 13)
    stride = next(each for each in range(start, start + length + 1) if gcd(each, length) == 1)
    return [mutants[number * stride % length] for number in range(length)]


def _places(value: Any, place: Place = ()) -> Iterator[Place]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield (*place, name)
            yield from _places(item, (*place, name))
    elif isinstance(value, list):
        for item in value:
            yield from _places(item, (*place, EACH))


def _holders(value: Any, place: Place) -> Iterator[dict[str, Any]]:
    if not place:
        if isinstance(value, dict):
            yield value
    elif place[0] == EACH and isinstance(value, list):
        for item in value:
            yield from _holders(item, place[1:])
    elif isinstance(value, dict) and place[0] in value:
        yield from _holders(value[place[0]], place[1:])


def _dropped(holder: dict[str, Any], name: str) -> None:
    holder.pop(name, None)


def _swapped(holder: dict[str, Any], name: str) -> None:
    """Exchange it with the next field that has another value of the same type."""
    if name not in holder:
        return
    names = list(holder)
    at = names.index(name)
    for other in names[at + 1 :] + names[:at]:
        mine, its = holder[name], holder[other]
        if type(mine) is type(its) and mine != its and mine is not None:
            holder[name], holder[other] = its, mine
            return


def _perturbed(holder: dict[str, Any], name: str) -> None:
    if name in holder:
        holder[name] = _off(holder[name])


def _off(value: Any) -> Any:
    """Return a value a little off."""
    match value:
        case bool() | None:
            return "1" if value is None else not value
        case int() | float():
            return value + 1
        case str():
            return _text_off(value)
        case list():
            return value[:-1] or [None]
        case _:
            return dict(list(value.items())[:-1]) or {"more": "text"}


def _text_off(text: str) -> str:
    if _AMOUNT.fullmatch(text):
        # Another last digit, and never a zero: trailing zeros are another mistake.
        return text[:-1] + str(int(text[-1]) % 9 + 1)
    if _TIME.match(text):
        later = datetime.fromisoformat(text) + timedelta(seconds=1)
        return later.isoformat().replace("+00:00", "Z")
    return f"{text}x"


_CHANGES: Final[Mapping[Kind, Callable[[dict[str, Any], str], None]]] = {
    "drop": _dropped,
    "swap": _swapped,
    "perturb": _perturbed,
}
