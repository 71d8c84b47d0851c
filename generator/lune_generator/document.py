"""The document as it is written, for what the generator's parser does not keep."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

import yaml
from attrs import frozen

Value: TypeAlias = Any
"""What a document holds: any JSON value."""
Raw: TypeAlias = Mapping[str, Value]
"""A JSON object of the document."""

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_SCHEMA = "#/components/schemas/"


class DocumentError(Exception):
    """The document cannot be read, or does not say what generation needs."""


def refuse(problem: str) -> NoReturn:
    """Give up because of what the document says."""
    raise DocumentError(problem)


@frozen
class RawOperation:
    """One operation with the parameters of its path item."""

    method: str
    path: str
    raw: Raw
    parameters: tuple[Raw, ...]

    @property
    def id(self) -> str:
        """The operationId."""
        return str(self.raw["operationId"])


def load(path: Path) -> dict[str, Value]:
    """Read a YAML document.

    Raises:
        DocumentError: it is missing or no YAML; the text says where.
    """
    try:
        text = path.read_text(encoding="utf-8")
        loaded: Value = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader
    except OSError as error:
        refuse(f"{path}: cannot be read: {error.strerror}")
    except yaml.YAMLError as error:
        refuse(f"{path}: no valid YAML: {error}")
    if not hasattr(loaded, "items"):
        refuse(f"{path}: a mapping is expected at the top")
    return {**loaded}


class _Loader(yaml.CSafeLoader):
    """YAML as JSON has it: dates stay text, so that the compiled form is plain JSON."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def compiled(raw: Raw) -> str:
    """The document as one line of JSON, which needs no YAML reader."""
    return json.dumps(raw, ensure_ascii=False, separators=(",", ":")) + "\n"


class Document:
    """Questions about the raw document."""

    def __init__(self, raw: Raw) -> None:
        self.raw = raw

    @property
    def schemas(self) -> Raw:
        """The named schemas."""
        found: Raw = self.raw.get("components", {}).get("schemas", {})
        return found

    def at(self, reference: str) -> Raw:
        """What a local reference points to."""
        here: Value = self.raw
        for part in reference.removeprefix("#/").split("/"):
            try:
                here = here[part.replace("~1", "/").replace("~0", "~")]
            except (KeyError, TypeError):
                refuse(f"{reference} points to nothing")
        return here  # type: ignore[no-any-return]

    def resolve(self, raw: Raw) -> Raw:
        """The schema itself, references followed; siblings of a reference win over its target."""
        while "$ref" in raw:
            raw = {**self.at(raw["$ref"]), **{k: v for k, v in raw.items() if k != "$ref"}}
        return raw

    def properties(self, raw: Raw) -> dict[str, Raw]:
        """The properties of an object, with those of its allOf and of what it refers to."""
        found = self.properties(self.at(raw["$ref"])) if "$ref" in raw else {}
        for part in raw.get("allOf", ()):
            found |= self.properties(part)
        found.update(raw.get("properties", {}))
        return found

    def required(self, raw: Raw) -> set[str]:
        """The required properties of an object, those of its allOf included."""
        schema = self.resolve(raw)
        found = set(schema.get("required", ()))
        for part in schema.get("allOf", ()):
            found |= self.required(part)
        return found

    def allows_null(self, raw: Raw) -> bool:
        """Whether null is a value of the schema."""
        schema = self.resolve(raw)
        kinds = schema.get("type", ())
        listed = schema.get("oneOf") or schema.get("anyOf") or ()
        return "null" in kinds or any(self.allows_null(each) for each in listed)

    def alternatives(self, raw: Raw) -> list[Raw]:
        """The variants of a union, without null; empty for what is no union."""
        schema = self.resolve(raw)
        listed = schema.get("oneOf") or schema.get("anyOf") or ()
        return [variant for variant in listed if variant.get("type") != "null"]

    def without_null(self, raw: Raw) -> Raw:
        """The schema behind ``oneOf: [X, null]`` or ``type: [x, null]``, or ``raw`` itself."""
        schema = self.resolve(raw)
        match self.alternatives(schema), schema.get("type"):
            case [only], _:
                return {**self.resolve(only), **self._said(schema)}
            case _, [kind, "null"] | ["null", kind]:
                return {**schema, "type": kind}
            case _:
                return schema

    @staticmethod
    def _said(schema: Raw) -> Raw:
        return {k: v for k, v in schema.items() if k in {"description", "example", "examples"}}

    def component(self, raw: Raw) -> str | None:
        """The component that a schema refers to, through ``oneOf: [X, null]`` as well."""
        for variant in (raw, *raw.get("oneOf", ()), *raw.get("anyOf", ())):
            if (name := component_name(variant)) is not None:
                return name
        return None

    def describe(self, raw: Raw) -> str:
        """The description of a schema, that of a reference's sibling first."""
        return " ".join(str(self.without_null(raw).get("description", "")).split())

    def operations(self) -> Iterator[RawOperation]:
        """Every operation, in the order of the document."""
        for path, item in self.raw.get("paths", {}).items():
            for method in _METHODS:
                if method in item:
                    raw = item[method]
                    parameters = (*raw.get("parameters", ()), *item.get("parameters", ()))
                    yield RawOperation(
                        method.upper(), path, raw, tuple(self.resolve(p) for p in parameters)
                    )

    def operation(self, operation_id: str) -> RawOperation:
        """The operation of that id."""
        return next(o for o in self.operations() if o.id == operation_id)

    def body(self, operation: RawOperation) -> Raw | None:
        """The schema of the JSON body, if there is one."""
        body = operation.raw.get("requestBody")
        if body is None:
            return None
        found: Raw = self.resolve(body)["content"]["application/json"]["schema"]
        return found

    def body_example(self, operation: RawOperation) -> Value:
        """The first example of the JSON body, None without one."""
        body = self.resolve(operation.raw.get("requestBody", {}))
        content = body.get("content", {}).get("application/json", {})
        for example in content.get("examples", {}).values():
            return self.resolve(example).get("value")
        return content.get("example")

    def statuses(self, operation: RawOperation) -> dict[str, Raw]:
        """The declared answers by status."""
        return {str(s): self.resolve(r) for s, r in operation.raw.get("responses", {}).items()}

    @cached_property
    def sent(self) -> frozenset[str]:
        """Names of the schemas that a request can hold."""
        found: set[str] = set()
        for operation in self.operations():
            body = self.body(operation)
            if body is not None:
                self._reach(body, found)
            for parameter in operation.parameters:
                self._reach(parameter.get("schema", {}), found)
        return frozenset(found)

    def _reach(self, raw: Raw, found: set[str]) -> None:
        """Add the components that a schema can hold."""
        name = component_name(raw)
        if name is not None and name not in found:
            found.add(name)
            self._reach(self.schemas[name], found)
        for part in parts_of(raw):
            self._reach(part, found)


def parts_of(schema: Raw) -> list[Raw]:
    """The schemas that are written out directly inside a schema."""
    found: list[Raw] = [*schema.get("properties", {}).values()]
    for keyword in ("allOf", "anyOf", "oneOf"):
        found += schema.get(keyword, ())
    for keyword in ("items", "additionalProperties"):
        if isinstance(schema.get(keyword), Mapping):
            found.append(schema[keyword])
    return found


def component_name(raw: Raw) -> str | None:
    """The component that a schema refers to, None if it is written out in place."""
    reference = raw.get("$ref")
    if isinstance(reference, str) and reference.startswith(_SCHEMA):
        return reference.removeprefix(_SCHEMA)
    return None
