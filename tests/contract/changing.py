"""More ways for a target to be wrong, for any operation."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from .targets import with_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from lune_mock import Answer

    from .targets import Call, Change, Handle


def asked(operation_id: str, ask: Callable[[Call], Call]) -> Change:
    """Return a change that carries out another call than that of an operation."""

    def change(handle: Handle, call: Call) -> Answer:
        return handle(ask(call) if call.operation == operation_id else call)

    return change


def answered(operation_id: str, answer: Callable[[Answer], Answer]) -> Change:
    """Return a change that answers an operation with something made of the right answer."""

    def change(handle: Handle, call: Call) -> Answer:
        right = handle(call)
        return answer(right) if call.operation == operation_id else right

    return change


def with_headers(operation_id: str, **headers: str | None) -> Change:
    """Return a change that carries out calls of an operation with other headers; None drops one."""

    def ask(call: Call) -> Call:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        kept = {name: value for name, value in call.headers.items() if name not in named}
        added = {name: value for name, value in named.items() if value is not None}
        return replace(call, headers=kept | added)

    return asked(operation_id, ask)


def answered_headers(operation_id: str, **headers: str | None) -> Change:
    """Return a change that answers an operation with other headers; None drops one."""

    def answer(right: Answer) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        kept = {name: v for name, v in right.headers.items() if name.lower() not in named}
        added = {name: value for name, value in named.items() if value is not None}
        return replace(right, headers=kept | added)

    return answered(operation_id, answer)


def with_status(operation_id: str, status: int, *, instead_of: int | None = None) -> Change:
    """Return a change that answers an operation with another status."""

    def answer(right: Answer) -> Answer:
        if instead_of is not None and right.status != instead_of:
            return right
        return replace(right, status=status)

    return answered(operation_id, answer)


def refused(answer: Answer, status: int, code: str) -> Answer:
    """Return a refusal in place of an answer."""
    error = {"error_code": code, "message": "No."}
    body = {"error": error, "errors": [error]}
    return with_json(answer, body, status=status)


def with_body(call: Call, body: object) -> Call:
    """Return a call with another body."""
    return replace(call, body=json.dumps(body).encode())
