"""One call that tries an ASGI application, for the tests of whoever writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lune_contract.reports.entry import entry
from lune_contract.running import run
from lune_contract.target import AsgiTarget

if TYPE_CHECKING:
    from typing import Unpack

    from lune_contract.report import Report
    from lune_contract.running import Options
    from lune_contract.target import ASGIApplication

__all__ = ["ContractError", "check_app"]


class ContractError(AssertionError):
    """An application deviates; the text has an entry for each deviation."""


def check_app(app: ASGIApplication, *, api_key: str, **options: Unpack[Options]) -> Report:
    """Try an ASGI application in this process, and raise if it deviates.

    Args:
        app: the application; its operations stand under /v1.
        api_key: a key that it takes.
        options: see `lune_contract.Options`.

    Raises:
        ContractError: it deviates, or could not be tried to the end.
        CannotRunError: it refuses the key, or has no operations there.
        UnknownNameError: an option names a rule or operation that there is not.

    Example:
        >>> def test_contract():
        ...     check_app(app, api_key="test-key", operations=["createOrderByMass"], seed=7)
    """
    with AsgiTarget(app, api_key) as target:
        report = run(target, **options)
    entries = [entry(each, report.base_url).text() for each in report.deviations]
    unfinished = [f"not tried: {reason}" for reason in report.unfinished]
    if not report.is_judged:
        unfinished = [f"nothing could be tried: {reason}" for reason in report.skipped]
    if entries or unfinished:
        count = f"{len(entries)} deviations; seed {report.seed}"
        raise ContractError("\n\n".join((count, *entries, *unfinished)))
    return report
