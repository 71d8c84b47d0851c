"""Ways to answer wrongly that the tests of several areas have in common."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from lune_mock import Answer

from .targets import Call, Change, Handle, with_json


def sending(operation_id: str, edit: Callable[[Any], object]) -> Change:
    """Return a change that edits the JSON of one operation's requests, in place."""

    def change(handle: Handle, call: Call) -> Answer:
        if call.operation != operation_id:
            return handle(call)
        body = call.json
        edit(body)
        return handle(replace(call, body=json.dumps(body).encode()))

    return change


def answering(operation_id: str, status: int, body: object) -> Change:
    """Return a change that answers one operation always alike, and carries it out."""

    def change(handle: Handle, call: Call) -> Answer:
        answer = handle(call)
        if call.operation != operation_id:
            return answer
        return with_json(answer, body, status=status)

    return change


def accepting(operation_id: str, body: object) -> Change:
    """Return a change that answers what one operation refuses with a body and status 200."""

    def change(handle: Handle, call: Call) -> Answer:
        answer = handle(call)
        if call.operation != operation_id or answer.status == 200:
            return answer
        return with_json(answer, body, status=200)

    return change
