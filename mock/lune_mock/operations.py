"""The operations of the document: what each takes and what it may answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import lune_document
from lune_mock.json_values import items, optional_text, record, string
from lune_mock.validation import Schema, Schemas

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lune_document import JSON

__all__ = ["Contract", "Operation", "Parameter", "contract"]

_METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})
# As JSON writes them: no zero in front.
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an operation, by the place it travels in."""

    name: str
    place: str
    """path, query or header."""
    required: bool
    types: frozenset[str]
    """JSON types the schema allows; empty when it names none."""
    schema: Schema

    def value(self, text: str) -> JSON:
        """Return what `text` stands for: text travels for every type."""
        if "integer" in self.types and _INTEGER.fullmatch(text):
            return int(text)
        if "boolean" in self.types and text in {"true", "false"}:
            return text == "true"
        return text


@dataclass(frozen=True, slots=True)
class Body:
    """The body of a request or of an answer: one schema for each media type."""

    required: bool
    schemas: Mapping[str, Schema]
    examples: tuple[JSON, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path."""

    id: str
    method: str
    path: str
    """The path template, such as `/orders/{id}`."""
    tags: frozenset[str]
    parameters: tuple[Parameter, ...]
    body: Body | None
    answers: Mapping[int, Body]
    """By status; a body without schemas is no body."""
    needs_key: bool


@dataclass(frozen=True, slots=True)
class Contract:
    """All operations, the path they stand under and the version of the API."""

    version: str
    base_path: str
    operations: tuple[Operation, ...]


@cache
def contract() -> Contract:
    """Return the operations of the project's own document, read once."""
    return read(lune_document.load())


def read(document: dict[str, JSON]) -> Contract:
    """Return the operations of `document`."""
    return _Reader(document).contract()


class _Reader:
    def __init__(self, document: dict[str, JSON]) -> None:
        self._document = document
        self._schemas = Schemas(document)

    def contract(self) -> Contract:
        servers = items(self._document["servers"])
        base_path = urlsplit(string(record(servers[0])["url"])).path.rstrip("/")
        version = string(record(self._document["info"])["version"])
        return Contract(version, base_path, tuple(self._operations()))

    def _operations(self) -> Iterator[Operation]:
        for path, value in record(self._document["paths"]).items():
            path_item = record(value)
            shared = list(self._parameters(path_item, ("paths", path)))
            for method, operation in path_item.items():
                if method in _METHODS:
                    yield self._operation(path, method, record(operation), shared)

    def _operation(
        self, path: str, method: str, operation: dict[str, JSON], shared: list[Parameter]
    ) -> Operation:
        at = ("paths", path, method)
        parameters = {(each.place, each.name): each for each in shared}
        parameters |= {(each.place, each.name): each for each in self._parameters(operation, at)}
        body = None
        if "requestBody" in operation:
            body = self._body(operation["requestBody"], (*at, "requestBody"))
        answers = {
            int(status): self._body(answer, (*at, "responses", status))
            for status, answer in record(operation["responses"]).items()
        }
        security = operation.get("security", self._document.get("security"))
        return Operation(
            id=string(operation["operationId"]),
            method=method.upper(),
            path=path,
            tags=frozenset(map(string, items(operation.get("tags", [])))),
            parameters=tuple(parameters.values()),
            body=body,
            answers=answers,
            needs_key=bool(security),
        )

    def _parameters(self, holder: dict[str, JSON], at: tuple[str, ...]) -> Iterator[Parameter]:
        for index, value in enumerate(items(holder.get("parameters", []))):
            parameter, where = self._resolved(value, (*at, "parameters", str(index)))
            schema, _ = self._resolved(parameter["schema"], (*where, "schema"))
            yield Parameter(
                name=string(parameter["name"]),
                place=string(parameter["in"]),
                required=parameter.get("required") is True,
                types=_types(schema),
                schema=self._schemas.at(*where, "schema"),
            )

    def _body(self, value: JSON, at: tuple[str, ...]) -> Body:
        body, where = self._resolved(value, at)
        media_types = record(body.get("content", {}))
        return Body(
            required=body.get("required") is True,
            schemas={
                media_type: self._schemas.at(*where, "content", media_type, "schema")
                for media_type in media_types
            },
            examples=tuple(
                self._resolved(example, where)[0]["value"]
                for content in media_types.values()
                for example in record(record(content).get("examples", {})).values()
            ),
        )

    def _resolved(
        self, value: JSON, at: tuple[str, ...]
    ) -> tuple[dict[str, JSON], tuple[str, ...]]:
        """Return an object and where it stands, behind the references that lead to it."""
        found = record(value)
        reference = optional_text(found.get("$ref"))
        if reference is None:
            return found, at
        where = tuple(
            step.replace("~1", "/").replace("~0", "~")
            for step in reference.removeprefix("#/").split("/")
        )
        target: JSON = self._document
        for step in where:
            target = record(target)[step]
        return self._resolved(target, where)


def _types(schema: dict[str, JSON]) -> frozenset[str]:
    declared = schema.get("type", [])
    return frozenset([declared] if isinstance(declared, str) else map(string, items(declared)))
