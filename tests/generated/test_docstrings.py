"""The docstrings of the methods: their examples run, their errors are those of the client."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from lune_api import api
from lune_client import errors

from .reading import operations

_PREFIXES = ("", "Async")


class _Recorder:
    """Remembers what was sent, and answers with the last page of a list."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    def send(self, operation: Any, /) -> Any:
        self.sent.append(operation.id)
        return SimpleNamespace(data=[], has_more=False, next_cursor=None)


class _AsyncRecorder(_Recorder):
    async def send(self, operation: Any, /) -> Any:
        return super().send(operation)


def _docstrings() -> Iterator[Any]:
    for raw, _ in operations():
        for prefix in _PREFIXES:
            lune = getattr(api, f"{prefix}Resources")(_RECORDERS[prefix]())
            method = getattr(getattr(lune, raw["tags"][0]), raw["x-method-name"])
            name = f"{prefix}{raw['operationId']}"
            yield pytest.param(raw, lune, inspect.getdoc(method), id=name)


_RECORDERS = {"": _Recorder, "Async": _AsyncRecorder}


@pytest.mark.anyio
@pytest.mark.parametrize(("raw", "lune", "text"), [*_docstrings()])
async def test_every_example_runs_as_it_stands(raw: Any, lune: Any, text: str) -> None:
    example = textwrap.dedent(text.partition("Example:\n")[2])
    code = compile(example, "example", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    running = eval(code, {"lune": lune})  # noqa: S307 - the example is our own
    if running is not None:
        await running
    assert lune._sender.sent == [raw["operationId"]]


@pytest.mark.parametrize(("raw", "_lune", "text"), [*_docstrings()])
def test_the_errors_are_those_that_the_client_raises(raw: Any, _lune: Any, text: str) -> None:
    named = re.findall(r"^    (\w+Error): status (\d+)\.", text, re.MULTILINE)
    assert [status for _, status in named] == [s for s in raw["responses"] if s >= "400"]
    for name, status in named:
        assert getattr(errors, name) is errors.class_for_status(int(status))
    assert hasattr(errors, "CallError")
    assert "CallError: " in text
