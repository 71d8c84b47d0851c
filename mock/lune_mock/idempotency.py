"""Repeated idempotency keys (D1, D2 of the document).

The setting "replay" keeps what the documentation promises: the original comes back, in its current
state. With "conflict" a used key is refused whatever comes with it, as the API of 2026 does.

The empty key is no key, here and for client accounts: the document allows it, as no source states
a shortest one, but nothing can be looked up by it, so it cannot keep what it would promise.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, TypeVar

from lune_mock.json_values import canonical, optional_text, record
from lune_mock.refusals import Refusal
from lune_mock.store import Stored

if TYPE_CHECKING:
    from lune_document import JSON
    from lune_mock.calls import Call
    from lune_mock.store import Shelf

__all__ = ["fingerprint", "key_of", "made_before", "refuse_used_key"]

StoredT = TypeVar("StoredT", bound=Stored)


def key_of(request: dict[str, JSON]) -> str | None:
    """Return the idempotency key of a request."""
    return optional_text(request.get("idempotency_key")) or None


def fingerprint(operation_id: str, request: JSON) -> bytes:
    """Return what two requests share only if they ask for the same; the key itself is left out."""
    asked = {name: value for name, value in record(request).items() if name != "idempotency_key"}
    return hashlib.blake2b(canonical([operation_id, asked]), digest_size=16).digest()


def made_before(
    call: Call, shelf: Shelf[StoredT], key: str | None, asked: bytes, code: str
) -> StoredT | None:
    """Return what `key` already made, in its current state; None if it made nothing.

    Raises:
        Refusal: the key made something for another request, or repeated keys are conflicts.
    """
    made = None if key is None else shelf.by_key(key)
    if made is None:
        return None
    if call.world.settings.idempotency == "conflict" or asked not in made.requests:
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
        f"idempotency_key {key!r} belongs to {id_!r}, which an earlier request made; fetch that,"
        " or use a new key",
    )
