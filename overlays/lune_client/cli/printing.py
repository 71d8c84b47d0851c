"""What is printed: tables and lines for people, JSON for programs."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Collection, Generator, Iterator, Mapping
from contextlib import contextmanager
from io import StringIO, TextIOWrapper
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from lune_api.types import JSON
from lune_client._money import money_text

if TYPE_CHECKING:
    from lune_client.cli.wanted import Quote

__all__ = [
    "Columns",
    "console",
    "new_table",
    "opened_outputs",
    "print_fields",
    "print_json",
    "print_quote",
    "printable",
]

_UNLIMITED: Final = 10_000


class _Closed(StringIO):
    """An output that was closed before the start, which for Python is none at all."""

    def write(self, text: str) -> int:  # noqa: ARG002  # there is nowhere to write it
        raise OSError(errno.EBADF, "the standard output is closed")


@contextmanager
def opened_outputs() -> Generator[None]:
    """Let the block print, and have what it could not print go nowhere.

    Characters that the encoding of an output lacks are escaped, in place of an error.
    """
    if sys.stdout is None:
        sys.stdout = _Closed()
    if sys.stderr is None:
        sys.stderr = StringIO()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        yield
    finally:
        try:
            sys.stdout.flush()
        except OSError:
            # It was told before; the interpreter would try it once more.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _Console(Console):
    def on_broken_pipe(self) -> None:
        raise BrokenPipeError  # rich would end the process, as if the command had failed


def console(*, stderr: bool = False, markup: bool = False) -> Console:
    """Return where to print for people; markup is for what is written here, not for data."""
    made = _Console(stderr=stderr, highlight=False, markup=markup, emoji=False)
    if not made.is_terminal:
        # A file or a pipe has no width of its own to fit into.
        made.width = _UNLIMITED
    return made


def print_json(document: Mapping[str, JSON]) -> None:
    """Print an object as one line of JSON, at once."""
    # In ASCII it is valid in every encoding, and nothing in it controls a terminal.
    print(json.dumps(document, separators=(",", ":")), flush=True)


def printable(text: str) -> str:
    """Return a text of the API without what a terminal would act on."""
    return "".join(mark if mark.isprintable() else "\N{REPLACEMENT CHARACTER}" for mark in text)


def print_fields(document: Mapping[str, JSON], to: Console) -> None:
    """Print an object of the API: what it holds, by the names of the API."""
    for name, text in _lines(document, ""):
        to.print(Text.assemble((name, "dim"), printable(text)), soft_wrap=True)


def _lines(document: Mapping[str, JSON], indent: str) -> Iterator[tuple[str, str]]:
    """Yield a name, as wide as the widest, and a text for each field that holds something."""
    held = {name: value for name, value in document.items() if value not in (None, [], {})}
    width = max(map(len, held), default=0)
    for name, value in held.items():
        items = value if isinstance(value, list) else [value]
        if not any(isinstance(each, dict) for each in items):
            yield f"{indent}{printable(name):<{width}}  ", ", ".join(map(_text, items))
            continue
        for index, each in enumerate(items):
            at = f"[{index}]" if isinstance(value, list) else ""
            yield f"{indent}{printable(name)}{at}", ""
            yield from _lines(each if isinstance(each, dict) else {"": each}, f"{indent}  ")


def _text(value: JSON) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def new_table(
    title: str,
    *columns: str,
    numbers: Collection[str],
    words: Mapping[str, int] = MappingProxyType({}),
) -> Table:
    """Return a table with one line for each row, as wide as it needs to be.

    Args:
        title: What stands above it.
        columns: The names of its columns.
        numbers: Those that end on the right.
        words: Those that may be cut short, with the share of the room that is left for each.
    """
    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        header_style="dim",
        box=SIMPLE_HEAD,
        show_edge=False,
        padding=(0, 1, 0, 0),
        expand=not words.keys().isdisjoint(columns),
    )
    for column in columns:
        table.add_column(
            column,
            justify="right" if column in numbers else "left",
            no_wrap=True,
            ratio=words.get(column),
        )
    return table


def print_quote(quote: Quote, to: Console) -> None:
    """Print what an order would cost, bundle by bundle."""
    currency = printable(quote.currency)
    numbers = ("tonnes", "a tonne", "cost")
    table = new_table("Quote", "bundle", *numbers, numbers=numbers)
    # Where there is little room, names give way to figures.
    table.columns[0].no_wrap = False
    table.columns[0].overflow = "fold"
    for bundle in quote.bundles:
        table.add_row(
            printable(bundle.bundle_name),
            f"{bundle.quantity:f}",
            money_text(bundle.unit_price, currency),
            money_text(bundle.offset_cost, currency),
        )
    table.add_section()
    table.add_row("Commission", "", "", money_text(quote.estimated_commission, currency))
    total = money_text(quote.estimated_total_cost, currency)
    table.add_row(Text("Total", "bold"), f"{quote.estimated_quantity:f}", "", Text(total, "bold"))
    to.print(table)
    to.print("Each part is rounded, the total is what is paid.", style="dim", soft_wrap=True)


class Columns:
    """Lines of a list whose length is not known: each is printed as it comes.

    Args:
        to: Where to print.
        widths: The columns with their least width; negative for those that end on the right.
    """

    def __init__(self, to: Console, widths: Mapping[str, int]) -> None:
        self._console = to
        self._widths = tuple(widths.values())
        self._names = tuple(widths)
        self._is_empty = True

    def add(self, *cells: str) -> None:
        """Print a line, the first one below the names of the columns."""
        if self._is_empty:
            self._print(self._names, "dim")
            self._is_empty = False
        self._print(cells, "")

    def _print(self, cells: tuple[str, ...], style: str) -> None:
        padded = (
            printable(cell).ljust(width) if width > 0 else printable(cell).rjust(-width)
            for cell, width in zip(cells, self._widths, strict=True)
        )
        self._console.print(Text(" ".join(padded).rstrip(), style), soft_wrap=True)
