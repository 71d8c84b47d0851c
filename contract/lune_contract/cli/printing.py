"""What a person reads of a run, as it goes on and at its end."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from io import TextIOWrapper
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from lune_contract.document import operations
from lune_contract.report import EXCHANGES, said, stage_of
from lune_contract.reports.entry import Entry, entries, printable
from lune_contract.rule import Invariant, Rule

if TYPE_CHECKING:
    from rich.status import Status

    from lune_contract.deviation import Outcome, Tally
    from lune_contract.report import Report
    from lune_contract.rule import Statement

__all__ = ["Progress", "console", "print_report", "print_rules", "print_statement"]

_PIPED_WIDTH: Final = 100
_LONGEST_ANSWER: Final = 400
_MOST_NAMED: Final = 6
_STYLES: Final[Mapping[Tally, str]] = {
    "passed": "green",
    "deviated": "bold red",
    "doubtful": "yellow",
    "accepted": "yellow",
    "skipped": "dim",
    "broken off": "bold yellow",
}


def console(*, stderr: bool = False) -> Console:
    """Return where to print: what the encoding of the output lacks is escaped."""
    stream = sys.stderr if stderr else sys.stdout
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")
    made = Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    if not made.is_terminal:
        # A file or a pipe has no width of its own to fit into.
        made.width = _PIPED_WIDTH
    return made


class Progress:
    """Tells how a run goes on: a line for each area, and one for each deviation as it is found."""

    def __init__(self, to: Console, status: Status, requests: Callable[[], int]) -> None:
        self._console = to
        self._status = status
        self._requests = requests
        self._began = time.monotonic()
        self._doing = "learning the target"
        self._stage = ""
        self._counts: dict[str, Counter[Tally]] = {}
        status.update(self)
        self._told: set[tuple[str, str]] = set()

    def show(self, outcome: Outcome) -> None:
        """Take an outcome in."""
        stage = stage_of(outcome.statement)
        if stage not in {self._stage, EXCHANGES}:
            self._end_stage()
            self._stage = stage
        self._counts.setdefault(stage, Counter())[outcome.tally] += 1
        self._doing = f"after {outcome.statement.name} on {printable(outcome.operation)}"
        found = outcome.deviation
        if found is None or (found.statement.name, found.operation) in self._told:
            return
        self._told.add((found.statement.name, found.operation))
        word = "should" if found.statement.level == "should" else "deviates"
        verdict = "accepted" if outcome.verdict == "accepted" else word
        line = Text(f"  {verdict}: {found.statement.name} on {printable(found.operation)}")
        line.stylize(_STYLES["accepted" if verdict != "deviates" else "deviated"])
        self._console.print(line)

    def __rich__(self) -> str:
        """What is shown meanwhile, as often as it is drawn: generated data has no outcome for long."""
        return f"{self._requests()} requests, {self._doing}"

    def end(self) -> None:
        """Say what there is left to say."""
        self._end_stage()
        if EXCHANGES in self._counts:
            self._print(EXCHANGES)

    def _end_stage(self) -> None:
        if self._stage:
            self._print(self._stage, time.monotonic() - self._began)
        self._stage, self._began = "", time.monotonic()

    def _print(self, stage: str, seconds: float = 0) -> None:
        line = Text(f"{stage:<16}")
        for verdict, style in _STYLES.items():
            times = self._counts[stage][verdict]
            if times:
                line.append(f" {times:>4} {verdict}", style)
        if seconds:
            line.append(f"  {seconds:.1f} s", "dim")
        self._console.print(line)


def print_report(report: Report, to: Console, *, strict: bool, is_written: bool = False) -> None:
    """Print what a run found; `is_written` says whether a report has all of it."""
    for title, outcomes, style in (
        ("Deviations", report.deviations, "bold red"),
        ("Not settled by the documents", report.doubts, "bold red" if strict else "bold yellow"),
    ):
        if outcomes:
            told = entries(outcomes, report.base_url)
            _heading(to, f"{title} ({said(len(told), 'wrong answer')})")
            for each in told:
                _print_entry(to, each, style, is_written=is_written)
    if report.known:
        _heading(to, f"Accepted ({len(report.known)})")
        for known in report.known:
            to.print(f"  {printable(known.reason)}", soft_wrap=True)
    _print_reasons(to, "Skipped", report.skipped)
    _print_reasons(to, "Broken off", report.unfinished)
    for title, listed in (("No longer accepted", report.expired), ("Unused", report.unused)):
        if listed:
            _heading(to, f"{title} in the accept file ({len(listed)})")
            for accepted in listed:
                to.print(f"  {printable(str(accepted))}", soft_wrap=True)
    _heading(to, "Operations")
    to.print(_table(report, to))
    to.print()
    created = ", ".join(f"{times} by {id_}" for id_, times in report.created.items())
    to.print(f"Created: {created or 'nothing'}.")
    to.print(
        f"{report.requests} requests in {report.seconds:.1f} s. Repeat with: {report.repeat}",
        soft_wrap=True,
    )
    _print_verdict(report, to, strict=strict)


def _print_verdict(report: Report, to: Console, *, strict: bool) -> None:
    counts = ", ".join(f"{times} {tally}" for tally, times in report.verdicts.items())
    if report.broken_off is not None:
        to.print(f"Not finished: {printable(report.broken_off)}.", style="bold yellow")
    ends = {
        0: ("Passed", "bold green"),
        1: (f"Deviates in {said(_wrong_answers(report, strict=strict), 'answer')}", "bold red"),
        2: (f"No result: {_without_result(report)}", "bold yellow"),
    }
    text, style = ends[report.exit_code(strict=strict)]
    to.print(f"{text}: {counts or 'nothing was tried'}.", style=style)


def _wrong_answers(report: Report, *, strict: bool) -> int:
    counted = [report.deviations, *([report.doubts] if strict else [])]
    return sum(len(entries(each, report.base_url)) for each in counted)


def _without_result(report: Report) -> str:
    return "not everything could be tried" if report.is_judged else "nothing could be tried"


def _heading(to: Console, text: str) -> None:
    to.print()
    to.print(text, style="bold")


def _print_entry(to: Console, told: Entry, style: str, *, is_written: bool) -> None:
    to.print()
    to.print(told.title, style=style, soft_wrap=True)
    for name, value in told.parts():
        shown = value if name != "Answer" else _shortened(value, is_written=is_written)
        # A line for a shell stays in one piece, so that it can be copied.
        to.print(Text.assemble("  ", (f"{f'{name}:':<11}", "dim"), f" {shown}"), soft_wrap=True)


def _shortened(answer: str, *, is_written: bool) -> str:
    if len(answer) <= _LONGEST_ANSWER:
        return answer
    where = "in the reports" if is_written else "with --report"
    return f"{answer[:_LONGEST_ANSWER]}... (whole {where})"


def _print_reasons(to: Console, title: str, reasons: Mapping[str, Sequence[Outcome]]) -> None:
    if not reasons:
        return
    _heading(to, f"{title} ({sum(map(len, reasons.values()))})")
    for reason, outcomes in reasons.items():
        to.print(f"  {len(outcomes):>4}  {printable(reason)}", soft_wrap=True)
        names = Text(_named(each.statement.name for each in outcomes), "dim")
        to.print(Padding(names, (0, 0, 0, 8)))


def _named(names: Iterable[str]) -> str:
    distinct = list(dict.fromkeys(names))
    more = len(distinct) - _MOST_NAMED
    return ", ".join(distinct[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _table(report: Report, to: Console) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("operation", overflow="fold", no_wrap=to.width >= _PIPED_WIDTH)
    table.add_column("requests", justify="right")
    if report.valid:
        table.add_column("valid data accepted", justify="right")
    table.add_column("answers")
    for id_ in operations():
        statuses = report.statuses(id_)
        row = [id_, str(sum(statuses.values()))]
        if report.valid:
            row.append(f"{report.accepted.get(id_, 0)} of {report.valid.get(id_, 0)}")
        answers = ", ".join(f"{status}: {times}" for status, times in statuses.items())
        if statuses:
            table.add_row(*row, answers)
    return table


def print_rules(listed: Sequence[Statement], to: Console) -> None:
    """Print rules, each with what it says and where the documents have it."""
    for each in listed:
        level = "" if each.level == "must" else " (should)"
        to.print(Text.assemble((each.name, "bold"), level))
        to.print(f"    {each.says}")
        to.print(f"    {each.source}", style="dim")
    areas = len({each.area for each in listed})
    to.print(f"{said(len(listed), 'rule')} in {said(areas, 'area')}.")


def print_statement(statement: Statement, to: Console) -> None:
    """Print all that there is to know of a rule."""
    to.print(statement.name, style="bold")
    to.print(f"  {statement.says}")
    to.print(f"  Source: {statement.source}")
    settled = "the documents settle it" if statement.level == "must" else "they do not settle it"
    to.print(f"  Level: {statement.level}, {settled}")
    if isinstance(statement, Invariant):
        to.print("  Tried on: every exchange of a run")
    if isinstance(statement, Rule):
        to.print(f"  Tried on: {', '.join(each.id for each in statement.operations)}")
        to.print(f"  Needs: {', '.join(sorted(statement.needs)) or 'nothing'}")
        to.print(
            f"  Creates for each: up to {statement.orders} orders, {statement.estimates} estimates"
        )
        to.print(f"  Profile: {'quick and full' if statement.profile == 'quick' else 'full'}")
        for line in (statement.check.__doc__ or "").strip().splitlines()[1:]:
            to.print(f"  {line.strip()}")
