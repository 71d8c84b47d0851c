"""A deviation as a person reads it; all reports say the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lune_contract.deviation import Outcome
    from lune_contract.rule import Statement

__all__ = ["Entry", "entry", "printable"]

_MOST_REQUESTS: Final = 9


@dataclass(frozen=True)
class Entry:
    """A deviation.

    Attributes:
        statement: what the documents say.
        operation: the operation whose answer is wrong.
        requests: lines for a shell, in the order in which they were sent; the last one shows it.
        left_out: how many earlier requests are not listed.
        expected: what the documents say, with the value.
        got: what was found instead.
        answer: status and body that show it.
        note: what the accept file has about it.
    """

    statement: Statement
    operation: str
    requests: Sequence[str]
    left_out: int
    expected: str
    got: str
    answer: str
    note: str

    @property
    def title(self) -> str:
        """Rule and operation."""
        return f"{self.statement.name} on {self.operation}"

    def parts(self) -> Iterator[tuple[str, str]]:
        """Give what there is to say, each part with its name."""
        yield "Rule", self.statement.says
        yield "Source", self.statement.source
        if self.statement.level == "should":
            yield "Level", "should: the documents do not settle it"
        if self.left_out:
            yield "Before", f"{self.left_out} earlier requests are left out"
        for number, line in enumerate(self.requests, start=1):
            yield "Request" if len(self.requests) == 1 else f"Request {number}", line
        yield "Expected", self.expected
        yield "Got", self.got
        if self.answer and self.answer != self.got:
            yield "Answer", self.answer
        if self.note:
            yield "Note", self.note

    def text(self) -> str:
        """Return all of it as lines."""
        return "\n".join(
            [self.title, *(f"  {f'{name}:':<11} {value}" for name, value in self.parts())]
        )


def entry(outcome: Outcome, base_url: str) -> Entry:
    """Return the entry of an outcome that has a deviation."""
    found = outcome.deviation
    if found is None:
        message = f"{outcome} has no deviation"
        raise ValueError(message)
    requests = [request for request, _ in found.sent]
    listed = requests[-_MOST_REQUESTS:]
    return Entry(
        found.statement,
        printable(found.operation),
        [printable(each.curl(base_url)) for each in listed],
        len(requests) - len(listed),
        printable(found.expected),
        printable(found.got),
        "" if found.exchange is None else printable(found.exchange.answer.shown()),
        printable(outcome.reason),
    )


def printable(text: str) -> str:
    """Return a text in which nothing moves a cursor, hides or turns around what is beside it."""
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode() for each in text
    )
