"""Whether a request satisfies the document, as far as the documents settle that."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final, NoReturn, cast
from urllib.parse import parse_qsl

from lune_contract.document import extension, path_values, record, resolved, rows, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lune_contract.document import Operation
    from lune_contract.exchange import Request
    from lune_document import JSON

__all__ = ["Place", "Problem", "places", "problems", "unwritten_problem"]

_WHOLE: Final = re.compile(r"0|-?[1-9][0-9]*")
_NUMBER: Final = re.compile(r"\s*[-+]?[0-9.]+\s*")


@dataclass(frozen=True)
class Problem:
    """What violates the schema, and where: in body, path, query or header; a body has no name."""

    place: str
    name: str
    says: str


@dataclass(frozen=True)
class Place:
    """A value in a body, with a schema that the document has for it.

    Attributes:
        name: of the schema, None where it has none.
        schema: what the document says of the value.
        holder: the object or list that holds it.
        key: where in the holder.
    """

    name: str | None
    schema: Mapping[str, JSON]
    holder: dict[str, JSON] | list[JSON]
    key: str | int

    @property
    def value(self) -> JSON:
        """The value."""
        if isinstance(self.holder, list):
            return self.holder[int(self.key)]
        return self.holder[str(self.key)]

    def put(self, value: JSON) -> None:
        """Put another value there."""
        if isinstance(self.holder, list):
            self.holder[int(self.key)] = value
        else:
            self.holder[str(self.key)] = value


def places(
    schema: Mapping[str, JSON], holder: dict[str, JSON] | list[JSON], key: str | int
) -> Iterator[Place]:
    """Yield a value and all that is in it, once for each schema that may be meant for it."""
    found, pointer = resolved(dict(schema))
    place = Place(pointer.rpartition("/")[2] if pointer else None, found, holder, key)
    yield place
    for word in ("oneOf", "anyOf", "allOf"):
        for branch in rows(found.get(word, [])):
            yield from places(record(branch), holder, key)
    value = place.value
    if isinstance(value, dict):
        for name, each in record(found.get("properties", {})).items():
            if name in value:
                yield from places(record(each), value, name)
    elif isinstance(value, list) and "items" in found:
        for number in range(len(value)):
            yield from places(record(found["items"]), value, number)


def problems(
    request: Request, operation: Operation, *, settled: bool = False
) -> Sequence[Problem] | None:
    """Return what violates the document's schema; None if the documents leave it open.

    Open is what a reader may take either way: a query parameter that is given twice or that the
    document does not have, `+3` for a number, JSON with a name that is given twice, a body that is
    no JSON by its content type.

    Args:
        request: what was sent.
        operation: what it asks for.
        settled: whether to judge bodies only by what the sources of the document agree on.
    """
    query = parse_qsl(request.target.partition("?")[2], keep_blank_values=True)
    names = [name for name, _ in query]
    if len(set(names)) < len(names):
        return None
    if any(("query", each) not in operation.parameters for each in names):
        return None
    headers = {name.lower(): value for name, value in request.headers.items()}
    path = path_values(operation, request.target)
    given = {"path": path, "query": dict(query), "header": headers}
    found: list[Problem] = []
    for place, name in operation.parameters:
        value = given[place].get(name.lower() if place == "header" else name)
        if value is not None and _is_open(operation, place, name, value):
            return None
        says = _parameter_problem(operation, place, name, value)
        if says is not None:
            found.append(Problem(place, name, says))
    says = _body_problem(request, headers, operation, settled=settled) if operation.has_body else ""
    if says is None:
        return None
    return [*found, Problem("body", "", says)] if says else found


def _parameter_problem(
    operation: Operation, place: str, name: str, value: str | None
) -> str | None:
    if value is not None:
        return operation.parameter_problem(place, name, value)
    pointer = operation.parameters[place, name].removesuffix("/schema")
    parameter, _ = resolved({"$ref": f"#{pointer}"})
    return "it is missing" if parameter.get("required") is True else None


def unwritten_problem(request: Request, operation: Operation) -> bool:
    """Say whether a body breaks a rule that the document has beside its schema.

    Those are shares that do not add up, and properties that exclude each other.
    """
    if not operation.has_body:
        return False
    try:
        body: list[JSON] = [json.loads(request.body)]
    except (ValueError, RecursionError):
        return False
    return any(map(_breaks, places(operation.body_schema, body, 0)))


def _breaks(place: Place) -> bool:
    value = place.value
    if "x-shares" in place.schema and isinstance(value, list):
        rule = record(place.schema["x-shares"])
        name, total = text(rule["property"]), Decimal(text(rule["total"]))
        shares = [each.get(name) for each in value if isinstance(each, dict)]
        given = [str(share) for share in shares if share is not None]
        try:
            return bool(given) and (len(given) < len(shares) or sum(map(Decimal, given)) != total)
        except InvalidOperation:
            return True
    if "x-exclusive" in place.schema and isinstance(value, dict):
        return sum(bool(value.get(text(name))) for name in rows(place.schema["x-exclusive"])) > 1
    return False


def _body_problem(
    request: Request, headers: Mapping[str, str], operation: Operation, *, settled: bool
) -> str | None:
    """Return what is wrong with a body, "" if nothing, None if that is open."""
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    limit = extension("x-max-body-bytes")
    if not request.body:
        return "it is missing"
    if media_type != "application/json" or len(request.body) > cast("int", limit):
        # Whatever it holds, it is refused for this first.
        return None
    try:
        return operation.body_problem(_parsed(request.body), settled=settled) or ""
    except json.JSONDecodeError as error:
        return f"it is no JSON: {error}"
    except UnicodeDecodeError:
        return "it is no UTF-8"
    except (_OpenError, ValueError, OverflowError, RecursionError):
        # What not every reader takes, such as very large numbers.
        return None


def _parsed(body: bytes) -> JSON:
    value: JSON = json.loads(body.decode(), object_pairs_hook=_object, parse_constant=_no_json)
    if b"\\u" in body:
        # Half a character cannot be encoded, and not every reader can hold it.
        json.dumps(value, ensure_ascii=False).encode()
    return value


class _OpenError(Exception):
    """The documents do not say how this is read."""


def _object(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise _OpenError
    return made


def _no_json(constant: str) -> NoReturn:
    message = f"{constant} is no number"
    raise json.JSONDecodeError(message, constant, 0)


def _is_open(operation: Operation, place: str, name: str, value: str) -> bool:
    """Say whether a parameter is a number in a notation that a reader may take or not."""
    schema, _ = resolved({"$ref": f"#{operation.parameters[place, name]}"})
    if schema.get("type") != "integer":
        return False
    return _WHOLE.fullmatch(value) is None and _NUMBER.fullmatch(value) is not None
