"""Every example in the document against the schema beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import jsonschema_rs

from lune_document_check.document import Document, Node
from lune_document_check.problems import describe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lune_document_check.findings import Finding

_BASE = "urn:lune:document"


class Examples:
    """Checks examples and counts them."""

    def __init__(self, document: Document) -> None:
        self.count = 0
        self._document = document
        self._registry = jsonschema_rs.Registry(
            [(_BASE, document.root.value)], draft=jsonschema_rs.Draft202012
        )

    def check(self) -> list[Finding]:
        """One finding for each problem of each example."""
        return [*self._of_bodies(), *self._of_schemas()]

    def _of_bodies(self) -> Iterator[Finding]:
        for body in self._document.bodies():
            schema = body.node["schema"]
            if "example" in body.node:
                yield from self._problems(body.name, schema, body.node["example"])
            for name, entry in body.node["examples"].entries():
                example = self._document.follow(entry)
                if "externalValue" in example:
                    yield self._document.finding(example, f"{body.name}: example not in the file")
                elif "value" not in example:
                    yield self._document.finding(example, f"{body.name}: {name} has no value")
                else:
                    yield from self._problems(f"{body.name}, {name}", schema, example["value"])

    def _of_schemas(self) -> Iterator[Finding]:
        for root in self._document.root_schemas():
            for schema in self._document.subschemas(root):
                name = "/".join(schema.pointer[-2:])
                if "example" in schema:
                    yield self._document.finding(
                        schema["example"], f"{name}: schemas have `examples`, a list, in 3.1"
                    )
                for example in schema["examples"].children():
                    yield from self._problems(name, schema, example)

    def _problems(self, name: str, schema: Node, example: Node) -> Iterator[Finding]:
        self.count += 1
        if not schema.is_present():
            yield self._document.finding(example, f"{name}: an example without a schema")
            return
        place = _BASE + quote(schema.spelled(), safe="#/~")
        try:
            validator = jsonschema_rs.Draft202012Validator(
                {"$ref": place}, registry=self._registry, validate_formats=True
            )
        except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError):
            return  # a broken schema or reference has its own finding
        for error in validator.iter_errors(example.value):
            problem = describe(error)
            where = Node((*example.pointer, *problem.path), None)
            words = [name, ".".join(problem.path), problem.message]
            yield self._document.finding(where, ": ".join(word for word in words if word))
