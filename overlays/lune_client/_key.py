"""The API key, held so that nothing shows it by accident."""

from __future__ import annotations

import os
import re
from base64 import b64encode
from hashlib import sha256
from typing import Final, NoReturn

ENVIRONMENT_VARIABLE: Final = "LUNE_API_KEY"
HIDDEN: Final = "***"

_SHORTEST_SECRET: Final = 8
"""A shorter key is a stand-in in somebody's test; to hide it would tear words apart."""

_ESCAPED_IN_JSON: Final = frozenset('"\\/')


class ApiKey:
    """An API key that appears in no repr, log line, traceback or pickle.

    Making one never raises: a traceback through here could show the value among its locals.
    What is wrong with the key is in `problem`, for the caller to raise once it has dropped
    the plain value.
    """

    __slots__ = ("_forms", "_value", "problem")

    problem: Final[str | None]
    """What is wrong with the key and what to do about it, without showing it; None if usable."""

    def __init__(self, value: str | None) -> None:
        source = "the argument api_key"
        if value is None:
            source = f"the environment variable {ENVIRONMENT_VARIABLE}"
            value = os.environ.get(ENVIRONMENT_VARIABLE)
        self._value = value if isinstance(value, str) else ""
        self.problem = _problem(value, source)
        is_secret = self.problem is None and len(self._value) >= _SHORTEST_SECRET
        self._forms = _forms(self._value) if is_secret else ()

    def reveal(self) -> str:
        """Return the key itself, for the one place that writes the Authorization header."""
        return self._value

    def digest(self, salt: str) -> str:
        """Return what tells with the same salt, a random one, whether a key is the same."""
        return sha256(f"{salt} {self._value}".encode()).hexdigest()

    def redact(self, text: str) -> str:
        """Return `text` with every occurrence of the key replaced.

        It is found as it is, percent-encoded, escaped as in JSON, and in base64, alone or behind
        the word Bearer. Cut a text only after this: of a part, nobody knows that it is one.
        """
        for form in self._forms:
            text = form.sub(HIDDEN, text)
        return text

    def redact_bytes(self, data: bytes) -> bytes:
        """Return `data` with every occurrence of the key replaced, as in `redact`."""
        return self.redact(data.decode("latin-1")).encode("latin-1")

    def __repr__(self) -> str:
        return f"ApiKey({HIDDEN})"

    def __reduce__(self) -> NoReturn:
        message = "an API key is not copied or pickled: pass it where the client is made"
        raise TypeError(message)


def _forms(value: str) -> tuple[re.Pattern[str], ...]:
    """Return patterns for all forms in which a server or an address may repeat a key."""
    encoded = [b64encode(each.encode()).decode().rstrip("=") for each in (value, f"Bearer {value}")]
    return tuple(re.compile("".join(map(_ways_to_write, each))) for each in (value, *encoded))


def _ways_to_write(mark: str) -> str:
    """Return a pattern for an ASCII character in texts, addresses and JSON."""
    if mark.isalnum():
        return mark
    high, low = divmod(ord(mark), 16)
    code = f"{high}[{low:x}{low:X}]"
    ways = [re.escape(mark), f"%{code}", rf"\\u00{code}"]
    if mark in _ESCAPED_IN_JSON:
        ways.append(rf"\\{re.escape(mark)}")
    return f"(?:{'|'.join(ways)})"


def _problem(value: object, source: str) -> str | None:  # noqa: PLR0911  # one per fault
    if value is None:
        return f"no API key: pass api_key=... or set {ENVIRONMENT_VARIABLE}"
    if not isinstance(value, str):
        return f"{source} must be a string, not {type(value).__name__}"
    if not value:
        return f"{source} is empty: give it the API key of your Lune account"
    if not value.strip():
        return f"{source} holds only white space: give it the API key of your Lune account"
    if any(character.isspace() for character in value):
        return (
            f"{source} contains white space (perhaps a line break read from a file): "
            "remove it, a key has none"
        )
    if not (value.isascii() and value.isprintable()):
        return (
            f"{source} contains characters that no key has (control characters or letters "
            "beyond ASCII): copy the key again"
        )
    return None
