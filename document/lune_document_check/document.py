"""Walking an OpenAPI document: nodes that know their place, references, operations, schemas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lune_document_check.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lune_document_check.source import JSON, Pointer, Source

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

# Keywords of a schema that hold one schema, a list of schemas, or schemas by name.
_ONE = ("items", "additionalProperties", "unevaluatedProperties", "propertyNames", "contains")
_LIST = ("oneOf", "anyOf", "allOf", "prefixItems")
_NAMED = ("properties", "patternProperties", "dependentSchemas")


@dataclass(frozen=True)
class Node:
    """A value of the document together with its place."""

    pointer: Pointer
    value: JSON

    def __getitem__(self, key: str | int) -> Node:
        """The node under a key or index; its value is None where there is none."""
        child: JSON = None
        if isinstance(self.value, dict):
            child = self.value.get(str(key))
        elif isinstance(self.value, list) and str(key).isdecimal() and int(key) < len(self.value):
            child = self.value[int(key)]
        return Node((*self.pointer, str(key)), child)

    def __contains__(self, key: str) -> bool:
        """Whether the node is a mapping that has the key."""
        return isinstance(self.value, dict) and key in self.value

    def entries(self) -> Iterator[tuple[str, Node]]:
        """The members of a mapping, or the elements of a list; nothing for a scalar."""
        if isinstance(self.value, dict):
            for key in self.value:
                yield key, self[key]
        elif isinstance(self.value, list):
            for index in range(len(self.value)):
                yield str(index), self[index]

    def children(self) -> Iterator[Node]:
        """The values of a mapping or list without their keys."""
        for _, child in self.entries():
            yield child

    def text(self) -> str:
        """The value if it is text, otherwise the empty string."""
        return self.value if isinstance(self.value, str) else ""

    def spelled(self) -> str:
        """The place of the node as a reference writes it."""
        parts = (part.replace("~", "~0").replace("/", "~1") for part in self.pointer)
        return "#/" + "/".join(parts)

    def is_present(self) -> bool:
        """Whether there is a value here other than null."""
        return self.value is not None


@dataclass(frozen=True)
class Operation:
    """One operation with the path item around it."""

    path: str
    method: str
    node: Node
    item: Node

    @property
    def id(self) -> str:
        """The operationId, or method and path where it has none."""
        return self.node["operationId"].text() or f"{self.method.upper()} {self.path}"


@dataclass(frozen=True)
class Body:
    """A schema with its examples: a media type, a parameter or a header."""

    name: str
    node: Node


class Document:
    """The parsed document and the questions that the checks ask it."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.root = Node((), source.data)

    def finding(self, node: Node, message: str) -> Finding:
        """A finding at the line of a node."""
        return Finding(self.source.line(node.pointer), 0, message)

    def find(self, reference: str) -> Node | None:
        """The node that a `#/...` reference names, None where there is none."""
        if not reference.startswith("#/"):
            return None
        node = self.root
        for part in reference[2:].split("/"):
            key = part.replace("~1", "/").replace("~0", "~")
            known = key in node or (isinstance(node.value, list) and node[key].is_present())
            if not known:
                return None
            node = node[key]
        return node

    def follow(self, node: Node) -> Node:
        """The node itself, or what its `$ref` leads to (the node itself where it leads nowhere)."""
        seen: set[Pointer] = set()
        while "$ref" in node and node.pointer not in seen:
            seen.add(node.pointer)
            target = self.find(node["$ref"].text())
            if target is None:
                break
            node = target
        return node

    def operations(self) -> Iterator[Operation]:
        """Every operation in the order of the document."""
        for path, item in self.root["paths"].entries():
            for method in METHODS:
                if method in item:
                    yield Operation(path, method, item[method], item)

    def parameters(self, operation: Operation) -> dict[tuple[str, str], Node]:
        """The parameters of an operation and its path item, by place and name."""
        found: dict[tuple[str, str], Node] = {}
        for owner in (operation.item, operation.node):
            for entry in owner["parameters"].children():
                parameter = self.follow(entry)
                found[parameter["in"].text(), parameter["name"].text()] = parameter
        return found

    def request_bodies(self, operation: Operation) -> Iterator[Body]:
        """The media types of the request body."""
        for kind, node in self.follow(operation.node["requestBody"])["content"].entries():
            yield Body(kind, node)

    def answers(self, operation: Operation) -> Iterator[tuple[str, Node]]:
        """Status and response object of each answer."""
        for status, entry in operation.node["responses"].entries():
            yield status, self.follow(entry)

    def bodies(self) -> Iterator[Body]:
        """Everything that has a schema and may have examples, each once."""
        seen: set[Pointer] = set()
        for body in self._all_bodies():
            if body.node.pointer not in seen:
                seen.add(body.node.pointer)
                yield body

    def _all_bodies(self) -> Iterator[Body]:
        for operation in self.operations():
            yield from self._bodies_of(operation)
        components = self.root["components"]
        for kind in ("parameters", "headers"):
            for name, entry in components[kind].entries():
                yield Body(f"the component {name}", entry)
        for kind in ("requestBodies", "responses"):
            for name, entry in components[kind].entries():
                for media in entry["content"].children():
                    yield Body(f"the component {name}", media)

    def _bodies_of(self, operation: Operation) -> Iterator[Body]:
        for (_, name), parameter in self.parameters(operation).items():
            yield Body(f"the parameter {name}", parameter)
        for body in self.request_bodies(operation):
            yield Body(f"the request of {operation.id}", body.node)
        for status, answer in self.answers(operation):
            for media in answer["content"].children():
                yield Body(f"the {status} of {operation.id}", media)
            for name, header in answer["headers"].entries():
                yield Body(f"the header {name}", self.follow(header))

    def root_schemas(self) -> Iterator[Node]:
        """The schemas that stand in no other schema."""
        yield from self.root["components"]["schemas"].children()
        for body in self.bodies():
            if "schema" in body.node:
                yield body.node["schema"]

    def subschemas(self, schema: Node) -> Iterator[Node]:
        """A schema and all schemas written inside it; references are not followed."""
        yield schema
        for keyword in _ONE:
            if isinstance(schema[keyword].value, dict):
                yield from self.subschemas(schema[keyword])
        for keyword in (*_LIST, *_NAMED):
            for child in schema[keyword].children():
                yield from self.subschemas(child)

    def reachable(self, schema: Node) -> Iterator[Node]:
        """A schema and all schemas that it uses, references followed, each once."""
        seen: set[Pointer] = set()
        waiting = [schema]
        while waiting:
            for node in self.subschemas(waiting.pop()):
                if node.pointer in seen:
                    continue
                seen.add(node.pointer)
                yield node
                target = self.find(node["$ref"].text()) if "$ref" in node else None
                if target is not None and target.pointer not in seen:
                    waiting.append(target)
