"""The errors that the generated code raises; those of sending belong to the client around it."""

from __future__ import annotations

import pickle
from decimal import Decimal

__all__ = ["InvalidRequestError", "LuneError", "MalformedValueError", "WrongTypeError"]

_SHOWN = 200


def _shown(value: object) -> str:
    try:
        text = str(value) if isinstance(value, Decimal) else repr(value)
    except Exception:  # noqa: BLE001 - the value is anybody's, and the error about it must be shown
        return f"a {type(value).__name__} that cannot be shown"
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "..."


class LuneError(Exception):
    """Base of every error that this library raises."""


class _ValueProblemError(LuneError, ValueError):
    def __init__(self, field: str, value: object, problem: str) -> None:
        super().__init__(field, value, problem)
        self.field = field
        self.value = value
        self.problem = problem

    def __str__(self) -> str:
        return f"{self.field}: {self.problem} (got {_shown(self.value)})"

    def __reduce__(self) -> tuple[object, ...]:
        value = self.value
        try:
            pickle.dumps(value)
        except Exception:  # noqa: BLE001 - pickling runs the code of any class
            # The error must reach another process even if the value cannot.
            value = _shown(value)
        return type(self), (self.field, value, self.problem), {**self.__dict__, "value": value}


class InvalidRequestError(_ValueProblemError):
    """A value that the API document does not allow, refused before anything was sent.

    Attributes:
        field: where the value stands in the request: ``mass.amount``, ``items[3].merchant``.
        value: the value as it was given.
        problem: what is wrong with it and what to do.

    Example:
        >>> str(InvalidRequestError("limit", 500, "must be at most 100"))
        'limit: must be at most 100 (got 500)'
    """


class WrongTypeError(InvalidRequestError, TypeError):
    """A value of a Python type that cannot be sent, such as a float where an exact amount belongs.

    It is an InvalidRequestError and a TypeError at once: catch whichever reads better.
    """


class MalformedValueError(_ValueProblemError):
    """A value in an answer that cannot be read without inventing something.

    Answers are read tolerantly (what is unknown is kept as it came), so this is rare: an amount
    that is no number, a page that promises more and gives no cursor, a batch with another number of
    slots than were sent.

    Attributes:
        field: the field of the answer, such as ``Order.total_cost``.
        value: the value as the server sent it.
        problem: what is wrong with it.
    """
