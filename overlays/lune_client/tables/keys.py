"""The idempotency key of each row, the same in every run over the same table."""

from __future__ import annotations

import json
import re
import sqlite3
from hashlib import sha256
from typing import Final

from attrs import frozen

__all__ = ["Keys", "Occurrences"]

_UNREADABLE: Final = re.compile(r"[^0-9A-Za-z]+")
_PREFIX: Final = 24
_canonical: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode
_CACHE_KIB: Final = 32 * 1024


@frozen
class Keys:
    """Makes the keys of a run.

    Attributes:
        kind: What the rows become.
        name: The name of the run.
        account: The account that it is for; None for the default account of the API key.
    """

    kind: str
    name: str
    account: str | None

    def digest(self, content: object, id_: str | None) -> bytes:
        """Return what stands for a row: the same for rows that ask for the same.

        Args:
            content: The request as JSON data, without a key.
            id_: The id of the row, None if it has none.
        """
        told = [self.kind, self.name, self.account, id_, content]
        return sha256(_canonical(told).encode()).digest()

    def key(self, digest: bytes, occurrence: int) -> str:
        """Return the key of the row that is the so many-th of its digest."""
        readable = _UNREADABLE.sub("-", self.name)[:_PREFIX].strip("-") or self.kind
        return f"{readable}-{sha256(digest + str(occurrence).encode()).hexdigest()}"


class Occurrences:
    """Counts how often each digest came, in a file that nobody else sees."""

    def __init__(self) -> None:
        self._counts = sqlite3.connect("", isolation_level=None)
        self._counts.executescript(
            f"""
            PRAGMA journal_mode = OFF;
            PRAGMA cache_size = -{_CACHE_KIB};
            CREATE TABLE counts (digest BLOB PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
            BEGIN;
            """
        )

    def count(self, digest: bytes) -> int:
        """Return how often a digest came, this time included."""
        ((count,),) = self._counts.execute(
            "INSERT INTO counts VALUES (?, 1)"
            " ON CONFLICT (digest) DO UPDATE SET count = count + 1 RETURNING count",
            (digest,),
        )
        return int(count)

    def __contains__(self, digest: bytes) -> bool:
        """Whether a digest came before."""
        found = self._counts.execute("SELECT 1 FROM counts WHERE digest = ?", (digest,))
        return found.fetchone() is not None

    def close(self) -> None:
        """Forget the counts."""
        self._counts.close()
