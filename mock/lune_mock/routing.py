"""From a path, as it came over the wire, to an operation and its path parameters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lune_mock.operations import Operation

__all__ = ["MethodNotAllowedError", "PathNotFoundError", "Router"]

_PARAMETER = re.compile(r"\{(.+)\}")
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


class PathNotFoundError(LookupError):
    """No path of the document fits."""


class MethodNotAllowedError(LookupError):
    """The path exists, the method does not; `operations` are those that it has."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        super().__init__()
        self.operations = tuple(sorted(operations, key=lambda each: each.method))


class _Node:
    """A segment of the path templates."""

    def __init__(self) -> None:
        self.literals: dict[str, _Node] = {}
        self.parameter: tuple[str, _Node] | None = None
        self.operations: dict[str, Operation] = {}

    def child(self, segment: str) -> _Node:
        parameter = _PARAMETER.fullmatch(segment)
        if parameter is None:
            return self.literals.setdefault(segment, _Node())
        if self.parameter is None:
            self.parameter = (parameter[1], _Node())
        name, node = self.parameter
        if name != parameter[1]:
            message = f"the document names one segment both {name} and {parameter[1]}"
            raise ValueError(message)
        return node


class Router:
    """The path templates as a tree. A literal segment wins over a parameter.

    A segment is what stands between two slashes on the wire, and is decoded after the path is
    split: a key with `/`, `..` or `%` is one segment.
    """

    def __init__(self, base_path: str, operations: Iterable[Operation]) -> None:
        self._root = _Node()
        for operation in operations:
            node = self._root
            for segment in f"{base_path}{operation.path}".split("/")[1:]:
                node = node.child(segment)
            node.operations[operation.method] = operation

    def find(self, method: str, raw_path: str) -> tuple[Operation, Mapping[str, str]]:
        """Return the operation and the decoded path parameters.

        Raises:
            PathNotFoundError: no path fits.
            MethodNotAllowedError: the path has no such method.
        """
        values: dict[str, str] = {}
        node = self._root
        if not raw_path.startswith("/"):
            raise PathNotFoundError
        for raw_segment in raw_path.split("/")[1:]:
            segment = _decoded(raw_segment)
            literal = node.literals.get(segment)
            if literal is not None:
                node = literal
            elif node.parameter is not None and segment:
                name, node = node.parameter
                values[name] = segment
            else:
                raise PathNotFoundError
        if not node.operations:
            raise PathNotFoundError
        operation = node.operations.get(method)
        if operation is None:
            raise MethodNotAllowedError(node.operations.values())
        return operation, values


def _decoded(segment: str) -> str:
    if "%" not in segment:
        return segment
    if _BAD_ESCAPE.search(segment):
        raise PathNotFoundError
    try:
        return unquote_to_bytes(segment).decode("utf-8")
    except UnicodeDecodeError:
        raise PathNotFoundError from None
