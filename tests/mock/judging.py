"""Another reader of the document, which holds answers against it."""

from __future__ import annotations

import json
from functools import cache, lru_cache
from typing import Any

from jsonschema import (  # type: ignore[import-untyped] # it ships no types
    Draft202012Validator,
    FormatChecker,
)

import lune_document
from lune_mock import Answer

from .calling import Api, segment

_DOCUMENT: Any = lune_document.load()
_METHODS = {"get", "put", "post", "patch"}

OPERATIONS: dict[str, tuple[str, str]] = {
    operation["operationId"]: (method, path)
    for path, item in _DOCUMENT["paths"].items()
    for method, operation in item.items()
    if method in _METHODS
}
"""Method and path of every operation."""


def send(
    api: Api,
    operation_id: str,
    body: Any = None,
    *,
    query: str = "",
    raw: bytes | None = None,
    headers: dict[str, str] | None = None,
    **path: str,
) -> Answer:
    """Return the answer to a call."""
    method, template = OPERATIONS[operation_id]
    target = template.format_map({name: segment(value) for name, value in path.items()})
    return api.send(method.upper(), f"{target}{query}", body, raw=raw, headers=headers)


def call(api: Api, operation_id: str, body: Any = None, **options: Any) -> tuple[int, Any]:
    """Return status and body of a call, which satisfy the document."""
    answer = send(api, operation_id, body, **options)
    return answer.status, judged(operation_id, answer)


def judged(operation_id: str, answer: Answer) -> Any:
    """Return the body of an answer that satisfies the document, None if it has none."""
    assert {"Lune-Version", "CF-Ray"} <= answer.headers.keys()
    if _declared(operation_id, answer.status) is None:
        assert answer.body == b"", answer.body
        return None
    assert answer.headers["Content-Type"] == "application/json"
    assert _problems(operation_id, answer.status, answer.body) == []
    return json.loads(answer.body)


# A test that repeats a course of events gets the same answers again.
@lru_cache(maxsize=10_000)
def _problems(operation_id: str, status: int, body: bytes) -> list[str]:
    errors = _declared(operation_id, status).iter_errors(json.loads(body))
    return [f"{error.json_path}: {error.message[:200]}" for error in errors]


@cache
def _declared(operation_id: str, status: int) -> Any:
    """Return the validator of an answer, None where it has no body."""
    method, path = OPERATIONS[operation_id]
    response = _resolved(_DOCUMENT["paths"][path][method]["responses"][str(status)])
    if "content" not in response:
        return None
    schema = response["content"]["application/json"]["schema"]
    root = {**schema, "components": _DOCUMENT["components"]}
    return Draft202012Validator(root, format_checker=FormatChecker())


def _resolved(value: Any) -> Any:
    if "$ref" not in value:
        return value
    found = _DOCUMENT
    for step in value["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return found
