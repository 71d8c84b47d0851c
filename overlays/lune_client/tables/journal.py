"""The outcomes of a run, in a file beside its output; what is in it is never sent again."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Final, Self

from attrs import frozen

from lune_client._key import ApiKey
from lune_client.tables.errors import JournalError
from lune_client.tables.outcome import Outcome

if TYPE_CHECKING:
    from lune_client._client import Lune

__all__ = ["Journal", "RunIdentity"]

_LAYOUT: Final = 1
_APPLICATION: Final = 0x4C756E65
_SALT: Final = 16
_FOREIGN: Final = "is no journal of a run: give another path"
_WITHOUT: Final = (
    "every row is sent again under the key that it had, by which purchases and orders are found; "
    "shipments are estimated once more"
)


@frozen
class RunIdentity:
    """What tells one run from another.

    Attributes:
        kind: What the rows become.
        name: The name of the run.
        account: The account that it is for, empty for the default account of the API key.
        base_url: Where it goes.
        api_key: The API key; another one may be that of another account, or of test mode. The
            journal holds a salted digest of it.
    """

    kind: str
    name: str
    account: str
    base_url: str
    api_key: ApiKey

    @classmethod
    def of(cls, client: Lune, kind: str, name: str) -> Self:
        """Return what tells a run with a client from others."""
        # Not public, and it should not be.
        key = client._runtime.key  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # see above
        return cls(kind, name, client.account or "", client.base_url, key)

    def properties(self) -> dict[str, str]:
        """Return what a journal keeps of it as it is."""
        return {
            "kind": self.kind,
            "name": self.name,
            "account": self.account,
            "base_url": self.base_url,
        }


class Journal:
    """The outcomes of a run by key. Only one process at a time has it open.

    Example:
        with Journal(Path("purchases.csv.journal"), run) as journal:
            journal.add([("key", Outcome())])

    Args:
        path: The file; made if need be. Without it, the outcomes are kept for this run only.
        run: The run that it belongs to.

    Raises:
        JournalError: it belongs to another run, is in use, damaged or of another version.
    """

    def __init__(self, path: Path | None, run: RunIdentity) -> None:
        self.path = path
        with self._explained():
            self._file = sqlite3.connect(path or "", timeout=0, isolation_level=None)
            try:
                self._begin(run)
            except BaseException:
                self._file.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Let other processes have it."""
        self._file.close()

    def outcome(self, key: str) -> Outcome | None:
        """Return the last outcome of a row, None if it has none."""
        with self._explained():
            found = self._file.execute(
                "SELECT outcome FROM outcomes WHERE key = ? ORDER BY attempt DESC LIMIT 1", (key,)
            ).fetchone()
        return None if found is None else Outcome.from_json(found[0])

    def attempts(self, key: str) -> int:
        """Return how many outcomes a row has had."""
        with self._explained():
            ((count,),) = self._file.execute("SELECT count(*) FROM outcomes WHERE key = ?", (key,))
        return int(count)

    def all(self) -> Generator[tuple[str, Outcome]]:
        """Yield every key with its last outcome."""
        with self._explained():
            # SQLite takes the outcome of the row that the maximum is in.
            for key, _, text in self._file.execute(
                "SELECT key, max(attempt), outcome FROM outcomes GROUP BY key"
            ):
                yield key, Outcome.from_json(text)

    def add(self, outcomes: Iterable[tuple[str, Outcome]]) -> None:
        """Keep outcomes, all of them or none."""
        with self._explained():
            self._file.execute("BEGIN")
            try:
                self._file.executemany(
                    "INSERT INTO outcomes SELECT ?1, count(*), ?2 FROM outcomes WHERE key = ?1",
                    [(key, outcome.to_json()) for key, outcome in outcomes],
                )
                self._file.execute("COMMIT")
            except BaseException:
                if self._file.in_transaction:
                    self._file.execute("ROLLBACK")
                raise

    def _begin(self, run: RunIdentity) -> None:
        # The lock of the first transaction stays until the file is closed, by a kill as well.
        self._file.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._file.execute("BEGIN EXCLUSIVE")
        ((application,),) = self._file.execute("PRAGMA application_id")
        ((layout,),) = self._file.execute("PRAGMA user_version")
        ((tables,),) = self._file.execute("SELECT count(*) FROM sqlite_schema")
        if tables == 0:
            self._create(run)
        elif application != _APPLICATION:
            self._refuse(_FOREIGN)
        elif layout != _LAYOUT:
            self._refuse(
                f"has layout {layout}, this version of the library writes {_LAYOUT}: "
                f"use the version that wrote it, or move it away; {_WITHOUT}"
            )
        elif self._file.execute("SELECT 1 FROM outcomes LIMIT 1").fetchone() is None:
            self._bind(run)
        else:
            self._compare(run)
        self._file.execute("COMMIT")
        # Not before it is known to be ours. A killed process loses nothing then; after a power
        # cut, the last rows are sent once more.
        self._file.execute("PRAGMA journal_mode = WAL")
        self._file.execute("PRAGMA synchronous = NORMAL")

    def _create(self, run: RunIdentity) -> None:
        self._file.execute(f"PRAGMA application_id = {_APPLICATION}")
        self._file.execute(f"PRAGMA user_version = {_LAYOUT}")
        self._file.execute(
            "CREATE TABLE outcomes (key TEXT, attempt INTEGER, outcome TEXT NOT NULL,"
            " PRIMARY KEY (key, attempt)) WITHOUT ROWID"
        )
        self._file.execute("CREATE TABLE run (property TEXT PRIMARY KEY, value TEXT NOT NULL)")
        self._bind(run)

    def _bind(self, run: RunIdentity) -> None:
        """Make it that of a run; one that ended before anything was done is of no other."""
        salt = token_hex(_SALT)
        properties = {
            **run.properties(),
            "salt": salt,
            "api_key_digest": run.api_key.digest(salt),
        }
        self._file.executemany("INSERT OR REPLACE INTO run VALUES (?, ?)", properties.items())

    def _compare(self, run: RunIdentity) -> None:
        found = dict(self._file.execute("SELECT property, value FROM run").fetchall())
        for name, value in run.properties().items():
            if found.get(name) != value:
                self._refuse(
                    f"is of another run: its {name} is {found.get(name)!r}, here it is {value!r}; "
                    "give another output or journal"
                )
        if found.get("api_key_digest") != run.api_key.digest(found.get("salt", "")):
            self._refuse(
                "is of a run with another API key, whose account or mode may be another: use "
                "that key, or give another output or journal. With a new journal after a change of "
                f"keys, {_WITHOUT}"
            )

    def _refuse(self, problem: str) -> None:
        message = f"journal {self.path} {problem}"
        raise JournalError(message)

    @contextmanager
    def _explained(self) -> Generator[None]:
        """Say in the words of this library what SQLite found."""
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
            if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
                problem = "is in use by another run; wait for its end"
            elif code == sqlite3.SQLITE_CANTOPEN:
                problem = "cannot be opened: see that its folder is there and can be written"
            elif code == sqlite3.SQLITE_NOTADB:
                problem = f"{_FOREIGN}, or damaged; {_WITHOUT}"
            elif code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR}:
                problem = f"is damaged ({error}): move it away; {_WITHOUT}"
            else:
                problem = f"cannot be used ({error})"
            message = f"journal {self.path} {problem}"
            raise JournalError(message) from error
