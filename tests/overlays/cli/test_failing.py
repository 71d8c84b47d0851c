"""Errors: one line, the documented exit code, and never the API key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lune_client.cli.failing import EXIT_CODES, ExitCode
from lune_client.testing import LuneMock
from lune_mock import Fault

from ..faulty_server import FaultyServer, Then, answer  # noqa: TID252  # tests are no packages
from .conftest import Here
from .running import Shell

SECRET = "s3cret-4711-key"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("nonsense", "Unknown command"),
        ("quote --mas 1kg", "--mass"),
        ("quote --mass", "requires an argument"),
        ("quote", "say what is wanted by one of --mass, --value, --bundle-mass or --estimate"),
        ("quote --mass 1kg --value 1", "not by 2"),
        ("quote --mass 259.11", "--mass: write an amount and its unit (g, kg, t)"),
        ("quote --mass kg", "--mass: write an amount and its unit"),
        ("quote --mass 1,5kg", "--mass: is no decimal number"),
        ("quote --mass 1e400kg --value 1", "--mass"),
        ("quote --mass nankg", "--mass"),
        ("quote --mass=-1kg", "--mass: must not be negative"),
        ("quote --value 1.2.3", "--value: is no decimal number"),
        ("quote --value -5", "--value: must not be negative"),
        ("quote --mass 1t --bundle a=60 --bundle b=39.5", "--bundle: the percentage of all"),
        ("quote --mass 1t --bundle a=x", "--bundle: "),
        ("quote --bundle-mass a=1kg --bundle a=1", "leave it out"),
        ("quote --bundle-mass a", "--bundle-mass: write an amount and its unit"),
        ("order --value 1 --yes --metadata plain", "--metadata: write it as KEY=VALUE"),
        ("order --value 1 --yes --metadata a=1 --metadata a=2", "'a' is given twice"),
        (f"order --value 1 --yes --idempotency-key {'k' * 101}", "--idempotency-key: has 101"),
        ("orders get --idempotency-key=", "--idempotency-key: must not be empty"),
        ("orders list --limit 0", "--limit: must be at least 1"),
        ("orders list --limit many", "--limit"),
        ("orders watch an-id --every 0", "--every: must be more than 0 seconds"),
        ("orders list --max-requests-per-second -1", "--max-requests-per-second: must be"),
        ("orders list --base-url nonsense", "--base-url cannot be used"),
        ("orders list --account=", "account ''"),
        ("quote --mass -5kg", "--mass: must not be negative (got '-5kg')"),
        ("quote --value -48.2", "--value: must not be negative (got -48.2)"),
        ("quote --value 1 5kg", "nothing here takes '5kg': see lune quote --help"),
        (
            "offset no.csv --name n --max-value -5USD",
            "--max-value: must not be negative (got '-5USD')",
        ),
        ("offset no.csv --name n --max-mass -5kg", "--max-mass: must not be negative (got '-5kg')"),
        ("estimate shipments table.xlsx", "table.xlsx is a workbook: save its sheet as CSV UTF-8"),
        ("orders list --deadline 0", "lune: --deadline 0.0 is not usable: give the seconds that a"),
        ("orders list --api-key sk", "set LUNE_API_KEY"),
        ("orders list --api-key=sk", "set LUNE_API_KEY"),
    ],
)
def test_a_wrong_command_line_sends_nothing(
    here: Here, lune_mock: LuneMock, arguments: str, said: str
) -> None:
    failed = here(*arguments.split(" "))
    assert (failed.code, failed.out) == (ExitCode.USAGE, ""), failed
    assert failed.err.startswith("lune: ")
    assert failed.err.count("\n") == 1
    assert said in failed.err
    assert not lune_mock.requests


def test_a_key_that_is_missing(shell: Shell) -> None:
    del shell.environment["LUNE_API_KEY"]
    failed = shell("orders", "list")
    assert (failed.code, failed.err) == (2, "lune: no API key: set LUNE_API_KEY\n")


@pytest.mark.sends_undocumented("the document refuses the unit, and the API says so")
def test_what_the_api_refuses(here: Here, shell: Shell) -> None:
    for arguments in (("quote", "--mass", "5lb"), ("orders", "get", "no-such-order")):
        failed = here(*arguments)
        assert (failed.code, failed.out, failed.err.count("\n")) == (1, "", 1)
    shell.environment["LUNE_API_KEY"] = SECRET
    failed = here("orders", "list")
    assert failed.code == 1
    assert "check the API key (LUNE_API_KEY)" in failed.err


@pytest.mark.parametrize("status", [429, 500, 520])
def test_what_may_pass(here: Here, lune_mock: LuneMock, status: int) -> None:
    lune_mock.control.add_fault(Fault(kind="status", status=status, tag="orders", times=9))
    failed = here("quote", "--mass", "1t", "--deadline", "1")
    assert (failed.code, failed.out) == (3, "")


def test_nobody_is_there(here: Here) -> None:
    failed = here("orders", "list", "--base-url", "http://127.0.0.1:9/v1", "--deadline", "1")
    assert (failed.code, failed.out, failed.err.count("\n")) == (3, "", 1)


def test_a_fault_of_ours_is_one_line(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import lune_client.cli.wanted as w\n"
        "def broken(text, field):\n    raise RuntimeError('broken')\n"
        "w.read_mass = broken\n"
    )
    shell.environment["PYTHONPATH"] = str(tmp_path)
    failed = shell("quote", "--mass", "1t")
    assert failed.code == 4
    assert failed.err == "lune: RuntimeError: broken; --debug shows where\n"
    assert "in broken" in shell("quote", "--mass", "1t", "--debug").err


@pytest.mark.parametrize("command", ["quote --mass 1t", "quote --mass 1t --json", "--help"])
@pytest.mark.parametrize(
    ("to", "why"),
    [("/dev/full", "No space left on device"), ("&-", "the standard output is closed")],
)
def test_an_output_that_takes_nothing(shell: Shell, command: str, to: str, why: str) -> None:
    shell.environment.pop("PYTHONUNBUFFERED", None)
    done = shell.bash(f"lune {command} >{to}")
    assert (done.code, done.err) == (3, f"lune: {why}\n")


def test_an_error_with_no_place_to_go_is_no_data(shell: Shell) -> None:
    done = shell.bash("lune quote 2>&-")
    assert (done.code, done.out) == (2, "")


def test_debug_shows_attempts_and_the_traceback(shell: Shell, lune_mock: LuneMock) -> None:
    lune_mock.control.add_fault(Fault(kind="status", status=503, tag="orders"))
    done = shell("orders", "list", "--debug", "--json")
    assert done.code == 0
    assert [line.split(" after")[0] for line in done.err.splitlines()] == [
        "GET /orders attempt 1: 503",
        "GET /orders attempt 2: 200",
    ]
    failed = shell("orders", "get", "no-such-order", "--debug")
    assert failed.code == 1
    assert "Traceback (most recent call last)" in failed.err
    assert failed.err.splitlines()[-1].startswith("lune: GET /orders/no-such-order: 404")


ECHO = f'{{"errors": [{{"error_code": "x", "message": "key {SECRET} is unknown"}}]}}'


@pytest.mark.parametrize("debug", [(), ("--debug",)])
@pytest.mark.parametrize(
    "data",
    [
        b"nonsense\r\n\r\n",
        answer("200 OK", f'"{SECRET}"'.encode()),
        answer("401 Unauthorized", ECHO.encode()),
        answer("401 Unauthorized", f"key {SECRET}".encode(), "text/plain"),
        answer("302 Found", b"", "", f"Location: /?key={SECRET}"),
    ],
)
def test_no_output_shows_the_key(
    here: Here, shell: Shell, data: bytes, debug: tuple[str, ...]
) -> None:
    shell.environment["LUNE_API_KEY"] = SECRET
    with FaultyServer(data, Then.CLOSE) as server:
        shell.environment["LUNE_API_URL"] = server.url
        for command in (
            ("orders", "list"),
            ("order", "--mass", "1t", "--yes"),
            ("orders", "get", SECRET),
        ):
            failed = here(*command, "--deadline", "1", *debug)
            assert failed.code in {1, 3}
            assert failed.err
            assert SECRET not in failed.out + failed.err
        assert f"Bearer {SECRET}".encode() in server.requests[0]


@pytest.mark.parametrize(
    "arguments",
    [
        ["orders", "list", "--base-url", f"https://{SECRET}@api.example/v1"],
        ["orders", "list", "--api-key", SECRET],
        ["orders", "list", SECRET],
        ["quote", "--mass", SECRET],
        [SECRET],
    ],
)
def test_a_key_typed_in_a_wrong_place_is_not_repeated(
    here: Here, shell: Shell, arguments: list[str]
) -> None:
    shell.environment["LUNE_API_KEY"] = SECRET
    failed = here(*arguments)
    assert failed.code == 2
    assert failed.err
    assert SECRET not in failed.out + failed.err


def test_the_exit_codes_are_in_the_help_and_in_the_documentation(shell: Shell) -> None:
    shown = " ".join(shell("--help").out.split())
    page = (Path(__file__).parents[3] / "docs/cli.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| (\d+) \| (.+) \|$", page, re.MULTILINE))
    assert {*EXIT_CODES} == {*ExitCode}
    assert rows == {str(code.value): said for code, said in EXIT_CODES.items()}
    for code, said in EXIT_CODES.items():
        assert f"{code.value}: {said}" in shown
