"""All rules and invariants, in the order of their areas, and what is chosen of them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from lune_contract import rules
from lune_contract.document import operations
from lune_contract.phases import STATEMENTS
from lune_contract.rule import INVARIANTS, RULES, Invariant, Profile, Rule, Statement, areas

if TYPE_CHECKING:
    from lune_contract.document import Operation

__all__ = ["Selection", "UnknownNameError", "select", "statements"]

_T = TypeVar("_T", bound=Statement)


class UnknownNameError(LookupError):
    """There is no rule, area or operation of that name; the text says which are close."""


@cache
def _loaded() -> None:
    for module in pkgutil.iter_modules(rules.__path__):
        importlib.import_module(f"{rules.__name__}.{module.name}")


def _sorted(statements: Iterable[_T]) -> list[_T]:
    return sorted(statements, key=lambda each: areas().index(each.area))


def statements() -> Mapping[str, Statement]:
    """Return everything that a target is held to, by name: rules, generated data, invariants."""
    _loaded()
    listed = _sorted([*RULES.values(), *STATEMENTS, *INVARIANTS.values()])
    return {each.name: each for each in listed}


class Selection:
    """What is chosen of the rules.

    Attributes:
        trials: rules, each with an operation that it is tried on.
        generated: what is looked at with generated data.
        invariants: what every exchange is held to.
        operations: what is called with generated data.
        only_invariants: whether nothing else was chosen. Then trials are those of their areas, for
            them to have exchanges to judge, and say nothing themselves.
    """

    def __init__(
        self,
        trials: Sequence[tuple[Rule, Operation]],
        generated: Sequence[Statement],
        invariants: Sequence[Invariant],
        operations: Sequence[Operation],
        *,
        only_invariants: bool,
    ) -> None:
        self.trials = trials
        self.generated = generated
        self.invariants = invariants
        self.operations = operations
        self.only_invariants = only_invariants


def select(
    *,
    names: Iterable[str] | None = None,
    operation_ids: Iterable[str] | None = None,
    profile: Profile = "full",
) -> Selection:
    """Return what is chosen.

    Args:
        names: of rules, or areas; all by default.
        operation_ids: what is tried; all by default.
        profile: `quick` leaves out what takes long.

    Raises:
        UnknownNameError: one of the names is none.
    """
    known = statements()
    chosen = set(known) if names is None else set(_expanded(names, known))
    if operation_ids is None:
        tried = list(operations().values())
    else:
        tried = [operations()[each] for each in checked(operation_ids, "operation", operations())]
    generated = [each for each in STATEMENTS if each.name in chosen]
    invariants = [each for each in _sorted(INVARIANTS.values()) if each.name in chosen]
    only_invariants = bool(invariants) and len(invariants) == len(chosen)
    areas_judged = {each.area for each in invariants} if only_invariants else set[str]()
    trials = [
        (rule, operation)
        for rule in _sorted(RULES.values())
        if rule.name in chosen or rule.area in areas_judged
        if profile == "full" or rule.profile == "quick"
        for operation in rule.operations
        if operation in tried
    ]
    return Selection(trials, generated, invariants, tried, only_invariants=only_invariants)


def checked(names: Iterable[str], kind: str, known: Iterable[str]) -> Sequence[str]:
    """Return names that are all known.

    Raises:
        UnknownNameError: one is not.
    """
    listed, known = list(names), list(known)
    for name in listed:
        if name not in known:
            close = get_close_matches(name, known, cutoff=0.4) or sorted(known)
            message = f"there is no {kind} {name!r}; did you mean {' or '.join(close)}?"
            raise UnknownNameError(message)
    return listed


def _expanded(names: Iterable[str], known: Mapping[str, Statement]) -> Iterator[str]:
    for name in names:
        area = name.removesuffix("/*")
        if area in areas():
            yield from (each.name for each in known.values() if each.area == area)
        else:
            yield from checked([name], "rule", [*known, *areas()])
