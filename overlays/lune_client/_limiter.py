"""The client's own rate limit: how long a request has to wait so as not to exceed it."""

from __future__ import annotations

import math
from collections import deque
from contextlib import suppress
from threading import Lock
from typing import Final

from lune_client._timeout import Seconds
from lune_client.errors import ConfigurationError

MAX_REQUESTS_PER_SECOND: Final = 15
"""The limit that the service documents."""

_WINDOW: Final = 1.0
_PERIOD: Final = _WINDOW + 0.05
"""Requests that leave a second apart may arrive a little closer."""
_RECOVERY: Final = 5.0
"""Seconds without a 429 after which the limit grows by one again."""


class Limiter:
    """At most `limit` requests in any one second; shared by threads, tasks and views.

    It does not wait itself: `reserve` books the next free moment and says how far away it is.
    After the service answered 429 the limit is halved, and it recovers step by step.
    """

    def __init__(self, limit: int | None) -> None:
        if not _is_usable(limit):
            message = (
                f"max_requests_per_second={limit!r} is not usable: give a whole number from 1, "
                "or None for no limit"
            )
            raise ConfigurationError(message)
        self._limit = limit
        self._allowed = limit or 0
        self._changed = -math.inf
        # More than the limit, so that giving a booking back uncovers the one before it.
        self._booked: deque[float] = deque(maxlen=2 * (limit or 1))
        self._lock = Lock()

    def reserve(self, now: float) -> Seconds:
        """Book the next free moment and return how many seconds away it is."""
        if self._limit is None:
            return 0.0
        with self._lock:
            self._recover(now)
            moment = now
            if len(self._booked) >= self._allowed:
                moment = max(now, self._booked[-self._allowed] + _PERIOD)
            if moment > now:
                # Evenly, not in bursts: the end of a late burst would arrive with the next one.
                moment = max(moment, self._booked[-1] + _PERIOD / self._allowed)
            self._booked.append(moment)
            return moment - now

    def release(self, now: float, wait: Seconds) -> None:
        """Give a booking back that will not be used."""
        with self._lock, suppress(ValueError):
            self._booked.remove(now + wait)

    def slow_down(self, now: float) -> None:
        """Halve the limit, because the service said that it was exceeded."""
        if self._limit is None:
            return
        with self._lock:
            # Requests under way when the first 429 arrived are refused as well; they count once.
            if now - self._changed >= _WINDOW:
                self._allowed = max(1, self._allowed // 2)
                self._changed = now

    def _recover(self, now: float) -> None:
        while self._limit is not None and self._allowed < self._limit:
            if now - self._changed < _RECOVERY:
                return
            self._allowed += 1
            self._changed += _RECOVERY


def _is_usable(limit: object) -> bool:
    if limit is None:
        return True
    return isinstance(limit, int) and not isinstance(limit, bool) and limit >= 1
