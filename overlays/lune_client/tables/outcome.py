"""What came of a row."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final, TypeAlias, cast

from attrs import field, frozen

__all__ = ["ERROR_COLUMNS", "INVALID_ROW", "MISMATCH", "NO_MATCH", "UNREADABLE", "Outcome"]

ERROR_COLUMNS: Final = ("error_code", "error_message", "request_id")
"""The columns that every outcome has."""

INVALID_ROW: Final = "invalid_row"
"""The error code of a row that was not sent, because no request could be made of it."""
NO_MATCH: Final = "no_match"
"""The error code of a row that nothing fits."""
MISMATCH: Final = "mismatch"
"""The error code of a row under whose key stands something else than was asked for."""
UNREADABLE: Final = "unreadable_answer"
"""The error code of a row whose answer lacks what it should hold."""

_Stored: TypeAlias = tuple[dict[str, str], str | None, str | None, str | None]


@frozen
class Outcome:
    """What came of a row.

    Attributes:
        values: What its new columns hold, by their names; exact numbers as text.
        error_code: The API's code for the fault, or one of this library; None without a fault.
        error_message: What is wrong, None without a fault.
        request_id: The id under which Lune's support finds the call.
        is_final: Whether sending the row again would change nothing.
    """

    values: Mapping[str, str] = field(factory=dict[str, str])
    error_code: str | None = None
    error_message: str | None = None
    request_id: str | None = None
    is_final: bool = True

    @property
    def is_refusal(self) -> bool:
        """Whether nothing exists under its key; an order that was cancelled does."""
        return self.error_code is not None and not self.values

    def to_json(self) -> str:
        """Return the outcome as text for the journal; only final ones belong there."""
        faults = [self.error_code, self.error_message, self.request_id]
        return json.dumps([self.values, *faults], ensure_ascii=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Outcome:
        """Return the outcome behind a text of the journal."""
        values, code, message, request_id = cast("_Stored", json.loads(text))
        return cls(values, code, message, request_id)
