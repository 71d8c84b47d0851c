"""Looks at a generated package from outside: is there Python for everything in the document?

Runs in a process of its own, because the package it looks at is not the one that is installed:
``python -m lune_generator.probe DIRECTORY DOCUMENT FIXTURES`` prints what is missing, as JSON.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from openapi_python_client import schema as oai
from openapi_python_client import strings

from .code import class_name, snake
from .document import Document, Raw, component_name
from .properties import is_string_map


def is_plain(schema: Raw) -> bool:
    """Whether a component is a scalar or a mapping of text, for which Python has a type."""
    parsed = oai.Schema.model_validate(schema)
    if parsed.enum or parsed.allOf or parsed.oneOf or parsed.anyOf:
        return False
    is_object = parsed.type == oai.DataType.OBJECT or bool(parsed.properties)
    return not is_object or is_string_map(parsed)


def missing_models(document: Document) -> Iterator[str]:
    """Components without a model or alias."""
    models = importlib.import_module("lune_api.models")
    for name, schema in document.schemas.items():
        if not is_plain(schema) and not hasattr(models, class_name(name)):
            yield f"component {name}: no model or alias in lune_api.models"


def missing_methods(document: Document) -> Iterator[str]:
    """Operations without a function or a method."""
    for operation in document.operations():
        tag = str(strings.PythonIdentifier(operation.raw["tags"][0], "tag"))
        function = str(strings.PythonIdentifier(operation.id, ""))
        try:
            module = importlib.import_module(f"lune_api.api.{tag}")
            importlib.import_module(f"lune_api.api.{tag}.{function}")
        except ImportError as error:
            yield f"operation {operation.id}: {error}"
            continue
        method = operation.raw.get("x-method-name", "")
        for prefix in ("", "Async"):
            resource = getattr(module, f"{prefix}{class_name(tag)}", None)
            if not callable(getattr(resource, method, None)):
                yield f"operation {operation.id}: no method {prefix}{class_name(tag)}.{method}"


def unions(document: Document) -> Iterator[tuple[str, list[Raw]]]:
    """Every union with its variants."""
    for name, schema in document.schemas.items():
        if len(variants := document.alternatives(schema)) > 1:
            yield name, variants


def variant_name(raw: Raw) -> str:
    """The component of a variant, or the JSON type of a scalar."""
    return component_name(raw) or str(raw.get("type"))


def read(union: str, value: Any) -> Any:  # noqa: ANN401 - any JSON value, any class
    """Parse a value of a union with the generated code."""
    name = class_name(union)
    module = importlib.import_module(f"lune_api.models.{strings.PythonIdentifier(name, '')}")
    return getattr(module, f"read_{snake(name)}")(value)


def is_variant(document: Document, raw: Raw, value: Any, parsed: Any) -> bool:  # noqa: ANN401
    """Whether a parsed value is of exactly this variant."""
    schema = document.resolve(raw)
    if "enum" in schema:
        return parsed == value and value in schema["enum"]
    component = component_name(raw)
    if component is not None and not is_plain(schema):
        return type(parsed).__name__ == class_name(component)
    kinds = {"integer": "int", "number": "float", "string": "str", "boolean": "bool"}
    kind = "Decimal" if schema.get("format") == "decimal" else kinds.get(schema.get("type", ""), "")
    return type(parsed).__name__ == kind


def wrong_unions(document: Document, fixtures: Raw) -> Iterator[str]:
    """Variants without a fixture, and fixtures that parse to something else."""
    expected = dict(unions(document))
    for union, variants in expected.items():
        given = fixtures.get(union, {})
        names = [variant_name(raw) for raw in variants]
        yield from (
            f"union {union}: fixtures for the unknown variant {n}" for n in given.keys() - names
        )
        for name, raw in zip(names, variants, strict=True):
            if not given.get(name):
                yield f"union {union}: no fixture for the variant {name}"
            for value in given.get(name, ()):
                parsed = read(union, value)
                if not is_variant(document, raw, value, parsed):
                    yield f"union {union}: a fixture for {name} is read as {parsed!r:.200}"
    yield from (
        f"union {name}: fixtures for an unknown union" for name in fixtures.keys() - expected
    )


def main(arguments: list[str]) -> None:
    """Print the findings."""
    directory, document_path, fixtures_path = arguments
    sys.path.insert(0, directory)
    document = Document(json.loads(Path(document_path).read_text(encoding="utf-8")))
    fixtures = json.loads(Path(fixtures_path).read_text(encoding="utf-8"))
    findings = [
        *missing_models(document),
        *missing_methods(document),
        *wrong_unions(document, fixtures),
    ]
    sys.stdout.write(json.dumps(findings))


if __name__ == "__main__":
    main(sys.argv[1:])
