"""The checks before sending say the same as the document, also of bodies that nobody thought of."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator

from lune_api import models
from lune_api.errors import InvalidRequestError, MalformedValueError

from .reading import DOCUMENT, operations

_SCHEMAS = DOCUMENT["components"]["schemas"]
# Texts that have the form of each pattern in the document.
_FORMS = ["0", "1", "12.50", "0.000001", "33.3", "CNSGH", "US2AB", "HKG", "EDDF", "1234567"]
_FORMS += ["123456789", "a-1_b", "9" * 40]
_DAYS = ["2024-02-29", "0001-01-01", "9999-12-31"]
_MOMENTS = ["2024-02-29T01:02:03Z", "2024-02-29T01:02:03.1+05:30"]
_STRANGERS: list[Any] = [
    None,
    "",
    -1,
    0,
    1,
    1.5,
    True,
    [],
    {},
    "abc",
    "1e5",
    "-1",
    "1.",
    "01",
    " 1",
    "1.234",
]
_STRANGERS += ["é" * 101, "x" * 101, 10**30, -91, 181, [None], {"a": 1}, "2024-13-45", "2024-01-01"]
_STRANGERS += ["2024-01-01T00:00:00", "2024-01-01T00:00:00Z", "\u0661\u0662", "1\n", "CNSGH\n"]


def _name(schema: Any) -> str:
    return str(schema["$ref"].rpartition("/")[2])


def _forms(schema: Any) -> Iterator[str]:
    """The components that a body, or an item of it, can be."""
    if "$ref" in schema:
        inner = _SCHEMAS[_name(schema)]
        yield from (_name(each) for each in inner["oneOf"]) if "oneOf" in inner else [_name(schema)]
    elif "items" in schema:
        yield from _forms(schema["items"])


def _bodies() -> list[str]:
    contents = [raw["requestBody"]["content"] for raw, _ in operations() if "requestBody" in raw]
    return sorted(
        {name for each in contents for name in _forms(each["application/json"]["schema"])}
    )


def _opened(schema: Any) -> Any:
    """The schema with open enumerations, whose members can no longer tell variants apart."""
    if isinstance(schema, list):
        return [_opened(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if isinstance(schema.get("enum"), list):
        return {"type": "string"}
    return {"anyOf" if k == "oneOf" else k: _opened(v) for k, v in schema.items()}


def _validator(name: str, schemas: Any) -> Draft202012Validator:
    whole = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas}}
    rules: dict[str, type[Any]] = {"x-shares": _Shares, "x-exclusive": _Exclusive}
    return Draft202012Validator(whole, validate_formats=True, keywords=rules)


class _Shares:
    """x-shares, as the comment at the top of the document explains it."""

    def __init__(self, _schema: Any, rule: Any, _path: Any) -> None:
        self._name, self._total = rule["property"], Fraction(rule["total"])

    def validate(self, instance: Any) -> None:
        given = [item[self._name] for item in instance if self._name in item]
        wrong = len(given) < len(instance) or sum(map(Fraction, given)) != self._total
        if given and wrong:
            raise ValueError(given)


class _Exclusive:
    """x-exclusive, likewise."""

    def __init__(self, _schema: Any, names: list[str], _path: Any) -> None:
        self._names = names

    def validate(self, instance: Any) -> None:
        if sum(bool(instance.get(name)) for name in self._names) > 1:
            raise ValueError(instance)


class _Maker:
    """Makes bodies, and spoils them."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)

    def body(self, schema: Any) -> Any:
        chance = self._random
        if "$ref" in schema:
            return self.body(_SCHEMAS[_name(schema)])
        if "oneOf" in schema:
            return self.body(chance.choice(schema["oneOf"]))
        if "const" in schema or "enum" in schema:
            return chance.choice(schema.get("enum") or [schema["const"]])
        return self._of_type(schema)

    def _of_type(self, schema: Any) -> Any:
        chance = self._random
        match schema["type"]:
            case "object":
                required = schema.get("required", ())
                left_out = set(schema.get("x-exclusive", ())[1:])
                return {
                    name: self.body(inner)
                    for name, inner in schema.get("properties", {"a": {"type": "string"}}).items()
                    if name in required or (chance.random() < 0.5 and name not in left_out)
                }
            case "array":
                count = chance.randrange(schema.get("minItems", 0), 4)
                made = [self.body(schema["items"]) for _ in range(count)]
                return self._fair(made, schema["x-shares"]) if "x-shares" in schema else made
            case "string":
                return self._text(schema)
            case "boolean":
                return chance.choice([True, False])
            case _:
                low, high = schema.get("minimum", -5), schema.get("maximum", 10**20)
                return chance.choice([low, high, (low + high) // 2])

    def _fair(self, made: list[Any], rule: Any) -> list[Any]:
        name, total = rule["property"], rule["total"]
        if self._random.random() < 0.5:
            return [{k: v for k, v in item.items() if k != name} for item in made]
        return [{**item, name: "0" if at else total} for at, item in enumerate(made)]

    def _text(self, schema: Any) -> str:
        if (form := schema.get("format")) in {"date", "date-time"}:
            return self._random.choice(_DAYS if form == "date" else _MOMENTS)
        fitting = Draft202012Validator({k: v for k, v in schema.items() if k != "format"})
        texts = ["", "x", "a\nb", " ", "\U0001f600" * 100, *_FORMS]
        return self._random.choice([text for text in texts if fitting.is_valid(text)])

    def spoiled(self, body: Any) -> Any:
        changed = copy.deepcopy(body)
        owner, key = self._random.choice([*_places(changed)] or [(changed, "unknown")])
        how = self._random.randrange(6)
        if how == 0 and isinstance(owner, dict):
            owner.pop(key, None)
        elif how == 1 and isinstance(owner, dict):
            owner["unknown"] = 1
        else:
            owner[key] = self._random.choice(_STRANGERS)
        return changed


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in items:
        yield value, key
        if isinstance(inner, dict | list):
            yield from _places(inner)


def _sent(name: str, body: Any) -> Any:
    """What is sent for a body, None if it is refused."""
    try:
        model = getattr(models, name).from_dict(body)
        model.check()
    except (InvalidRequestError, MalformedValueError):
        return None
    return model.to_dict()


@pytest.mark.parametrize("name", _bodies())
def test_what_the_document_refuses_is_never_sent_and_what_it_allows_always(name: str) -> None:
    closed, opened = _validator(name, _SCHEMAS), _validator(name, _opened(_SCHEMAS))
    maker = _Maker(name)
    kept = 0
    for _ in range(200):
        body = maker.body(_SCHEMAS[name])
        assert _sent(name, body) is not None, body
        for each in (body, *(maker.spoiled(body) for _ in range(6))):
            sent = _sent(name, each)
            assert sent is None or opened.is_valid(sent), (each, sent)
            assert sent is not None or not closed.is_valid(each), each
            kept += sent is None
    assert kept > 200
