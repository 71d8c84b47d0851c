"""How many requests an organisation is served in a second."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from typing import TypeAlias

__all__ = ["RateLimit", "Timer"]

Timer: TypeAlias = Callable[[], float]
"""Seconds since some moment; it never goes back."""

_WINDOW_SECONDS = 1.0


class RateLimit:
    """A window of one second that slides with the time of the machine.

    It does not go by the clock of the sandbox: the client that it holds back waits in real time.

    Args:
        timer: that time.
    """

    def __init__(self, timer: Timer) -> None:
        self._timer = timer
        self._served: defaultdict[str, deque[float]] = defaultdict(deque)

    def admit(self, organisation_id: str, limit: int) -> bool:
        """Return whether one more request of the organisation stays within `limit` a second.

        A request that does not is not counted.
        """
        now = self._timer()
        served = self._served[organisation_id]
        while served and served[0] <= now - _WINDOW_SECONDS:
            served.popleft()
        if len(served) >= limit:
            return False
        served.append(now)
        return True

    def clear(self) -> None:
        """Forget every request."""
        self._served.clear()
