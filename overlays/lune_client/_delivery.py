"""Carrying out one operation: attempts, waits, recovery. Decides everything, does no I/O.

A delivery is a generator of steps. Whoever runs it, in a thread or in a task, sends what it says
to send, sleeps as long as it says, and hands back what came of it.
"""

from __future__ import annotations

import json
import math
import os
import random
from collections.abc import Callable, Generator, Mapping
from datetime import UTC, datetime
from functools import partial
from time import monotonic
from typing import Final, Generic, TypeAlias, TypeVar

from attrs import define, evolve, field, frozen

from lune_api import ALREADY_EXISTS
from lune_api.errors import InvalidRequestError
from lune_api.types import JSON, Operation
from lune_client import _retries
from lune_client._call import (
    error_code_in,
    error_for,
    mismatch_error,
    request_for,
    request_id,
    result_of,
)
from lune_client._echo import Difference, differences
from lune_client._http import Failure, Reply, Request
from lune_client._json import decode_if_possible
from lune_client._key import ApiKey
from lune_client._limiter import Limiter
from lune_client._settings import Settings
from lune_client._telemetry import Report
from lune_client._timeout import Seconds
from lune_client.answers import Answer, Attempt, is_recording, note
from lune_client.errors import CallError, MismatchError, Outcome, ResponseError

T = TypeVar("T")
R = TypeVar("R")

_NOT_FOUND = 404
_LONGEST_SHARE = 10.0
_LEAST = 0.001
_NOTHING: Final[Mapping[str, Reply]] = {}


@frozen
class Send:
    """A request to send now, and how many seconds it may take (None: only its own timeouts)."""

    request: Request
    within: Seconds | None


@frozen
class Sleep:
    """A time to let pass."""

    seconds: Seconds


Step: TypeAlias = Send | Sleep
Steps: TypeAlias = Generator[Step, Reply | Failure | None, R]
LookUp: TypeAlias = Callable[[str], Operation[object]]


@frozen
class _Tried:
    """What came of all attempts at one request.

    Attributes:
        outcome: What came of the last one.
        is_undecided: Whether one of them may have been carried out without an answer.
        was_sent: Whether one of them may have reached the service.
    """

    outcome: Reply | Failure
    is_undecided: bool
    was_sent: bool


@define
class Delivery(Generic[T]):
    """One logical call."""

    operation: Operation[T]
    settings: Settings
    key: ApiKey
    limiter: Limiter
    report: Report
    attempts: list[Attempt] = field(factory=list[Attempt])
    _until: float = field(init=False, default=math.inf)
    _keyed: Operation[T] | None = field(init=False, default=None)
    _under_way: Callable[[Reply | Failure], None] | None = field(init=False, default=None)
    """Takes what comes of the attempt that is under way."""

    def steps(self) -> Steps[T]:
        """Yield what is to be done; return the result.

        Raises:
            InvalidRequestError: the operation cannot be sent.
            CallError: it has no usable result; the error says what is known of its fate.
        """
        deadline = self.settings.deadline
        if deadline is not None:
            self._until = monotonic() + deadline
        operation = with_keys(self.operation)
        self._keyed = operation
        # A creation leaves time to look up what became of it.
        share = 0.0
        if operation.lookup is not None and deadline is not None:
            share = min(_LONGEST_SHARE, deadline / 4)
        tried = yield from self._try(operation, self._until - share)
        recovered = yield from self._recover(operation, tried)
        outcome = recovered or tried.outcome
        try:
            if isinstance(outcome, Failure):
                raise error_for(
                    operation, outcome, self.settings, self.key, was_sent=tried.was_sent
                )
            try:
                result, data = result_of(operation, outcome, self.key)
            except ResponseError:
                recovered = yield from self._find(operation)
                if recovered is None:
                    raise
                outcome = recovered
                result, data = result_of(operation, outcome, self.key)
            if recovered is not None or self._may_be_older():
                self._compare(operation, outcome, data)
        except CallError as error:
            error.attempts = tuple(self.attempts)
            error.outcome = _fate(tried, error)
            error.idempotency_keys = tuple(keys_of(operation)) or error.idempotency_keys
            error.settled_by = operation.lookup_call
            raise
        if is_recording():
            note(
                Answer(
                    status=outcome.status,
                    headers=outcome.headers,
                    request_id=request_id(outcome, self.key),
                    body=outcome.body,
                    attempts=tuple(self.attempts),
                    recovered=recovered is not None,
                    idempotency_key=operation.idempotency_key,
                )
            )
        return result

    def tell(self, error: BaseException) -> None:
        """Report what an exception from outside interrupts, and add to it what it leaves open."""
        if self._under_way is not None:
            text = f"interrupted by {type(error).__name__}"
            self._under_way(Failure(text, timed_out=False, connected=True))
        # Without an attempt nothing can have been carried out.
        if not self.attempts or self._keyed is None or self._keyed.lookup_call is None:
            return
        for key in keys_of(self._keyed):
            error.add_note(
                f"{self._keyed.method} {self._keyed.path} may have been carried out: "
                f"{self._keyed.lookup_call}({key!r}) settles it"
            )

    def _try(self, operation: Operation[R], until: float, *, pause: Seconds = 0.0) -> Steps[_Tried]:
        """Send until there is an answer to keep, no attempt is left, or no time."""
        request = request_for(operation, self.settings)
        may_repeat = operation.repeatable or operation.key_field is not None
        tried: _Tried | None = None
        for failures in range(1, self.settings.max_retries + 2):
            waited = yield from self._wait(pause, until)
            if waited is None:
                break
            started = monotonic()
            within = None if math.isinf(until) else max(until - started, _LEAST)
            ended = self._under_way = partial(self._note, operation, request, waited, started)
            outcome = yield Send(request, within)
            assert outcome is not None  # noqa: S101  # a Send is answered with an outcome
            self._under_way = None
            ended(outcome)
            tried = _Tried(
                outcome,
                (tried is not None and tried.is_undecided) or _retries.is_undecided(outcome),
                (tried is not None and tried.was_sent) or _retries.was_sent(outcome),
            )
            if isinstance(outcome, Reply) and outcome.status == _retries.TOO_MANY_REQUESTS:
                self.limiter.slow_down(monotonic())
            if not _retries.is_passing(outcome):
                break
            if not may_repeat and _retries.was_sent(outcome):
                break
            pause = _retries.pause(failures, outcome, random.random, datetime.now(UTC))
        return tried or _Tried(_out_of_time(self.settings), is_undecided=False, was_sent=False)

    def _wait(self, pause: Seconds, until: float) -> Steps[Seconds | None]:
        """Wait for a pause and for the rate limit; None, at once, if that takes too long."""
        began = monotonic()
        if began + pause >= until or (math.isinf(until) and pause > _retries.LONGEST_ASKED):
            return None
        if pause > 0:
            yield Sleep(pause)
        # Booked only now: a booking in the future would hold up everybody else.
        now = monotonic()
        wait = self.limiter.reserve(now)
        if now + wait >= until:
            self.limiter.release(now, wait)
            return None
        if wait > 0:
            try:
                yield Sleep(wait)
            except BaseException:
                self.limiter.release(now, wait)
                raise
        return pause + wait

    def _note(
        self,
        operation: Operation[R],
        request: Request,
        waited: Seconds,
        started: float,
        outcome: Reply | Failure,
    ) -> None:
        reply = outcome if isinstance(outcome, Reply) else None
        failure = outcome.cut_short if isinstance(outcome, Reply) else outcome
        attempt = Attempt(
            method=operation.method,
            path=self.key.redact(operation.path),
            status=None if reply is None else reply.status,
            failure=None if failure is None else failure.text,
            request_id=None if reply is None else request_id(reply, self.key),
            waited=waited,
            took=monotonic() - started,
        )
        self.attempts.append(attempt)
        self.report(len(self.attempts), attempt, request, outcome)

    def _recover(self, operation: Operation[T], tried: _Tried) -> Steps[Reply | None]:
        """Look up by key what was created without an answer that says so; None if nothing is."""
        look_up, outcome = operation.lookup, tried.outcome
        if look_up is None:
            return None
        if isinstance(operation.json, list):
            return (yield from self._recover_batch(operation, tried, look_up))
        if operation.idempotency_key is None or _is_complete_success(outcome):
            return None
        if not tried.is_undecided and not _says_exists(outcome):
            return None
        key = operation.idempotency_key
        return (yield from self._look_up(look_up, key, patient=tried.is_undecided))

    def _find(self, operation: Operation[T]) -> Steps[Reply | None]:
        """Look up what an unreadable answer was about; None if there is nothing to find."""
        if operation.lookup is None:
            return None
        if isinstance(operation.json, list):
            return (yield from self._recover_all(operation, operation.lookup))
        if operation.idempotency_key is None:
            return None
        return (
            yield from self._look_up(operation.lookup, operation.idempotency_key, patient=False)
        )

    def _look_up(self, look_up: LookUp, key: str, *, patient: bool) -> Steps[Reply | None]:
        """Fetch an object by its key; a patient look-up waits for it to appear."""
        failures, pause = 0, 0.0
        while True:
            outcome = (yield from self._try(look_up(key), self._until, pause=pause)).outcome
            if isinstance(outcome, Reply) and _is_complete_success(outcome):
                return _with_object(outcome)
            if not patient or not (_is_missing(outcome) or _retries.is_passing(outcome)):
                return None
            failures += 1
            pause = _retries.pause(failures, None, random.random, datetime.now(UTC))
            if math.isinf(self._until) and failures > self.settings.max_retries:
                return None
            if monotonic() + pause >= self._until:
                return None

    def _recover_batch(
        self, operation: Operation[T], tried: _Tried, look_up: LookUp
    ) -> Steps[Reply | None]:
        if isinstance(tried.outcome, Reply) and _is_complete_success(tried.outcome):
            return (yield from self._recover_slots(operation, tried.outcome, look_up))
        if tried.is_undecided or _says_exists(tried.outcome):
            return (yield from self._recover_all(operation, look_up))
        return None

    def _recover_slots(
        self,
        operation: Operation[T],
        reply: Reply,
        look_up: LookUp,
        known: Mapping[str, Reply] = _NOTHING,
    ) -> Steps[Reply | None]:
        """Put what exists already into the slots of a batch that say so; None if none does.

        What cannot be looked up in time stays the error that the service put into its slot.
        """
        slots = decode_if_possible(reply.body)
        if not isinstance(slots, list):
            return None
        found = False
        for position, (key, slot) in enumerate(zip(keys_of(operation), slots, strict=False)):
            if error_code_in(slot) not in ALREADY_EXISTS:
                continue
            single = known.get(key)
            if single is None:
                single = yield from self._look_up(look_up, key, patient=True)
            if single is not None:
                slots[position] = decode_if_possible(single.body)
                found = True
        return evolve(reply, body=json.dumps(slots).encode()) if found else None

    def _recover_all(self, operation: Operation[T], look_up: LookUp) -> Steps[Reply | None]:
        """Look up every item of a batch whose answer was lost; None unless all are accounted for."""
        keys = keys_of(operation)
        found: dict[str, Reply] = {}
        is_up, patient = True, True
        # A first round asks for each; only then is the rest of the time spent on what is missing.
        for key in keys:
            outcome = (yield from self._try(look_up(key), self._until)).outcome
            single = _with_object(outcome)
            if single is not None:
                found[key] = single
            elif not _is_missing(outcome):
                is_up = False
                break
        missing = [key for key in keys if key not in found]
        if found and missing and is_up:
            # It was carried out, so what is missing may match nothing, which no look-up can say.
            again = (yield from self._try(operation, self._until)).outcome
            if isinstance(again, Reply) and _is_complete_success(again):
                return (yield from self._recover_slots(operation, again, look_up, found)) or again
            patient = _retries.is_passing(again)
        for key in missing:
            single = yield from self._look_up(look_up, key, patient=patient)
            if single is None:
                return None
            found[key] = single
        slots = [decode_if_possible(found[key].body) for key in keys]
        return evolve(found[keys[0]], body=json.dumps(slots).encode()) if found else None

    def _may_be_older(self) -> bool:
        """Whether a success may be a replay: the key was used before, or the call was repeated."""
        asked = self.operation
        return len(self.attempts) > 1 or asked.idempotency_key is not None or bool(keys_of(asked))

    def _compare(self, operation: Operation[T], reply: Reply, found: JSON) -> None:
        if not operation.echo or found is None:
            return
        asked = operation.json
        different: list[Difference] = []
        if isinstance(asked, dict):
            different += differences(operation.echo, asked, found)
        elif isinstance(asked, list) and isinstance(found, list):
            for position, (item, slot) in enumerate(zip(asked, found, strict=False)):
                # A slot that holds an error or nothing repeats nothing.
                if isinstance(slot, dict) and error_code_in(slot) is None:
                    different += (
                        evolve(each, field=f"items[{position}].{each.field}")
                        for each in differences(operation.echo, item, slot)
                    )
        if different:
            raise mismatch_error(operation, reply, self.key, tuple(different))


def with_keys(operation: Operation[T]) -> Operation[T]:
    """Return a creation with an idempotency key for each object that the caller gave none for.

    Raises:
        InvalidRequestError: a key of the caller could never be looked up, or stands for two items.
    """
    name, body = operation.key_field, operation.json
    if name is None:
        return operation
    if isinstance(body, dict):
        if name in body:
            _check_key(operation, body[name])
            return operation
        key = _new_key()
        return evolve(operation, json={**body, name: key}, idempotency_key=key)
    if isinstance(body, list):
        return evolve(operation, json=_keyed(operation, body, name))
    return operation


def _keyed(operation: Operation[T], items: list[JSON], name: str) -> list[JSON]:
    """Return items that have a key each, and each its own."""
    owners: dict[JSON, int] = {}
    keyed: list[JSON] = []
    for position, item in enumerate(items):
        if not isinstance(item, dict) or name not in item:
            keyed.append({**item, name: _new_key()} if isinstance(item, dict) else item)
            continue
        key = item[name]
        try:
            _check_key(operation, key)
        except InvalidRequestError as error:
            field = f"items[{position}].{error.field}"
            raise InvalidRequestError(field, error.value, error.problem) from None
        if key in owners:
            field = f"items[{position}].{name}"
            problem = f"is the key of items[{owners[key]}], too: give each item its own"
            raise InvalidRequestError(field, key, problem)
        owners[key] = position
        keyed.append(item)
    return keyed


def _check_key(operation: Operation[T], key: JSON) -> None:
    """Refuse a key by which no result can be looked up."""
    if operation.lookup is not None and isinstance(key, str):
        operation.lookup(key)


def keys_of(operation: Operation[T]) -> list[str]:
    """Return the idempotency keys that an operation carries, one for each object."""
    name, body = operation.key_field, operation.json
    items = body if isinstance(body, list) else [body] if isinstance(body, dict) else []
    if name is None:
        return []
    keys = [item.get(name) for item in items if isinstance(item, dict)]
    return [key for key in keys if isinstance(key, str) and key]


def _new_key() -> str:
    return f"lune-client-{os.urandom(16).hex()}"


def _is_complete_success(outcome: Reply | Failure) -> bool:
    return isinstance(outcome, Reply) and outcome.is_success and outcome.cut_short is None


def _is_missing(outcome: Reply | Failure) -> bool:
    return isinstance(outcome, Reply) and outcome.status == _NOT_FOUND


def _with_object(outcome: Reply | Failure) -> Reply | None:
    """Return an answer that holds an object, None for any other."""
    if not isinstance(outcome, Reply) or not _is_complete_success(outcome):
        return None
    return outcome if isinstance(decode_if_possible(outcome.body), dict) else None


def _says_exists(outcome: Reply | Failure) -> bool:
    return (
        isinstance(outcome, Reply)
        and error_code_in(decode_if_possible(outcome.body)) in ALREADY_EXISTS
    )


def _out_of_time(settings: Settings) -> Failure:
    text = f"the deadline of {settings.deadline} s leaves no time to send"
    return Failure(text=text, timed_out=True, connected=False, by_deadline=True)


def _fate(tried: _Tried, error: CallError) -> Outcome:
    if not tried.was_sent:
        return "not_sent"
    if isinstance(error, MismatchError):
        return "refused"
    if error.status is not None and error.status < 300:  # noqa: PLR2004  # as HTTP says
        return "carried_out"
    return "unknown" if tried.is_undecided else "refused"
