"""Requests as a test expects them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import urlsplit

from attrs import frozen

if TYPE_CHECKING:
    from lune_mock import LoggedRequest
    from lune_mock.routing import Router

__all__ = ["ExpectedRequest"]

_NAME: Final = re.compile(r"\{.*\}")
"""Something in a path that may be anything: /orders/{id}."""


@frozen
class ExpectedRequest:
    """An operation, and what stands in its path if a test says so."""

    operation_id: str
    values: Mapping[str, str]
    """By the names that the path of the document has, without those that may be anything."""

    @classmethod
    def of(cls, text: str) -> Self:
        """Return what a test says: an operationId, or a method with a path.

        Raises:
            ValueError: The document has no such operation, or the path has a query.
        """
        # Imported on use: the extra mock is needed to have a mock, not to name its type.
        from lune_mock.operations import contract  # noqa: PLC0415  # see above

        if "?" in text:
            message = f"{text!r} has a query; leave it out, and look for it in `requests`"
            raise ValueError(message)
        document = contract()
        method, _, path = text.partition(" ")
        method, path = method.upper(), path.removeprefix(document.base_path)
        if any(text == each.id for each in document.operations):
            return cls(text, {})
        found = _found(method, document.base_path + path)
        if found is None:
            known = (
                f"{each.method} {each.path}" if path else each.id for each in document.operations
            )
            message = f"the document has no operation {text!r}; it has {', '.join(known)}"
            raise ValueError(message)
        operation_id, values = found
        said = {name: value for name, value in values.items() if not _NAME.fullmatch(value)}
        return cls(operation_id, said)

    def fits(self, request: LoggedRequest) -> bool:
        """Whether a request is as expected."""
        found = _found(request.method, urlsplit(request.target).path)
        if found is None:
            return False
        operation_id, values = found
        return operation_id == self.operation_id and self.values.items() <= values.items()


def _found(method: str, path: str) -> tuple[str, Mapping[str, str]] | None:
    """Return the operation that a path leads to, and the values in it."""
    from lune_mock.routing import (  # noqa: PLC0415  # as above
        MethodNotAllowedError,
        PathNotFoundError,
    )

    try:
        operation, values = _router().find(method, path)
    except (PathNotFoundError, MethodNotAllowedError):
        return None
    return operation.id, values


@cache
def _router() -> Router:
    from lune_mock.operations import contract  # noqa: PLC0415  # as above
    from lune_mock.routing import Router  # noqa: PLC0415  # as above

    return Router(contract().base_path, contract().operations)
