"""What the server answers instead of what was asked for."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from lune_mock.emissions.unknown import NotEstimatedError

if TYPE_CHECKING:
    from collections.abc import Generator

    from lune_document import JSON

__all__ = ["Refusal", "error_body", "estimating"]


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error of the sandbox
    """A request that is understood and refused.

    Attributes:
        status: the HTTP status.
        code: a member of the document's `ErrorCode`; None where the status has no body.
        message: what happened, with the value and what to do, for people.
    """

    def __init__(self, status: int, code: str | None = None, message: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


@contextmanager
def estimating() -> Generator[None]:
    """Refuse with 400 what cannot be estimated."""
    try:
        yield
    except NotEstimatedError as error:
        raise Refusal(400, error.code, error.message) from None


def error_body(code: str, message: str) -> dict[str, JSON]:
    """Return an `ErrorResponse`: the error, and the same one as the only item of a list."""
    return {
        "error": {"error_code": code, "message": message},
        "errors": [{"error_code": code, "message": message}],
    }
