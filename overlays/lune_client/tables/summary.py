"""What a run came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

from attrs import define, field, frozen

from lune_client.tables.outcome import NO_MATCH, Outcome
from lune_client.tables.sums import Sum, counted, rows_text

__all__ = ["Progress", "Summary", "Tally"]


@frozen
class Progress:
    """How far a run is.

    Attributes:
        done: How many rows are in the output.
        total: How many rows there are, None if that is not known beforehand.
        share: How much of the file was read, from 0 to 1; None if there is no file.
        rate: Rows a second since the start.
        what: What the rows become: "transactions", "shipments", "quotes" or "orders".
    """

    done: int
    total: int | None
    share: float | None
    rate: float
    what: str = ""


@frozen
class Summary:
    """What a run came to.

    Attributes:
        rows: How many rows there are.
        succeeded: How many of them have what was asked for.
        unmatched: How many have no estimate, because no emission factor fits.
        failed: How many others have none, by error code.
        passing: How many of those the same call may yet settle.
        from_journal: How many rows a run before this one had settled.
        duplicates: How many rows ask for the same as one before them; each was sent for itself.
        tonnes: What the rows that succeeded emit, or of orders, what they buy, in tonnes.
        cost: What it costs to offset that, or what was paid, by currency.
    """

    rows: int
    succeeded: int
    unmatched: int
    failed: Mapping[str, int]
    passing: int
    from_journal: int
    duplicates: int
    tonnes: Decimal
    cost: Mapping[str, Decimal]

    def __str__(self) -> str:
        parts = [f"{rows_text(self.rows)}: {self.succeeded} succeeded"]
        if self.unmatched:
            parts.append(f"{self.unmatched} unmatched")
        if self.failed:
            parts.append(f"{sum(self.failed.values())} failed ({counted(self.failed)})")
        if self.from_journal:
            parts.append(f"{self.from_journal} from the journal")
        if self.duplicates:
            parts.append(f"{self.duplicates} like a row before")
        return f"{', '.join(parts)}; {Sum({**self.cost}, self.tonnes)}"


@define
class Tally:
    """Counts rows as they are settled."""

    rows: int = 0
    succeeded: int = 0
    passing: int = 0
    from_journal: int = 0
    duplicates: int = 0
    sum: Sum = field(factory=Sum)
    codes: Counter[str] = field(factory=Counter[str])

    def add(self, outcome: Outcome, *, is_known: bool, is_repeated: bool) -> None:
        """Count a row."""
        self.rows += 1
        self.from_journal += is_known
        self.duplicates += is_repeated
        if outcome.error_code is not None:
            self.codes[outcome.error_code] += 1
            self.passing += not outcome.is_final
            return
        self.succeeded += 1
        self.sum.add(outcome.values)

    def summary(self) -> Summary:
        """Return what was counted."""
        failed = {code: count for code, count in self.codes.items() if code != NO_MATCH}
        return Summary(
            rows=self.rows,
            succeeded=self.succeeded,
            unmatched=self.codes[NO_MATCH],
            failed=failed,
            passing=self.passing,
            from_journal=self.from_journal,
            duplicates=self.duplicates,
            tonnes=self.sum.tonnes,
            cost=self.sum.value,
        )
