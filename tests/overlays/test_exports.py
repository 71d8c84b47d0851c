"""What the package shows to its users, and what importing it loads."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import lune_api.models
import lune_client
from lune_client import models, testing

PACKAGE = Path(lune_client.__file__).parent
NAMES = """
    API_VERSION Answer AsyncLune AsyncPager Attempt AuthenticationError BadRequestError CallError
    ConfigurationError ConflictError ConnectionFailedError DeadlineExceededError DecimalInput
    InvalidRequestError Lune LuneError MalformedValueError Mass MismatchError NotFoundError Page
    Pager PayloadTooLargeError PermissionDeniedError RateLimitError ResponseError ServerError
    StatusError TimedOutError Timeouts UNSET UnsupportedMediaTypeError Unset WrongTypeError
    __version__ record
"""


def modules_after(statement: str) -> set[str]:
    """Return what a new interpreter has loaded after a statement."""
    code = f"{statement}\nimport sys\nprint(*sys.modules, sep='\\n')"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )  # our own
    return set(run.stdout.split())


def test_the_exported_names() -> None:
    assert sorted(lune_client.__all__) == sorted(NAMES.split())
    for name in lune_client.__all__:
        assert hasattr(lune_client, name)
    assert testing.__all__ == [
        "LuneMock",
        "LuneMockServer",
        "async_sandbox_client",
        "sandbox_client",
    ]


def test_a_version() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", lune_client.__version__)


def test_the_package_is_typed() -> None:
    assert (PACKAGE / "py.typed").is_file()


def test_httpx_is_imported_in_one_line() -> None:
    """What is beneath it stands in annotations only, of the module that wraps its sockets."""
    lines = [
        f"{path.relative_to(PACKAGE)}: {line.strip()}"
        for path in PACKAGE.rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.match(r"\s*(import|from)\s+(httpx|httpcore)\b", line)
    ]
    assert sorted(lines) == [
        "_deadline.py: from httpcore import SOCKET_OPTION, NetworkBackend, NetworkStream",
        "_http.py: import httpx",
    ]


def test_importing_loads_no_model_and_nothing_optional() -> None:
    loaded = modules_after("import lune_client")
    assert "lune_api.models" not in loaded
    optional = {"lune_mock", "lune_client.testing", "lune_client.cli", "cyclopts", "opentelemetry"}
    assert not loaded & optional


def test_a_client_without_a_tracer_loads_no_opentelemetry() -> None:
    loaded = modules_after("import lune_client; lune_client.Lune('any-key').close()")
    assert "opentelemetry" not in loaded


def test_importing_testing_needs_no_mock() -> None:
    assert "lune_mock" not in modules_after("import lune_client.testing")


def test_models_are_those_of_the_generated_package() -> None:
    names = vars(lune_api.models)["__all__"]
    assert vars(models)["__all__"] == names
    assert dir(models) == sorted(names)
    for name in names:
        assert getattr(models, name) is getattr(lune_api.models, name)


def test_an_unknown_model() -> None:
    with pytest.raises(AttributeError, match="Nonsense"):
        models.Nonsense  # type: ignore[attr-defined]  # noqa: B018  # the point
    with pytest.raises(ImportError, match="Nonsense"):
        from lune_client.models import Nonsense  # type: ignore[attr-defined]  # noqa: F401  # same
