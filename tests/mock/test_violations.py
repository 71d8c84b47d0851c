from __future__ import annotations

import json

import pytest

from lune_document import JSON
from lune_mock.violations import NoSuchFieldError, Violation, steps_to, violating

BODY = b'{"data":[{"id":"a","mass":{"amount":"1"},"tags":["x"]}],"a/b":{"~":1.5}}'


@pytest.mark.parametrize(
    ("field", "steps"),
    [
        ("id", ("id",)),
        ("data[0].mass.amount", ("data", "0", "mass", "amount")),
        ("data.0.id", ("data", "0", "id")),
        ("[2].id", ("2", "id")),
        ("/data/0/id", ("data", "0", "id")),
        ("/a~1b/~0", ("a/b", "~")),
        ("", ()),
        (".", ()),
        ("data[", ()),
        ("data[]", ()),
        ("data[x]", ()),
    ],
)
def test_a_path_and_a_pointer_lead_to_a_field(field: str, steps: tuple[str, ...]) -> None:
    assert steps_to(field) == steps


@pytest.mark.parametrize(
    ("field", "violation", "expected"),
    [
        ("data[0].id", "missing", {"mass": {"amount": "1"}, "tags": ["x"]}),
        ("data[0].id", "null", {"id": None, "mass": {"amount": "1"}, "tags": ["x"]}),
        ("data[0].id", "wrong_type", {"id": [[]], "mass": {"amount": "1"}, "tags": ["x"]}),
        ("data[0].id", "value", {"id": {"n": 7}, "mass": {"amount": "1"}, "tags": ["x"]}),
        ("data[0].mass.amount", "missing", {"id": "a", "mass": {}, "tags": ["x"]}),
        ("data[0].mass", "wrong_type", {"id": "a", "mass": [[]], "tags": ["x"]}),
        ("data[0].tags", "wrong_type", {"id": "a", "mass": {"amount": "1"}, "tags": [[]]}),
        ("data[0].tags[0]", "missing", {"id": "a", "mass": {"amount": "1"}, "tags": []}),
    ],
)
def test_one_field_changes_and_no_other(
    field: str, violation: Violation, expected: dict[str, object]
) -> None:
    value: JSON = {"n": 7} if violation == "value" else None
    broken = json.loads(violating(BODY, steps_to(field), violation, value))
    assert broken == {"data": [expected], "a/b": {"~": 1.5}}


def test_an_item_can_go() -> None:
    assert violating(b"[1,2,3]", ("1",), "missing") == b"[1,3]"
    assert violating(b"[1,2,3]", ("1",), "null") == b"[1,null,3]"


@pytest.mark.parametrize(
    ("body", "field", "why"),
    [
        (BODY, "data[1].id", "there is no '1' in it"),
        (BODY, "data[0].idea", "there is no 'idea' in it"),
        (BODY, "data.x", "there is no 'x' in it"),
        (BODY, "data[0].id.more", "there is no 'more' in it"),
        (b"", "id", "its body is no JSON"),
        (b"<html>", "id", "its body is no JSON"),
    ],
)
def test_a_field_that_is_not_there(body: bytes, field: str, why: str) -> None:
    with pytest.raises(NoSuchFieldError, match=why):
        violating(body, steps_to(field), "null")
