"""The key itself; that no client or error shows it is in test_key_leaks.py."""

from __future__ import annotations

import base64
import copy
import json
import pickle
from collections.abc import Callable
from typing import cast
from urllib.parse import quote, quote_plus

import pytest

from lune_client._key import ApiKey

SECRET = "s3cret-4711"


@pytest.fixture(autouse=True)
def no_key_around(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LUNE_API_KEY", raising=False)


def test_the_argument_is_used() -> None:
    key = ApiKey(SECRET)
    assert key.problem is None
    assert key.reveal() == SECRET


def test_the_environment_stands_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LUNE_API_KEY", SECRET)
    assert ApiKey(None).reveal() == SECRET
    assert ApiKey("another").reveal() == "another"


def test_an_empty_argument_does_not_fall_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LUNE_API_KEY", SECRET)
    assert ApiKey("").problem == (
        "the argument api_key is empty: give it the API key of your Lune account"
    )


def test_a_missing_key_names_both_ways() -> None:
    assert ApiKey(None).problem == "no API key: pass api_key=... or set LUNE_API_KEY"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("", "is empty"),
        ("  \t", "only white space"),
        (f"{SECRET}\n", "line break"),
        (f" {SECRET}", "white space"),
        ("s3cret 4711", "white space"),
        ("s3cret-\xe9", "beyond ASCII"),
        ("s3cret\x00", "control characters"),
        ("s3cret\ud800", "beyond ASCII"),
        (cast("str", b"s3cret"), "must be a string, not bytes"),
    ],
)
def test_an_unusable_key_is_explained_without_showing_it(value: str, words: str) -> None:
    problem = ApiKey(value).problem
    assert problem is not None
    assert words in problem
    assert "s3cret" not in problem


def test_an_unusable_key_of_the_environment_names_the_variable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LUNE_API_KEY", f"{SECRET}\n")
    assert "the environment variable LUNE_API_KEY" in (ApiKey(None).problem or "")


def test_the_key_shows_nothing() -> None:
    key = ApiKey(SECRET)
    assert SECRET not in f"{key} {key!r}"
    with pytest.raises(TypeError):
        vars(key)


@pytest.mark.parametrize("duplicate", [pickle.dumps, copy.copy, copy.deepcopy])
def test_the_key_does_not_travel(duplicate: object) -> None:
    assert callable(duplicate)
    with pytest.raises(TypeError, match="not copied or pickled") as caught:
        duplicate(ApiKey(SECRET))
    assert SECRET not in str(caught.value)


def test_a_short_key_is_no_secret() -> None:
    assert ApiKey("key").redact("idempotency_key") == "idempotency_key"


def test_redaction() -> None:
    key = ApiKey(SECRET)
    assert key.redact(f"key {SECRET} is wrong, {SECRET}") == "key *** is wrong, ***"
    assert key.redact_bytes(f"key {SECRET}".encode()) == b"key ***"
    assert key.redact_bytes(b"\xff\x00") == b"\xff\x00"


ODD = '/sk+live\\"abc==?'
FORMS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "in a path": lambda key: quote(key, safe=""),
    "in a path, slashes kept": quote,
    "in a query": quote_plus,
    "in lower case": lambda key: quote(key, safe="").replace("%2F", "%2f").replace("%3D", "%3d"),
    "in JSON": lambda key: json.dumps(key)[1:-1],
    "in JSON, slashes escaped": lambda key: json.dumps(key)[1:-1].replace("/", "\\/"),
    "in JSON for HTML": lambda key: json.dumps(key)[1:-1].replace("=", r"\u003D"),
    "in base64": lambda key: base64.b64encode(key.encode()).decode(),
    "in base64 with its scheme": lambda key: base64.b64encode(f"Bearer {key}".encode()).decode(),
    "in base64 in a query": lambda key: quote_plus(base64.b64encode(key.encode())),
}


@pytest.mark.parametrize("value", [SECRET, ODD, "sk_live_51H8x/0~>?z"])
@pytest.mark.parametrize("form", FORMS)
def test_redaction_of_other_forms(form: str, value: str) -> None:
    written = FORMS[form](value)
    redacted = ApiKey(value).redact(f"a {written} b {written}")
    assert redacted.replace("%3D", "").replace("=", "") == "a *** b ***"
    assert ApiKey(value).redact_bytes(written.encode()).startswith(b"***")


def test_redaction_leaves_json_whole() -> None:
    written = json.dumps({"key": f"a {ODD} b", "other": '\\ " /'}).replace("/", "\\/")
    assert json.loads(ApiKey(ODD).redact(written)) == {"key": "a *** b", "other": '\\ " /'}
