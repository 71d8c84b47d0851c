"""Generated data: what schemathesis makes of the document, sent by the session and judged there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from lune_contract.document import resolved
from lune_contract.phases.statements import STATEMENTS

if TYPE_CHECKING:
    from lune_contract.deviation import Outcome
    from lune_contract.document import Operation
    from lune_contract.facts import Facts
    from lune_contract.rule import Profile
    from lune_contract.session import Session
    from lune_document import JSON

__all__ = ["STATEMENTS", "largest", "run_phases"]


# Requests for an operation, and for each schema that its body is made of; measured, and rounded up.
_REQUESTS: Final = {"quick": (80, 12), "full": (250, 35)}


def largest(profile: Profile, operations: Sequence[Operation]) -> int:
    """Return how many requests a sound target gets at most; one with faults may get more.

    What is found is shrunk, which takes requests.
    """
    each, for_schema = _REQUESTS[profile]
    total = 0
    for operation in operations:
        schemas = set[str]()
        if operation.has_body:
            _collect(dict(operation.body_schema), schemas)
        total += each + for_schema * len(schemas)
    return total


def _collect(value: JSON, schemas: set[str]) -> None:
    """Add the pointers to all schemas that a schema is made of."""
    if isinstance(value, list):
        for each in value:
            _collect(each, schemas)
    elif isinstance(value, dict) and "$ref" in value:
        found, pointer = resolved(value)
        if pointer is not None and pointer not in schemas:
            schemas.add(pointer)
            _collect(found, schemas)
    elif isinstance(value, dict):
        for each in value.values():
            _collect(each, schemas)


def run_phases(
    session: Session,
    facts: Facts,
    *,
    operations: Sequence[Operation],
    profile: Profile,
    seed: int,
) -> Iterator[Outcome]:
    """Send generated data, and yield how the target does at each statement and operation.

    Raises:
        TargetError: the target answers no more.
        LimitReachedError: the run may send no more.
    """
    # It takes half a second to import, and those who only want to know the statements need it not.
    from lune_contract.phases.engine import run  # noqa: PLC0415  # see above

    yield from run(session, facts, operations=operations, profile=profile, seed=seed)
