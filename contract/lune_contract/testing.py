"""The suite inside pytest: a run made of its options, outcomes as tests have them."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from lune_contract.accepted import read_accepted
from lune_contract.commands import advancing, cancelling
from lune_contract.reports.entry import entry, printable
from lune_contract.running import Run, careful
from lune_contract.target import HttpTarget

if TYPE_CHECKING:
    from lune_contract.deviation import Outcome
    from lune_contract.rule import Profile
    from lune_contract.session import Limits
    from lune_contract.target import Target

__all__ = ["judge", "made", "profile"]


@contextmanager
def made(config: pytest.Config) -> Generator[Run]:
    """Make the run that the options of pytest ask for.

    Raises:
        pytest.UsageError: one of them is wrong, or there is no key.
    """
    try:
        with HttpTarget(str(config.getoption("lune_base_url")), _api_key(config)) as target:
            yield _run(config, target)
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


def _run(config: pytest.Config, target: Target) -> Run:
    accept: str | None = config.getoption("lune_accept")
    advance: str | None = config.getoption("lune_advance")
    cancel: str | None = config.getoption("lune_cancel")
    return Run(
        target,
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
