"""What a sandbox holds, behind one lock."""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING, Final

from lune_mock import certificates
from lune_mock.agenda import Agenda
from lune_mock.catalogue import Catalogue
from lune_mock.clock import Clock
from lune_mock.faults import Faults
from lune_mock.ids import Ids
from lune_mock.organisations import Organisations
from lune_mock.store import Store
from lune_mock.world import World

if TYPE_CHECKING:
    from collections.abc import Generator
    from datetime import datetime

    from lune_mock.durable import DurableFile
    from lune_mock.rate_limit import RateLimit
    from lune_mock.request_log import RequestLog
    from lune_mock.settings import Settings

__all__ = ["Beginning", "NotKeptError", "State"]

_LOG = logging.getLogger("lune_mock")


class NotKeptError(Exception):
    """What was changed could not be written to the file, and is undone; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What a sandbox begins as.

    Attributes:
        seed: makes the ids, and the draws of faults that have a probability; None for 0, or what a
            file has.
        now: where the clock stands; None for one that runs.
        base_url: where the API is, `/v1` included.
        settings: how it behaves.
    """

    seed: int | None
    now: datetime | None
    base_url: str
    settings: Settings

    def world(self) -> World:
        """Return a new world."""
        seed = self.seed or 0
        return World(
            seed=seed,
            next_seed=self.seed,
            base_url=self.base_url,
            settings=self.settings,
            clock=Clock(self.now),
            ids=Ids(seed),
            dice=Random(seed),  # noqa: S311 - to be repeatable, not secret
            organisations=Organisations(),
            catalogue=Catalogue(),
            store=Store(),
            agenda=Agenda(),
            faults=Faults(),
        )


class State:
    """A world, what it began as, and what is seen of it from outside.

    Whoever reads or changes the world does so in a `turn`; for the rest, holding `lock` is enough.

    Args:
        beginning: what it begins as.
        log: the requests of it.
        rate_limit: what holds organisations back, where the settings have a limit.
        file: what keeps the world; one that is in it already goes on. None for memory alone.

    Raises:
        NotKeptError: the file cannot be read or written, or what is in it makes no sense.
    """

    def __init__(
        self,
        beginning: Beginning,
        log: RequestLog,
        rate_limit: RateLimit,
        file: DurableFile | None = None,
    ) -> None:
        self.lock = threading.RLock()
        self.beginning = beginning
        self.world = beginning.world()
        self.log = log
        self.rate_limit = rate_limit
        self._file = file
        self.path: Final = None if file is None else file.path
        """The file that keeps the world; None for memory alone."""
        self.is_resumed: Final = file is not None and not file.was_empty
        """Whether it goes on with what was in the file."""
        self._is_undone = self.is_resumed
        if file is not None:
            with self.turn() as world:
                world.ids.run += 1

    @contextmanager
    def turn(self) -> Generator[World]:
        """Give the world to be read or changed; what was changed is kept at the end.

        Raises:
            NotKeptError: it could not be kept, and is undone.
        """
        with self.lock:
            if self._file is not None and self._is_undone:
                self.world = self._file.load(self.world)
                self._is_undone = False
                certificates.move(self.world, self.beginning.base_url)
            before = self.world
            try:
                yield self.world
            except Exception:
                self._keep(before)
                raise
            except BaseException:
                # What was interrupted may be half done.
                self._undo(before)
                raise
            self._keep(before)

    def reset(self, seed: int | None = None) -> None:
        """Begin anew, with another seed, the one that waited for this, or the same."""
        waiting = self.world.seed if self.world.next_seed is None else self.world.next_seed
        self.beginning = replace(self.beginning, seed=waiting if seed is None else seed)
        self.world = self.beginning.world()
        self.log.clear()
        self.rate_limit.clear()

    def move_to(self, base_url: str) -> None:
        """Let clients reach it at another address, from now on and after a reset."""
        self.beginning = replace(self.beginning, base_url=base_url)
        certificates.move(self.world, base_url)

    def close(self) -> None:
        """Let others use the file."""
        with self.lock:
            if self._file is not None:
                self._file.close()

    def _keep(self, before: World) -> None:
        if self._file is None:
            return
        try:
            self._file.keep(self.world)
        except BaseException as error:
            if isinstance(error, NotKeptError):
                _LOG.error("%s", error)
            self._undo(before)
            raise

    def _undo(self, before: World) -> None:
        """Take the world from the file at the next turn, and what no file has from the one before."""
        if self._file is not None:
            self.world, self._is_undone = before, True
