"""The commands of `lune-contract`."""

from __future__ import annotations

import json
import shlex
import signal
import sys
import traceback
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final

from cyclopts import App, CycloptsError, Parameter

from lune_contract.accepted import AcceptFileError, read_accepted
from lune_contract.catalogue import UnknownNameError, checked, statements
from lune_contract.cli.printing import (
    Progress,
    console,
    print_report,
    print_rules,
    print_statement,
)
from lune_contract.commands import advancing, cancelling
from lune_contract.reachable import CannotRunError
from lune_contract.reports import ReportPathError, check_path, write_all
from lune_contract.rule import Area, Profile
from lune_contract.running import Run, careful, package_version
from lune_contract.secret import Secret
from lune_contract.session import Limits
from lune_contract.target import TIMEOUT, HttpTarget, Target

__all__ = ["app", "execute"]

_COULD_NOT_RUN: Final = 2
_EXAMPLE: Final = "lune-contract run --base-url http://127.0.0.1:8080/v1"
_SEVERAL: Final = Parameter(consume_multiple=True)

_HELP: Final = """Hold any implementation of the Lune API against the document, and what it cannot say.

Exit codes: 0 no deviation, 1 deviations, 2 could not run, or not to the end.
"""

app: Final = App(
    name="lune-contract",
    help=_HELP,
    version=package_version,
    version_flags=["--version"],
    default_parameter=Parameter(negative=""),
)


def execute() -> int:
    """Run the command line of this process and return the exit code."""
    try:
        result = app(exit_on_error=False, result_action="return_value")
    except CycloptsError:
        # What is wrong with the command line was said by then.
        console(stderr=True).print(f"For example: {_EXAMPLE}", soft_wrap=True)
        return _COULD_NOT_RUN
    except (
        AcceptFileError,
        CannotRunError,
        ReportPathError,
        UnknownNameError,
        ValueError,
    ) as error:
        text = f"lune-contract: {error.args[0]}"
        console(stderr=True).print(text, style="bold red", soft_wrap=True)
        return _COULD_NOT_RUN
    except Exception:  # noqa: BLE001 - a failure of ours is no deviation of the target
        traceback.print_exc()
        return _COULD_NOT_RUN
    return int(result or 0)


@app.command
def run(  # noqa: PLR0913 - each by name
    *,
    base_url: str,
    api_key: Annotated[str | None, Parameter(env_var="LUNE_API_KEY")] = None,
    account: list[str] | None = None,
    bundle: list[str] | None = None,
    operations: Annotated[list[str] | None, _SEVERAL] = None,
    rules: Annotated[list[str] | None, _SEVERAL] = None,
    areas: Annotated[list[Area] | None, _SEVERAL] = None,
    profile: Profile = "quick",
    seed: int | None = None,
    report: list[Path] | None = None,
    accept: Path | None = None,
    place_orders: bool | None = None,
    max_requests: int | None = None,
    max_time: float | None = None,
    rate: float | None = None,
    timeout: float = TIMEOUT,
    advance: str | None = None,
    cancel: str | None = None,
    make_accounts: bool = False,
    settle: float = 5.0,
    strict: bool = False,
    stop_at_first: bool = False,
) -> int:
    """Try a target and say where it deviates.

    Parameters
    ----------
    base_url:
        Where the operations are, with the path: http://127.0.0.1:8080/v1.
    api_key:
        The key. Better given in the environment, where other processes do not see it.
    account:
        An id for Lune-Account: first the account to work on, then others of the same key.
    bundle:
        The id of a bundle that the target has, and its quotes do not name.
    operations:
        Ids of the operations to try, such as createOrderByMass; all by default.
    rules:
        Names of rules to try; all by default.
    areas:
        Areas of rules to try; all by default.
    profile:
        What takes long is left to full.
    seed:
        Repeats a run, also on a target that keeps what was created.
    report:
        A file for the report, by its end: .html, .json, or .xml for JUnit; repeatable.
    accept:
        A file of deviations that are known.
    place_orders:
        Place orders on a target that is not on this machine.
    max_requests:
        Requests to send at most.
    max_time:
        Seconds to take at most.
    rate:
        Requests a second at most, 0 for any number; 15 if the target is not on this machine.
    timeout:
        Seconds to wait for an answer.
    advance:
        A command that moves the orders of the target on, for rules about their life.
    cancel:
        A command that cancels an order of the target, with {id} for its id.
    make_accounts:
        Make a few client accounts, which nothing takes away again.
    settle:
        Seconds that an order may take to get its costs.
    strict:
        Let deviations from what the documents do not settle count.
    stop_at_first:
        End at the first deviation.
    """
    if timeout <= 0:
        message = f"--timeout is {timeout:g}; give more than 0 seconds"
        raise ValueError(message)
    if not api_key:
        message = "there is no key; set LUNE_API_KEY, or give --api-key"
        raise CannotRunError(message)
    paths = [check_path(each) for each in report or ()]
    with HttpTarget(base_url, api_key, timeout=timeout) as target:
        made = Run(
            target,
            accounts=account or (),
            bundles=bundle or (),
            operations=_split(operations),
            rules=None
            if rules is None and areas is None
            else [*(_split(rules) or ()), *(areas or ())],
            profile=profile,
            seed=seed,
            place_orders=place_orders,
            limits=_limits(target, max_requests, max_time, rate),
            accepted=() if accept is None else read_accepted(accept),
            advance=None if advance is None else advancing(advance, api_key),
            cancel=None if cancel is None else cancelling(cancel, api_key),
            make_accounts=make_accounts,
            settle=settle,
            stop_at_first=stop_at_first,
        )
        _carry_out(made, target)
        found = replace(made.report(), command=_command(made.seed, api_key))
    to = console()
    print_report(found, to, strict=strict, is_written=bool(paths))
    for path in write_all(found, paths):
        to.print(f"Report: {path}", soft_wrap=True)
    return found.exit_code(strict=strict)


def _carry_out(made: Run, target: Target) -> None:
    # Whoever ends it by that wants to know what was found, too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    to = console()
    to.print(f"{target.base_url}, seed {made.seed}", style="bold", soft_wrap=True)
    to.print(str(made.announcement))
    if not made.announcement.places_orders:
        to.print("It is not on this machine; to place orders there, give --place-orders.")
    to.print()
    with ExitStack() as stack:
        # Where nothing can be wiped away again, it would stay.
        status = to.status("learning the target")
        if to.is_terminal:
            stack.enter_context(status)
        progress = Progress(to, status, lambda: made.session.requests)
        try:
            for outcome in made:
                progress.show(outcome)
        except KeyboardInterrupt:
            made.break_off("it was interrupted")
        progress.end()


def _command(seed: int, api_key: str) -> str:
    """Return the command line of this process, with the seed and without the key."""
    words = list[str]()
    given = iter(sys.argv[1:])
    for word in given:
        if word == "--api-key":
            next(given, None)
        elif not word.startswith("--api-key="):
            words.append(word)
    if not any(word.partition("=")[0] == "--seed" for word in words):
        words += ["--seed", str(seed)]
    return Secret(api_key).out_of(shlex.join(["lune-contract", *words]))


def _split(names: list[str] | None) -> list[str] | None:
    """Return names that may be divided by commas."""
    if names is None:
        return None
    return [name for each in names for name in each.split(",") if name]


def _limits(
    target: Target, requests: int | None, seconds: float | None, rate: float | None
) -> Limits:
    limits = careful(target)
    for name, value in (("--max-requests", requests), ("--max-time", seconds)):
        if value is not None and value <= 0:
            message = f"{name} is {value}; give more than 0"
            raise ValueError(message)
    if rate is not None and rate < 0:
        message = f"--rate is {rate}; give requests a second, or 0 for any number"
        raise ValueError(message)
    return replace(
        limits,
        requests=limits.requests if requests is None else requests,
        seconds=limits.seconds if seconds is None else seconds,
        rate=limits.rate if rate is None else rate or None,
    )


@app.command(name="rules")
def list_rules(
    *,
    area: Annotated[list[Area] | None, _SEVERAL] = None,
    as_json: Annotated[bool, Parameter(name="--json")] = False,
) -> None:
    """List the rules: what each one says, and where the documents have it.

    Parameters
    ----------
    area:
        Areas to list; all by default.
    as_json:
        Print them for a tool.
    """
    listed = [each for each in statements().values() if area is None or each.area in area]
    to = console()
    if not as_json:
        print_rules(listed, to)
        return
    keys = ("name", "area", "says", "source", "level")
    table = [{key: getattr(each, key) for key in keys} for each in listed]
    to.print(json.dumps(table, indent=2), soft_wrap=True)


@app.command
def explain(rule: str, /) -> None:
    """Say all there is to know of a rule.

    Parameters
    ----------
    rule:
        Its name, such as money/total-within-value.
    """
    known = statements()
    checked([rule], "rule", known)
    print_statement(known[rule], console())
