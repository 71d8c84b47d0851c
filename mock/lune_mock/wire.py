"""From a reply to the answer that goes over the wire."""

from __future__ import annotations

from http import HTTPStatus
from types import MappingProxyType
from typing import TYPE_CHECKING

from lune_mock.answers import Answer
from lune_mock.json_values import encode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lune_mock.calls import Reply
    from lune_mock.operations import Operation

__all__ = ["BrokenDocumentError", "plain", "written"]


class BrokenDocumentError(Exception):
    """A reply violates the document; the text says where."""


def written(operation: Operation, reply: Reply, headers: Mapping[str, str]) -> Answer:
    """Return `reply`, which has to satisfy the document like every request.

    Raises:
        BrokenDocumentError: it does not.
    """
    declared = operation.answers.get(reply.status)
    if declared is None:
        message = "the status is not declared"
        raise BrokenDocumentError(message)
    if not declared.schemas:
        if reply.body is not None:
            message = "no body is declared"
            raise BrokenDocumentError(message)
        return Answer(reply.status, MappingProxyType(dict(headers)), b"")
    media_type, schema = next(iter(declared.schemas.items()))
    problem = schema.problem(reply.body, "")
    if problem is not None:
        raise BrokenDocumentError(problem)
    fields = {**headers, "Content-Type": media_type}
    body = encode(reply.body) if reply.text is None else reply.text
    return Answer(reply.status, MappingProxyType(fields), body)


def plain(status: int, text: str, headers: Mapping[str, str]) -> Answer:
    """Return an answer that the document does not declare, as text for people."""
    reason = HTTPStatus(status).phrase
    body = f"{reason}. {text}\n" if text else f"{reason}\n"
    fields = {"Content-Type": "text/plain; charset=utf-8", **headers}
    return Answer(status, MappingProxyType(fields), body.encode("utf-8", "replace"))
