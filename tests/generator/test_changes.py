from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from lune_generator.__main__ import main
from lune_generator.changes import Report, compare, markdown, report
from lune_generator.checkout import Checkout

from .small import ROOT

_BEFORE = '''
from typing import Literal, TypeAlias
Kind: TypeAlias = Literal["a", "b"] | str
_hidden = 1
class Orders:
    """Orders."""
    def get(self, id: str) -> str:
        """Get."""
        return id
    def old(self) -> None:
        """Old."""
class Gone:
    """Gone."""
    def method(self) -> None:
        """Do."""
'''
_AFTER = '''
from typing import Literal, TypeAlias
Kind: TypeAlias = Literal["a", "c"] | str
class Orders:
    """Orders, explained anew."""
    def get(self, id: str, *, account: str) -> str:
        """Get."""
        return id
    def new(self) -> None:
        """New."""
'''
_GENTLE = _BEFORE.replace("id: str)", "id: str, *, account: str | None = None)")


def _package(room: Path, text: str) -> Path:
    package = room / "lune_api"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(text, encoding="utf-8")
    return room


def test_what_breaks_is_told_from_what_is_new(tmp_path: Path) -> None:
    found = report("lune_api", _package(tmp_path / "a", _BEFORE), _package(tmp_path / "b", _AFTER))
    assert found.added == ["`lune_api.Orders.new`"]
    assert found.changed == ["`lune_api.Kind`: added c; removed b"]
    assert {entry.split("`")[1] for entry in found.breaking} == {
        "lune_api.Gone",
        "lune_api.Orders.get",
        "lune_api.Orders.old",
    }
    assert any("required" in entry for entry in found.breaking)


def test_an_optional_parameter_breaks_nothing(tmp_path: Path) -> None:
    found = report("lune_api", _package(tmp_path / "a", _BEFORE), _package(tmp_path / "b", _GENTLE))
    assert found.breaking == []
    assert found.added == []
    (changed,) = found.changed
    assert "account" in changed


def test_nothing_changed(tmp_path: Path) -> None:
    found = report("lune_api", _package(tmp_path / "a", _BEFORE), tmp_path / "a")
    assert found.empty
    assert markdown("HEAD", [found]) == "# Python surface since HEAD\n\nNothing changed.\n"


def test_the_report_is_readable() -> None:
    text = markdown("v1", [Report("lune_api", breaking=["`a`: removed"], added=["`b`"])])
    assert text.splitlines() == [
        "# Python surface since v1",
        "",
        "**Breaks: 1.**",
        "",
        "## lune_api: breaks",
        "",
        "- `a`: removed",
        "",
        "## lune_api: added",
        "",
        "- `b`",
    ]


def _git(root: Path, *arguments: str) -> None:
    who = ["-c", "user.name=test", "-c", "user.email=test@example.org"]
    subprocess.run(
        ["git", *who, *arguments],  # noqa: S607
        cwd=root,
        check=True,
        capture_output=True,
    )


@pytest.fixture
def history(tmp_path: Path) -> Checkout:
    """A checkout whose last commit is older than its files."""
    _git(tmp_path, "init", "-q")
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    _git(tmp_path, "add", ".")
    _git(tmp_path, "commit", "-q", "-m", "empty")
    package = _package(tmp_path / "generated", _BEFORE)
    _git(tmp_path, "add", ".")
    _git(tmp_path, "commit", "-q", "-m", "before")
    (package / "lune_api" / "__init__.py").write_text(_AFTER, encoding="utf-8")
    return Checkout(tmp_path)


def test_a_revision_is_compared_with_the_files(history: Checkout) -> None:
    (found,) = compare(history, "HEAD")
    assert found.breaking
    (first,) = compare(history, "HEAD~1")
    assert first.breaking == []
    assert "`lune_api.Orders`" in first.added


def test_the_command(history: Checkout, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["--root", str(history.root), "changes"]
    assert main([*command, "HEAD"]) == 0
    assert "**Breaks: 3.**" in capsys.readouterr().out
    assert main([*command, "HEAD", "--fail-on-breaking"]) == 1
    output = history.root / "changes.md"
    assert main([*command, "HEAD", "--output", str(output)]) == 0
    assert "`lune_api.Gone`: removed" in output.read_text(encoding="utf-8")


def test_an_unknown_revision_is_named(
    history: Checkout, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--root", str(history.root), "changes", "no-such-revision"]) == 1
    assert "no-such-revision" in capsys.readouterr().err
