"""How much of what can be wrong the contract suite notices: `nox -s faults`, `nox -s mutants`.

A registered fault counts as killed only if a rule of its area fires and names an operation at
which it shows; a mutant, if a rule that must hold names its operation. A run ends there.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing import Pool
from typing import Any, Final

from lune_contract.deviation import Deviation
from lune_contract.exchange import Exchange
from lune_contract.rule import Profile
from lune_contract.running import Run
from lune_contract.target import AsgiTarget
from lune_mock import Sandbox

from .mutants import Mutant, mutants, spread
from .registry import FAULTS
from .registry.serving import NOW, FaultyApp, faulty_app

__all__ = ["Kill", "against_fault", "against_mutant", "against_sound", "recorded"]

PROCESSES: Final = 2
SEED: Final = 1
BY_NAME: Final = {each.name: each for each in FAULTS}


@dataclass(frozen=True)
class Kill:
    """How a run against something wrong ended.

    Attributes:
        what: the fault or mutant.
        by: the rule that noticed it; None if none did.
        others: what else was found before, as rule and operation.
    """

    what: str
    by: str | None
    others: tuple[str, ...]
    seconds: float


@contextmanager
def running(app: FaultyApp, **options: Any) -> Iterator[Run]:
    """Give a run against an application that has everything."""
    sandbox = app.sandbox
    accounts = [sandbox.account.id, *(each.id for each in sandbox.client_accounts)]

    def cancel(id_: str) -> None:
        sandbox.control.move_order(id_, "cancelled")

    with AsgiTarget(app, sandbox.api_key) as target:
        yield Run(
            target,
            accounts=accounts,
            bundles=sandbox.bundle_ids,
            # Less than an order stays in any status.
            advance=lambda: sandbox.control.advance_clock(timedelta(hours=20)),
            cancel=cancel,
            make_accounts=True,
            settle=1.0,
            **options,
        )


def _ended(what: str, app: FaultyApp, is_kill: Callable[[Deviation], bool], **options: Any) -> Kill:
    began = time.monotonic()
    others: list[str] = []
    with running(app, seed=SEED, **options) as run:
        for outcome in run:
            if outcome.deviation is None:
                continue
            name = outcome.statement.name
            if is_kill(outcome.deviation):
                return Kill(what, name, tuple(others), time.monotonic() - began)
            others.append(f"{name} {outcome.deviation.operation}")
    return Kill(what, None, tuple(others), time.monotonic() - began)


def against_fault(name: str, profile: Profile) -> Kill:
    """Run the suite against a registered fault until it is noticed."""
    fault = BY_NAME[name]

    def is_kill(found: Deviation) -> bool:
        return found.statement.area == fault.area and found.operation in fault.operations

    return _ended(name, faulty_app(fault), is_kill, profile=profile)


def against_mutant(mutant: Mutant) -> Kill:
    """Run the rules, without generated data, against a mutant until it is noticed."""
    sandbox = Sandbox(seed=0, now=NOW)
    app = FaultyApp(sandbox, mutant.install(sandbox))

    def is_kill(found: Deviation) -> bool:
        return found.statement.level == "must" and found.operation == mutant.operation

    return _ended(str(mutant), app, is_kill, profile="quick", phases=False)


def against_sound(seed: int, profile: Profile) -> Sequence[str]:
    """Return what the suite says against a sound sandbox: nothing, if it is right."""
    with running(faulty_app(None), seed=seed, profile=profile) as run:
        return [
            f"{outcome.statement.name} {outcome.operation}: {outcome.deviation or outcome.reason}"
            for outcome in run
            if outcome.verdict in {"deviated", "broken off"}
        ]


def recorded() -> Sequence[Mutant]:
    """Return the mutants of everything that a sound sandbox answers to the rules."""
    answers: list[tuple[str, int, Any]] = []

    def keep(exchange: Exchange) -> None:
        if exchange.operation is not None and exchange.answer.body:
            body = json.loads(exchange.answer.body)
            answers.append((exchange.operation.id, exchange.answer.status, body))

    with running(faulty_app(None), seed=SEED, profile="quick", phases=False) as run:
        run.session.observe = keep
        for _ in run:
            pass
    return mutants(answers)


def _in_parallel(do: Callable[..., Any], arguments: Sequence[tuple[Any, ...]]) -> Sequence[Any]:
    with Pool(PROCESSES, maxtasksperchild=50) as pool:
        made = [pool.apply_async(do, each) for each in arguments]
        results = []
        for each in made:
            results.append(each.get())
            if sys.stderr.isatty():
                print(f"\r{len(results)} of {len(made)} ", end="", file=sys.stderr)
    return results


def show_faults(names: Sequence[str]) -> int:
    """Print how many faults each profile kills, by area; return how many survive both."""
    chosen = [BY_NAME[name] for name in names] or list(FAULTS)
    kills: dict[Profile, dict[str, Kill]] = {"quick": {}, "full": {}}
    left = [each.name for each in chosen]
    # The full profile does all that the quick one does, so it is asked about the rest only.
    for profile, ended in kills.items():
        for kill in _in_parallel(against_fault, [(name, profile) for name in left]):
            ended[kill.what] = kill
        left = [name for name in left if ended[name].by is None]
    quick = {name for name, kill in kills["quick"].items() if kill.by is not None}
    print(f"{'area':<16}{'faults':>8}{'quick':>8}{'full':>8}")
    for area in (*dict.fromkeys(each.area for each in chosen), "all"):
        named = {each.name for each in chosen if area in {each.area, "all"}}
        full = named.difference(left)
        print(f"{area:<16}{len(named):>8}{_share(named & quick, named)}{_share(full, named)}")
    for name in sorted(set(kills["full"]).difference(left)):
        print(f"only by full: {name} ({kills['full'][name].by})")
    for name in left:
        fault, others = BY_NAME[name], ", ".join(kills["full"][name].others[:5]) or "nothing"
        print(f"survives: {fault.area}: {name}: {fault.breaks} Found instead: {others}.")
    return len(left)


def show_mutants(count: int) -> int:
    """Print how many of so many mutants are killed, and which are not; return how many."""
    every = recorded()
    chosen = spread(every, count)
    ended = _in_parallel(against_mutant, [(each,) for each in chosen])
    survivors = [each for each in ended if each.by is None]
    share = 1 - len(survivors) / len(chosen)
    print(f"{len(every)} mutants, {len(chosen)} tried, {share:.1%} killed")
    for kill in survivors:
        others = ", ".join(kill.others[:3])
        print(f"survives: {kill.what}{f' (found: {others})' if others else ''}")
    return len(survivors)


def show_sound(seeds: int, profile: Profile) -> int:
    """Print what the suite says against a sound sandbox, with so many seeds; return how much."""
    found = _in_parallel(against_sound, [(seed, profile) for seed in range(seeds)])
    said = [f"seed {seed}: {each}" for seed, each_said in enumerate(found) for each in each_said]
    print(f"{seeds} runs of {profile} on a sound sandbox: {len(said)} deviations")
    print(*said, sep="\n", end="\n" if said else "")
    return len(said)


def _share(part: set[str], whole: set[str]) -> str:
    return f"{len(part) / len(whole):>8.0%}"


def main() -> None:
    """Print what is asked for; end with 1 if a sound sandbox deviates."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--faults", nargs="*", metavar="NAME", help="these faults, or all")
    parser.add_argument("--mutants", type=int, metavar="N", help="so many mutants")
    parser.add_argument("--sound", type=int, metavar="N", help="so many seeds on a sound sandbox")
    parser.add_argument("--profile", choices=("quick", "full"), default="quick")
    asked = parser.parse_args()
    began = time.monotonic()
    wrong = 0
    if asked.faults is not None:
        wrong += show_faults(asked.faults)
    if asked.mutants is not None:
        show_mutants(asked.mutants)
    if asked.sound is not None:
        wrong += show_sound(asked.sound, asked.profile)
    print(f"{time.monotonic() - began:.0f} s")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
