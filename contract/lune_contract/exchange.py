"""A request, what was answered to it, and how a person repeats it."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, NoReturn

from lune_contract.document import Operation, documented, found

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lune_document import JSON

__all__ = ["API_KEY", "API_KEY_IN_OTHER_LETTERS", "Answer", "Exchange", "Request"]

API_KEY: Final = "$LUNE_API_KEY"
"""What stands for the key in everything that is kept or shown; a target puts the key in its place."""

API_KEY_IN_OTHER_LETTERS: Final = f"{API_KEY}~~"
"""What stands for the key with its small letters as capitals, and the other way round."""

# In braces, so that what follows is no part of the name.
_KEY_IN_SHELL: Final = f"${{{API_KEY[1:]}}}"
_OTHER_LETTERS_IN_SHELL: Final = f'$(printf %s "{_KEY_IN_SHELL}" | tr a-zA-Z A-Za-z)'
_LONGEST_SHOWN: Final = 2_000
_PADDING: Final = re.compile(rb"( {1000,})")


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
    def operation_id(self) -> str:
        """The id of the operation that it asks for, or method and path where there is none."""
        called = found(self.method, self.target)
        return f"{self.method} {self.target.partition('?')[0]}" if called is None else called.id

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
            quoted = _padded if _PADDING.search(self.body) else _quoted_body
            words += ["--data-binary", quoted(self.body)]
        return " ".join(words)


@dataclass(frozen=True)
class Answer:
    """What came back. Names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_success(self) -> bool:
        """Whether the status says that the request was carried out."""
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    @property
    def has_content(self) -> bool:
        """Whether the body is a JSON object or list."""
        try:
            return isinstance(self.json, dict | list)
        except ValueError:
            return False

    @cached_property
    def json(self) -> JSON:
        """The body as JSON; fractions are Decimal.

        Raises:
            ValueError: it is no JSON, or nests deeper or has other texts than can be read.
        """
        try:
            value: JSON = json.loads(self.body, parse_float=Decimal, parse_constant=_no_json)
        except RecursionError:
            message = "it nests too deep"
            raise ValueError(message) from None
        if b"\\u" in self.body or not self.body.isascii():
            # Half a character is in no text that can be sent, shown or validated.
            json.dumps(value, ensure_ascii=False, default=str).encode()
        return value

    @cached_property
    def documented(self) -> JSON:
        """The same without properties that the document does not have: answers may have more.

        Raises:
            ValueError: as above.
        """
        return documented(self.json)

    def shown(self) -> str:
        """Return status and body, shortened, in a line."""
        text = self.body.decode("utf-8", "replace")
        text = text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."
        return f"{self.status} {text}".rstrip()


@dataclass(frozen=True)
class Exchange:
    """A request and its answer.

    Attributes:
        operation: None where the document has none.
        expected: what the answer was held to so far.
    """

    request: Request
    answer: Answer
    operation: Operation | None
    expected: list[str] = field(default_factory=list[str], compare=False, repr=False)

    @classmethod
    def of(cls, request: Request, answer: Answer) -> Exchange:
        """Return the exchange, with the operation that the document has for the request."""
        return cls(request, answer, found(request.method, request.target))

    @property
    def operation_id(self) -> str:
        """The operation's id, or method and path where there is none."""
        return self.request.operation_id if self.operation is None else self.operation.id


def _no_json(constant: str) -> NoReturn:
    message = f"{constant} is no JSON"
    raise ValueError(message)


def _quoted(text: str) -> str:
    if API_KEY not in text:
        return shlex.quote(text)
    # Only double quotes let the shell put the key in.
    first, *rest = map(_in_double_quotes, text.split(API_KEY))
    quoted = f"{first}{''.join(f'{_KEY_IN_SHELL}{each}' for each in rest)}".join('""')
    return quoted.replace(f"{_KEY_IN_SHELL}~~", _OTHER_LETTERS_IN_SHELL)


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


def _padded(body: bytes) -> str:
    """Return a body for a shell to make: it takes no word that long, and nobody reads it."""
    form, words = "", list[str]()
    for piece in _PADDING.split(body):
        is_padding = _PADDING.fullmatch(piece) is not None
        form += "%*s" if is_padding else "%s"
        words += [str(len(piece)), "''"] if is_padding else [_quoted_body(piece)]
    return f"@<(printf '{form}' {' '.join(words)})"


def _escaped(byte: int) -> str:
    letter = chr(byte)
    plain = letter.isascii() and letter.isprintable() and letter not in "'\\"
    return letter if plain else f"\\x{byte:02x}"
