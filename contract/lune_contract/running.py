"""A whole run: learn a target, try every rule on it, and report."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Final, TypedDict, Unpack

from lune_contract.catalogue import select
from lune_contract.deviation import Deviation, Outcome
from lune_contract.document import API_VERSION
from lune_contract.facts import Facts
from lune_contract.learning import learn
from lune_contract.phases import largest, run_phases
from lune_contract.reachable import CannotRunError, check, silence
from lune_contract.report import Announcement, Report
from lune_contract.rule import Unsettled
from lune_contract.session import LimitReachedError, Limits, Session
from lune_contract.target import TargetError
from lune_contract.trying import lacking, try_rule

if TYPE_CHECKING:
    from lune_contract.accepted import Accepted
    from lune_contract.document import Operation
    from lune_contract.rule import Deviated, Invariant, Profile, Rule
    from lune_contract.target import Target

__all__ = ["Options", "Run", "careful", "package_version", "run"]

_CAREFUL_RATE: Final = 15.0
_SEEDS: Final = 1_000_000_000
_EVERY: Final = "every operation"
_NOT_SEEN: Final = "no answer of this run is one that it says something about"


class Options(TypedDict, total=False):
    """What may be said of a run.

    Attributes:
        accounts: ids for Lune-Account: the one to work on, then others of the same key.
        bundles: ids of more bundles of the target than its quotes name.
        operations: ids of the operations to try; all by default.
        rules: names of rules, or areas; all by default.
        profile: `quick` (the default) leaves out what takes long, `full` nothing.
        seed: repeats a run; one is drawn by default.
        place_orders: whether orders may be placed. By default, on this machine only.
        limits: requests, seconds, requests a second. By default those of `Limits`, and off this
            machine 15 requests a second.
        accepted: deviations that are known.
        advance: moves the orders of the target on.
        cancel: cancels the order of an id.
        make_accounts: whether client accounts may be made; nothing takes them away again. Not so
            by default.
        settle: seconds that an order may take to get its costs, 5 by default.
        stop_at_first: whether to end at the first deviation that counts.
        phases: whether to send generated data, too; so by default.
    """

    accounts: Sequence[str]
    bundles: Sequence[str]
    operations: Sequence[str] | None
    rules: Sequence[str] | None
    profile: Profile
    seed: int | None
    place_orders: bool | None
    limits: Limits | None
    accepted: Sequence[Accepted]
    advance: Callable[[], None] | None
    cancel: Callable[[str], None] | None
    make_accounts: bool
    settle: float
    stop_at_first: bool
    phases: bool


class Run:
    """A run against a target.

    Args:
        target: what to try.
        options: see `Options`.

    Raises:
        UnknownNameError: there is no such rule or operation.
        CannotRunError: none of the rules is about any of the operations.

    Attributes:
        announcement: what it will do at most.
        profile: the profile.
        seed: repeats it.
        session: the way to the target.

    Example:
        >>> run = Run(target, seed=7)
        >>> print(run.announcement)
        >>> for outcome in run:
        ...     print(outcome.verdict, outcome.statement.name, outcome.operation)
        >>> report = run.report()
    """

    def __init__(self, target: Target, **options: Unpack[Options]) -> None:
        self._options = options
        self.profile: Profile = options.get("profile", "quick")
        self._selection = select(
            names=options.get("rules"),
            operation_ids=options.get("operations"),
            profile=self.profile,
        )
        seed = options.get("seed")
        self.seed = secrets.randbelow(_SEEDS) if seed is None else seed
        place_orders = options.get("place_orders")
        self._places_orders = target.is_local if place_orders is None else place_orders
        limits = options.get("limits") or careful(target)
        self.session = Session(target, limits, self._selection.invariants)
        generates = bool(self._selection.generated) or self._selection.only_invariants
        self._phases = generates and options.get("phases", True)
        self.announcement = self._announced()
        self._began = datetime.now(UTC)
        self._facts = Facts()
        self._outcomes: list[Outcome] = []
        self._seen: set[tuple[str, str]] = set()
        self._used: set[Accepted] = set()
        self._broken_off: str | None = None
        if not (self._selection.trials or generates or self._selection.invariants):
            names = " or ".join(options.get("rules") or ()) or "no rule"
            on = " or ".join(options.get("operations") or ()) or "anything"
            message = (
                f"there is nothing to try: {names} is not tried on {on} in the profile"
                f" {self.profile}; lune-contract explain says what a rule is tried on"
            )
            raise CannotRunError(message)

    def _announced(self) -> Announcement:
        trials = [
            rule
            for rule, _ in self._selection.trials
            if self._places_orders or "orders" not in rule.needs
        ]
        limits = self.session.limits
        named = {rule.name for rule in trials if not self._selection.only_invariants}
        return Announcement(
            rules=len(named) + len(self._selection.invariants),
            operations=len(self._selection.operations),
            orders=sum(rule.orders for rule in trials) if self._places_orders else 0,
            # One more tells that the target was tried with this seed.
            estimates=1 + sum(rule.estimates for rule in trials),
            generated=largest(self.profile, self._selection.operations) if self._phases else 0,
            places_orders=self._places_orders,
            makes_accounts=self._options.get("make_accounts", False)
            and any("client_accounts" in rule.needs for rule in trials),
            requests=limits.requests,
            seconds=limits.seconds,
            rate=limits.rate,
        )

    def break_off(self, reason: str) -> None:
        """Say that the run does not come to its end, and note what was not tried."""
        self._broken_off = reason
        known = {(each.statement.name, each.operation) for each in self._outcomes}
        self._outcomes += [
            self.settled(each)
            for each in self._all()
            if (each.statement.name, each.operation) not in known
        ]

    def learn(self) -> Facts:
        """Learn the target, which is the first thing that a run does.

        Raises:
            CannotRunError: it cannot be reached, refuses the key, or no more may be sent.
        """
        self._try_to_advance()
        try:
            self._facts = learn(
                self.session,
                accounts=self._options.get("accounts", ()),
                bundles=self._options.get("bundles", ()),
                place_orders=self._places_orders,
                advance=self._options.get("advance"),
                cancel=self._options.get("cancel"),
                make_accounts=self._options.get("make_accounts", False),
                settle=self._options.get("settle", 5.0),
                seed=self.seed,
            )
            check(self.session, self._facts)
        except TargetError as error:
            said = str(error).rstrip(".")
            hint = "" if error.reached else "; is it running, is the address right?"
            message = f"the target gives no answer: {said}{hint}"
            raise CannotRunError(message) from None
        except LimitReachedError as error:
            message = f"nothing could be tried: {error}"
            raise CannotRunError(message) from None
        return self._facts

    def _try_to_advance(self) -> None:
        """See whether orders can be moved on, rather than find so in the middle of the run."""
        advance = self._options.get("advance")
        if advance is None or not any("life" in rule.needs for rule, _ in self._selection.trials):
            return
        try:
            advance()
        except Unsettled as error:
            raise CannotRunError(str(error)) from None

    def __iter__(self) -> Iterator[Outcome]:
        """Carry it out, and give each outcome as soon as it is known.

        Raises:
            CannotRunError: the target cannot be reached, or refuses the key.
        """
        self.learn()
        for outcome in self._all():
            settled = self.settled(outcome)
            self._outcomes.append(settled)
            yield settled
            if self._options.get("stop_at_first") and settled.tally == "deviated":
                self.break_off("it was to stop at the first deviation")
                return

    def _all(self) -> Iterator[Outcome]:
        yield from self.breaches()
        for rule, tried_on in self._selection.trials:
            outcome = self.tried(rule, tried_on, self._facts)
            if not self._selection.only_invariants:
                yield outcome
            yield from self.breaches()
        yield from self.generated(self._facts)
        yield from self.breaches()
        broken = {name for name, _ in self.session.broken}
        for invariant in self._selection.invariants:
            if invariant.name not in broken:
                yield from self.held(invariant)

    def held(self, invariant: Invariant) -> Iterator[Outcome]:
        """Return how the target does at an invariant, by what was sent so far."""
        broken = [each for each in self.session.broken.values() if each[0] is invariant]
        if broken:
            yield from (_broken(*each) for each in broken)
        elif invariant.name in self.session.applied:
            yield Outcome(invariant, _EVERY, "passed")
        elif self._broken_off is not None:
            yield Outcome(invariant, _EVERY, "broken off", self._broken_off)
        else:
            yield Outcome(invariant, _EVERY, "skipped", _NOT_SEEN)

    def tried(self, rule: Rule, tried_on: Operation, facts: Facts) -> Outcome:
        """Return how the target does at a rule, or that the run may not go on."""
        # What cannot be tried here is skipped, whatever happened to the run.
        if self._broken_off is not None and lacking(rule, facts) is None:
            return Outcome(rule, tried_on.id, "broken off", self._broken_off)
        try:
            outcome = try_rule(rule, tried_on, self.session, facts, self.seed)
            return self._unless_gone(outcome, facts)
        except LimitReachedError as error:
            self._broken_off = str(error)
            return Outcome(rule, tried_on.id, "broken off", self._broken_off)
        except Exception as error:  # noqa: BLE001 - no answer may end a run; it is said, and is no pass
            reason = _own_failure("the rule", error)
            return Outcome(rule, tried_on.id, "broken off", reason)

    def _unless_gone(self, outcome: Outcome, facts: Facts) -> Outcome:
        """Return an outcome, or that the target is gone, which no rule is charged with."""
        unanswered = None if outcome.deviation is None else outcome.deviation.silence
        gone = None if unanswered is None else silence(self.session, facts)
        if unanswered is None or gone is None:
            return outcome
        self._broken_off = f"the target answers no more: {gone}"
        # What did reach it may have brought it down.
        return outcome if unanswered.reached else _untried(outcome, self._broken_off)

    def breaches(self) -> Iterator[Outcome]:
        """Return what exchanges broke of the invariants since this was last asked."""
        for key, broken in list(self.session.broken.items()):
            if key not in self._seen:
                self._seen.add(key)
                yield _broken(*broken)

    def generated(self, facts: Facts) -> Iterator[Outcome]:
        """Return how the target does at generated data, and what that broke of the invariants."""
        if not self._phases:
            return
        if self._broken_off is None:
            try:
                yield from self._phased(facts)
            except LimitReachedError as error:
                self._broken_off = str(error)
            except TargetError as error:
                self._broken_off = f"the target answers no more: {error}"
            except Exception as error:  # noqa: BLE001 - as in `tried`
                self._broken_off = _own_failure("generating data", error)
        if self._broken_off is not None:
            for statement in self._selection.generated:
                yield Outcome(statement, _EVERY, "broken off", self._broken_off)

    def _phased(self, facts: Facts) -> Iterator[Outcome]:
        wanted = {each.name for each in self._selection.generated}
        for outcome in run_phases(
            self.session,
            facts,
            operations=self._selection.operations,
            profile=self.profile,
            seed=self.seed,
        ):
            yield from self.breaches()
            if outcome.statement.name in wanted:
                yield outcome

    def settled(self, outcome: Outcome) -> Outcome:
        """Return an outcome as the accept file has it."""
        if outcome.deviation is None:
            return outcome
        for each in self._options.get("accepted", ()):
            if each.fits(outcome.deviation):
                self._used.add(each)
                if each.is_over(_today()):
                    return replace(outcome, reason=f"accepted no longer: {each}")
                return replace(outcome, verdict="accepted", reason=str(each))
        return outcome

    def report(self) -> Report:
        """Return what was found so far."""
        accepted = self._options.get("accepted", ())
        return Report(
            base_url=self.session.target.base_url,
            profile=self.profile,
            seed=self.seed,
            version=package_version(),
            api_version=API_VERSION,
            seconds=self.session.seconds,
            began=self._began,
            operations=self._options.get("operations"),
            rules=self._options.get("rules"),
            outcomes=tuple(self._outcomes),
            counts=dict(self.session.counts),
            carried_out=dict(self.session.carried_out),
            valid=dict(self.session.valid),
            accepted=dict(self.session.accepted),
            broken_off=self._broken_off,
            expired=[each for each in accepted if each.is_over(_today())],
            unused=[each for each in accepted if each not in self._used],
        )


def careful(target: Target) -> Limits:
    """Return what a run may do at a target unless something else is said."""
    return Limits(rate=None if target.is_local else _CAREFUL_RATE)


def _broken(invariant: Invariant, deviated: Deviated) -> Outcome:
    id_ = deviated.exchange.operation_id
    found = Deviation(invariant, id_, deviated.expected, deviated.got, deviated.exchange)
    return Outcome(invariant, id_, "deviated", deviation=found)


def _untried(outcome: Outcome, reason: str) -> Outcome:
    return Outcome(outcome.statement, outcome.operation, "broken off", reason)


def _own_failure(what: str, error: Exception) -> str:
    return f"{what} itself failed, please report it: {type(error).__name__}: {error}"


def _today() -> date:
    return datetime.now(UTC).date()


def package_version() -> str:
    """Return the version of the distribution that the suite is part of."""
    try:
        return version("lune-client")
    except PackageNotFoundError:
        return "unknown"


def run(target: Target, **options: Unpack[Options]) -> Report:
    """Try a target and return what was found; `Run` does the same step by step.

    Args:
        target: what to try, such as an `AsgiTarget` or an `HttpTarget`.
        options: see `Options`.

    Raises:
        CannotRunError: the target cannot be reached, or refuses the key.
        UnknownNameError: there is no such rule or operation.

    Example:
        >>> with HttpTarget("http://127.0.0.1:8080/v1", "sandbox-test-key") as target:
        ...     report = run(target, operations=["createOrderByMass"], seed=7)
        >>> [outcome.statement.name for outcome in report.deviations]
        []
    """
    made = Run(target, **options)
    for _ in made:
        pass
    return made.report()
