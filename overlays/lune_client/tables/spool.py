"""Keeping rows on disk between one thing that is done with all of them and the next."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from typing import IO, Generic, TypeVar, cast

from lune_client.tables.errors import TableError

__all__ = ["Spool"]

T = TypeVar("T")


class Spool(Generic[T]):
    """Things in the order in which they were put, in a file that nobody else sees.

    Args:
        file: The file, empty.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._count = 0

    def put(self, thing: T) -> None:
        """Keep a thing.

        Raises:
            TableError: it holds something that cannot be kept.
        """
        try:
            pickle.dump(thing, self._file, pickle.HIGHEST_PROTOCOL)
        except (pickle.PicklingError, TypeError, AttributeError, RecursionError) as error:
            message = f"a row holds what cannot be kept ({error}): give text, numbers, dates"
            raise TableError(message) from error
        self._count += 1

    def __iter__(self) -> Iterator[T]:
        """Yield all of them."""
        self._file.seek(0)
        for _ in range(self._count):
            yield cast("T", pickle.load(self._file))  # noqa: S301  # nobody else wrote it

    def __len__(self) -> int:
        return self._count
