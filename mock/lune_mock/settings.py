"""How a sandbox behaves where the service leaves a choice, or where a test wants another one."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, Self, TypeAlias, cast

from lune_mock.json_values import items, record, string

if TYPE_CHECKING:
    from types import UnionType

    from lune_document import JSON

__all__ = ["Idempotency", "Schedule", "Settings"]

Idempotency: TypeAlias = Literal["replay", "conflict"]


def _check_type(name: str, value: object, kind: type | UnionType, wanted: str) -> None:
    if isinstance(value, bool) or not isinstance(value, kind):
        message = f"{name} is {value!r}; give {wanted}"
        raise TypeError(message)


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long after it was made an order gets to each status, by the clock of the sandbox."""

    placed: timedelta = timedelta()
    """Longer than nothing: a new order is received first, and has no costs yet."""
    paid: timedelta = timedelta(hours=1)
    retiring: timedelta = timedelta(days=1)
    complete: timedelta = timedelta(days=7)

    def __post_init__(self) -> None:
        for each in fields(self):
            _check_type(
                each.name, getattr(self, each.name), timedelta, "a duration, timedelta(days=1)"
            )
        delays = (timedelta(), self.placed, self.paid, self.retiring, self.complete, _LONGEST)
        if any(later < earlier for earlier, later in pairwise(delays)):
            message = (
                f"a schedule of placed after {self.placed}, paid after {self.paid}, retiring after"
                f" {self.retiring} and complete after {self.complete}: each has to be as late as"
                f" the one before, and none later than {_LONGEST.days} days"
            )
            raise ValueError(message)

    def json(self) -> JSON:
        """Return the delays in seconds, by status."""
        return {each.name: getattr(self, each.name).total_seconds() for each in fields(self)}

    @classmethod
    def of_json(cls, kept: dict[str, JSON]) -> Self:
        """Return the schedule of delays in seconds."""
        return cls(**{name: timedelta(seconds=float(str(delay))) for name, delay in kept.items()})


_LONGEST = timedelta(days=36_500)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a sandbox.

    Raises:
        ValueError: one of them is out of its bounds.
        TypeError: one of them is something else.
    """

    idempotency: Idempotency = "replay"
    """What a repeated idempotency key gets: the original, as the documentation promises, or 409
    always, as the API of 2026 does (D1, D2 of the document)."""
    rate_limit: int | None = None
    """Requests a second that an organisation is served; None for any number."""
    latency: float = 0.0
    """Seconds that every answer is held back."""
    schedule: Schedule | None = Schedule()
    """When orders advance by themselves; None: by command only."""
    versions: tuple[str, ...] = ()
    """Versions of the API that are known beside that of the document; they behave alike."""

    def __post_init__(self) -> None:
        if self.idempotency not in {"replay", "conflict"}:
            message = f"idempotency is {self.idempotency!r}; it is replay or conflict"
            raise ValueError(message)
        limit = "a whole number, or None for no limit"
        _check_type("rate_limit", self.rate_limit, int | None, limit)
        _check_type("latency", self.latency, float | int, "seconds")
        _check_type("schedule", self.schedule, Schedule | None, "a Schedule, or None for never")
        if self.rate_limit is not None and self.rate_limit < 1:
            message = f"the rate limit is {self.rate_limit}; take 1 or more, or None for no limit"
            raise ValueError(message)
        if not 0 <= self.latency <= _LONGEST_LATENCY:
            message = f"the latency is {self.latency}; take 0 to {_LONGEST_LATENCY} seconds"
            raise ValueError(message)
        for version in self.versions:
            if not _is_version(version):
                message = f"a version of the API is a date, such as 2026-01-31, not {version!r}"
                raise ValueError(message)

    def json(self) -> dict[str, JSON]:
        """Return the settings by name."""
        return {
            "idempotency": self.idempotency,
            "rate_limit": self.rate_limit,
            "latency": self.latency,
            "schedule": None if self.schedule is None else self.schedule.json(),
            "versions": list(self.versions),
        }

    @classmethod
    def of_json(cls, kept: dict[str, JSON]) -> Self:
        """Return the settings that were kept."""
        limit, schedule = kept["rate_limit"], kept["schedule"]
        return cls(
            idempotency=cast("Idempotency", kept["idempotency"]),
            rate_limit=None if limit is None else int(str(limit)),
            latency=float(str(kept["latency"])),
            schedule=None if schedule is None else Schedule.of_json(record(schedule)),
            versions=tuple(map(string, items(kept["versions"]))),
        )


_LONGEST_LATENCY = 600


def _is_version(version: str) -> bool:
    try:
        # Python reads other ways to write a day, too.
        return date.fromisoformat(version).isoformat() == version
    except (TypeError, ValueError):
        return False
