"""The API key, held so that nothing shows it by accident."""

from __future__ import annotations

import os
from typing import Final, NoReturn

ENVIRONMENT_VARIABLE: Final = "LUNE_API_KEY"
HIDDEN: Final = "***"

_SHORTEST_SECRET: Final = 8
"""A shorter key is a stand-in in somebody's test; to hide it would tear words apart."""


class ApiKey:
    """An API key that appears in no repr, log line, traceback or pickle.

    Making one never raises: a traceback through here could show the value among its locals.
    What is wrong with the key is in `problem`, for the caller to raise once it has dropped
    the plain value.
    """

    __slots__ = ("_value", "problem")

    problem: Final[str | None]
    """What is wrong with the key and what to do about it, without showing it; None if usable."""

    def __init__(self, value: str | None) -> None:
        source = "the argument api_key"
        if value is None:
            source = f"the environment variable {ENVIRONMENT_VARIABLE}"
            value = os.environ.get(ENVIRONMENT_VARIABLE)
        self._value = value if isinstance(value, str) else ""
        self.problem = _problem(value, source)

    def reveal(self) -> str:
        """Return the key itself, for the one place that writes the Authorization header."""
        return self._value

    def redact(self, text: str) -> str:
        """Return `text` with every occurrence of the key replaced."""
        return text if len(self._value) < _SHORTEST_SECRET else text.replace(self._value, HIDDEN)

    def redact_bytes(self, data: bytes) -> bytes:
        """Return `data` with every occurrence of the key replaced."""
        return self.redact(data.decode("latin-1")).encode("latin-1")

    def __repr__(self) -> str:
        return f"ApiKey({HIDDEN})"

    def __reduce__(self) -> NoReturn:
        message = "an API key is not copied or pickled: pass it where the client is made"
        raise TypeError(message)


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
