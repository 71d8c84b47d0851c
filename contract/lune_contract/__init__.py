"""Holds any implementation of the Lune API against the document, and against what no schema says.

Example:
    >>> from lune_contract import HttpTarget, run
    >>> with HttpTarget("http://127.0.0.1:8080/v1", "sandbox-test-key") as target:
    ...     report = run(target, seed=7)
    >>> report.exit_code()
    0
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lune_contract.accepted import Accepted, AcceptFileError, read_accepted
    from lune_contract.catalogue import UnknownNameError
    from lune_contract.checking import ContractError, check_app
    from lune_contract.deviation import Deviation, Outcome
    from lune_contract.reachable import CannotRunError
    from lune_contract.report import Announcement, Report
    from lune_contract.reports import write
    from lune_contract.running import Options, Run, run
    from lune_contract.session import Limits
    from lune_contract.target import AsgiTarget, HttpTarget, Target, TargetError

__all__ = [
    "AcceptFileError",
    "Accepted",
    "Announcement",
    "AsgiTarget",
    "CannotRunError",
    "ContractError",
    "Deviation",
    "HttpTarget",
    "Limits",
    "Options",
    "Outcome",
    "Report",
    "Run",
    "Target",
    "TargetError",
    "UnknownNameError",
    "check_app",
    "read_accepted",
    "run",
    "write",
]

# Loaded when asked for: the command line has to say which extra is missing, and pytest to find the
# tests without the rest.
_MODULES: Final = {
    "AcceptFileError": "accepted",
    "Accepted": "accepted",
    "read_accepted": "accepted",
    "UnknownNameError": "catalogue",
    "ContractError": "checking",
    "check_app": "checking",
    "Deviation": "deviation",
    "Outcome": "deviation",
    "Announcement": "report",
    "Report": "report",
    "write": "reports",
    "CannotRunError": "reachable",
    "Options": "running",
    "Run": "running",
    "run": "running",
    "Limits": "session",
    "AsgiTarget": "target",
    "HttpTarget": "target",
    "Target": "target",
    "TargetError": "target",
}


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    value: object = getattr(importlib.import_module(f"{__name__}.{_MODULES[name]}"), name)
    return value
