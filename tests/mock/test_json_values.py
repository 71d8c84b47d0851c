from __future__ import annotations

import json
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lune_mock.json_values import NotJSONError, canonical, encode, parse

from .calling import unhurried

VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@unhurried
@given(VALUES)
def test_what_is_written_is_read_again(value: Any) -> None:
    assert parse(encode(value)) == value == json.loads(encode(value))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "Expecting value"),
        (b"{", "line 1, column 2"),
        (b"{'a': 1}", "Expecting property name"),
        (b'{"a": 1} x', "Extra data"),
        (b'{"a": 1, "b": 2, "a": 3}', "the key 'a' stands twice"),
        (b'{"a": NaN}', "NaN is no JSON value"),
        (b'{"a": -Infinity}', "-Infinity is no JSON value"),
        (b'{"a": 1e999}', "too large"),
        (b'{"a": ' + b"9" * 5000 + b"}", "too large"),
        (b'\xef\xbb\xbf{"a": 1}', "byte order mark"),
        (b'{"a": "\xff"}', "byte 7 is not UTF-8"),
        ('{"a": 1}'.encode("utf-16"), "not UTF-8"),
        (rb'{"a": "\ud800"}', "surrogate"),
        (rb'{"\udfff": 1}', "surrogate"),
        (b"[" * 90_000, "nested"),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "nested"),
    ],
)
def test_what_is_no_json_is_refused_with_the_reason(body: bytes, reason: str) -> None:
    with pytest.raises(NotJSONError, match="The body is not valid JSON") as refused:
        parse(body)
    assert reason in str(refused.value)


def test_brackets_inside_strings_are_no_nesting() -> None:
    text = '["' + "[{" * 500 + '\\"' + '"]'
    assert parse(text.encode()) == json.loads(text)


def test_many_twins_are_refused_in_no_time() -> None:
    pairs = ",".join(f'"{index}":0' for index in range(9_000))
    with pytest.raises(NotJSONError, match="twice"):
        parse(f"{{{pairs},{pairs}}}".encode())


def test_the_canonical_form_ignores_the_order_of_keys() -> None:
    assert canonical({"a": 1, "b": [1, 2]}) == canonical({"b": [1, 2], "a": 1})
    assert canonical({"a": [1, 2]}) != canonical({"a": [2, 1]})


def test_the_depth_limit_is_far_from_the_limit_of_python() -> None:
    assert sys.getrecursionlimit() > 10 * 64
