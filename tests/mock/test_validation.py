from __future__ import annotations

from typing import Any

import pytest

from lune_mock.validation import Schemas

DOCUMENT: dict[str, Any] = {
    "schemas": {
        "Decimal": {"type": "string", "pattern": "^[0-9]+$"},
        "Closed": {
            "type": "object",
            "additionalProperties": False,
            "required": ["kind"],
            "properties": {"kind": {"const": "closed"}, "amount": {"$ref": "#/schemas/Decimal"}},
        },
        "Other": {
            "type": "object",
            "additionalProperties": False,
            "required": ["items"],
            "properties": {"items": {"type": "array", "items": {"$ref": "#/schemas/Decimal"}}},
        },
        "Either": {"oneOf": [{"$ref": "#/schemas/Closed"}, {"$ref": "#/schemas/Other"}]},
        "Pair": {
            "type": "object",
            "additionalProperties": False,
            "required": ["left", "right"],
            "properties": {"left": {"type": "string"}, "right": {"type": "string"}},
        },
        "Word": {"type": "string", "enum": ["one", "two"]},
        "Any": {
            "oneOf": [
                {"$ref": "#/schemas/Word"},
                {"$ref": "#/schemas/Closed"},
                {"$ref": "#/schemas/Pair"},
            ]
        },
        "Scalar": {"oneOf": [{"type": "integer"}, {"$ref": "#/schemas/Decimal"}]},
        "a/b~c{d}": {"$ref": "#/schemas/Decimal"},
        "Narrowed": {"$ref": "#/schemas/Closed", "properties": {"amount": {"const": "1"}}},
        "Day": {"type": "string", "format": "date"},
        "Few": {"enum": [f"m{number}" for number in range(20)]},
        "Many": {"enum": list(range(21))},
    }
}


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("Decimal", "12", None),
        ("Decimal", "x", 'body is "x": it does not match "^[0-9]+$"'),
        ("Closed", {"kind": "closed", "amount": 5}, 'amount is 5: it is not of type "string"'),
        ("Closed", {}, "body: the property 'kind' is missing"),
        (
            "Closed",
            {"kind": "closed", "a": 1, "b": 2},
            "body: there is no property 'a', 'b' here; it takes kind, amount",
        ),
        ("Either", {"items": ["1", "x"]}, 'items[1] is "x": it does not match "^[0-9]+$"'),
        (
            "Either",
            {"kind": "closed", "amount": "x"},
            'amount is "x": it does not match "^[0-9]+$"',
        ),
        ("Either", 5, 'body is 5: it is not of type "object"'),
        ("Any", {"left": "1"}, "body: the property 'right' is missing"),
        ("Any", {"amount": "1"}, "body: the property 'kind' is missing"),
        ("Any", "x", 'body is "x": it is none of "one", "two"'),
        (
            "Scalar",
            True,
            'body is true: it is not of type "integer" and it is not of type "string"',
        ),
        ("Scalar", "1.5", 'body is "1.5": it does not match "^[0-9]+$"'),
        ("a/b~c{d}", "x", 'body is "x": it does not match "^[0-9]+$"'),
        ("Narrowed", {"kind": "closed", "amount": "2"}, 'amount is "2": "1" was expected'),
        ("Day", "2026-02-30", 'body is "2026-02-30": it is not a "date"'),
        (
            "Few",
            "x",
            'body is "x": it is none of ' + ", ".join(f'"m{number}"' for number in range(20)),
        ),
        ("Many", None, "body is null: it is not one of 0, 1 or 19 other candidates"),
    ],
)
def test_a_problem_is_told_by_field_value_and_reason(
    name: str, value: Any, problem: str | None
) -> None:
    assert Schemas(DOCUMENT).at("schemas", name).problem(value, "") == problem


def test_the_field_can_have_a_name() -> None:
    schema = Schemas(DOCUMENT).at("schemas", "Other")
    assert schema.problem({"items": [1]}, "limit") == (
        'limit.items[0] is 1: it is not of type "string"'
    )
