from __future__ import annotations

import copy
import json
import math
import pickle
from decimal import Decimal
from typing import cast

import pytest

from lune_api.errors import InvalidRequestError
from lune_api.types import JSON
from lune_client._json import Number, decode, encode


def test_numbers_keep_their_text() -> None:
    digits = "80.180000000000000000123"
    number = decode(digits.encode())
    assert isinstance(number, Number)
    assert Decimal(str(number)) == Decimal(digits)
    assert repr(number) == digits


def test_numbers_are_floats() -> None:
    number = decode(b"52.52")
    assert isinstance(number, float)
    assert number == 52.52
    assert math.isclose(number * 2, 105.04)
    assert json.dumps([number]) == "[52.52]"


@pytest.mark.parametrize("text", ["1e3", "1E-2", "-0.0", "1e999"])
def test_every_form_of_a_number(text: str) -> None:
    number = decode(text.encode())
    assert isinstance(number, Number)
    assert str(number) == text


def test_numbers_survive_copies_and_pickles() -> None:
    number = decode(b"0.10")
    unpickled = pickle.loads(pickle.dumps(number))  # our own
    for twin in (copy.copy(number), copy.deepcopy(number), unpickled):
        assert (twin, str(twin)) == (0.1, "0.10")


def test_whole_numbers_are_integers() -> None:
    value = decode(b"[95, 123456789012345678901234567890]")
    assert value == [95, 123456789012345678901234567890]


def test_a_byte_order_mark_is_passed_over() -> None:
    assert decode(b"\xef\xbb\xbf{}") == {}


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b'{"a": 1', b"NaN", b"[Infinity]", b"\xff\xfe", b"{} {}", b"9" * 5000]
)
def test_what_is_not_json_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # its texts are the standard library's
        decode(body)


def test_encoding_is_compact_utf_8() -> None:
    assert encode({"metadata": {"a": "\xe9\u2028"}}) == '{"metadata":{"a":"\xe9\u2028"}}'.encode()


@pytest.mark.parametrize("value", [math.nan, math.inf, "half \ud83d", {1, 2}])
def test_what_has_no_form_in_json_is_refused(value: object) -> None:
    with pytest.raises(InvalidRequestError, match=r"body: cannot be sent as JSON") as caught:
        encode(cast("JSON", {"a": value}))
    assert caught.value.field == "body"


def test_a_circle_is_refused() -> None:
    circle: dict[str, JSON] = {}
    circle["self"] = circle
    with pytest.raises(InvalidRequestError, match="cannot be sent as JSON"):
        encode(circle)
