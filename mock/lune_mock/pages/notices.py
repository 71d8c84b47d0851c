"""What a page tells of the form that was sent just before it."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lune_mock.pages.actions import Outcome

__all__ = ["Notices"]

_MOST = 100


class Notices:
    """The outcomes of the last forms, by numbers that addresses can carry.

    The text itself stands in no address, so no link from elsewhere can make a page say something.
    """

    def __init__(self) -> None:
        self._numbers = count(1)
        self._outcomes: dict[str, Outcome] = {}

    def add(self, outcome: Outcome) -> str:
        """Keep an outcome, and return the address of the page that tells it."""
        number = next(self._numbers)
        self._outcomes[str(number)] = outcome
        self._outcomes.pop(str(number - _MOST), None)
        return f"{outcome.page}?notice={number}#notice"

    def take(self, number: str) -> Outcome | None:
        """Return an outcome, once: who comes back later must not take it for news."""
        return self._outcomes.pop(number, None)
