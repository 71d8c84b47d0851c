"""What cannot be estimated."""

from __future__ import annotations

__all__ = ["NotEstimatedError"]


class NotEstimatedError(LookupError):
    """A request that names what is not known here, or asks for what cannot be.

    Attributes:
        message: what happened, with the value and what to do, for people.
        code: a member of the document's `ErrorCode`.
    """

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.message = message
        self.code = code

    def __reduce__(self) -> tuple[type[NotEstimatedError], tuple[str, str]]:
        return type(self), (self.message, self.code)
