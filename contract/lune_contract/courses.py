"""Courses of calls that hypothesis makes up, and cuts short when one shows a deviation."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis.errors import Flaky
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from lune_contract.exchange import Exchange
from lune_contract.isolation import isolated
from lune_contract.rule import Deviated, Unsettled
from lune_contract.session import LimitReachedError
from lune_contract.target import TargetError

if TYPE_CHECKING:
    from lune_contract.trial import Trial

__all__ = ["Course", "Found", "Size", "run"]

Found: TypeAlias = list[tuple[Deviated, list[Exchange]]]
"""Deviations, each with the course that showed it."""

_SEEDS: Final = 2**32

# A course that deviates is tried again, shortened, so many times.
_SHORTENING: Final = 150

# Targets take their time, and courses are long.
_UNHURRIED: Final = (
    HealthCheck.too_slow,
    HealthCheck.data_too_large,
    HealthCheck.large_base_example,
    HealthCheck.filter_too_much,
)


class _OverError(BaseException):
    """Ends all courses from within one; hypothesis would try another after an Exception."""


class Course(RuleBasedStateMachine):
    """A target and what it should hold, step by step.

    Attributes:
        trial: what steps call with.
        found: deviations so far, with the courses that showed them.
    """

    def __init__(self, trial: Trial, found: Found) -> None:
        super().__init__()
        trial.exchanges = []
        self.trial = trial
        self.found = found

    def teardown(self) -> None:
        """Keep what the course showed."""
        ended_by = sys.exception()
        if isinstance(ended_by, Deviated):
            self.found.append((ended_by, self.trial.exchanges))
        elif isinstance(ended_by, TargetError | LimitReachedError | Unsettled):
            raise _OverError from ended_by


@dataclass(frozen=True)
class Size:
    """How many courses are tried, and how many steps each has."""

    courses: int
    steps: int

    @property
    def calls(self) -> int:
        """The most of one kind of call."""
        return self.courses * self.steps


def run(course: type[Course], trial: Trial, size: Size) -> None:
    """Try courses on a target; the trial's exchanges are those of the shortest that deviates.

    Args:
        course: what a step can be, and what the target should hold after it.
        trial: what they call with; courses follow from its random numbers.
        size: how many are tried.

    Raises:
        Deviated: one of them showed it.
    """
    found: Found = []
    begun = 0

    @seed(trial.random.randrange(_SEEDS))
    def begin() -> Course:
        nonlocal begun
        begun += 1
        if begun > size.courses + _SHORTENING:
            raise _OverError
        return course(trial, found)

    chosen = settings(
        max_examples=size.courses,
        stateful_step_count=size.steps,
        phases=(Phase.generate, Phase.shrink),
        database=None,
        deadline=None,
        suppress_health_check=_UNHURRIED,
        verbosity=Verbosity.quiet,
        report_multiple_bugs=False,
        print_blob=False,
    )
    try:
        with isolated():
            # It is only called.
            run_state_machine_as_test(cast("type[Course]", begin), settings=chosen)
    except (Deviated, Flaky):
        if not found:
            raise
    except _OverError as over:
        if over.__cause__ is not None and not found:
            raise over.__cause__ from None
    if found:
        # The last of the shortest: its values are the simplest, too.
        deviated, trial.exchanges = min(reversed(found), key=lambda each: len(each[1]))
        raise deviated
