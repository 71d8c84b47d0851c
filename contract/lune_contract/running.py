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
from lune_contract.document import API_VERSION, BASE_PATH, operation
from lune_contract.learning import learn
from lune_contract.phases import largest, run_phases
from lune_contract.report import Announcement, Report
from lune_contract.session import LimitReachedError, Limits, Session
from lune_contract.target import TargetError
from lune_contract.trial import Trial
from lune_contract.trying import lacking, try_rule

if TYPE_CHECKING:
    from lune_contract.accepted import Accepted
    from lune_contract.document import Operation
    from lune_contract.facts import Facts
    from lune_contract.reply import Reply
    from lune_contract.rule import Profile, Rule
    from lune_contract.target import Target

__all__ = ["CannotRunError", "Options", "Run", "careful", "run"]

_CAREFUL_RATE: Final = 15.0
_SEEDS: Final = 1_000_000_000
# A target that leaves so many trials in a row without any answer is gone.
_SILENT: Final = 3
_OK: Final = 200
_REDIRECTS: Final = range(300, 400)
_EVERY: Final = "every operation"


class CannotRunError(Exception):
    """The target cannot be tried; the text says why, and what to do."""


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

    Attributes:
        announcement: what it will do at most.
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
        self._profile: Profile = options.get("profile", "quick")
        self._selection = select(
            names=options.get("rules"),
            operation_ids=options.get("operations"),
            profile=self._profile,
        )
        seed = options.get("seed")
        self.seed = secrets.randbelow(_SEEDS) if seed is None else seed
        place_orders = options.get("place_orders")
        self._places_orders = target.is_local if place_orders is None else place_orders
        limits = options.get("limits") or careful(target)
        self.session = Session(target, limits, self._selection.invariants)
        self._phases = bool(self._selection.generated) and options.get("phases", True)
        self.announcement = self._announced()
        self._outcomes: list[Outcome] = []
        self._seen: set[tuple[str, str]] = set()
        self._used: set[Accepted] = set()
        self._silent = 0
        self._broken_off: str | None = None

    def _announced(self) -> Announcement:
        trials = [
            rule
            for rule, _ in self._selection.trials
            if self._places_orders or "orders" not in rule.needs
        ]
        limits = self.session.limits
        return Announcement(
            rules=len({rule.name for rule in trials}) + len(self._selection.invariants),
            operations=len(self._selection.operations),
            orders=sum(rule.orders for rule in trials) if self._places_orders else 0,
            # One more tells that the target was tried with this seed.
            estimates=1 + sum(rule.estimates for rule in trials),
            generated=largest(self._profile, self._selection.operations) if self._phases else 0,
            places_orders=self._places_orders,
            makes_accounts=self._options.get("make_accounts", False)
            and any("client_accounts" in rule.needs for rule in trials),
            requests=limits.requests,
            seconds=limits.seconds,
            rate=limits.rate,
        )

    def break_off(self, reason: str) -> None:
        """Say that the run does not come to its end."""
        self._broken_off = reason

    def learn(self) -> Facts:
        """Learn the target, which is the first thing that a run does.

        Raises:
            CannotRunError: it cannot be reached, refuses the key, or no more may be sent.
        """
        try:
            facts = learn(
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
            _check(self.session, facts)
        except TargetError as error:
            said = str(error).rstrip(".")
            message = f"the target gives no answer: {said}; is it running, is the address right?"
            raise CannotRunError(message) from None
        except LimitReachedError as error:
            message = f"nothing could be tried: {error}"
            raise CannotRunError(message) from None
        return facts

    def __iter__(self) -> Iterator[Outcome]:
        """Carry it out, and give each outcome as soon as it is known.

        Raises:
            CannotRunError: the target cannot be reached, or refuses the key.
        """
        for outcome in self._all():
            settled = self.settled(outcome)
            self._outcomes.append(settled)
            yield settled
            if self._options.get("stop_at_first") and _counts(settled):
                self._broken_off = "it was to stop at the first deviation"
                return

    def _all(self) -> Iterator[Outcome]:
        facts = self.learn()
        yield from self.breaches()
        for rule, tried_on in self._selection.trials:
            yield self.tried(rule, tried_on, facts)
            yield from self.breaches()
        yield from self.generated(facts)
        yield from self.breaches()
        broken = {name for name, _ in self.session.broken}
        for invariant in self._selection.invariants:
            if invariant.name not in broken:
                yield Outcome(invariant, _EVERY, "passed")

    def tried(self, rule: Rule, tried_on: Operation, facts: Facts) -> Outcome:
        """Return how the target does at a rule, or that the run may not go on."""
        # What cannot be tried here is skipped, whatever happened to the run.
        if self._broken_off is not None and lacking(rule, facts) is None:
            return Outcome(rule, tried_on.id, "broken off", self._broken_off)
        try:
            outcome = try_rule(rule, tried_on, self.session, facts, self.seed)
        except LimitReachedError as error:
            self._broken_off = str(error)
            return Outcome(rule, tried_on.id, "broken off", self._broken_off)
        except Exception as error:  # noqa: BLE001 - no answer may end a run; it is said, and is no pass
            reason = _own_failure("the rule", error)
            return Outcome(rule, tried_on.id, "broken off", reason)
        self._notice_silence(outcome, facts)
        return outcome

    def _notice_silence(self, outcome: Outcome, facts: Facts) -> None:
        deviation = outcome.deviation
        silent = deviation is not None and deviation.exchange is None and not deviation.earlier
        self._silent = self._silent + 1 if silent else 0
        if self._silent < _SILENT:
            return
        self._silent = 0
        try:
            _asked(self.session, facts)
        except TargetError as error:
            self._broken_off = f"the target answers no more: {error}"

    def breaches(self) -> Iterator[Outcome]:
        """Return what exchanges broke of the invariants since this was last asked."""
        for key, (invariant, deviated) in list(self.session.broken.items()):
            if key not in self._seen:
                self._seen.add(key)
                id_ = deviated.exchange.operation_id
                found = Deviation(
                    invariant, id_, deviated.expected, deviated.got, deviated.exchange
                )
                yield Outcome(invariant, id_, "deviated", deviation=found)

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
            profile=self._profile,
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
            profile=self._profile,
            seed=self.seed,
            version=_version(),
            api_version=API_VERSION,
            seconds=self.session.seconds,
            outcomes=tuple(self._outcomes),
            counts=dict(self.session.counts),
            valid=dict(self.session.valid),
            accepted=dict(self.session.accepted),
            broken_off=self._broken_off,
            expired=[each for each in accepted if each.is_over(_today())],
            unused=[each for each in accepted if each not in self._used],
        )


def careful(target: Target) -> Limits:
    """Return what a run may do at a target unless something else is said."""
    return Limits(rate=None if target.is_local else _CAREFUL_RATE)


def _asked(session: Session, facts: Facts) -> Reply:
    """Ask for what every target has."""
    trial = Trial(session, facts, operation("listOrders"), "ask")
    return trial.call("listOrders", query={"limit": "1"})


def _check(session: Session, facts: Facts) -> None:
    """Raise CannotRunError for a target that refuses whatever it is asked."""
    if any(status == _OK for _, status in session.counts):
        return
    asked = _asked(session, facts)
    statuses = {status for _, status in session.counts}
    shown = asked.exchange.answer.shown()
    if statuses <= {401, 403}:
        message = (
            f"the target refuses the key, or the account: {shown}; check --api-key and --account"
        )
        raise CannotRunError(message)
    if all(status in _REDIRECTS for status in statuses):
        to = asked.exchange.answer.headers.get("location", "nowhere")
        message = f"the target sends to {to}: {shown}; give the address that answers itself"
        raise CannotRunError(message)
    if statuses <= {404, 405}:
        message = (
            f"the target has nothing at {session.target.base_url}/orders: {shown}; the base URL"
            f" goes on as far as the operations, such as http://127.0.0.1:8080{BASE_PATH}"
        )
        raise CannotRunError(message)


def _own_failure(what: str, error: Exception) -> str:
    return f"{what} itself failed, please report it: {type(error).__name__}: {error}"


def _counts(outcome: Outcome) -> bool:
    return outcome.verdict == "deviated" and outcome.statement.level == "must"


def _today() -> date:
    return datetime.now(UTC).date()


def _version() -> str:
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
