"""What rows can be estimated as."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal, TypeAlias

from lune_client.tables.errors import TableError
from lune_client.tables.job import Job
from lune_client.tables.shipments import SHIPMENTS
from lune_client.tables.transactions import TRANSACTIONS

__all__ = ["Estimated", "job_of"]

Estimated: TypeAlias = Literal["transactions", "shipments"]

_JOBS: Final[Mapping[str, Job[Any]]] = {"transactions": TRANSACTIONS, "shipments": SHIPMENTS}


def job_of(kind: str, *others: str) -> Job[Any]:
    """Return what estimates rows of a kind.

    Args:
        kind: The kind.
        others: What the caller takes besides, named in the error.

    Raises:
        TableError: there is no such kind.
    """
    if kind not in _JOBS:
        message = f"kind is {kind!r}; it is one of {', '.join([*_JOBS, *others])}"
        raise TableError(message)
    return _JOBS[kind]
