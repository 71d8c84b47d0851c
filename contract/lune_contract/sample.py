"""A valid request for any operation, for rules that say something about all of them."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from lune_contract.document import Operation, operations, record
from lune_contract.rounding import said, smallest_unit
from lune_contract.rule import Unsettled
from lune_contract.trial import encoded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lune_contract.reply import Reply
    from lune_contract.trial import Trial
    from lune_document import JSON

__all__ = [
    "ADDRESSING",
    "ALL",
    "BY_VALUE",
    "CHANGING",
    "ESTIMATE_BY",
    "ORDER_BY",
    "PLACING",
    "PRICING",
    "QUOTING",
    "WITH_BODY",
    "Sample",
    "below_smallest_unit",
    "existing",
    "made_up_id",
    "needed_query",
    "reaching",
    "sample",
]

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def _ids(fits: Callable[[Operation], bool]) -> tuple[str, ...]:
    return tuple(each.id for each in operations().values() if fits(each))


ALL: Final = tuple(operations())
WITH_BODY: Final = _ids(lambda each: each.has_body)
PLACING: Final = _ids(lambda each: each.places_orders)
"""Those that place an order."""
PRICING: Final = tuple(each for each in WITH_BODY if operations()[each].tag == "orders")
"""Those that place or quote an order."""
QUOTING: Final = tuple(each for each in PRICING if each not in PLACING)
"""Those that store nothing."""
BY_VALUE: Final = tuple(each for each in PRICING if "value" in record(operations()[each].bodies[0]))
"""Those that place or quote an order by value."""
ADDRESSING: Final = _ids(lambda each: "{" in each.path)
"""Those whose path names an order or an estimate."""
ORDER_BY: Final = tuple(each for each in ADDRESSING if operations()[each].tag == "orders")
"""Those whose path names an order."""
ESTIMATE_BY: Final = tuple(each for each in ADDRESSING if each not in ORDER_BY)
"""Those whose path names an estimate."""
CHANGING: Final = tuple(each for each in ADDRESSING if each in WITH_BODY)
"""Those that change an estimate."""


@dataclass(frozen=True)
class Sample:
    """A request for an operation."""

    operation: Operation
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: JSON

    @property
    def target(self) -> str:
        """Path and query."""
        return self.operation.target(self.path, self.query)

    def with_property(self, name: str, value: JSON) -> Sample:
        """Return it with a property in its body, or in each item of a list."""
        if isinstance(self.body, list):
            return replace(self, body=[record(each) | {name: value} for each in self.body])
        return replace(self, body=record(self.body) | {name: value})

    def send(
        self,
        trial: Trial,
        *,
        account: str | None = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> Reply:
        """Send it, with other headers if given."""
        return trial.call(
            self.operation.id,
            self.body,
            path=self.path,
            query=self.query,
            account=account,
            headers=headers,
        )

    @property
    def raw(self) -> bytes:
        """The body as it travels."""
        return b"" if self.body is None else encoded(self.body)

    def send_as(self, trial: Trial, content_type: str) -> Reply:
        """Send it as another content type."""
        return self.send_raw(trial, self.raw, content_type)

    def send_raw(self, trial: Trial, raw: bytes, content_type: str = "application/json") -> Reply:
        """Send it with another body."""
        return trial.send(
            self.operation.method, self.target, headers={"Content-Type": content_type}, raw=raw
        )


def made_up_id(trial: Trial) -> str:
    """Return what looks like an id and is none."""
    return "".join(trial.random.choices(_LETTERS, k=32))


def below_smallest_unit(trial: Trial) -> tuple[str, str]:
    """Return values that are too small for the currency of the account.

    Raises:
        Unsettled: it was not learnt.
    """
    if trial.facts.currency is None:
        message = "no quote tells the currency of the account"
        raise Unsettled(message)
    unit = smallest_unit(trial.facts.currency)
    return said(unit / 2), said(unit / 1000)


def sample(trial: Trial) -> Sample:
    """Return a valid request for the operation that is tried. What its path names does not exist."""
    tried = trial.operation
    named = {name: made_up_id(trial) for place, name in tried.parameters if place == "path"}
    return Sample(tried, named, needed_query(tried), _body(trial))


def existing(trial: Trial) -> Sample:
    """Return a valid request for the operation that is tried, for an object that is made."""
    tried = trial.operation
    key = trial.key()
    make = trial.order if tried.tag == "orders" else trial.estimate
    known = {"id": make(idempotency_key=key).text("id"), "idempotency_key": key}
    named = {name: known[name] for place, name in tried.parameters if place == "path"}
    return Sample(tried, named, needed_query(tried), _body(trial))


def reaching(trial: Trial) -> Sample:
    """Return a valid request that names nothing unknown: what has to exist is made."""
    if trial.operation.id in CHANGING:
        return existing(trial)
    wanted = sample(trial)
    if isinstance(wanted.body, dict) and "estimate_id" in wanted.body:
        return replace(wanted, body={**wanted.body, "estimate_id": trial.estimate().text("id")})
    return wanted


def needed_query(called: Operation) -> Mapping[str, str]:
    """Return the parameters that the query of an operation has to have, with their examples."""
    return {
        name: str(each["example"])
        for name, each in called.query_parameters.items()
        if each.get("required")
    }


def _body(trial: Trial) -> JSON:
    tried = trial.operation
    if not tried.has_body:
        return None
    example = tried.bodies[0]
    if isinstance(example, list):
        first = deepcopy(record(example[0]))
        first.pop("idempotency_key", None)
        return [first]
    made_up = {"estimate_id": made_up_id(trial)} if "estimate_id" in record(example) else {}
    return trial.body(tried.id, **made_up)
