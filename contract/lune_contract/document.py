"""The document as the suite reads it: operations, and what their requests and answers may be.

It is read here on its own, with other code than that of the client and of the mock.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final, cast
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from jsonschema_rs import Draft202012, Draft202012Validator, Registry

import lune_document
from lune_document import JSON

__all__ = [
    "API_VERSION",
    "BASE_PATH",
    "Operation",
    "documented",
    "found",
    "operation",
    "operations",
    "said_place",
]

_URI: Final = "urn:lune:contract"
_SETTLED_URI: Final = "urn:lune:settled"
_UNSETTLED: Final = frozenset({"additionalProperties", "pattern", "minItems", "maxItems"})
_DIGITS: Final = re.compile(r"-?[0-9]{1,18}")
_METHODS: Final = ("get", "put", "post", "patch", "delete")
_DOCUMENT: Final = lune_document.load()


def record(value: JSON) -> dict[str, JSON]:
    """Return a value that the document has as an object."""
    if not isinstance(value, dict):
        message = f"the document has {type(value).__name__} where an object belongs"
        raise TypeError(message)
    return value


def rows(value: JSON) -> list[JSON]:
    """Return a value that the document has as a list."""
    if not isinstance(value, list):
        message = f"the document has {type(value).__name__} where a list belongs"
        raise TypeError(message)
    return value


def text(value: JSON) -> str:
    """Return a value that the document has as text."""
    if not isinstance(value, str):
        message = f"the document has {type(value).__name__} where text belongs"
        raise TypeError(message)
    return value


def resolved(value: JSON) -> tuple[dict[str, JSON], str | None]:
    """Return an object of the document and, if it is a reference, the pointer that it refers to."""
    item = record(value)
    if "$ref" not in item:
        return item, None
    pointer = text(item["$ref"]).removeprefix("#")
    return _at(pointer), pointer


def _at(pointer: str) -> dict[str, JSON]:
    place: JSON = _DOCUMENT
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        place = rows(place)[int(name)] if isinstance(place, list) else record(place)[name]
    found, _ = resolved(place)
    return found


BASE_PATH: Final = urlsplit(text(record(rows(_DOCUMENT["servers"])[0])["url"])).path
"""The path of the server that the document names, `/v1`."""


API_VERSION: Final = text(record(_DOCUMENT["info"])["version"])
"""The version of the API that the document describes."""


@cache
def _registry() -> Registry:
    documents = [(_URI, _DOCUMENT), (_SETTLED_URI, _settled(_DOCUMENT))]
    return Registry(documents, draft=Draft202012)


def _settled(value: JSON) -> JSON:
    """Return a part of the document without what its sources do not agree on.

    That is whether a property may be null, objects may have more properties, how many items there
    are and how texts are spelt; and which variant of a union is meant.
    """
    if isinstance(value, list):
        return [_settled(each) for each in value]
    if not isinstance(value, dict):
        return value
    kept: dict[str, JSON] = {}
    for name, each in value.items():
        if name == "properties" and isinstance(each, dict):
            kept[name] = {property_: _settled(schema) for property_, schema in each.items()}
        elif name == "oneOf":
            kept["anyOf"] = [*rows(_settled(each)), {"type": "null"}]
        elif name == "type" and isinstance(each, str):
            kept[name] = [each, "null"]
        elif name == "enum" and isinstance(each, list):
            kept[name] = [*each, None]
        elif name not in _UNSETTLED or (name == "pattern" and value.get("format") == "decimal"):
            kept[name] = _settled(each)
    return kept


@cache
def _validator(pointer: str, uri: str = _URI) -> Draft202012Validator:
    reference = f"{uri}#{quote(pointer, safe='/~')}"
    return Draft202012Validator({"$ref": reference}, registry=_registry(), validate_formats=True)


def _problem(pointer: str, value: object, uri: str = _URI) -> str | None:
    """Return why a value does not satisfy the schema at a pointer, None if it does."""
    validator = _validator(pointer, uri)
    if validator.is_valid(value):
        return None
    error = max(validator.iter_errors(value), key=lambda each: len(each.instance_path))
    message = error.message[:400]
    return f"{said_place(error.instance_path)}: {message}" if error.instance_path else message


def said_place(place: Sequence[str | int]) -> str:
    """Return how a person reads a place in JSON: `data[0].total_cost`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
    return "".join(steps).removeprefix(".") or "the body"


def fits(schema: Mapping[str, JSON], value: object) -> bool:
    """Say whether a value satisfies a schema of the document: a reference, or one without any."""
    if "$ref" in schema:
        return _validator(text(schema["$ref"]).removeprefix("#")).is_valid(value)
    return Draft202012Validator(dict(schema), validate_formats=True).is_valid(value)


def _step(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


@dataclass(frozen=True)
class Operation:
    """An operation of the document; `id` is its operationId, `path` its template."""

    id: str
    method: str
    path: str

    def __repr__(self) -> str:
        return f"<{self.id} {self.method} {self.path}>"

    @property
    def _pointer(self) -> str:
        return f"/paths/{_step(self.path)}/{self.method.lower()}"

    @cached_property
    def raw(self) -> Mapping[str, JSON]:
        """The operation as it stands in the document."""
        return record(record(record(_DOCUMENT["paths"])[self.path])[self.method.lower()])

    @property
    def tag(self) -> str:
        """Its first tag, the resource."""
        return text(rows(self.raw["tags"])[0])

    @property
    def places_orders(self) -> bool:
        """Whether a request that is carried out places an order."""
        return self.tag == "orders" and self.method == "POST" and "x-repeatable" not in self.raw

    @property
    def has_body(self) -> bool:
        """Whether requests have a body."""
        return "requestBody" in self.raw

    @property
    def _body(self) -> Mapping[str, JSON]:
        body, _ = resolved(self.raw["requestBody"])
        (content,) = record(body["content"]).values()
        return record(content)

    @property
    def body_schema(self) -> Mapping[str, JSON]:
        """The schema of its requests' bodies."""
        return record(self._body["schema"])

    @cached_property
    def bodies(self) -> Sequence[JSON]:
        """The examples of its requests' bodies. They are shared: do not change them."""
        examples = record(self._body["examples"]).values()
        return [resolved(each)[0]["value"] for each in examples]

    @property
    def statuses(self) -> frozenset[int]:
        """The statuses that it declares."""
        return frozenset(int(status) for status in record(self.raw["responses"]))

    @cached_property
    def parameters(self) -> Mapping[tuple[str, str], str]:
        """Pointers to the schemas of its parameters, by place and name: ("query", "limit")."""
        pointers: dict[tuple[str, str], str] = {}
        item = f"/paths/{_step(self.path)}"
        shared = record(record(_DOCUMENT["paths"])[self.path]).get("parameters", [])
        for place, listed in (
            (item, shared),
            (self._pointer, self.raw.get("parameters", [])),
        ):
            for number, each in enumerate(rows(listed)):
                parameter, pointer = resolved(each)
                at = pointer or f"{place}/parameters/{number}"
                key = (text(parameter["in"]), text(parameter["name"]))
                pointers[key] = f"{at}/schema"
        return pointers

    @cached_property
    def query_parameters(self) -> Mapping[str, Mapping[str, JSON]]:
        """The parameters of its query by name, as they stand in the document."""
        listed = (resolved(each)[0] for each in rows(self.raw.get("parameters", [])))
        return {text(each["name"]): each for each in listed if each["in"] == "query"}

    def target(self, path: Mapping[str, str], query: Mapping[str, str]) -> str:
        """Return path and query, percent-encoded."""
        target = self.path
        for name, value in path.items():
            target = target.replace("{" + name + "}", quote(value, safe=""))
        if query:
            pairs = (f"{quote(name)}={quote(value, safe='')}" for name, value in query.items())
            target = f"{target}?{'&'.join(pairs)}"
        return target

    def declares(self, status: int) -> bool:
        """Say whether the document has this status for it."""
        return status in self.statuses

    def media_types(self, status: int) -> frozenset[str]:
        """Return the content types of an answer; empty if it has no body."""
        response, _ = resolved(record(self.raw["responses"])[str(status)])
        return frozenset(record(response.get("content", {})))

    def answer_problem(self, status: int, value: object) -> str | None:
        """Return why a JSON body is none of this operation and status, None if it is one."""
        response, pointer = resolved(record(self.raw["responses"])[str(status)])
        at = pointer or f"{self._pointer}/responses/{status}"
        for media_type in record(response.get("content", {})):
            return _problem(f"{at}/content/{_step(media_type)}/schema", value)
        return "the answer has a body, and the document has none"

    @cached_property
    def _body_pointer(self) -> str:
        body, pointer = resolved(self.raw["requestBody"])
        at = pointer or f"{self._pointer}/requestBody"
        (media_type,) = record(body["content"])
        return f"{at}/content/{_step(media_type)}/schema"

    def takes(self, value: object) -> bool:
        """Say whether a JSON value is a body of a request."""
        return _validator(self._body_pointer).is_valid(value)

    def body_problem(self, value: object, *, settled: bool = False) -> str | None:
        """Return why a JSON value is no body of a request, None if it is one.

        Args:
            value: what is asked about.
            settled: whether to judge only by what the sources of the document agree on.
        """
        return _problem(self._body_pointer, value, _SETTLED_URI if settled else _URI)

    def parameter_problem(self, place: str, name: str, value: str) -> str | None:
        """Return why a text, as it travels, is no value of a parameter, None if it is one."""
        pointer = self.parameters[place, name]
        # Whole numbers travel as digits; what else is said to be a number is none.
        is_number = _at(pointer).get("type") == "integer" and _DIGITS.fullmatch(value) is not None
        return _problem(pointer, int(value) if is_number else value)


@cache
def operations() -> Mapping[str, Operation]:
    """Return all operations by id, in the document's order."""
    return {each.id: each for each in _all()}


def _all() -> Iterator[Operation]:
    for path, item in record(_DOCUMENT["paths"]).items():
        for method, raw in record(item).items():
            if method in _METHODS:
                yield Operation(text(record(raw)["operationId"]), method.upper(), path)


def operation(operation_id: str) -> Operation:
    """Return an operation by its id.

    Raises:
        LookupError: the document has none of that name; the message lists those that it has.
    """
    known = operations()
    if operation_id not in known:
        message = f"there is no operation {operation_id!r}; the document has {', '.join(known)}"
        raise LookupError(message)
    return known[operation_id]


@cache
def _templates() -> Mapping[str, tuple[tuple[tuple[str, ...], Operation], ...]]:
    by_method: dict[str, list[tuple[tuple[str, ...], Operation]]] = {}
    for each in operations().values():
        by_method.setdefault(each.method, []).append((tuple(each.path.split("/")), each))
    return {method: tuple(templates) for method, templates in by_method.items()}


def found(method: str, target: str) -> Operation | None:
    """Return the operation that a request asks for, None if there is none.

    A literal segment wins over a parameter.
    """
    steps = target.partition("?")[0].split("/")
    fitting = [
        (sum(step.startswith("{") for step in template), each)
        for template, each in _templates().get(method, ())
        if len(template) == len(steps) and all(map(_fits, template, steps))
    ]
    return min(fitting, key=lambda pair: pair[0], default=(0, None))[1]


def _fits(template: str, step: str) -> bool:
    return bool(step) if template.startswith("{") else template == unquote(step)


def query_of(target: str) -> Mapping[str, str]:
    """Return the query of a request's target, decoded."""
    return dict(parse_qsl(target.partition("?")[2], keep_blank_values=True))


def path_values(operation: Operation, target: str) -> Mapping[str, str]:
    """Return the path parameters of a request for an operation, decoded."""
    steps = target.partition("?")[0].split("/")
    return {
        template[1:-1]: unquote(step)
        for template, step in zip(operation.path.split("/"), steps, strict=True)
        if template.startswith("{")
    }


@cache
def _names() -> Mapping[str, bool]:
    """Return the names of all properties, each with whether its value has names of the caller's."""
    found: dict[str, bool] = {}
    _collect(_DOCUMENT["paths"], found)
    _collect(record(_DOCUMENT["components"])["schemas"], found)
    return found


def _collect(value: JSON, found: dict[str, bool]) -> None:
    if isinstance(value, list):
        for each in value:
            _collect(each, found)
    elif isinstance(value, dict):
        properties = value.get("properties")
        for name, each in properties.items() if isinstance(properties, dict) else ():
            if isinstance(each, dict):
                is_map = isinstance(resolved(each)[0].get("additionalProperties"), dict)
                found[name] = found.get(name, False) or is_map
        for each in value.values():
            _collect(each, found)


def documented(value: JSON) -> JSON:
    """Return a JSON value without properties of a name that the document does not have."""
    if isinstance(value, list):
        return [documented(each) for each in value]
    if isinstance(value, dict):
        names = _names()
        return {
            name: each if names[name] else documented(each)
            for name, each in value.items()
            if name in names
        }
    return value


def schemas() -> Mapping[str, Mapping[str, JSON]]:
    """Return the schemas of the document's components by name."""
    named = record(record(_DOCUMENT["components"])["schemas"])
    return {name: record(value) for name, value in named.items()}


def schema(name: str) -> Mapping[str, JSON]:
    """Return a schema of the document's components by name."""
    return schemas()[name]


def extension(name: str) -> JSON:
    """Return an extension that the document has beside its title."""
    return cast("dict[str, JSON]", _DOCUMENT["info"])[name]
