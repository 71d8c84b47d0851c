"""One session for each task a person would name; `nox` alone runs those that guard a change."""

from __future__ import annotations

import re
import shutil
import tempfile
from functools import partial
from pathlib import Path

import nox

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "virtualenv"
nox.options.reuse_venv = "yes"
nox.options.sessions = ["document", "generated", "lint", "types", "lowest", "tests", "contract"]

PROJECT = nox.project.load_toml("pyproject.toml")
PRISM = "@stoplight/prism-cli@5.16.0"
ROOMS = {"PYTHONPATH": "document:generator"}
IN_TWO = ("-n", "2", "--dist", "loadfile")  # processes, each file of tests in one of them
KEEPS_THE_CONTRACT = """
from lune_contract import check_app
from lune_mock import Sandbox, create_app
sandbox = Sandbox()
check_app(create_app(sandbox), api_key=sandbox.api_key, operations=["createOrderByMass"])
"""
SHOWS_ITSELF = """
from lune_mock import Sandbox
for path in ("/", "/docs"):
    answer = Sandbox().handle("GET", path, {}, b"")
    assert answer.status == 200, answer
"""


def group(name: str) -> list[str]:
    """Return the requirements of a dependency group."""
    return list(nox.project.dependency_groups(PROJECT, name))


def lowest_of(*extras: str) -> list[str]:
    """Return the lowest versions that the package and some extras admit, as requirements."""
    optional = PROJECT["project"]["optional-dependencies"]
    declared = [
        *PROJECT["project"]["dependencies"],
        *(each for name in extras for each in optional[name]),
    ]
    return [re.sub(r">=([^,]+),.*", r"==\1", each) for each in declared if ">=" in each]


@nox.session
def document(session: nox.Session) -> None:
    """Validate and lint openapi.yaml, and hold every example against its schema."""
    session.install(*group("document"))
    session.run("python", "-m", "lune_document_check", "openapi.yaml", env=ROOMS)


@nox.session
def regenerate(session: nox.Session) -> None:
    """Write generated/lune_api and the compiled document anew from openapi.yaml."""
    session.install(*group("generator"))
    session.run("python", "-m", "lune_generator", "regenerate", env=ROOMS)


@nox.session
def generated(session: nox.Session) -> None:
    """Fail if the generated code is not what openapi.yaml generates, or lacks a part of it."""
    session.install(*group("generator"))
    session.run("python", "-m", "lune_generator", "check", env=ROOMS)


@nox.session
def changes(session: nox.Session) -> None:
    """Report what changed in the Python surface since a git revision: nox -s changes -- REV."""
    session.install(*group("generator"))
    revision = session.posargs or ["HEAD"]
    session.run("python", "-m", "lune_generator", "changes", *revision, env=ROOMS)


@nox.session
def lint(session: nox.Session) -> None:
    """Check the style of hand-written code."""
    session.install(*group("lint"))
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Check types: mypy over everything, pyright over hand-written code and the surface."""
    session.install("-e", ".[all]", *group("types"), *group("benchmarks"), "nox")
    session.run("mypy")
    session.run("pyright", env={"PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"})


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests: nox -s tests -- -k orders."""
    session.install("-e", ".[all]", *group("tests"))
    if session.posargs:
        session.run("pytest", *session.posargs)
        return
    # Deadlines are measured there: nothing else may take the machine meanwhile.
    measured = "tests/exactly_once"
    session.run("pytest", *IN_TWO, f"--ignore={measured}")
    session.run("pytest", measured)


@nox.session
def browser(session: nox.Session) -> None:
    """Drive the pages of the sandbox in Chromium; needs chromium and chromedriver."""
    missing = [name for name in ("chromium", "chromedriver") if shutil.which(name) is None]
    if missing:
        session.error(f"{' and '.join(missing)} missing; install them (Debian: chromium-driver)")
    session.install("-e", ".[all]", *group("browser"))
    session.run("pytest", "tests/browser", "-m", "browser", *session.posargs)


@nox.session
def exactly_once(session: nox.Session) -> None:
    """Place 2,000 orders through every kind of fault, over real sockets, and count them."""
    session.install("-e", ".[all]", *group("tests"))
    session.run(
        "pytest", "tests/exactly_once", "-s", *session.posargs, env={"LUNE_FAULT_ORDERS": "2000"}
    )


@nox.session
def scale(session: nox.Session) -> None:
    """Estimate 100,000 rows through faults and ten kills, over real sockets, and count them."""
    session.install("-e", ".[all]", *group("tests"))
    rows = {"LUNE_SCALE_ROWS": "100000"}
    session.run("pytest", "tests/scale/test_killed.py", "-s", *session.posargs, env=rows)


@nox.session
def contract(session: nox.Session) -> None:
    """Hold the sandbox against the contract suite, with the lowest versions of what it needs."""
    session.install("-e", ".[contract,mock]", *lowest_of("contract"))
    session.run("python", "-m", "faults.killing", "--sound", "1", env={"PYTHONPATH": "tests"})


@nox.session
def faults(session: nox.Session) -> None:
    """Print how many of the registered faults the contract suite notices: nox -s faults -- NAME."""
    session.install("-e", ".[all]", *group("tests"))
    every = {"LUNE_EVERY_FAULT": "1"}
    session.run("pytest", "-q", "-n", "2", "tests/faults/test_registry.py", env=every)
    killing = ("python", "-m", "faults.killing")
    session.run(*killing, "--faults", *session.posargs, env={"PYTHONPATH": "tests"})
    session.run(*killing, "--sound", "20", env={"PYTHONPATH": "tests"})


@nox.session
def mutants(session: nox.Session) -> None:
    """Print how many one-field mistakes in answers the rules notice, of 1,000: nox -s mutants."""
    session.install("-e", ".[all]", *group("tests"))
    count = session.posargs or ["1000"]
    session.run("python", "-m", "faults.killing", "--mutants", *count, env={"PYTHONPATH": "tests"})


@nox.session
def estimates(session: nox.Session) -> None:
    """Print how good the estimates of the sandbox are: the figures of docs/methodology.md."""
    session.install("-e", ".[mock]")
    for name in ("searching", "sailing", "citing"):
        session.run("python", "-m", f"tests.mock.emissions.{name}")


@nox.session
def hostile(session: nox.Session) -> None:
    """Send 100,000 hostile requests to the sandbox, and count what they are answered."""
    session.install("-e", ".[all]", *group("tests"))
    count = {"LUNE_HOSTILE_REQUESTS": "100000"}
    session.run("pytest", "tests/mock/test_hostile.py", "-s", *session.posargs, env=count)


@nox.session
def durable(session: nox.Session) -> None:
    """Kill a sandbox with a file 20 times while clients write, and look for what was answered."""
    session.install("-e", ".[all]", *group("tests"))
    rounds = {"LUNE_KILL_ROUNDS": "20"}
    session.run("pytest", "tests/mock/test_durable_kills.py", "-s", *session.posargs, env=rounds)


@nox.session
def lowest(session: nox.Session) -> None:
    """Run the tests of what is shipped with the lowest versions of its dependencies."""
    # The contract suite needs newer ones than the sandbox; its own session takes its lowest.
    extras = ("cli", "mock", "otel", "tables")
    session.install("-e", f".[{','.join(extras)}]", *lowest_of(*extras), *group("lowest"))
    shipped = ["tests/generated", "tests/overlays", "tests/mock"]
    without = [f"--ignore=tests/mock/test_{name}.py" for name in ("hostile", "schemathesis")]
    session.run("pytest", *IN_TWO, *shipped, *without, *session.posargs)


@nox.session
def assets(session: nox.Session) -> None:
    """Fetch Swagger UI, which the sandbox shows its reference with; needs npm."""
    session.install(*PROJECT["build-system"]["requires"])
    session.run("python", "hatch_build.py")


@nox.session
def wheel(session: nox.Session) -> None:
    """Build the wheel and try it in a new environment: without extras, then the demo."""
    session.install("build")
    with tempfile.TemporaryDirectory() as folder:
        session.run("python", "-m", "build", "--wheel", "--outdir", folder, silent=True)
        (built,) = Path(folder).glob("*.whl")
        session.run("python", "-m", "venv", f"{folder}/venv")
        # Outside of the checkout, so that only what the wheel holds can be found.
        session.chdir(folder)
        run = partial(session.run, external=True)
        run("venv/bin/pip", "install", "--quiet", str(built))
        run("venv/bin/python", "-c", "import lune_client; lune_client.Lune('any-key').close()")
        run("venv/bin/lune", success_codes=[2])
        run("venv/bin/pip", "install", "--quiet", f"{built}[mock]")
        run("venv/bin/python", "-c", SHOWS_ITSELF)
        run("venv/bin/lune", "demo")
        run("venv/bin/lune-contract", success_codes=[2])
        run("venv/bin/pip", "install", "--quiet", f"{built}[contract]")
        run("venv/bin/python", "-c", KEEPS_THE_CONTRACT)


@nox.session
def benchmarks(session: nox.Session) -> None:
    """Print how fast client and sandbox are, as ratios within one run, and what others cost."""
    session.install(".[contract,mock,tables]", *group("benchmarks"), *group("beside"))
    session.run("python", "-m", "benchmarks.run")
    session.run("python", "-m", "benchmarks.beside")
    session.run("python", "-m", "benchmarks.contract")
    session.run("python", "-m", "benchmarks.estimates")
    session.run("python", "-m", "benchmarks.tables")


@nox.session
def servers(session: nox.Session) -> None:
    """Print how fast lune-mock answers, beside Prism and with a file; needs wrk and npm."""
    missing = [name for name in ("wrk", "npm") if shutil.which(name) is None]
    if missing:
        session.error(f"{' and '.join(missing)} missing; install Node and wrk, then repeat")
    session.install(".[mock]")
    folder = session.create_tmp()
    session.run("npm", "install", "--silent", "--prefix", folder, PRISM, external=True)
    session.run("python", "-m", "benchmarks.servers", f"{folder}/node_modules/.bin/prism")
    session.run("python", "-m", "benchmarks.durable")


@nox.session
def prism(session: nox.Session) -> None:
    """Print where Prism, serving openapi.yaml, deviates from the documents; needs npm."""
    if shutil.which("npm") is None:
        session.error("npm missing; install Node, then repeat")
    session.install("-e", ".[all]")
    folder = session.create_tmp()
    session.run("npm", "install", "--silent", "--prefix", folder, PRISM, external=True)
    session.run("python", "-m", "benchmarks.prism", f"{folder}/node_modules/.bin/prism")


@nox.session(venv_backend="none")
def clean(session: nox.Session) -> None:
    """Remove what the other sessions left behind."""
    for name in (".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis", "build", "dist"):
        shutil.rmtree(name, ignore_errors=True)
        session.log(f"removed {name}")
