"""What the suite holds a target to: rules that try something, and invariants of every exchange."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, TypeVar, get_args

from lune_contract.document import Operation, operation

if TYPE_CHECKING:
    from lune_contract.exchange import Exchange
    from lune_contract.trial import Trial

__all__ = [
    "Area",
    "Capability",
    "Deviated",
    "Invariant",
    "Level",
    "Profile",
    "Rule",
    "Statement",
    "Unsettled",
    "areas",
    "invariant",
    "rule",
]

Area: TypeAlias = Literal[
    "authentication",
    "tenants",
    "versions",
    "errors",
    "validation",
    "http",
    "answers",
    "money",
    "selection",
    "idempotency",
    "pagination",
    "life",
    "estimates",
    "batch",
    "multi_match",
]
Level: TypeAlias = Literal["must", "should"]
"""Whether the documents settle it."""
Profile: TypeAlias = Literal["quick", "full"]
Capability: TypeAlias = Literal[
    "orders",
    "accounts",
    "bundles",
    "several_bundles",
    "three_bundles",
    "life",
    "cancel",
    "client_accounts",
]
"""What a target may lack without being wrong.

- orders: orders may be placed there.
- accounts: at least two accounts are known.
- bundles: a quote names bundles.
- several_bundles: more than one is known.
- three_bundles: so are three.
- life: the time of its orders can be moved on.
- cancel: its orders can be cancelled.
- client_accounts: client accounts may be made there.
"""


class Deviated(Exception):  # noqa: N818 - it is a finding, not an error
    """A target is not as the documents say; rules raise it.

    Attributes:
        exchange: the one that shows it.
        expected: what the documents say, with the value.
        got: what was found instead.
    """

    def __init__(self, exchange: Exchange, expected: str, got: str) -> None:
        super().__init__(f"{exchange.operation_id}: expected {expected}, got {got}")
        self.exchange = exchange
        self.expected = expected
        self.got = got


class Unsettled(Exception):  # noqa: N818 - it is an outcome, not an error
    """A rule cannot be tried on this target; the text says why. Rules raise it."""


@dataclass(frozen=True)
class Statement:
    """What the documents say of an implementation.

    Attributes:
        name: area and a few words, `money/total-within-value`.
        says: the statement, in one sentence.
        source: where the documents have it.
        level: `should`, if they do not settle it.
    """

    name: str
    area: Area
    says: str
    source: str
    level: Level


@dataclass(frozen=True)
class Rule(Statement):
    """A statement that is tried with requests of its own, once for each operation.

    Attributes:
        operations: what it is tried on.
        profile: `full`, if it is left out of quick runs.
        needs: what a target must have for it.
        orders: how many orders a trial places at most.
        estimates: how many estimates it creates at most.
    """

    operations: tuple[Operation, ...]
    profile: Profile
    needs: frozenset[Capability]
    orders: int
    estimates: int
    check: Callable[[Trial], None]


@dataclass(frozen=True)
class Invariant(Statement):
    """A statement about every exchange, whatever was asked."""

    check: Callable[[Exchange], None]


_T = TypeVar("_T", bound=Statement)

RULES: Final[dict[str, Rule]] = {}
INVARIANTS: Final[dict[str, Invariant]] = {}


def rule(  # noqa: PLR0913 - each by name
    name: str,
    *,
    operations: str | Iterable[str],
    source: str,
    level: Level = "must",
    profile: Profile = "quick",
    needs: Iterable[Capability] = (),
    orders: int = 0,
    estimates: int = 0,
) -> Callable[[Callable[[Trial], None]], Callable[[Trial], None]]:
    """Make a rule of a function; its docstring's first line is what the documents say."""
    ids = [operations] if isinstance(operations, str) else list(operations)
    tried = tuple(map(operation, ids))
    # One that is tried on quotes or estimates, too, places orders on some operations only; a trial
    # that may place none stops where it would.
    only_orders = all(each.tag == "orders" and "x-repeatable" not in each.raw for each in tried)
    placing: tuple[Capability, ...] = ("orders",) if orders and only_orders else ()

    def registered(check: Callable[[Trial], None]) -> Callable[[Trial], None]:
        _add(
            RULES,
            Rule(
                name,
                _area(name),
                _first_line(check),
                source,
                level,
                tried,
                profile,
                frozenset((*needs, *placing)),
                orders,
                estimates,
                check,
            ),
        )
        return check

    return registered


def invariant(
    name: str, *, source: str, level: Level = "must"
) -> Callable[[Callable[[Exchange], None]], Callable[[Exchange], None]]:
    """Make an invariant of a function; its docstring's first line is what the documents say."""

    def registered(check: Callable[[Exchange], None]) -> Callable[[Exchange], None]:
        made = Invariant(name, _area(name), _first_line(check), source, level, check)
        _add(INVARIANTS, made)
        return check

    return registered


def areas() -> tuple[Area, ...]:
    """Return all areas, in the order in which they are tried."""
    return get_args(Area)


def _add(place: dict[str, _T], statement: _T) -> None:
    if statement.name in RULES or statement.name in INVARIANTS:
        message = f"there are two rules {statement.name!r}"
        raise ValueError(message)
    place[statement.name] = statement


def _area(name: str) -> Area:
    area, _, words = name.partition("/")
    for each in areas():
        if area == each and words:
            return each
    message = f"{name!r} is no name of a rule: it is an area, a slash and some words"
    raise ValueError(message)


def _first_line(check: Callable[..., None]) -> str:
    if not check.__doc__:
        message = f"{check.__name__} has no docstring to say what it checks"
        raise ValueError(message)
    return check.__doc__.strip().splitlines()[0]
