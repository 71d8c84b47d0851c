"""A deviation as a person reads it; all reports say the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lune_contract.deviation import Outcome
    from lune_contract.rule import Statement

__all__ = ["Entry", "entries", "entry", "printable"]

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
        also: the other rules that the same answer breaks.
    """

    statement: Statement
    operation: str
    requests: Sequence[str]
    left_out: int
    expected: str
    got: str
    answer: str
    note: str
    also: Sequence[str] = ()

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
        if self.also:
            yield "Also", f"the same answer breaks {', '.join(self.also)}"
        if self.note:
            yield "Note", self.note

    def text(self) -> str:
        """Return all of it as lines."""
        return "\n".join(
            [self.title, *(f"  {f'{name}:':<11} {value}" for name, value in self.parts())]
        )


def entries(outcomes: Sequence[Outcome], base_url: str) -> Sequence[Entry]:
    """Return an entry for each wrong answer, with the first of the rules that it breaks."""
    made: dict[tuple[str, int], Entry] = {}
    for each in outcomes:
        said = entry(each, base_url)
        exchange = None if each.deviation is None else each.deviation.exchange
        key = said.operation, id(each if exchange is None else exchange)
        if key in made:
            said = replace(made[key], also=[*made[key].also, said.statement.name])
        made[key] = said
    return list(made.values())


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
