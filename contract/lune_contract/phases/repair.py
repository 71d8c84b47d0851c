"""What no schema says of a valid request, put right: shares, ids that exist, keys that are new.

Only what satisfies the schema is repaired, and only by what the target said before: its bundles
are learnt from a quote, ids and keys by the links of its answers, codes from what it took.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import ROUND_DOWN, Decimal
from typing import TYPE_CHECKING, Final, TypeAlias
from urllib.parse import parse_qsl

from lune_contract.document import operation as named
from lune_contract.document import path_values, record, resolved, rows, text
from lune_contract.validity import Place, places, problems

if TYPE_CHECKING:
    from lune_contract.document import Operation
    from lune_contract.exchange import Exchange, Request
    from lune_contract.facts import Facts
    from lune_document import JSON

__all__ = ["Repair"]

# An operation, a schema and a property.
_Code: TypeAlias = tuple[str, str, str]

_FOUND: Final = "$response.body#"
_GIVEN: Final = "$request.body#"
# A path with one of these is another path to many a reader.
_STEPS: Final = frozenset({".", ".."})
_REFUSED: Final = 400
_HUNDREDTH: Final = Decimal("0.01")


class Repair:
    """Repairs requests by what was learnt of the target, and learns from each exchange."""

    def __init__(self, facts: Facts, *, is_local: bool) -> None:
        self._facts = facts
        self._is_local = is_local
        self._linked: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        self._keys: set[str] = set()
        self._taken: dict[_Code, list[str]] = defaultdict(list)
        self._refused: dict[_Code, set[str]] = defaultdict(set)

    def headers(self, request: Request, operation: Operation) -> Request:
        """Return a request for the account that is worked on, and for the version of the document.

        A value that violates the schema stays: it is what the request is about.
        """
        wrong = {each.name.lower() for each in problems(request, operation) or ()}
        pinned = {"lune-account", "lune-version"} - wrong
        kept = {
            name: value for name, value in request.headers.items() if name.lower() not in pinned
        }
        if "lune-account" in pinned and self._facts.accounts:
            kept["Lune-Account"] = self._facts.accounts[0]
        return replace(request, headers=kept)

    def repaired(self, request: Request, operation: Operation) -> Request:
        """Return a valid request with what no schema can know."""
        return replace(
            request,
            target=self._target(request, operation),
            body=self._body(request.body, operation) if operation.has_body else request.body,
        )

    def learn(self, exchange: Exchange) -> None:
        """Take from a valid request's answer what later requests can use."""
        operation, answer = exchange.operation, exchange.answer
        if operation is None:
            return
        if not answer.is_success:
            if answer.status == _REFUSED:
                for code, value in _codes(exchange, operation):
                    self._refused[code].add(value)
            return
        for code, value in _codes(exchange, operation):
            if value not in self._taken[code]:
                self._taken[code].append(value)
        for target, place, name, value in _links(exchange, operation, answer.status):
            known = self._linked[target, place, name]
            if value in known:
                known.remove(value)
            known.append(value)

    def _target(self, request: Request, operation: Operation) -> str:
        path = dict(path_values(operation, request.target))
        for name in path:
            known = self._linked.get((operation.id, "path", name))
            if known:
                path[name] = known[-1]
        query = dict(parse_qsl(request.target.partition("?")[2], keep_blank_values=True))
        for name in query:
            if ("query", name) in operation.parameters:
                known = self._linked.get((operation.id, "query", name))
                if known:
                    query[name] = known[-1]
        return operation.target(path, query)

    def _body(self, body: bytes, operation: Operation) -> bytes:
        holder: list[JSON] = [json.loads(body)]
        whole = holder[0]
        if isinstance(whole, dict):
            self._known(whole, operation)
        seen = set[tuple[int, str | int, str | None]]()
        for place in list(places(operation.body_schema, holder, 0)):
            # Alternatives have properties in common.
            known = id(place.holder), place.key, place.name
            if _is_there(place) and known not in seen:
                seen.add(known)
                self._put_right(place, operation)
        if operation.body_problem(holder[0]) is not None:
            return body
        return json.dumps(holder[0], ensure_ascii=False, separators=(",", ":")).encode()

    def _known(self, body: dict[str, JSON], operation: Operation) -> None:
        for name in body:
            known = self._linked.get((operation.id, "body", name))
            if known:
                # What one request uses up is not there for the next.
                body[name] = known.pop() if len(known) > 1 else known[-1]
        elsewhere = operation.raw.get("x-acts-for")
        # An account that somebody would have to remove again.
        if isinstance(elsewhere, str) and not self._is_local:
            body.pop(elsewhere, None)

    def _put_right(self, place: Place, operation: Operation) -> None:
        value = place.value
        if "x-shares" in place.schema and isinstance(value, list):
            place.put(self._divided(value, record(place.schema["x-shares"])))
        elif "x-exclusive" in place.schema and isinstance(value, dict):
            given = [name for name in rows(place.schema["x-exclusive"]) if value.get(text(name))]
            for name in given[1:]:
                del value[text(name)]
        elif place.key == "bundle_id" and self._facts.bundles and value not in self._facts.bundles:
            place.put(self._facts.bundles[0])
        elif place.name == "IdempotencyKey" and isinstance(value, str):
            place.put(self._new(value))
        elif _is_code(place):
            place.put(self._accepted(_code(place, operation), str(value)))
        if isinstance(place.value, list):
            self._spread(place.value)

    def _divided(self, shares: list[JSON], rule: Mapping[str, JSON]) -> list[JSON]:
        name, total = text(rule["property"]), Decimal(text(rule["total"]))
        bundles = self._facts.bundles
        items = [each for each in shares if isinstance(each, dict)][: max(len(bundles), 1)]
        if not items and bundles:
            return [{"bundle_id": bundles[0]}]
        if any(name in each for each in items):
            left = total
            for number, each in enumerate(items):
                is_last = number == len(items) - 1
                share = left if is_last else (total / len(items)).quantize(_HUNDREDTH, ROUND_DOWN)
                left -= share
                is_number = not isinstance(each.get(name), str) and share == int(share)
                each[name] = int(share) if is_number else str(share)
        return [*items]

    def _spread(self, items: list[JSON]) -> None:
        """Give each item of a list a bundle of its own, and leave out those beyond the bundles."""
        of_bundles = [each for each in items if isinstance(each, dict) and "bundle_id" in each]
        if not of_bundles or not self._facts.bundles:
            return
        del items[len(self._facts.bundles) :]
        for each, bundle in zip(of_bundles, self._facts.bundles, strict=False):
            each.update(bundle_id=bundle)

    def _new(self, key: str) -> str:
        """Return a key that was not used before, the given one if that is so."""
        new, number = key, 1
        while new in self._keys:
            number += 1
            new = f"{key[:80]}-{number}"
        self._keys.add(new)
        return new

    def _accepted(self, code: _Code, value: str) -> str:
        """Return a value; one that was taken before in place of one that was refused."""
        taken = self._taken.get(code, [])
        is_good = value in taken or value not in self._refused.get(code, ())
        return value if is_good or not taken else taken[0]


def _is_there(place: Place) -> bool:
    """Say whether a place is still there after others were put right."""
    if isinstance(place.holder, list):
        return int(place.key) < len(place.holder)
    return place.key in place.holder


def _is_code(place: Place) -> bool:
    """Say whether a text means something to the target: the schema lists or describes its form."""
    value, listed, form = place.value, place.schema.get("enum"), place.schema.get("pattern")
    if not isinstance(value, str):
        return False
    if isinstance(listed, list):
        return value in listed
    return isinstance(form, str) and re.search(form, value) is not None


def _code(place: Place, operation: Operation) -> _Code:
    return operation.id, place.name or "", str(place.key)


def _codes(exchange: Exchange, operation: Operation) -> Iterator[tuple[_Code, str]]:
    if not operation.has_body:
        return
    holder: list[JSON] = [json.loads(exchange.request.body)]
    for place in places(operation.body_schema, holder, 0):
        if _is_code(place):
            yield _code(place, operation), str(place.value)


def _links(
    exchange: Exchange, operation: Operation, status: int
) -> Iterator[tuple[str, str, str, str]]:
    """Yield what the links of an answer give: operation, place, name and value."""
    response, _ = resolved(record(operation.raw["responses"]).get(str(status), {}))
    asked: JSON = json.loads(exchange.request.body) if operation.has_body else None
    elsewhere = operation.raw.get("x-acts-for")
    if isinstance(asked, dict) and elsewhere in asked:
        return
    try:
        answered = exchange.answer.json if exchange.answer.body else None
    except ValueError:
        return
    for each in record(response.get("links", {})).values():
        link, _ = resolved(each)
        target = named(text(link["operationId"]))
        for name, expression in record(link.get("parameters", {})).items():
            place = next(place for place, known in target.parameters if known == name)
            value = _evaluated(text(expression), asked, answered)
            if value and value not in _STEPS and not target.parameter_problem(place, name, value):
                yield target.id, place, name, value
        if isinstance(link.get("requestBody"), dict):
            for name, expression in record(link["requestBody"]).items():
                value = _evaluated(text(expression), asked, answered)
                if value:
                    yield target.id, "body", name, value


def _evaluated(expression: str, asked: JSON, answered: JSON) -> str | None:
    """Return the text that an expression of a link stands for, None if there is none."""
    value = answered if expression.startswith(_FOUND) else asked
    pointer = expression.removeprefix(_FOUND).removeprefix(_GIVEN)
    for step in pointer.split("/")[1:]:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value if isinstance(value, str) else None
