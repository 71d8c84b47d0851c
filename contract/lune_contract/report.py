"""What a run found, as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, get_args

from lune_contract.accepted import Accepted
from lune_contract.deviation import Tally
from lune_contract.document import Operation, operations, record
from lune_contract.rule import Invariant, Profile, Rule, Statement, areas

if TYPE_CHECKING:
    from datetime import datetime

    from lune_contract.deviation import Outcome, Verdict

__all__ = [
    "EXCHANGES",
    "Announcement",
    "Report",
    "creations",
    "said",
    "stage_of",
    "staged",
    "tallied",
]


GENERATED: Final = "generated data"
EXCHANGES: Final = "every exchange"


@dataclass(frozen=True)
class Announcement:
    """What a run will do at most, said before it sends anything; what it creates, if it is sound.

    Attributes:
        rules: how many rules there are to try.
        operations: on how many operations.
        orders: how many orders the rules place.
        estimates: how many estimates they create.
        generated: how many requests of generated data are sent, which may create more.
        places_orders: whether orders are placed at all.
        makes_accounts: whether client accounts are made.
        requests: how many requests are sent.
        seconds: how long it takes.
        rate: requests a second, None for as many as there are.
    """

    rules: int
    operations: int
    orders: int
    estimates: int
    generated: int
    places_orders: bool
    makes_accounts: bool
    requests: int
    seconds: float
    rate: float | None

    def __str__(self) -> str:
        orders = f"up to {said(self.orders, 'order')}" if self.places_orders else "no orders"
        generated = (
            f", and sends up to {self.generated} requests of generated data,"
            f" which {'also create both' if self.places_orders else 'create estimates'}"
            if self.generated
            else ""
        )
        accounts = ", a few client accounts" if self.makes_accounts else ""
        rate = "" if self.rate is None else f", {self.rate:g} a second"
        return (
            f"Tries {said(self.rules, 'rule')} on {said(self.operations, 'operation')}; creates"
            f" {orders}{accounts} and up to {said(self.estimates, 'estimate')}{generated}."
            " A target that takes what it has to refuse gets more."
            f" At most {self.requests} requests in {self.seconds:g} s{rate}."
        )


@dataclass(frozen=True)
class Report:
    """What a run found.

    Attributes:
        base_url: of the target.
        profile: the profile.
        seed: to repeat it with.
        version: of this package.
        api_version: of the document that the target was held to.
        seconds: how long it took.
        began: when.
        operations: ids of those that were chosen, None for all.
        rules: names of rules and areas that were chosen, None for all.
        outcomes: of every rule and operation, in the order in which they were found.
        counts: how many requests were sent, by operation and status.
        carried_out: how many of them were answered with 200 and JSON, by operation.
        valid: how many requests of generated valid data were sent, by operation.
        accepted: how many of those were carried out.
        broken_off: why the run did not come to its end, None if it did.
        expired: entries of the accept file that are accepted no longer.
        unused: entries of the accept file that nothing was found for.
        command: the command that carried it out, with the seed and without the key, if one did.
    """

    base_url: str
    profile: Profile
    seed: int
    version: str
    api_version: str
    seconds: float
    began: datetime
    operations: Sequence[str] | None
    rules: Sequence[str] | None
    outcomes: Sequence[Outcome]
    counts: Mapping[tuple[str, int], int]
    carried_out: Mapping[str, int]
    valid: Mapping[str, int]
    accepted: Mapping[str, int]
    broken_off: str | None = None
    expired: Sequence[Accepted] = ()
    unused: Sequence[Accepted] = ()
    command: str = ""

    @property
    def repeat(self) -> str:
        """What carries it out again: the command, or what to give of it."""
        if self.command:
            return self.command
        words: dict[str, Sequence[str]] = {
            "--seed": [str(self.seed)],
            "--profile": [self.profile],
            "--operations": self.operations or [],
            "--rules": self.rules or [],
        }
        return " ".join(f"{name} {' '.join(given)}" for name, given in words.items() if given)

    @property
    def requests(self) -> int:
        """How many requests were answered."""
        return sum(self.counts.values())

    @property
    def verdicts(self) -> Mapping[Tally, int]:
        """How many outcomes there are of each kind."""
        return tallied(self.outcomes)

    @property
    def deviations(self) -> Sequence[Outcome]:
        """One outcome for each distinct deviation that the documents settle."""
        return self._distinct("deviated", "must")

    @property
    def doubts(self) -> Sequence[Outcome]:
        """One outcome for each distinct deviation from what the documents do not settle."""
        return self._distinct("deviated", "should")

    @property
    def known(self) -> Sequence[Outcome]:
        """One outcome for each distinct deviation that is accepted."""
        return [*self._distinct("accepted", "must"), *self._distinct("accepted", "should")]

    @property
    def skipped(self) -> Mapping[str, Sequence[Outcome]]:
        """What was skipped, by reason."""
        return self._by_reason("skipped")

    @property
    def unfinished(self) -> Mapping[str, Sequence[Outcome]]:
        """What was broken off, by reason."""
        return self._by_reason("broken off")

    @property
    def created(self) -> Mapping[str, int]:
        """How many creations were carried out, by operation."""
        made = {each.id: self.carried_out.get(each.id, 0) for each in creations()}
        return {id_: times for id_, times in made.items() if times}

    def statuses(self, operation_id: str) -> Mapping[int, int]:
        """Return how many answers an operation gave, by status."""
        return {
            status: times
            for (asked, status), times in sorted(self.counts.items())
            if asked == operation_id
        }

    def exit_code(self, *, strict: bool = False) -> int:
        """Return 0 for a pass, 1 for deviations, 2 if not everything, or nothing, was tried.

        Args:
            strict: whether to count what the documents do not settle.
        """
        if self.deviations or (strict and self.doubts):
            return 1
        is_whole = self.broken_off is None and not self.unfinished
        return 0 if is_whole and self.is_judged else 2

    @property
    def is_judged(self) -> bool:
        """Whether anything was: a run that skips everything says nothing."""
        return any(each.verdict != "skipped" for each in self.outcomes)

    def _distinct(self, verdict: Verdict, level: str) -> Sequence[Outcome]:
        distinct: dict[tuple[str, str], Outcome] = {}
        for each in self.outcomes:
            if (
                each.deviation is not None
                and each.verdict == verdict
                and each.statement.level == level
            ):
                distinct.setdefault((each.statement.name, each.deviation.operation), each)
        return list(distinct.values())

    def _by_reason(self, verdict: Verdict) -> Mapping[str, Sequence[Outcome]]:
        reasons: dict[str, list[Outcome]] = {}
        for each in self.outcomes:
            if each.verdict == verdict:
                reasons.setdefault(each.reason, []).append(each)
        return reasons


def tallied(outcomes: Iterable[Outcome]) -> Mapping[Tally, int]:
    """Return how many outcomes there are of each kind, what matters most first."""
    times = Counter(each.tally for each in outcomes)
    return {each: times[each] for each in get_args(Tally) if times[each]}


def staged(outcomes: Iterable[Outcome]) -> Mapping[str, Sequence[Outcome]]:
    """Return outcomes by where reports list them, in the order of the areas."""
    found: dict[str, list[Outcome]] = {}
    for each in outcomes:
        found.setdefault(stage_of(each.statement), []).append(each)
    places = [*areas(), GENERATED, EXCHANGES]
    return {stage: found[stage] for stage in places if stage in found}


def stage_of(statement: Statement) -> str:
    """Return what reports list a statement under: the area of a rule, or where others are seen."""
    if isinstance(statement, Rule):
        return statement.area
    return EXCHANGES if isinstance(statement, Invariant) else GENERATED


def said(times: int, noun: str) -> str:
    """Return how many there are of something."""
    return f"{times} {noun}{'' if times == 1 else 's'}"


def creations() -> Sequence[Operation]:
    """Return the operations that create something: the document links them to its look-up."""
    return [
        each
        for each in operations().values()
        if each.method == "POST" and "links" in record(record(each.raw["responses"])["200"])
    ]
