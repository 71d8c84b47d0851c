"""Sending the requests of rows, several calls at once, and handing the rows back in order."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from threading import Event
from typing import TYPE_CHECKING, Final, Generic, TypeAlias

from attrs import define, field, frozen

from lune_client._json import decode_if_possible
from lune_client.errors import (
    CallError,
    InvalidRequestError,
    LuneError,
    MismatchError,
    ResponseError,
    StatusError,
    one_line,
)
from lune_client.tables.job import Item, Job, R
from lune_client.tables.journal import Journal
from lune_client.tables.outcome import INVALID_ROW, MISMATCH, Outcome
from lune_client.tables.source import Row

if TYPE_CHECKING:
    from lune_client._client import Lune

__all__ = ["Entry", "Sending", "SystemicError"]

_FAULTS_OF_A_ROW: Final = frozenset({400, 409, 413, 422})
"""What says that a row is wrong, 422 before the API. Any other refusal would meet every row."""
_MOST_FAILURES: Final = 10
"""How many calls may fail one after the other before the rest is not tried."""
_CALLS_AHEAD: Final = 4
"""How many calls' rows may wait for an earlier one, for each call that is made at once."""
_MOST_WAITING: Final = 64_000_000
"""How many bytes of rows may wait for an earlier one."""
_OF_BRACKETS: Final = 2
_FIRST: Final = re.compile(r"(?:items|body)?\[0\]\.")
_ITEM: Final = re.compile(r"items\[([0-9]+)\]")


class SystemicError(LuneError):
    """The calls fail for a reason that is not in the rows; the cause is the last error."""


@define
class Entry(Generic[R]):
    """A row on its way.

    Attributes:
        row: The row.
        item: Its request, None if there is none to send.
        outcome: What came of it, None while that is not known.
        is_known: Whether a run before this one found out.
        is_repeated: Whether the same request stood in the table before.
    """

    row: Row
    item: Item[R] | None = None
    outcome: Outcome | None = None
    is_known: bool = False
    is_repeated: bool = False


@define
class _Call(Generic[R]):
    """The rows of one call, while they are gathered."""

    job: Job[R]
    entries: list[Entry[R]] = field(factory=list[Entry[R]])
    _size: int = _OF_BRACKETS

    def takes(self, item: Item[R]) -> bool:
        """Whether there is room for one more."""
        room = self._size + item.size + 1 <= self.job.max_bytes
        return not self.entries or (room and len(self.entries) < self.job.max_items)

    def add(self, entry: Entry[R], item: Item[R]) -> None:
        self.entries.append(entry)
        self._size += item.size + 1

    @property
    def is_full(self) -> bool:
        return len(self.entries) >= self.job.max_items


@frozen
class _Divided:
    """What came of a call that was refused as a whole: the positions of each call in its place."""

    parts: list[list[int]]


_Answer: TypeAlias = "Sequence[Outcome | None] | _Divided"


class Sending(Generic[R]):
    """Sends what has no outcome yet, keeps each outcome in the journal, and keeps the order.

    Args:
        client: What to send with; its rate limit is the only one.
        job: How to send.
        journal: Where outcomes are kept as they arrive.
        concurrency: How many calls are made at once.

    Attributes:
        done: How many rows have an outcome that stays.
    """

    def __init__(self, client: Lune, job: Job[R], journal: Journal, concurrency: int) -> None:
        self._client = client
        self._job = job
        self._journal = journal
        self._concurrency = concurrency
        self._under_way: dict[Future[_Answer], list[Entry[R]]] = {}
        self._divided: list[list[Entry[R]]] = []
        self._stopping = Event()
        self._failures = 0
        self._last = ""
        self._was_answered = False
        self._line: deque[Entry[R]] = deque()
        self._waiting = 0
        self._call = _Call(job)
        self.done = 0

    def settled(self, entries: Iterable[Entry[R]]) -> Generator[Entry[R]]:
        """Yield the entries in their order, each with its outcome.

        However this ends, the calls that are under way are waited for and what came of them is
        kept.

        Raises:
            SystemicError: it makes no sense to go on.
        """
        with ThreadPoolExecutor(self._concurrency, thread_name_prefix="lune-tables") as threads:
            try:
                for entry in entries:
                    self._take(entry, threads)
                    while self._line and (self._line[0].outcome is not None or self._is_long()):
                        if self._line[0].outcome is not None:
                            yield self._first()
                        elif self._under_way:
                            self._wait(threads)
                        else:
                            self._start(threads)
                    # Whether the next entry is to be sent may depend on what comes of these.
                    self._make_room(threads)
                self._start(threads)
                while self._line:
                    while self._line[0].outcome is None:
                        self._wait(threads)
                    yield self._first()
            except BaseException:
                self._stopping.set()
                self._finish()
                raise

    def _take(self, entry: Entry[R], threads: ThreadPoolExecutor) -> None:
        """Put an entry at the end of the line, and into a call if there is something to send."""
        self._line.append(entry)
        self._waiting += entry.row.size
        if entry.outcome is not None:
            self.done += 1
        elif entry.item is not None:
            if not self._call.takes(entry.item):
                self._start(threads)
            self._call.add(entry, entry.item)
            if self._call.is_full:
                self._start(threads)

    def _first(self) -> Entry[R]:
        """Take the first of the line out of it."""
        entry = self._line.popleft()
        self._waiting -= entry.row.size
        return entry

    def _is_long(self) -> bool:
        """Whether as many rows wait for the first of the line as may wait."""
        most = self._job.max_items * self._concurrency * _CALLS_AHEAD
        return len(self._line) > most or self._waiting > _MOST_WAITING

    def _start(self, threads: ThreadPoolExecutor) -> None:
        """Make the call that was gathered as soon as it may be made, and gather another."""
        call, self._call = self._call, _Call(self._job)
        if not call.entries:
            return
        self._wait(threads, 0)
        self._make_room(threads)
        self._submit(call.entries, threads)

    def _make_room(self, threads: ThreadPoolExecutor) -> None:
        """Wait until one more call may be made."""
        while len(self._under_way) >= self._concurrency:
            self._wait(threads)

    def _submit(self, entries: list[Entry[R]], threads: ThreadPoolExecutor) -> None:
        items = [entry.item for entry in entries if entry.item is not None]
        future = threads.submit(_answer, self._job, self._client, items, self._stopping.is_set)
        self._under_way[future] = entries

    def _wait(self, threads: ThreadPoolExecutor, seconds: float | None = None) -> None:
        """Wait for a call, keep what came of all that have ended, and make what takes their place.

        Args:
            threads: What makes the calls.
            seconds: How long to wait; None for as long as it takes.

        Raises:
            SystemicError: it makes no sense to go on.
        """
        done, _ = wait(self._under_way, seconds, return_when=FIRST_COMPLETED)
        errors = [error for future in done if (error := self._settle(future)) is not None]
        if errors:
            raise errors[0]
        if self._failures >= _MOST_FAILURES:
            message = f"{self._failures} calls failed one after the other, at last: {self._last}"
            raise SystemicError(message)
        divided, self._divided = self._divided, []
        for entries in divided:
            self._submit(entries, threads)

    def _finish(self) -> None:
        """Keep what comes of the calls that are under way."""
        wait(self._under_way)
        for future in list(self._under_way):
            self._settle(future)

    def _settle(self, future: Future[_Answer]) -> BaseException | None:
        """Keep what came of a call that has ended; return why nothing came of it."""
        entries = self._under_way.pop(future)
        error = future.exception()
        if error is not None:
            return _systemic(error) if isinstance(error, CallError) else error
        outcomes = future.result()
        if isinstance(outcomes, _Divided):
            self._divided += [[entries[each] for each in part] for part in outcomes.parts]
            return None
        kept: list[tuple[str, Outcome]] = []
        for entry, outcome in zip(entries, outcomes, strict=True):
            entry.outcome = outcome
            if outcome is not None and outcome.is_final and entry.item is not None:
                kept.append((entry.item.key, outcome))
        self._journal.add(kept)
        self.done += len(kept)
        self._failures = 0 if kept else self._failures + 1
        self._was_answered = self._was_answered or bool(kept)
        first = outcomes[0]
        if first is not None and first.error_message is not None:
            self._last = first.error_message
        if not self._was_answered and first is not None and first.error_code == "not_sent":
            return SystemicError(f"nothing can be sent: {first.error_message}")
        return None


def _systemic(error: CallError) -> SystemicError:
    systemic = SystemicError(str(error))
    systemic.__cause__ = error
    return systemic


def _answer(
    job: Job[R], client: Lune, items: Sequence[Item[R]], is_stopping: Callable[[], bool]
) -> _Answer:
    """Return what comes of some requests; None for those that are not tried any more.

    A call that is refused as a whole is divided, until each row that is wrong has its own refusal;
    so is one whose answer has a slot that cannot be read.

    Raises:
        CallError: every other row would meet the same.
    """
    if is_stopping():
        return [None] * len(items)
    try:
        return job.send(client, items)
    except InvalidRequestError as error:
        refused = Outcome({}, INVALID_ROW, _words(str(error)))
        fields: tuple[str, ...] = (error.field,)
    except CallError as error:
        if _is_list(error) and len(items) > 1:
            # A slot that nobody can read should not hide those of the other rows.
            return _Divided(_parts(len(items), ()))
        if not _is_about_rows(error):
            if _is_about_all(error):
                raise
            return [_passing(error)] * len(items)
        code = error.error_code or _code(error)
        refused = Outcome({}, code, _words(error.message), error.request_id)
        fields = error.fields if isinstance(error, StatusError) else ()
    return [refused] if len(items) == 1 else _Divided(_parts(len(items), fields))


def _is_list(error: CallError) -> bool:
    """Whether the answer is whole and has slots, but cannot be read."""
    body = decode_if_possible(error.body) if isinstance(error, ResponseError) else None
    return isinstance(body, list)


def _is_about_rows(error: CallError) -> bool:
    """Whether it says what is wrong with rows; of half a refusal, nobody knows."""
    is_in_part = error.error_code is None and error.outcome == "unknown"
    is_refusal = error.status in _FAULTS_OF_A_ROW and not is_in_part
    return is_refusal or isinstance(error, MismatchError)


def _is_about_all(error: CallError) -> bool:
    """Whether every other row would meet the same."""
    if error.status in _FAULTS_OF_A_ROW:
        return False
    return isinstance(error, StatusError) and not error.retryable


def _parts(count: int, fields: tuple[str, ...]) -> list[list[int]]:
    """Divide a call: each row that its refusal names for itself, and the rest; else in halves."""
    found = [_ITEM.match(each) for each in fields]
    named = {int(match[1]) for match in found if match is not None} & set(range(count))
    rest = [position for position in range(count) if position not in named]
    if not named:
        return [rest[: count // 2], rest[count // 2 :]]
    return [*([each] for each in sorted(named)), *([rest] if rest else [])]


def _passing(error: CallError) -> Outcome:
    """Return the outcome of a row that the next run tries again."""
    status = "" if error.status is None else f"{error.status} "
    message = one_line(f"{status}{error.message}")
    return Outcome({}, _code(error), message, error.request_id, is_final=False)


def _code(error: CallError) -> str:
    """Return a code for an error that has none of the API's."""
    if error.error_code is not None:
        return error.error_code
    if isinstance(error, MismatchError):
        return MISMATCH
    if error.outcome in {"unknown", "carried_out"}:
        return "unknown"
    return error.outcome if error.status is None else f"status_{error.status}"


def _words(message: str) -> str:
    """Return a message about a row that was alone in its call, without its position there."""
    return one_line(_FIRST.sub("", message))
