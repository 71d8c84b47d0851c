"""Whatever arrives, a call returns or raises an error of this library."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from functools import partial

from hypothesis import given, settings
from hypothesis import strategies as st

from lune_client import CallError

from .calling import MODES, ORDER_ID, Calls, Mode, client_of, replying
from .faulty_server import FaultyServer

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
ERRORS = st.fixed_dictionaries(
    {},
    optional={
        "error": JSON_VALUES
        | st.fixed_dictionaries({}, optional={"error_code": JSON_VALUES, "message": JSON_VALUES}),
        "errors": JSON_VALUES,
    },
)
BODIES = st.binary(max_size=40) | (JSON_VALUES | ERRORS).map(
    lambda value: json.dumps(value).encode()
)


def error_of(call: Callable[[], object]) -> CallError | None:
    """Make a call and return its error; another kind of exception fails the test."""
    try:
        call()
    except CallError as error:
        return error
    return None


def is_sound(error: CallError) -> bool:
    twin = pickle.loads(pickle.dumps(error))  # our own
    return str(twin) == str(error) and str(error).isprintable() and len(str(error)) < 500


@given(status=st.integers(200, 999), body=BODIES, kind=st.sampled_from(["", "text/plain", "x/y"]))
@settings(deadline=None, max_examples=300)
def test_bodies(status: int, body: bytes, kind: str) -> None:
    with client_of(replying(status, body, Content_Type=kind, CF_Ray="8f2e")) as lune:
        error = error_of(partial(lune.orders.get, ORDER_ID))
    if error is None:
        assert 200 <= status < 300
    else:
        assert (error.status, error.body, error.request_id) == (status, body, "8f2e")
        assert is_sound(error)


START = st.sampled_from([b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 302 X\r\nLocation: "])


@given(mode=st.sampled_from(MODES), start=START, rest=st.binary(max_size=60))
@settings(deadline=None, max_examples=100)
def test_bytes_on_the_wire(mode: Mode, start: bytes, rest: bytes) -> None:
    with FaultyServer(start + rest) as server:
        error = error_of(partial(Calls(mode).get, server.url))
    assert error is None or is_sound(error)
