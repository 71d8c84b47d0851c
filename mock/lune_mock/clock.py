"""The time the sandbox goes by."""

from __future__ import annotations

import copy
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Self

from lune_mock.json_values import optional_text

if TYPE_CHECKING:
    from lune_document import JSON

__all__ = ["Clock", "ClockError", "timestamp"]

# Wide enough for every test, and far enough from the end of `datetime` that what an order waits
# for still has a date.
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
_LAST = datetime(9000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class ClockError(ValueError):
    """The clock cannot be moved as it was told; the text says why."""


class Clock:
    """The time of a sandbox. It runs like that of the system, or it stands.

    Args:
        now: the moment it stands at, with a time zone; without it the clock runs with the system.

    Example:
        >>> clock = Clock(datetime(2026, 1, 1, tzinfo=UTC))
        >>> clock.advance(timedelta(days=7))
        >>> clock.now().isoformat()
        '2026-01-08T00:00:00+00:00'
    """

    def __init__(self, now: datetime | None = None) -> None:
        # What is added to the system's time, where the clock runs.
        self._ahead = timedelta()
        self._stands_at = None if now is None else _checked(now)

    def __repr__(self) -> str:
        manner = "stands at" if self.is_frozen else "runs from"
        return f"<{type(self).__name__} {manner} {timestamp(self.now())}>"

    @property
    def is_frozen(self) -> bool:
        """Whether it stands."""
        return self._stands_at is not None

    def now(self) -> datetime:
        """Return its time, in UTC."""
        if self._stands_at is not None:
            return self._stands_at
        return datetime.now(UTC) + self._ahead

    def set(self, moment: datetime, *, is_frozen: bool | None = None) -> None:
        """Move to `moment`, which may lie in the past. What happened by then is not undone.

        Args:
            moment: with a time zone.
            is_frozen: whether it stands there; as it was unless said.

        Raises:
            ClockError: the moment has no time zone, or lies before 1970 or after 8999.
        """
        moment = _checked(moment)
        if self.is_frozen if is_frozen is None else is_frozen:
            self._stands_at = moment
        else:
            self._stands_at = None
            self._ahead = moment - datetime.now(UTC)

    def advance(self, by: timedelta) -> None:
        """Move forward.

        Raises:
            ClockError: `by` is no duration, negative, or leads beyond 8999.
        """
        by = _duration(by)
        if by < timedelta():
            message = f"the clock cannot be advanced by {by}; set it to go back"
            raise ClockError(message)
        now = self.now()
        if by > _LAST - now:
            message = f"the clock cannot be advanced by {by}: it ends at {timestamp(_LAST)}"
            raise ClockError(message)
        self.set(now + by)

    def freeze(self) -> None:
        """Stand, from now on, at the present moment."""
        self.set(self.now(), is_frozen=True)

    def resume(self) -> None:
        """Run on from where it is."""
        self.set(self.now(), is_frozen=False)

    def json(self) -> dict[str, JSON]:
        """Return what `of_json` makes the same clock of."""
        stands_at = None if self._stands_at is None else self._stands_at.isoformat()
        return {"ahead_microseconds": self._ahead // _MICROSECOND, "stands_at": stands_at}

    @classmethod
    def of_json(cls, kept: dict[str, JSON]) -> Self:
        """Return a clock that stands, or runs as far ahead, as the one that was kept."""
        stands_at = optional_text(kept["stands_at"])
        clock = cls(None if stands_at is None else datetime.fromisoformat(stands_at))
        clock._ahead = int(str(kept["ahead_microseconds"])) * _MICROSECOND
        return clock

    def copy(self) -> Self:
        """Return a clock of its own that shows and does the same."""
        return copy.copy(self)


def _duration(by: object) -> timedelta:
    if not isinstance(by, timedelta):
        message = f"the clock cannot be advanced by {by!r}; give a duration, timedelta(days=1)"
        raise ClockError(message)
    return by


def _checked(moment: object) -> datetime:
    if not isinstance(moment, datetime):
        message = f"{moment!r} is no moment; give one such as datetime(2026, 1, 31, tzinfo=UTC)"
        raise ClockError(message)
    if moment.tzinfo is None:
        message = f"{moment.isoformat()} has no time zone; give one, such as UTC"
        raise ClockError(message)
    if not _FIRST <= moment <= _LAST:
        message = f"{moment.isoformat()} is not between {timestamp(_FIRST)} and {timestamp(_LAST)}"
        raise ClockError(message)
    return moment.astimezone(UTC)


def timestamp(moment: datetime) -> str:
    """Return `moment` as an RFC 3339 timestamp in UTC, to the millisecond."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"
