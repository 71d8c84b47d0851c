"""What really happened in a call: the raw answer and every attempt at it."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from attrs import define, field, frozen

from lune_client._timeout import Seconds

__all__ = ["Answer", "Attempt", "record"]


@frozen
class Attempt:
    """One request and what came of it.

    Attributes:
        method: The HTTP method.
        path: The path under the base URL.
        status: The HTTP status, None if no answer arrived.
        failure: Why there is no complete answer, None if there is one.
        request_id: The answer's CF-Ray header, None without one.
        waited: Seconds of waiting before it, for the rate limit or after a fault.
        took: Seconds from sending to the end of the answer.
    """

    method: str
    path: str
    status: int | None
    failure: str | None
    request_id: str | None
    waited: Seconds
    took: Seconds


@frozen
class Answer:
    """The raw answer behind a result.

    Attributes:
        status: The HTTP status.
        headers: The headers; names are found in any case.
        request_id: The CF-Ray header, None without one.
        body: The body as it arrived. Slots of a batch that were recovered are put in their place.
        attempts: Every request that the call took, look-ups included.
        recovered: Whether the result was found by idempotency key, because its answer was lost or
            the service said that it exists; of a batch, whether one of the items was.
        idempotency_key: The key of the creation, None if it carried none.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    request_id: str | None
    body: bytes = field(repr=False)
    attempts: tuple[Attempt, ...]
    recovered: bool
    idempotency_key: str | None


@define
class _Recording:
    answers: list[Answer]
    is_open: bool = True


_current: Final[ContextVar[_Recording | None]] = ContextVar("lune_client.answers", default=None)


@contextmanager
def record() -> Generator[list[Answer]]:
    """Collect the raw answer of every call that succeeds inside the block, in order.

    Example:
        with record() as answers:
            order = lune.orders.create_by_mass(mass=Mass("1", "t"))
        print(answers[-1].status, answers[-1].request_id, len(answers[-1].attempts))

    Calls of tasks that are started inside the block are collected too, while it lasts; those of
    other threads are not.
    """
    recording = _Recording([])
    token = _current.set(recording)
    try:
        yield recording.answers
    finally:
        recording.is_open = False
        _current.reset(token)


def is_recording() -> bool:
    """Whether somebody wants the answers of this context."""
    recording = _current.get()
    return recording is not None and recording.is_open


def note(answer: Answer) -> None:
    """Hand an answer to the recording that is under way, if there is one."""
    recording = _current.get()
    if recording is not None and recording.is_open:
        recording.answers.append(answer)
