"""A world in a file, so that what was answered outlives the process.

The world in memory is what requests are carried out on. What one of them changed is written to the
file in one transaction, before its answer leaves. Faults, snapshots and the request log are not
kept; what is due when is found out anew from the orders.
"""

from __future__ import annotations

import json
import os
import random
import sqlite3
from contextlib import contextmanager, suppress
from os.path import samestat
from pathlib import Path
from time import sleep
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from lune_mock import life
from lune_mock.json_values import record
from lune_mock.parts import PARTS, assembled
from lune_mock.retirement import Pool
from lune_mock.state import NotKeptError
from lune_mock.store import Books, Estimate, Order, Store

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from lune_document import JSON
    from lune_mock.store import Shelf, Stored
    from lune_mock.world import World

__all__ = ["DurableFile", "FileError"]

# "LUNE", in the place where SQLite lets a program mark its files.
_APPLICATION = 0x4C554E45

_DOCUMENTS = (
    "CREATE TABLE {} (number INTEGER PRIMARY KEY, account_id TEXT NOT NULL,"
    " id TEXT NOT NULL UNIQUE, document BLOB NOT NULL, details TEXT NOT NULL)"
)
# What each release added; the version of a file is how many of these it has had.
_STEPS = (
    (
        "CREATE TABLE parts (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
        "CREATE TABLE pools (account_id TEXT PRIMARY KEY, value TEXT NOT NULL)",
        _DOCUMENTS.format("orders"),
        _DOCUMENTS.format("estimates"),
    ),
)
_TABLES = ("parts", "pools", "orders", "estimates")

_REASONS = MappingProxyType(
    {
        sqlite3.SQLITE_BUSY: "another process uses it; end that first, or give another file",
        sqlite3.SQLITE_FULL: "there is no more room for it; make some",
        sqlite3.SQLITE_IOERR: "its disk fails, is full or can only be read; mend that",
        sqlite3.SQLITE_READONLY: "it can only be read; change its permissions, or give another file",
        sqlite3.SQLITE_CANTOPEN: "it cannot be opened or made; give another file",
        sqlite3.SQLITE_NOTADB: "it is no database; give another file, which is made if need be",
        sqlite3.SQLITE_CORRUPT: "it is damaged; give another file, or a copy of before",
    }
)
# What SQLite says where permissions are the reason differs from release to release.
_MAYBE_BARRED = frozenset(
    {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}
)
# Two that open a file at one moment may refuse each other. After pauses by chance one gets in.
_TRIES = 5
_LONGEST_PAUSE_SECONDS = 0.2

# The codes of SQLite have what they are in the last byte, and more about it in those before.
_PRIMARY = 0xFF


class FileError(ValueError):
    """A file cannot be used; the text says why."""


class DurableFile:
    """A file that holds a world, for one process at a time.

    Args:
        path: where it is, or is to be made.

    Raises:
        FileError: its folder is missing, it is damaged, it belongs to another program, to a newer
            release or to another process, or it cannot be written.

    Attributes:
        path: where it is, as it was given.
        was_empty: whether no world was in it when it was opened.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        # Of a whole path no part means something else to SQLite, as :memory: does.
        self._whole_path = self.path.absolute()
        self._world: World | None = None
        self._revisions: dict[str, object] = {}
        self._pools: dict[str, object] = {}
        try:
            self._check_place()
            self._open_in_turn()
            self._place = self._whole_path.stat()
        except sqlite3.Error as error:
            message = f"{self.path} cannot be used: {_reason(error, self._whole_path)}"
            raise FileError(message) from error
        except OSError as error:
            message = f"{self.path} cannot be used: {error.strerror}; give another file"
            raise FileError(message) from error

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.path}>"

    def load(self, world: World) -> World:
        """Return the world that is in the file.

        Args:
            world: what has the rest, which is not kept.

        Raises:
            NotKeptError: the file cannot be read, or what is in it makes no sense.
        """
        try:
            loaded = assembled(world, self._parts(), self._store())
            life.resume(loaded)
        except sqlite3.Error as error:
            message = f"{self.path} cannot be read: {_reason(error, self._whole_path)}"
            raise NotKeptError(message) from error
        except (ArithmeticError, LookupError, TypeError, ValueError) as error:
            message = f"{self.path} is damaged: {error!r}; give another file, or a copy of before"
            raise NotKeptError(message) from error
        books = _all_books(loaded)
        for _, each in books:
            each.orders.take_changed()
            each.estimates.take_changed()
        self._world = loaded
        self._revisions = _revisions(loaded)
        self._pools = {account_id: each.pool.revision for account_id, each in books}
        return loaded

    def keep(self, world: World) -> None:
        """Write what has changed, all of it or nothing; another world takes the place of the one.

        Raises:
            NotKeptError: it cannot be written. The file is as it was, and `world` has to be given
                up for what `load` returns.
        """
        is_same = world is self._world
        books = world.store.take_touched() if is_same else _all_books(world)
        known = self._revisions if is_same else {}
        known_pools = self._pools if is_same else {}
        revisions = _revisions(world)
        parts = [
            (name, _text(PARTS[name].json(world)))
            for name, revision in revisions.items()
            if revision != known.get(name)
        ]
        pools = {
            account_id: each.pool
            for account_id, each in books
            if each.pool.revision != known_pools.get(account_id, _NO_POOL)
        }
        # Another world is a copy, or new: nothing of it is noted as changed, or all of it is.
        orders = [row for id_, each in books for row in _rows(id_, each.orders, is_same=is_same)]
        estimates = [
            row for id_, each in books for row in _rows(id_, each.estimates, is_same=is_same)
        ]
        if parts or pools or orders or estimates:
            with self._transaction():
                if not is_same:
                    self._clear()
                self._put("parts", parts)
                self._put("pools", [(id_, _text(pool.json())) for id_, pool in pools.items()])
                self._put_documents("orders", orders)
                self._put_documents("estimates", estimates)
        self._world, self._revisions = world, revisions
        self._pools = known_pools | {id_: pool.revision for id_, pool in pools.items()}

    def close(self) -> None:
        """Let other processes use the file."""
        self._connection.close()

    def _check_place(self) -> None:
        if not self.path.parent.is_dir():
            message = f"{self.path} has no folder to be in; make {self.path.parent}"
            raise FileError(message)
        if self.path.exists() and not self.path.is_file():
            message = f"{self.path} is no file; give one, which is made if need be"
            raise FileError(message)

    def _open_in_turn(self) -> None:
        for left in reversed(range(_TRIES)):
            try:
                self._open()
                break
            except sqlite3.Error as error:
                if not left or _code(error) != sqlite3.SQLITE_BUSY:
                    raise
            sleep(random.uniform(0, _LONGEST_PAUSE_SECONDS))  # noqa: S311 - it is no secret

    def _open(self) -> None:
        self._connection = sqlite3.connect(
            self._whole_path, timeout=0, isolation_level=None, check_same_thread=False
        )
        try:
            self._prepare()
        except BaseException:
            self._connection.close()
            raise

    def _prepare(self) -> None:
        # From the first access on, as long as the connection lasts, no other process gets in.
        self._connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        application = self._one("PRAGMA application_id")
        version = self._one("PRAGMA user_version")
        if application != _APPLICATION and (
            application or version or self._one("SELECT count(*) FROM sqlite_schema")
        ):
            message = (
                f"{self.path} belongs to another program; give another file, which is made if"
                " need be"
            )
            raise FileError(message)
        if version > len(_STEPS):
            message = (
                f"{self.path} was written by a newer release: it has version {version}, and this"
                f" release reads up to {len(_STEPS)}; upgrade lune-client, or give another file"
            )
            raise FileError(message)
        if self._one("PRAGMA quick_check(1)") != "ok":
            message = f"{self.path} cannot be used: {_REASONS[sqlite3.SQLITE_CORRUPT]}"
            raise FileError(message)
        self._connection.execute("PRAGMA journal_mode = WAL")
        # What is committed outlives the process. That it outlives the machine as well would make
        # every answer wait for the disk.
        self._connection.execute("PRAGMA synchronous = NORMAL")
        if version < len(_STEPS):
            self._migrate(version)
        self.was_empty = not any(
            self._one(f"SELECT EXISTS (SELECT * FROM {table})")  # noqa: S608 - a name of our own
            for table in _TABLES
        )

    def _migrate(self, version: int) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        for statement in (each for step in _STEPS[version:] for each in step):
            self._connection.execute(statement)
        self._connection.execute(f"PRAGMA application_id = {_APPLICATION}")
        self._connection.execute(f"PRAGMA user_version = {len(_STEPS)}")
        self._connection.execute("COMMIT")

    def _parts(self) -> dict[str, JSON]:
        rows = self._connection.execute("SELECT name, value FROM parts")
        return {name: json.loads(value) for name, value in rows}

    def _store(self) -> Store:
        store = Store(
            (account_id, Books(pool=Pool.of_json(json.loads(value))))
            for account_id, value in self._connection.execute("SELECT account_id, value FROM pools")
        )
        for account_id, id_, document, details in self._documents("orders"):
            store.of(account_id).orders.add(Order.of_details(id_, document, details))
        for account_id, id_, document, details in self._documents("estimates"):
            store.of(account_id).estimates.add(Estimate.of_details(id_, document, details))
        return store

    def _documents(self, table: str) -> Iterator[tuple[str, str, bytes, dict[str, JSON]]]:
        """Yield account id, id, document and details, oldest first."""
        # Other tools may have left a document as text.
        columns = "account_id, id, CAST(document AS BLOB), details"
        for account_id, id_, document, details in self._connection.execute(
            f"SELECT {columns} FROM {table} ORDER BY number"  # noqa: S608 - names of our own
        ):
            yield account_id, id_, document, record(json.loads(details))

    def _clear(self) -> None:
        for table in _TABLES:
            self._connection.execute(f"DELETE FROM {table}")  # noqa: S608 - a name of our own

    def _put(self, table: str, rows: Iterable[tuple[str, str]]) -> None:
        statement = f"INSERT OR REPLACE INTO {table} VALUES (?, ?)"  # noqa: S608 - as above
        self._connection.executemany(statement, rows)

    def _put_documents(self, table: str, rows: Iterable[tuple[str, str, bytes, str]]) -> None:
        self._connection.executemany(
            f"INSERT INTO {table} (account_id, id, document, details)"  # noqa: S608 - as above
            " VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE"
            " SET document = excluded.document, details = excluded.details",
            rows,
        )

    @contextmanager
    def _transaction(self) -> Generator[None]:
        if not self._is_in_place():
            message = (
                f"{self.path} was not written: it was removed, or another file put in its place;"
                " start anew"
            )
            raise NotKeptError(message)
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            yield
            self._connection.execute("COMMIT")
        except BaseException as error:
            # Of some errors SQLite has gone back by itself.
            with suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")
            if not isinstance(error, sqlite3.Error):
                raise
            message = f"{self.path} was not written: {_reason(error, self._whole_path)}"
            raise NotKeptError(message) from error

    def _is_in_place(self) -> bool:
        try:
            return samestat(self._whole_path.stat(), self._place)
        except OSError:
            return False

    def _one(self, statement: str) -> Any:  # noqa: ANN401 - what the statement asks for
        return self._connection.execute(statement).fetchone()[0]


_NO_POOL = Pool().revision


def _all_books(world: World) -> list[tuple[str, Books]]:
    world.store.take_touched()
    return list(world.store)


def _revisions(world: World) -> dict[str, object]:
    return {name: part.revision(world) for name, part in PARTS.items()}


def _rows(
    account_id: str, shelf: Shelf[Order] | Shelf[Estimate], *, is_same: bool
) -> list[tuple[str, str, bytes, str]]:
    changed: Iterable[Stored] = shelf.take_changed()
    return [
        (account_id, each.id, each.document, _text(each.details()))
        for each in (changed if is_same else shelf)
    ]


def _text(value: JSON) -> str:
    # Nothing but ASCII: half of a surrogate pair, which a name may hold, is no text for SQLite.
    return json.dumps(value, separators=(",", ":"))


def _reason(error: sqlite3.Error, path: Path) -> str:
    code = _code(error)
    # Unlike Path.resolve, realpath takes links that lead to each other.
    barrier = _barrier(Path(os.path.realpath(path))) if code in _MAYBE_BARRED else None
    return barrier or _REASONS.get(code, f"{error}; give another file")


def _barrier(path: Path) -> str | None:
    """Return what does not let a file be written, None where permissions do."""
    folder = path.parent
    if not os.access(folder, os.W_OK | os.X_OK):
        return (
            f"nothing can be made in its folder, {folder}, where SQLite needs a file beside it;"
            " change the permissions of the folder, or give a file in another"
        )
    if path.exists() and not os.access(path, os.R_OK | os.W_OK):
        return "it may not be read and written; change its permissions, or give another file"
    return None


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY
