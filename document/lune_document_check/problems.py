"""Why a value does not fit a schema, told about the innermost place that is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import jsonschema_rs

    from lune_document_check.source import Pointer

_LONGEST = 200


@dataclass(frozen=True)
class Problem:
    """A place inside the value and what is wrong there."""

    path: Pointer
    message: str


def describe(error: jsonschema_rs.ValidationError) -> Problem:
    """The problem behind an error; of a union, that of the variant which got furthest."""
    depth = len(error.instance_path)
    branches: list[list[jsonschema_rs.ValidationError]] = getattr(error.kind, "context", [])
    best: jsonschema_rs.ValidationError | None = None
    for branch in branches:
        for inner in branch:
            if best is None or len(inner.instance_path) > len(best.instance_path):
                best = inner
    if best is not None and len(best.instance_path) > depth:
        return describe(best)
    message = error.message
    if len(message) > _LONGEST:
        # The value comes first and may be long; what is wrong with it comes last.
        message = f"{message[: _LONGEST // 2]} ... {message[-_LONGEST // 2 :]}"
    return Problem(tuple(str(part) for part in error.instance_path), message)
