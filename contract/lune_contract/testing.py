"""The suite inside pytest: a run made of its options, outcomes as tests have them."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import pytest

from lune_contract.accepted import read_accepted
from lune_contract.catalogue import select
from lune_contract.commands import advancing, cancelling
from lune_contract.document import Operation, operations
from lune_contract.phases import STATEMENTS
from lune_contract.reports.entry import entry, printable
from lune_contract.rule import Statement
from lune_contract.running import Run, careful
from lune_contract.target import HttpTarget

if TYPE_CHECKING:
    from lune_contract.deviation import Outcome
    from lune_contract.facts import Facts
    from lune_contract.rule import Profile
    from lune_contract.session import Limits
    from lune_contract.target import Target

__all__ = ["announcement", "carry", "chosen", "judge", "made", "profile"]

_T = TypeVar("_T")
_TESTS: Final = ("lune_contract", "test_contract.py")


@contextmanager
def made(
    config: pytest.Config, *, rules: Sequence[str] | None = None, on: Sequence[str] | None = None
) -> Generator[Run]:
    """Make the run that the options of pytest ask for, of all rules and operations by default.

    Raises:
        pytest.UsageError: one of them is wrong, or there is no key.
    """
    try:
        with HttpTarget(str(config.getoption("lune_base_url")), _api_key(config)) as target:
            yield _run(config, target, rules, on)
    except (LookupError, ValueError) as error:
        raise pytest.UsageError(str(error)) from None


def _api_key(config: pytest.Config) -> str:
    key: str | None = config.getoption("lune_api_key") or os.environ.get("LUNE_API_KEY")
    if not key:
        message = "no key; set LUNE_API_KEY, or give --lune-api-key"
        raise pytest.UsageError(message)
    return key


def profile(config: pytest.Config) -> Profile:
    """Return the profile that the options of pytest ask for."""
    return "full" if config.getoption("lune_profile") == "full" else "quick"


def announcement(config: pytest.Config, items: Iterable[pytest.Item]) -> str:
    """Return what the tests that are chosen do at most, nothing if there are none."""
    names, on = chosen(items)
    if not names:
        return ""
    with made(config, rules=names, on=on) as run:
        return f"lune-contract: {run.announcement}"


def _run(
    config: pytest.Config, target: Target, rules: Sequence[str] | None, on: Sequence[str] | None
) -> Run:
    accept: str | None = config.getoption("lune_accept")
    advance: str | None = config.getoption("lune_advance")
    cancel: str | None = config.getoption("lune_cancel")
    return Run(
        target,
        rules=rules,
        operations=on,
        accounts=config.getoption("lune_account") or (),
        bundles=config.getoption("lune_bundle") or (),
        profile=profile(config),
        seed=config.getoption("lune_seed"),
        place_orders=config.getoption("lune_place_orders") or None,
        limits=_limits(config, target),
        accepted=() if accept is None else read_accepted(Path(accept)),
        advance=None if advance is None else advancing(advance, _api_key(config)),
        cancel=None if cancel is None else cancelling(cancel, _api_key(config)),
        make_accounts=bool(config.getoption("lune_make_accounts")),
    )


def _limits(config: pytest.Config, target: Target) -> Limits:
    """Return what this process may send: workers of pytest-xdist share it."""
    limits = careful(target)
    given: str | None = config.getoption("lune_rate")
    rate = limits.rate if given is None else float(given) or None
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    return replace(
        limits,
        requests=limits.requests // workers,
        rate=None if rate is None else rate / workers,
    )


def chosen(items: Iterable[pytest.Item]) -> tuple[Sequence[str], Sequence[str]]:
    """Return the names of the rules, and the ids of the operations, that tests are about."""
    given = [_parameters(each) for each in items if each.path.parts[-2:] == _TESTS]
    names = [each.name for each in _of(Statement, given)]
    # The test of generated data is the one without parameters.
    names += [each.name for each in STATEMENTS if {} in given]
    about = [each.id for each in _of(Operation, given)]
    is_about_all = len(about) < len(given)
    return list(dict.fromkeys(names)), list(operations()) if is_about_all else sorted({*about})


def _parameters(item: pytest.Item) -> Mapping[str, object]:
    called: Mapping[str, object] = getattr(getattr(item, "callspec", None), "params", {})
    return called


def _of(kind: type[_T], given: Iterable[Mapping[str, object]]) -> Iterator[_T]:
    return (each for one in given for each in one.values() if isinstance(each, kind))


def carry(made: Run, facts: Facts, names: Sequence[str]) -> None:
    """Send what rules about every exchange can judge, where no test of another rule was chosen."""
    selection = select(names=names, profile=made.profile)
    if selection.only_invariants:
        for rule, operation in selection.trials:
            made.tried(rule, operation, facts)
        # A generator sends nothing by itself.
        list(made.generated(facts))


def judge(outcomes: Iterable[Outcome], made: Run, *, strict: bool) -> None:
    """Let the running test end as these outcomes have it."""
    settled = [made.settled(each) for each in outcomes]
    base_url = made.session.target.base_url
    failing = [each for each in settled if _fails(each, strict=strict)]
    told = [each for each in settled if each.deviation is not None]
    if failing:
        pytest.fail(_texts(failing, base_url), pytrace=False)
    if told:
        pytest.xfail(_texts(told, base_url))
    for each in settled:
        if each.verdict == "broken off":
            pytest.fail(f"not tried: {printable(each.reason)}", pytrace=False)
    if settled and all(each.verdict == "skipped" for each in settled):
        pytest.skip(printable(settled[0].reason))


_COUNTING: Final = {False: ("must",), True: ("must", "should")}


def _fails(outcome: Outcome, *, strict: bool) -> bool:
    return outcome.verdict == "deviated" and outcome.statement.level in _COUNTING[strict]


def _texts(outcomes: Iterable[Outcome], base_url: str) -> str:
    return "\n\n".join(entry(each, base_url).text() for each in outcomes)
