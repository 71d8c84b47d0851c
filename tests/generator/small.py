"""A small document with one of each construct, and a checkout around it to generate from."""

from __future__ import annotations

import copy
import json
import shutil
from pathlib import Path
from typing import Any, Final

import yaml

from lune_generator.checkout import Checkout

ROOT: Final = Path(__file__).parents[2]


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def answer(schema: Any) -> dict[str, Any]:
    return {"description": "It.", "content": {"application/json": {"schema": schema}}}


def body(schema: Any) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


_DOCUMENT: Final[dict[str, Any]] = {
    "openapi": "3.1.0",
    "info": {"title": "Small", "version": "2024-01-02", "x-max-body-bytes": 1000},
    "servers": [{"url": "https://api.example/v1"}],
    "tags": [{"name": "things", "description": "Things to have."}],
    "paths": {
        "/things": {
            "get": {
                "operationId": "listThings",
                "x-method-name": "list",
                "tags": ["things"],
                "summary": "List things",
                "parameters": [
                    {"name": "from", "in": "query", "schema": {"type": "string"}},
                    {"name": "Small-Version", "in": "header", "schema": {"type": "string"}},
                ],
                "responses": {
                    "200": {
                        **answer(ref("PaginatedThings")),
                        "links": {
                            "next_page": {
                                "operationId": "listThings",
                                "parameters": {"from": "$response.body#/next_cursor"},
                            }
                        },
                    }
                },
            },
            "post": {
                "operationId": "createThings",
                "x-method-name": "create",
                "tags": ["things"],
                "summary": "Create things",
                "requestBody": body({"type": "array", "maxItems": 2, "items": ref("NewThing")}),
                "responses": {
                    "200": answer({"type": "array", "items": ref("Thing")}),
                    "204": {"description": "Nothing."},
                },
            },
        }
    },
    "components": {
        "schemas": {
            "Decimal": {"type": "string", "format": "decimal", "pattern": "^[0-9.]+$"},
            "Colour": {"type": "string", "enum": ["red", "dark blue", 'x"y']},
            "Weight": {
                "type": "object",
                "x-quantity": "mass",
                "required": ["amount", "unit"],
                "properties": {"amount": ref("Decimal"), "unit": ref("WeightUnit")},
            },
            "WeightUnit": {"type": "string", "enum": ["kg"]},
            "Shape": {"oneOf": [ref("Circle"), ref("Square")]},
            "Circle": {
                "type": "object",
                "required": ["kind", "radius"],
                "additionalProperties": False,
                "properties": {
                    "kind": {"const": "circle"},
                    "radius": ref("Decimal"),
                },
            },
            "Square": {
                "type": "object",
                "required": ["kind"],
                "additionalProperties": False,
                "properties": {
                    "kind": {"const": "square"},
                    "side": {"type": "integer", "minimum": 1},
                },
            },
            "NewThing": {
                "type": "object",
                "additionalProperties": False,
                "required": ["shape"],
                "properties": {
                    "shape": ref("Shape"),
                    "weight": ref("Weight"),
                    "labels": {"type": "object", "additionalProperties": {"type": "string"}},
                },
            },
            "Thing": {
                "allOf": [
                    ref("Named"),
                    {
                        "type": "object",
                        "required": ["price", "parts"],
                        "properties": {
                            "price": {"oneOf": [ref("Decimal"), {"type": "null"}]},
                            "parts": {"type": "array", "items": ref("Thing")},
                            "colour": ref("Colour"),
                            "from": {
                                "type": ["string", "null"],
                                "description": 'A "quoted" \\ one',
                            },
                            "extra": {},
                            "share": {"type": "number", "format": "decimal"},
                        },
                    },
                ]
            },
            "Named": {
                "type": "object",
                "required": ["name"],
                "properties": {"name": {"type": "string", "description": "Its name"}},
            },
            "PaginatedThings": {
                "type": "object",
                "required": ["data", "has_more", "next_cursor"],
                "properties": {
                    "data": {"type": "array", "items": ref("Thing")},
                    "has_more": {"type": "boolean"},
                    "next_cursor": {"type": ["string", "null"]},
                },
            },
        }
    },
}
_FIXTURES: Final = {
    "Shape": {
        "Circle": [{"kind": "circle", "radius": "1.5"}],
        "Square": [{"kind": "square"}, {"kind": "square", "side": 2}],
    }
}


def document() -> Any:
    """A copy of the small document, to be changed at will."""
    return copy.deepcopy(_DOCUMENT)


def fixtures() -> Any:
    """A copy of its fixtures."""
    return copy.deepcopy(_FIXTURES)


def checkout(root: Path, content: Any, examples: Any = None) -> Checkout:
    """A checkout of a document, with nothing generated yet."""
    made = Checkout(root)
    made.document.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    shutil.copy(ROOT / "generator-config.yml", made.config)
    shutil.copy(ROOT / "pyproject.toml", root)
    made.fixtures.parent.mkdir(parents=True, exist_ok=True)
    given = fixtures() if examples is None else examples
    made.fixtures.write_text(json.dumps(given), encoding="utf-8")
    return made
