"""Reports as files: for people, for continuous integration, for tools."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lune_contract.report import Report

__all__ = ["ReportPathError", "check_path", "write", "write_all"]

_MODULES: Final = {
    ".html": "lune_contract.reports.page",
    ".json": "lune_contract.reports.table",
    ".xml": "lune_contract.reports.junit",
}


class ReportPathError(ValueError):
    """A report cannot be written to a path; the text says why."""


def check_path(path: Path) -> Path:
    """Return a path that a report can be written to, as far as one can tell before.

    Raises:
        ReportPathError: its end names no kind of report, or it cannot be written to.
    """
    if path.suffix not in _MODULES:
        message = f"{path}: a report is named {', '.join(f'*{each}' for each in _MODULES)}"
        raise ReportPathError(message)
    if not path.parent.is_dir() or path.is_dir():
        message = f"{path}: there is no such folder, or it is one itself"
        raise ReportPathError(message)
    is_new = not path.exists()
    try:
        with path.open("a", encoding="utf-8"):
            pass
        if is_new:
            path.unlink()
    except OSError as error:
        message = f"{path}: {error.strerror}"
        raise ReportPathError(message) from None
    return path


def write(report: Report, path: Path) -> None:
    """Write a report; the end of the name says what kind: .html, .json or .xml (JUnit).

    Raises:
        ReportPathError: it cannot be written there.
    """
    rendered: str = importlib.import_module(_MODULES[check_path(path).suffix]).render(report)
    try:
        path.write_text(rendered, encoding="utf-8")
    except OSError as error:
        message = f"{path}: {error.strerror}"
        raise ReportPathError(message) from None


def write_all(report: Report, paths: Iterable[Path]) -> Iterator[Path]:
    """Write a report to several files, and yield those that could be written.

    Raises:
        ReportPathError: some could not; all others are written by then.
    """
    failed = list[str]()
    for path in paths:
        try:
            write(report, path)
        except ReportPathError as error:
            failed.append(str(error))
        else:
            yield path
    if failed:
        raise ReportPathError("; ".join(failed))
