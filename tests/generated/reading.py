"""What the tests of the generated code read: the fixtures, the document, classes by name."""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import lune_document
from lune_api import models

FIXTURES: Final[dict[str, dict[str, list[Any]]]] = json.loads(
    (Path(__file__).parent / "union_fixtures.json").read_text(encoding="utf-8")
)
DOCUMENT: Final[Any] = lune_document.load()
EXAMPLES: Final[dict[str, Any]] = {
    name: example["value"] for name, example in DOCUMENT["components"]["examples"].items()
}


def operation_module(operation_id: str, tag: str) -> ModuleType:
    """The module of an operation."""
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", operation_id).lower()
    return importlib.import_module(f"lune_api.api.{tag}.{name}")


def operations() -> Iterator[tuple[Any, ModuleType]]:
    """Every operation of the document with its module."""
    for item in DOCUMENT["paths"].values():
        for method, raw in item.items():
            if method != "parameters":
                yield raw, operation_module(raw["operationId"], raw["tags"][0])


def answers() -> Iterator[tuple[str, ModuleType, Any]]:
    """(name, module of the operation, JSON) of every example of a 200."""
    for raw, module in operations():
        response = raw["responses"]["200"]
        if "$ref" in response:
            response = DOCUMENT["components"]["responses"][response["$ref"].rpartition("/")[2]]
        examples = response["content"]["application/json"]["examples"]
        for name, example in examples.items():
            yield f"{raw['operationId']}-{name}", module, EXAMPLES[_referred(example)]


def _referred(example: Any) -> str:
    return str(example["$ref"].rpartition("/")[2])


def parsed(union: str, value: Any) -> Any:
    """A value of a union as the generated code reads it."""
    module = importlib.import_module(f"lune_api.models.{models._MODULES[union]}")
    readers = [
        found
        for name, found in vars(module).items()
        if name.startswith("read_") and found.__module__ == module.__name__
    ]
    return readers[0](value)


def fixtures() -> Iterator[tuple[str, str, Any]]:
    """(union, variant, value) of every fixture."""
    for union, by_variant in FIXTURES.items():
        for variant, values in by_variant.items():
            for value in values:
                yield union, variant, value
