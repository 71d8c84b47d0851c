"""Ids as the API makes them: 32 letters and digits."""

from __future__ import annotations

import hashlib
import string
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import cycle, islice
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from lune_document import JSON

__all__ = ["Ids", "fixed_id"]

_ALPHABET = string.ascii_letters + string.digits
_LENGTH = 32
# A letter for each byte.
_LETTERS = "".join(islice(cycle(_ALPHABET), 256)).encode()
_RAY_BYTES = 8


@dataclass(slots=True)
class Ids:
    """A source of ids; the same seed gives the same ids.

    Attributes:
        seed: what the ids are made of.
        made: how many there are so far.
        run: how often what it makes ids for was opened; each time has request ids of its own.
        rays: how many request ids there are so far. They are counted apart, so that reading does
            not change the ids of what is created later.
    """

    seed: int
    made: int = 0
    run: int = 0
    rays: int = 0

    def new(self) -> str:
        """Return a new id."""
        self.made += 1
        return _digest(f"id {self.seed} {self.made}").translate(_LETTERS).decode()

    def ray(self) -> str:
        """Return a new request id, in the form of the CF-Ray header."""
        self.rays += 1
        return f"{_digest(f'ray {self.seed} {self.run} {self.rays}')[:_RAY_BYTES].hex()}-LNE"

    def json(self) -> dict[str, JSON]:
        """Return what `of_json` makes a source of that goes on with the same ids."""
        return {"seed": self.seed, "made": self.made, "run": self.run}

    @classmethod
    def of_json(cls, kept: dict[str, JSON], *, rays: int) -> Self:
        """Return the source that was kept, with so many request ids made."""
        return cls(**{name: int(str(number)) for name, number in kept.items()}, rays=rays)

    def copy(self) -> Self:
        """Return a source of its own that goes on with the same ids."""
        return replace(self)


# What the emission factors of a load factor are called is up to the caller.
@lru_cache(maxsize=4096)
def fixed_id(name: str) -> str:
    """Return an id that belongs to `name`, whatever the seed."""
    number = int.from_bytes(_digest(name))
    letters: list[str] = []
    for _ in range(_LENGTH):
        number, index = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[index])
    return "".join(letters)


def _digest(name: str) -> bytes:
    """Return 32 bytes that belong to `name`."""
    return hashlib.sha256(name.encode()).digest()
