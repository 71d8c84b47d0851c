"""A request as a fault sees it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any, Self
from urllib.parse import parse_qsl

from lune_mock.json_values import encode
from lune_mock.operations import contract
from lune_mock.routing import MethodNotAllowedError, PathNotFoundError, Router

Record = dict[str, Any]


@dataclass(frozen=True)
class Request:
    """A request on its way to the sandbox."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        """The path, as it came over the wire."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> dict[str, str]:
        """The query parameters, decoded."""
        return dict(parse_qsl(self.target.partition("?")[2], keep_blank_values=True))

    @property
    def operation(self) -> str | None:
        """The id of the operation; None for what the document does not have."""
        return self._found[0]

    @property
    def parameters(self) -> Mapping[str, str]:
        """The path parameters, decoded."""
        return self._found[1]

    @cached_property
    def _found(self) -> tuple[str | None, Mapping[str, str]]:
        try:
            operation, parameters = _router().find(self.method.upper(), self.path)
        except (PathNotFoundError, MethodNotAllowedError):
            return None, {}
        return operation.id, parameters

    @cached_property
    def json(self) -> Any:
        """The body; None where it is no JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @property
    def record(self) -> Record:
        """The body, if it is an object; an empty one otherwise."""
        return self.json if isinstance(self.json, dict) else {}

    @property
    def key(self) -> str | None:
        """The idempotency key in the body."""
        key = self.record.get("idempotency_key")
        return key if isinstance(key, str) else None

    def header(self, name: str) -> str | None:
        """Return a header, whatever the case of its name."""
        return next((each for key, each in self.headers.items() if key.lower() == name), None)

    @property
    def account(self) -> str | None:
        """The account that the request selects."""
        return self.header("lune-account")

    def without_header(self, name: str) -> Self:
        """Return the request without a header."""
        rest = {key: value for key, value in self.headers.items() if key.lower() != name}
        return replace(self, headers=rest)

    def with_header(self, name: str, value: str) -> Self:
        """Return the request with another value of a header."""
        bare = self.without_header(name)
        return replace(bare, headers={**bare.headers, name: value})

    def with_json(self, value: Any) -> Self:
        """Return the request with another body."""
        return replace(self, body=encode(value))

    def with_changes(self, **changes: Any) -> Self:
        """Return the request with some properties of its body changed."""
        return self.with_json({**self.record, **changes})

    def without(self, *names: str) -> Self:
        """Return the request without some properties of its body."""
        rest = {name: value for name, value in self.record.items() if name not in names}
        return self.with_json(rest)

    def get(self, path: str) -> Self:
        """Return the request of a path of the API with the same headers."""
        return replace(self, method="GET", target=f"/v1{path}", body=b"")


@cache
def _router() -> Router:
    document = contract()
    return Router(document.base_path, document.operations)
