"""Measuring what fixtures add to a test."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import pytest

ROUNDS = 200


class _Stopwatch:
    """A pytest plugin that notes the best time of each function, set-up and end included."""

    def __init__(self) -> None:
        self.best: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Function) -> Generator[None, object, object]:
        started = perf_counter()
        result = yield
        took = perf_counter() - started
        self.best[item.originalname] = min(took, self.best.get(item.originalname, took))
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            raise RuntimeError(report.longreprtext)


def milliseconds_per_test(*fixtures: str) -> list[float]:
    """Return the best time of a test that does nothing, for each list of its fixtures."""
    tests = "".join(
        f"@pytest.mark.parametrize('number', range({ROUNDS}))\n"
        f"def test_{index}(number, {names}): pass\n"
        for index, names in enumerate(fixtures)
    )
    stopwatch = _Stopwatch()
    with TemporaryDirectory() as folder:
        (Path(folder) / "test_fixtures.py").write_text(f"import pytest\n{tests}")
        arguments = ["-pno:terminal", "-pno:cacheprovider", f"--rootdir={folder}", folder]
        pytest.main(arguments, [stopwatch])
    return [stopwatch.best[f"test_{index}"] * 1000 for index in range(len(fixtures))]
