"""OpenAPI and JSON Schema themselves: references, schemas, and the rules of the specification."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol, cast

import jsonschema_rs
from openapi_spec_validator import OpenAPIV31SpecValidator

from lune_document_check.document import Document, Node
from lune_document_check.problems import describe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from lune_document_check.findings import Finding
    from lune_document_check.source import JSON


class _Breach(Protocol):
    """An error of openapi-spec-validator: that of jsonschema, which ships no types."""

    message: str
    absolute_path: Iterable[str | int]


_META = "https://json-schema.org/draft/2020-12/schema"


def check_specification(document: Document) -> list[Finding]:
    """Every breach of OpenAPI 3.1 and of JSON Schema 2020-12."""
    if not isinstance(document.root.value, dict):
        return [document.finding(document.root, "the document must be a mapping")]
    known = [
        *_dangling_references(document, document.root),
        *_broken_schemas(document),
    ]
    return [*known, *_breaches(document, known)]


def _dangling_references(document: Document, node: Node) -> Iterator[Finding]:
    for key, child in node.entries():
        reference = child.text() if key == "$ref" else ""
        if reference and document.find(reference) is None:
            yield document.finding(child, f"$ref {reference} leads nowhere")
        yield from _dangling_references(document, child)


def _broken_schemas(document: Document) -> Iterator[Finding]:
    validator = jsonschema_rs.Draft202012Validator({"$ref": _META})
    for schema in document.root_schemas():
        for error in validator.iter_errors(schema.value):
            problem = describe(error)
            where = Node((*schema.pointer, *problem.path), None)
            yield document.finding(where, f"{where.spelled()}: {problem.message}")


def _breaches(document: Document, known: list[Finding]) -> Iterator[Finding]:
    root = cast("Mapping[str, JSON]", document.root.value)
    try:
        errors = cast("Iterable[_Breach]", OpenAPIV31SpecValidator(root).iter_errors())
        for error in errors:
            where = _place(document, error)
            # The place of an error in a schema is told from that schema, not from the document;
            # these errors are among those that are known already, with their line.
            if where.pointer and where.pointer[0] not in document.root and known:
                continue
            message = error.message.splitlines()[0]
            yield document.finding(where, f"{where.spelled()}: {message}")
    except Exception as error:  # noqa: BLE001 - it lets errors of half a dozen libraries through
        if not known:
            message = f"openapi-spec-validator gave up: {type(error).__name__}: {error}"
            yield document.finding(document.root, message[:300])


def _place(document: Document, error: _Breach) -> Node:
    pointer = tuple(str(part) for part in error.absolute_path)
    if pointer:
        return Node(pointer, None)
    # Errors beyond the schema (an unused path parameter, say) name the place in the message only.
    quoted: set[str] = set(re.findall(r"['\"]([^'\"]+)['\"]", error.message))
    for operation in document.operations():
        if {operation.path, operation.method} <= quoted or operation.id in quoted:
            return operation.node
    return document.root
