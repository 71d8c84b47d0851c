"""Repeated idempotency keys (D1, D2 of the document: the original comes back)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, TypeVar

from lune_mock.json_values import canonical, record
from lune_mock.refusals import Refusal
from lune_mock.store import Stored

if TYPE_CHECKING:
    from collections.abc import Callable

    from lune_document import JSON
    from lune_mock.store import Shelf

__all__ = ["fingerprint", "once", "refuse_used_key"]

StoredT = TypeVar("StoredT", bound=Stored)


def fingerprint(operation_id: str, request: JSON) -> bytes:
    """Return what two requests share only if they ask for the same; the key itself is left out."""
    asked = {name: value for name, value in record(request).items() if name != "idempotency_key"}
    return hashlib.blake2b(canonical([operation_id, asked]), digest_size=16).digest()


def once(
    shelf: Shelf[StoredT],
    key: str | None,
    asked: bytes,
    code: str,
    create: Callable[[], StoredT | None],
) -> StoredT | None:
    """Return what `key` already made, in its current state, or else what `create` makes, stored.

    Raises:
        Refusal: the key made something for another request.
    """
    made = None if key is None else shelf.by_key(key)
    if made is None:
        made = create()
        if made is not None:
            shelf.add(made)
    elif asked not in made.requests:
        raise _conflict(key, made.id, code)
    return made


def refuse_used_key(shelf: Shelf[StoredT], key: str | None, owner: Stored, code: str) -> None:
    """Refuse to give `owner` a key that belongs to another document."""
    made = None if key is None else shelf.by_key(key)
    if made is not None and made.id != owner.id:
        raise _conflict(key, made.id, code)


def _conflict(key: str | None, id_: str, code: str) -> Refusal:
    return Refusal(
        409,
        code,
        f"idempotency_key {key!r} belongs to {id_!r}, which was made by another request; fetch"
        " that, or use a new key",
    )
