"""The time the sandbox goes by."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias

__all__ = ["Clock", "system_clock", "timestamp"]

Clock: TypeAlias = Callable[[], datetime]


def system_clock() -> datetime:
    """Return the present time."""
    return datetime.now(UTC)


def timestamp(moment: datetime) -> str:
    """Return `moment` as an RFC 3339 timestamp in UTC, to the millisecond."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"
