"""A request, what was answered to it, and how a person repeats it."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Final

from lune_contract.document import Operation, found

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lune_document import JSON

__all__ = ["API_KEY", "Answer", "Exchange", "Request"]

API_KEY: Final = "$LUNE_API_KEY"
"""What stands for the key in everything that is kept or shown; a target puts the key in its place."""

# In braces, so that what follows is no part of the name.
_KEY_IN_SHELL: Final = f"${{{API_KEY[1:]}}}"
_LONGEST_SHOWN: Final = 2_000


@dataclass(frozen=True)
class Request:
    """What goes over the wire, but for the key.

    Attributes:
        target: path below the base URL, percent-encoded, and query.
    """

    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""

    @property
    def size(self) -> int:
        """How many characters a person has to read."""
        headers = sum(len(name) + len(value) for name, value in self.headers.items())
        return len(self.method) + len(self.target) + headers + len(self.body)

    def curl(self, base_url: str) -> str:
        """Return a line for a shell that sends the same; the key comes from its environment."""
        words = ["curl", "-sS", "-i"]
        if set(self.target) & set("[]{}"):
            words.append("-g")
        if self.method != "GET":
            words += ["-X", self.method]
        words.append(shlex.quote(base_url.rstrip("/") + self.target))
        for name, value in self.headers.items():
            words += ["-H", _quoted(f"{name}: {value}")]
        if self.body:
            words += ["--data-binary", _quoted_body(self.body)]
        return " ".join(words)


@dataclass(frozen=True)
class Answer:
    """What came back. Names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @cached_property
    def json(self) -> JSON:
        """The body as JSON; fractions are Decimal.

        Raises:
            ValueError: it is no JSON.
        """
        value: JSON = json.loads(self.body, parse_float=Decimal)
        return value

    def shown(self) -> str:
        """Return status and body, shortened, in a line."""
        text = self.body.decode("utf-8", "replace")
        text = text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."
        return f"{self.status} {text}".rstrip()


@dataclass(frozen=True)
class Exchange:
    """A request and its answer. `operation` is None where the document has none."""

    request: Request
    answer: Answer
    operation: Operation | None

    @classmethod
    def of(cls, request: Request, answer: Answer) -> Exchange:
        """Return the exchange, with the operation that the document has for the request."""
        return cls(request, answer, found(request.method, request.target))

    @property
    def operation_id(self) -> str:
        """The operation's id, or method and path where there is none."""
        if self.operation is not None:
            return self.operation.id
        return f"{self.request.method} {self.request.target.partition('?')[0]}"


def _quoted(text: str) -> str:
    if API_KEY not in text:
        return shlex.quote(text)
    # Only double quotes let the shell put the key in.
    first, *rest = map(_in_double_quotes, text.split(API_KEY))
    return f"{first}{''.join(f'{_KEY_IN_SHELL}{each}' for each in rest)}".join('""')


def _in_double_quotes(text: str) -> str:
    return "".join(f"\\{each}" if each in '\\"$`' else each for each in text)


def _quoted_body(body: bytes) -> str:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if text.isprintable() and text:
        return shlex.quote(text)
    # What a terminal would not show as it is.
    return "$'" + "".join(map(_escaped, body)) + "'"


def _escaped(byte: int) -> str:
    letter = chr(byte)
    plain = letter.isascii() and letter.isprintable() and letter not in "'\\"
    return letter if plain else f"\\x{byte:02x}"
