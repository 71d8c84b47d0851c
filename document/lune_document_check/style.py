"""Ways to write a schema that generators misread: they lose a part of it or make it untyped."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lune_document_check.document import Document, Node
    from lune_document_check.findings import Finding
    from lune_document_check.source import JSON

_SAY_A_TYPE = ("type", "$ref", "allOf", "oneOf", "anyOf", "enum", "const")
_UNIONS = ("oneOf", "anyOf")
_REFUSED = {
    "default": "generated clients always send it: say it in the description",
    "discriminator": "generators ignore it: tell the variants apart by keys or const",
    "nullable": "this is OpenAPI 3.0: use the type null",
}


def check_style(document: Document) -> list[Finding]:
    """Every schema that a generator would misread."""
    return [
        document.finding(node, f"{node.spelled()}: {message}")
        for root in document.root_schemas()
        for schema in document.subschemas(root)
        for node, message in _faults(schema)
    ]


def _faults(schema: Node) -> Iterator[tuple[Node, str]]:
    for keyword, reason in _REFUSED.items():
        if keyword in schema:
            yield schema[keyword], f"no {keyword}; {reason}"
    if not any(keyword in schema for keyword in _SAY_A_TYPE):
        yield schema, "this says no type: generators make it untyped"
    if "enum" in schema:
        yield from _faults_of_enum(schema)
    for member in schema["allOf"].children():
        if any(keyword in member for keyword in _UNIONS):
            yield member, "no union inside allOf: generators drop it"
    # Beside $ref, properties narrow an answer for strict readers and generators may drop them.
    if "properties" in schema and "$ref" not in schema:
        yield from _faults_of_object(schema)


def _faults_of_enum(schema: Node) -> Iterator[tuple[Node, str]]:
    seen: list[JSON] = []
    for member in schema["enum"].children():
        if member.value is None:
            yield member, "no null among the members: use oneOf with the type null"
        elif schema["type"].value == "string" and not isinstance(member.value, str):
            yield member, f"{member.value} is not text: quote it"
        elif member.value in seen:
            yield member, f"{member.value} is a member twice"
        seen.append(member.value)
    if not seen:
        yield schema["enum"], "there is no member"


def _faults_of_object(schema: Node) -> Iterator[tuple[Node, str]]:
    for keyword in ("allOf", *_UNIONS):
        if keyword in schema:
            yield schema["properties"], f"no properties beside {keyword}: generators drop them"
    if schema["type"].value != "object":
        yield schema, "an object needs type: object"
    is_part = len(schema.pointer) > 1 and schema.pointer[-2] == "allOf"
    for name in schema["required"].children():
        if name.text() not in schema["properties"] and not is_part:
            yield name, f"{name.text()} is required and not among the properties"
