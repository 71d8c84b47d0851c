"""Deviations of a target that are known and accepted, from a file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from lune_contract.catalogue import UnknownNameError, checked, statements
from lune_contract.document import operations
from lune_contract.rule import Statement

if TYPE_CHECKING:
    from lune_contract.deviation import Deviation

__all__ = ["AcceptFileError", "Accepted", "read_accepted"]

_KEYS: Final = ("rule", "operation", "reason", "expires")


class AcceptFileError(ValueError):
    """An accept file cannot be used; the text says why."""


@dataclass(frozen=True)
class Accepted:
    """A deviation that is known.

    Attributes:
        rule: name of a rule, or an area with `/*`.
        operation: id of the operation whose answer is wrong; method and path where the document
            has none.
        reason: why it is accepted.
        expires: the last day on which it is; None: for ever.
    """

    rule: str
    operation: str
    reason: str
    expires: date | None = None

    def fits(self, deviation: Deviation) -> bool:
        """Say whether it is about a deviation."""
        return self.operation == deviation.operation and _fits(self.rule, deviation.statement)

    def is_over(self, today: date) -> bool:
        """Say whether it is accepted no longer."""
        return self.expires is not None and today > self.expires

    def __str__(self) -> str:
        until = "" if self.expires is None else f" (until {self.expires})"
        return f"{self.rule} {self.operation}: {self.reason}{until}"


def read_accepted(path: Path) -> Sequence[Accepted]:
    """Read an accept file.

    Example:
        [[accept]]
        rule = "idempotency/replay"
        operation = "createOrderByMass"
        reason = "answers 409 until the gateway is updated, ticket 512"
        expires = 2027-01-31

    Raises:
        AcceptFileError: it cannot be read, an entry is not complete, or names what there is not.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        message = f"there is no file {path}; --accept takes a file of known deviations"
        raise AcceptFileError(message) from None
    except (OSError, ValueError) as error:
        message = f"{path} cannot be read: {getattr(error, 'strerror', None) or error}"
        raise AcceptFileError(message) from None
    try:
        return list(_entries(table))
    except (LookupError, ValueError) as error:
        message = f"{path}: {error.args[0]}"
        raise AcceptFileError(message) from None


def _entries(table: Mapping[str, object]) -> Iterator[Accepted]:
    checked(table, "table", ["accept"])
    listed = table.get("accept", [])
    if not isinstance(listed, list):
        message = "accept is no list; begin each entry with [[accept]]"
        raise AcceptFileError(message)
    for number, entry in enumerate(cast("list[object]", listed), start=1):
        try:
            yield _entry(entry)
        except (UnknownNameError, AcceptFileError) as error:
            message = f"entry {number}: {error}"
            raise AcceptFileError(message) from None


def _entry(entry: object) -> Accepted:
    if not isinstance(entry, dict):
        message = "it is no table; begin each entry with [[accept]]"
        raise AcceptFileError(message)
    values = cast("dict[str, object]", entry)
    checked(values, "key", _KEYS)
    rule, operation, reason = (_text(values, key) for key in _KEYS[:3])
    expires = values.get("expires")
    if isinstance(expires, datetime) or not isinstance(expires, date | None):
        message = f"expires is {expires!r}; give a day without quotes, such as 2027-01-31"
        raise AcceptFileError(message)
    if not any(_fits(rule, each) for each in statements().values()):
        checked([rule], "rule", statements())
    if " /" not in operation:
        checked([operation], "operation", operations())
    return Accepted(rule, operation, reason, expires)


def _text(values: Mapping[str, object], key: str) -> str:
    value = values.get(key)
    if not isinstance(value, str) or not value.strip():
        message = f"it has no {key}; give it as text"
        raise AcceptFileError(message)
    return value.strip()


def _fits(rule: str, statement: Statement) -> bool:
    return rule in {statement.name, f"{statement.area}/*"}
