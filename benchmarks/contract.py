"""What the contract suite costs against the sandbox in process: python -m benchmarks.contract."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, get_args

from lune_contract import AsgiTarget, Run
from lune_contract.rule import Profile
from lune_mock import Sandbox, create_app

if TYPE_CHECKING:
    from lune_contract.exchange import Exchange, Request

SEED = 1
NOW = datetime(2026, 1, 2, tzinfo=UTC)


def main() -> None:
    """Print requests and seconds of both profiles, beside the bare requests."""
    print(f"{'profile':<10}{'requests':>10}{'seconds':>10}{'bare':>10}{'ratio':>8}")
    profiles: tuple[Profile, ...] = get_args(Profile)
    for profile in profiles:
        sent, seconds = carried_out(profile)
        bare = sent_again(sent)
        row = f"{len(sent):>10,}{seconds:>10.1f}{bare:>10.1f}{seconds / bare:>8.1f}"
        print(f"{profile:<10}{row}")


def carried_out(profile: Profile) -> tuple[list[Request], float]:
    """Return what a run sends, and how long it takes."""
    sent: list[Request] = []

    def keep(exchange: Exchange) -> None:
        sent.append(exchange.request)

    sandbox = Sandbox(now=NOW)
    accounts = [sandbox.account.id, *(each.id for each in sandbox.client_accounts)]
    began = time.perf_counter()
    with AsgiTarget(create_app(sandbox), sandbox.api_key) as target:
        run = Run(
            target,
            accounts=accounts,
            advance=lambda: sandbox.control.advance_clock(timedelta(days=1)),
            profile=profile,
            seed=SEED,
        )
        run.session.observe = keep
        for outcome in run:
            if outcome.verdict in {"deviated", "broken off"}:
                message = f"the sandbox should deviate nowhere: {outcome}"
                raise RuntimeError(message)
    return sent, time.perf_counter() - began


def sent_again(requests: list[Request]) -> float:
    """Return how long the same requests take without the suite."""
    sandbox = Sandbox(now=NOW)
    began = time.perf_counter()
    with AsgiTarget(create_app(sandbox), sandbox.api_key) as target:
        for request in requests:
            target.send(request)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
