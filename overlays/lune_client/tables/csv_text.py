"""Splitting text with a separator into cells, as RFC 4180 has it.

The reader of the standard library has one limit of length for the whole process, and joins what
stands beside a quoted cell to it in silence.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Final

from attrs import frozen

__all__ = ["Record", "line_of", "records"]

_LONGEST: Final = 16_000_000
"""Characters after which a quote that is still open is a mistake."""


@frozen
class Record:
    """A record, or a line that is none.

    Attributes:
        cells: The cells; none if it cannot be split.
        newline: What ends its first line.
        size: How many characters it has.
        problem: Why it cannot be split, None if it can.
    """

    cells: list[str]
    newline: str
    size: int
    problem: str | None = None


def records(lines: Iterable[str], separator: str) -> Iterator[Record]:
    """Yield the records of a text. After one that cannot be split, the next line begins another.

    Args:
        lines: The lines with their ends.
        separator: One character.
    """
    source = _Lines(lines)
    for line in source:
        end = _end(line)
        if not end:
            continue
        newline = line[end:] or "\n"
        if '"' not in line:
            yield Record(line[:end].split(separator), newline, len(line))
        else:
            yield _quoted(source, line, separator, newline)


class _Lines:
    """Lines that can be given back."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._again: deque[str] = deque()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        return self._again.popleft() if self._again else next(self._lines)

    def give_back(self, lines: Iterable[str]) -> None:
        self._again = deque([*lines, *self._again])


def _quoted(source: _Lines, line: str, separator: str, newline: str) -> Record:
    """Return a record that has a quote in its first line."""
    cells: list[str] = []
    text, taken = line, list[str]()
    at = 0
    while True:
        end = _end(text)
        if not text.startswith('"', at):
            until = text.find(separator, at, end)
            until = end if until < 0 else until
            cells.append(text[at:until])
        else:
            until = _closing(text, at + 1)
            while until < 0 and len(text) < _LONGEST and (more := next(source, None)) is not None:
                taken.append(more)
                searched, text = len(text), text + more
                until = _closing(text, searched)
            problem = "has a quote that is never closed"
            if until >= 0:
                cells.append(text[at + 1 : until].replace('""', '"'))
                until, end = until + 1, _end(text)
                problem = "has text after a closing quote"
            if until < 0 or (until < end and text[until] != separator):
                source.give_back(taken)
                return Record([], newline, len(line), f"{problem}: {line[: _end(line)]!r}")
        if until >= end:
            return Record(cells, newline, len(text))
        at = until + 1


def _closing(text: str, at: int) -> int:
    """Return where the quote is closed, -1 if nowhere; two quotes stand for one."""
    while True:
        at = text.find('"', at)
        if at < 0 or not text.startswith('"', at + 1):
            return at
        at += 2


def _end(text: str) -> int:
    """Return where the last line of a text ends, without what ends it."""
    return len(text.removesuffix("\n").removesuffix("\r"))


def line_of(cells: Iterable[str], separator: str, newline: str) -> str:
    """Return a record as text. What begins like a formula is data, and stays as it is."""
    special = {separator, '"', "\r", "\n"}
    line = separator.join(
        '"' + cell.replace('"', '""') + '"' if special.intersection(cell) else cell
        for cell in cells
    )
    return (line or '""') + newline
