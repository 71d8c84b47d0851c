"""All requests of a run pass here: counted, paced, bounded, recorded and held to the invariants."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from lune_contract.exchange import Exchange
from lune_contract.rule import Deviated, Invariant
from lune_contract.target import TargetError

if TYPE_CHECKING:
    from lune_contract.exchange import Request
    from lune_contract.target import Target

__all__ = ["LimitReachedError", "Limits", "Session"]

_WAITS: Final = 5
# Requests a second, where a target is given no rate: as fast as the shortest pause allows.
_FAST: Final = 10.0
_OK: Final = 200
_TOO_MANY: Final = 429
# So many requests in a row that are too fast however long it waits: there will be no other answer.
_MOST_REFUSED: Final = 3


class LimitReachedError(Exception):
    """The run may send no more; the text says which limit it is."""


@dataclass(frozen=True)
class Limits:
    """What a run may do.

    Attributes:
        requests: how many it may send.
        seconds: how long it may send.
        rate: requests a second, None for as many as there are.
    """

    requests: int = 20_000
    seconds: float = 1_800.0
    rate: float | None = None


@dataclass
class Session:
    """The way to a target. It can be used from several threads.

    Attributes:
        observe: is called with every exchange, in the order in which answers come.
        applied: names of the invariants that an answer was held to.
        broken: invariants that an exchange broke, and how, by name and operation: the one
            with the smallest request each.
        counts: how many requests were sent, by operation and status.
        carried_out: how many of them were answered with 200 and JSON, by operation.
        valid: how many requests of generated valid data were sent, by operation.
        accepted: how many of those were carried out.
    """

    target: Target
    limits: Limits = field(default_factory=Limits)
    invariants: Sequence[Invariant] = ()
    observe: Callable[[Exchange], None] | None = None
    applied: set[str] = field(default_factory=set[str])
    broken: dict[tuple[str, str], tuple[Invariant, Deviated]] = field(
        default_factory=dict[tuple[str, str], tuple[Invariant, Deviated]]
    )
    counts: Counter[tuple[str, int]] = field(default_factory=Counter[tuple[str, int]])
    carried_out: Counter[str] = field(default_factory=Counter[str])
    valid: Counter[str] = field(default_factory=Counter[str])
    accepted: Counter[str] = field(default_factory=Counter[str])
    _sent: int = 0
    _began: float = field(default_factory=time.monotonic)
    _next: float = 0.0
    _refused: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def requests(self) -> int:
        """How many requests were sent."""
        return self._sent

    @property
    def seconds(self) -> float:
        """How long the run lasts."""
        return time.monotonic() - self._began

    def send(self, request: Request) -> Exchange:
        """Send a request and return the exchange. One that is too fast (429) is sent again later.

        Raises:
            TargetError: there is no answer.
            LimitReachedError: the run may send no more.
        """
        exchange = self._exchange(request)
        for waited in range(_WAITS):
            if exchange.answer.status != _TOO_MANY:
                break
            time.sleep(2.0**waited / (self.limits.rate or _FAST))
            exchange = self._exchange(request)
        with self._lock:
            self._notice_refusal(exchange)
            self.counts[exchange.operation_id, exchange.answer.status] += 1
            if exchange.answer.status == _OK and exchange.answer.has_content:
                self.carried_out[exchange.operation_id] += 1
            self._judge(exchange)
            if self.observe is not None:
                self.observe(exchange)
        return exchange

    def _exchange(self, request: Request) -> Exchange:
        self._wait()
        try:
            return Exchange.of(request, self.target.send(request))
        except TargetError as error:
            error.request = request
            raise

    def _notice_refusal(self, exchange: Exchange) -> None:
        self._refused = self._refused + 1 if exchange.answer.status == _TOO_MANY else 0
        if self._refused == _MOST_REFUSED:
            message = "the target answers 429 however long it waits; give a lower --rate, or wait"
            raise LimitReachedError(message)

    def _judge(self, exchange: Exchange) -> None:
        for each in self.invariants:
            before = len(exchange.expected)
            deviated = _breach(each, exchange)
            if len(exchange.expected) > before:
                self.applied.add(each.name)
            if deviated is None:
                continue
            key = each.name, exchange.operation_id
            known = self.broken.get(key)
            if known is None or exchange.request.size < known[1].exchange.request.size:
                self.broken[key] = each, deviated

    def _wait(self) -> None:
        with self._lock:
            if self._sent >= self.limits.requests:
                message = f"the limit of {self.limits.requests} requests is reached"
                raise LimitReachedError(message)
            if self.seconds >= self.limits.seconds:
                message = f"the limit of {self.limits.seconds:g} s is reached"
                raise LimitReachedError(message)
            self._sent += 1
            if self.limits.rate is None:
                return
            now = time.monotonic()
            at = max(self._next, now)
            self._next = at + 1 / self.limits.rate
        time.sleep(at - now)


def breaches(
    invariants: Iterable[Invariant], exchange: Exchange
) -> Iterable[tuple[Invariant, Deviated]]:
    """Return the invariants that an exchange breaks, and how."""
    for each in invariants:
        deviated = _breach(each, exchange)
        if deviated is not None:
            yield each, deviated


def _breach(invariant: Invariant, exchange: Exchange) -> Deviated | None:
    try:
        invariant.check(exchange)
    except Deviated as deviated:
        return deviated
    return None
