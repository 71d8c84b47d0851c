"""Ids as the API makes them: 32 letters and digits."""

from __future__ import annotations

import copy
import hashlib
import random
import string
from functools import cache
from typing import Self

__all__ = ["Ids", "fixed_id"]

_ALPHABET = string.ascii_letters + string.digits
_LENGTH = 32


class Ids:
    """A source of ids; the same seed gives the same ids."""

    def __init__(self, seed: int) -> None:
        # Two sources, so that reading does not change the ids of what is created later. Both are
        # to be repeatable, not secret.
        self._random = random.Random(seed)  # noqa: S311
        self._rays = random.Random(~seed)  # noqa: S311

    def new(self) -> str:
        """Return a new id."""
        return "".join(self._random.choices(_ALPHABET, k=_LENGTH))

    def copy(self) -> Self:
        """Return a source of its own that goes on with the same ids."""
        return copy.deepcopy(self)

    def ray(self) -> str:
        """Return a new request id, in the form of the CF-Ray header."""
        return f"{self._rays.getrandbits(64):016x}-LNE"


@cache
def fixed_id(name: str) -> str:
    """Return an id that belongs to `name`, whatever the seed."""
    number = int.from_bytes(hashlib.sha256(name.encode()).digest())
    letters: list[str] = []
    for _ in range(_LENGTH):
        number, index = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[index])
    return "".join(letters)
