"""One thing that is wrong with the document, and where."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Finding:
    """A message with its place; lines and columns count from 1, column 0 means the whole line."""

    line: int
    column: int
    message: str

    def text(self, file: str) -> str:
        """The finding as compilers print it, so that editors can jump to it."""
        place = f"{file}:{self.line}:{self.column}" if self.column else f"{file}:{self.line}"
        return f"{place}: {self.message}"
