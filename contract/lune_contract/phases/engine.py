"""Schemathesis, run over the document with the session as its only way out.

It is given a WSGI application instead of an address (`schemathesis.openapi.from_wsgi`): that is its
public way to test without a socket, so nothing of it is patched and every request passes through
the session. WSGI is the fast one: the way by ASGI starts an event loop for each request. All
settings are given here; a `schemathesis.toml` is not looked for, and nothing is kept on disk.

Of its checks only that of headers is used. Statuses, content types and bodies are judged by the
suite's own invariants, as those of every other exchange, so that one mistake is told once. They
also judge what was sent, which is repaired: negative_data_rejection and positive_data_acceptance
would judge what was generated. Methods that a path does not have, and authentication, are tried by
rules; ignored_auth sends requests past what WSGI takes.
"""
# Its registries and hooks are typed in part only.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

import schemathesis
from schemathesis.checks import CHECKS as REGISTRY
from schemathesis.config import (
    AnalysisConfig,
    CacheConfig,
    ChecksConfig,
    ConstantsConfig,
    CoveragePhaseConfig,
    FuzzingPhaseConfig,
    GenerationConfig,
    HealthCheck,
    PhasesConfig,
    ProjectConfig,
    ProjectsConfig,
    StatefulPhaseConfig,
)
from schemathesis.config._phases import InferenceConfig
from schemathesis.engine import events, from_schema
from schemathesis.errors import NoLinksFound
from schemathesis.generation.meta import CoveragePhaseData

from lune_contract.deviation import Deviation, Outcome
from lune_contract.exchange import API_KEY
from lune_contract.isolation import isolated
from lune_contract.parts import ORDER_CREATIONS
from lune_contract.phases.gateway import DOCUMENT_PATH, ForbiddenError, Gateway
from lune_contract.phases.repair import Repair
from lune_contract.phases.statements import ANSWERS, CHECKS, REACHED, STATEMENTS
from lune_contract.rule import Deviated, Unsettled
from lune_contract.sample import ESTIMATE_BY, ORDER_BY
from lune_contract.session import LimitReachedError, breaches
from lune_contract.target import TargetError
from lune_contract.trial import Trial

if TYPE_CHECKING:
    from schemathesis import Case, CheckContext, HookContext, Response
    from schemathesis.core.failures import Failure

    from lune_contract.document import Operation
    from lune_contract.exchange import Exchange
    from lune_contract.facts import Facts
    from lune_contract.reply import Reply
    from lune_contract.rule import Profile, Statement
    from lune_contract.session import Session

__all__ = ["run"]

# What a body is differs between the kinds of documents that schemathesis reads.
_Case: TypeAlias = "Case[Any]"

# What an HTTP client refuses to send.
_NO_HEADER: Final = "".join(chr(each) for each in range(256) if not chr(each).isprintable())
_BREACH: Final = "holds_to_the_invariants"
_EVERY: Final = "every operation"
_LONGEST: Final = 300


class _Volume(NamedTuple):
    """How much is generated.

    Attributes:
        alike: cases of the coverage phase of one kind and place, None for all of them.
        examples: cases of the fuzzing phase for an operation.
        scenarios: of the stateful phase.
        steps: of a scenario.
    """

    alike: int | None
    examples: int
    scenarios: int
    steps: int


_VOLUMES: Final[Mapping[str, _Volume]] = {
    "quick": _Volume(alike=3, examples=24, scenarios=16, steps=4),
    "full": _Volume(alike=None, examples=100, scenarios=80, steps=6),
}


class _Finding(NamedTuple):
    statement: Statement
    exchange: Exchange
    got: str


def run(
    session: Session,
    facts: Facts,
    *,
    operations: Sequence[Operation],
    profile: Profile,
    seed: int,
) -> Iterator[Outcome]:
    """Carry out `lune_contract.phases.run_phases`."""
    forbidden = ORDER_CREATIONS if "orders" in facts.lacks else ()
    tried = [each for each in operations if each.id not in forbidden]
    for each in operations:
        if each not in tried:
            for statement in STATEMENTS:
                yield Outcome(statement, each.id, "skipped", facts.lacks["orders"])
    if not tried:
        return
    repair = Repair(facts, is_local=session.target.is_local)
    for made in _made(Trial(session, facts, tried[0], f"{seed} phases"), tried):
        repair.learn(made.exchange)
    gateway = Gateway(session, repair, forbidden)
    phases = _Phases(session, gateway, tried, _VOLUMES[profile], seed)
    with isolated():
        # Deterministic cases are many and each differs from a good one in one place: all go on
        # after a failure. Drawn ones are shrunk, which ends them at the first.
        try:
            phases.run("examples", "coverage", shrinks=False)
            phases.run("fuzzing", "stateful", shrinks=True)
        except (LimitReachedError, TargetError):
            yield from phases.deviations()
            raise
    for outcome in phases.outcomes():
        is_unreached = outcome.statement is REACHED and outcome.verdict == "deviated"
        if is_unreached and forbidden and outcome.operation in ORDER_BY:
            # There was no order to be found.
            yield Outcome(REACHED, outcome.operation, "skipped", facts.lacks["orders"])
        else:
            yield outcome


def _made(trial: Trial, tried: Sequence[Operation]) -> Iterator[Reply]:
    """Make what requests for these operations have to name, as far as that is allowed."""
    names = {each.id for each in tried}
    for make, needing in (
        (trial.order, ORDER_BY),
        (trial.estimate, (*ESTIMATE_BY, "createOrderByEstimate")),
    ):
        if not names.isdisjoint(needing):
            with suppress(Deviated, Unsettled):
                yield make(idempotency_key=trial.key())


class _Phases:
    """The phases of schemathesis, and what they found."""

    def __init__(
        self,
        session: Session,
        gateway: Gateway,
        operations: Sequence[Operation],
        volume: _Volume,
        seed: int,
    ) -> None:
        self._session = session
        self._gateway = gateway
        self._labels = {f"{each.method} {each.path}": each for each in operations}
        self._volume = volume
        self._seed = seed
        self._found: dict[tuple[str, str, int], _Finding] = {}
        self._troubles: dict[str, str] = {}

    def run(self, *phases: str, shrinks: bool) -> None:
        """Run some phases.

        Raises:
            TargetError: the target answers no more.
            LimitReachedError: the run may send no more.
        """
        schema = schemathesis.openapi.from_wsgi(
            DOCUMENT_PATH, self._gateway, config=self._config(phases, shrinks=shrinks)
        ).include(operation_id=[each.id for each in self._labels.values()])
        known, broken = frozenset(self._found), frozenset(self._session.broken)
        seen = Counter[tuple[object, ...]]()

        def filter_case(_: HookContext, case: _Case) -> bool:
            return self._is_wanted(case, seen)

        def filter_failure(
            _: HookContext, failure: Failure, case: _Case, response: Response
        ) -> bool:
            # What is known is small already, and to what there was no answer is noted elsewhere.
            is_known = self._key(failure, case, response.status_code) in known
            return not is_known and case.id in self._gateway.exchanges

        schema.hook(filter_case)
        schema.hook(filter_failure)
        with ExitStack() as stack:
            if shrinks:
                stack.enter_context(_check(lambda case: self._broken(case, broken)))
            stream = from_schema(schema).execute()
            self._gateway.stop = stream.stop
            for event in stream:
                if isinstance(event, events.ScenarioFinished):
                    self._read(event)
                elif isinstance(event, events.NonFatalError):
                    self._note(event.label, event.value)
                elif isinstance(event, events.Interrupted) and self._gateway.broken_off is None:
                    raise KeyboardInterrupt
                elif isinstance(event, events.FatalError):
                    self._note(_EVERY, event.exception)
        if self._gateway.broken_off is not None:
            raise self._gateway.broken_off

    def _config(self, phases: Sequence[str], *, shrinks: bool) -> schemathesis.Config:
        checks = ChecksConfig()
        checks.update(included_check_names=[*CHECKS, *([_BREACH] if shrinks else [])])
        chosen = PhasesConfig(
            coverage=CoveragePhaseConfig(unexpected_methods=set()),
            fuzzing=FuzzingPhaseConfig(
                generation=GenerationConfig(max_examples=self._volume.examples)
            ),
            stateful=StatefulPhaseConfig(
                generation=GenerationConfig(max_examples=self._volume.scenarios),
                max_steps=self._volume.steps,
                # The links of the document, and no others.
                inference=InferenceConfig(algorithms=[]),
            ),
        )
        chosen.update(phases=list(phases))
        project = ProjectConfig(
            headers={"Authorization": f"Bearer {API_KEY}"},
            continue_on_failure=not shrinks,
            checks=checks,
            phases=chosen,
            generation=GenerationConfig(
                database="none",
                # Rules try the key; without it a request says nothing about anything else.
                with_security_parameters=False,
                exclude_header_characters=_NO_HEADER,
            ),
            analysis=AnalysisConfig(constants=ConstantsConfig(enabled=False)),
        )
        return schemathesis.Config(
            seed=self._seed,
            suppress_health_check=[HealthCheck.all],
            cache=CacheConfig(enabled=False),
            projects=ProjectsConfig(default=project),
        )

    def _is_wanted(self, case: _Case, seen: Counter[tuple[object, ...]]) -> bool:
        """Thin out the coverage phase, which tries each value of each list."""
        data = case.meta.phase.data if case.meta is not None else None
        if self._volume.alike is None or not isinstance(data, CoveragePhaseData):
            return True
        kind = (case.operation.label, data.scenario, data.parameter_location, data.parameter)
        place = (*kind, data.location)
        seen[place] += 1
        return seen[place] <= self._volume.alike

    def _broken(self, case: _Case, known: Collection[tuple[str, str]]) -> str | None:
        """Return the invariant that a case's exchange breaks, if that was not known before."""
        exchange = self._gateway.exchanges.get(case.id)
        if exchange is None:
            return None
        for invariant, _ in breaches(self._session.invariants, exchange):
            if (invariant.name, exchange.operation_id) not in known:
                return invariant.name
        return None

    def _key(self, failure: Failure, case: _Case, status: int) -> tuple[str, str, int]:
        return type(failure).__name__, self._labels[case.operation.label].id, status

    def _read(self, event: events.ScenarioFinished) -> None:
        """Keep the smallest exchange of each failure, and forget the others."""
        for case_id, checks in event.recorder.checks.items():
            exchange = self._gateway.exchanges.get(case_id)
            case: _Case = event.recorder.cases[case_id].value
            for each in checks:
                if exchange is not None and each.failure_info is not None and each.name in CHECKS:
                    self._keep(CHECKS[each.name], each.failure_info.failure, case, exchange)
        for case_id in event.recorder.cases:
            self._gateway.exchanges.pop(case_id, None)

    def _keep(
        self, statement: Statement, failure: Failure, case: _Case, exchange: Exchange
    ) -> None:
        operation = self._labels[case.operation.label]
        if exchange.operation != operation:
            # What was sent asks for something else than what schemathesis held it to.
            return
        key = self._key(failure, case, exchange.answer.status)
        known = self._found.get(key)
        if known is None or exchange.request.size < known.exchange.request.size:
            said = " ".join(str(failure).split())[:_LONGEST]
            self._found[key] = _Finding(statement, exchange, f"{said}: {exchange.answer.shown()}")

    def _note(self, label: str, error: Exception) -> None:
        """Keep what broke a phase off, unless it is known from the session or to be expected."""
        if not isinstance(error, TargetError | LimitReachedError | ForbiddenError | NoLinksFound):
            id_ = self._labels[label].id if label in self._labels else _EVERY
            self._troubles.setdefault(id_, f"{type(error).__name__}: {error}")

    def outcomes(self) -> Iterator[Outcome]:
        """Yield how the target does at each statement and operation."""
        for id_, trouble in self._troubles.items():
            yield Outcome(ANSWERS, id_, "broken off", trouble)
        for operation in self._labels.values():
            yield self._reached(operation.id)
            yield self._answered(operation.id)
            for statement in CHECKS.values():
                yield from self._conforming(statement, operation.id)

    def deviations(self) -> Iterator[Outcome]:
        """Yield what was found before the run broke off."""
        for operation in self._labels.values():
            every = [self._answered(operation.id)]
            for statement in CHECKS.values():
                every += self._conforming(statement, operation.id)
            yield from (each for each in every if each.verdict == "deviated")

    def _reached(self, id_: str) -> Outcome:
        valid, accepted = self._session.valid[id_], self._session.accepted[id_]
        refused = self._gateway.refused[id_].most_common()
        listed = ", ".join(f"{code} {times} times" for code, times in refused)
        if accepted:
            reason = f"{accepted} of {valid} were carried out" + (f"; {listed}" if listed else "")
            return Outcome(REACHED, id_, "passed", reason)
        got = f"none of {valid} was carried out: {listed}" if valid else "none could be made"
        deviation = Deviation(REACHED, id_, "at least one request that is carried out", got)
        return Outcome(REACHED, id_, "deviated", deviation=deviation)

    def _answered(self, id_: str) -> Outcome:
        silence = self._gateway.silence.get(id_)
        if silence is None:
            return Outcome(ANSWERS, id_, "passed")
        deviation = Deviation(ANSWERS, id_, "an answer", str(silence), silence=silence)
        return Outcome(ANSWERS, id_, "deviated", deviation=deviation)

    def _conforming(self, statement: Statement, id_: str) -> Iterator[Outcome]:
        found = [
            finding
            for (_, operation_id, _), finding in self._found.items()
            if operation_id == id_ and finding.statement is statement
        ]
        if not found:
            yield Outcome(statement, id_, "passed")
        for finding in found:
            deviation = Deviation(statement, id_, statement.says, finding.got, finding.exchange)
            yield Outcome(statement, id_, "deviated", deviation=deviation)


@contextmanager
def _check(broken: Callable[[_Case], str | None]) -> Generator[None]:
    """Have schemathesis look for something more, so that it shrinks what it finds."""

    def holds_to_the_invariants(_: CheckContext, __: Response, case: _Case) -> None:
        name = broken(case)
        if name is not None:
            raise AssertionError(name)

    schemathesis.check(holds_to_the_invariants)
    try:
        yield
    finally:
        # Checks are registered for the process; somebody else may use schemathesis in it, too.
        REGISTRY.unregister(_BREACH)
