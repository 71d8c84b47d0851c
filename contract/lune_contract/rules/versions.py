"""Versions of the API, and what else the headers of an answer say."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from lune_contract.document import extension, text
from lune_contract.reply import Reply
from lune_contract.rule import invariant, rule
from lune_contract.sample import ALL, PLACING, QUOTING, sample

if TYPE_CHECKING:
    from lune_contract.exchange import Exchange
    from lune_contract.trial import Trial

_VERSIONS: Final = "Key concepts, versioning: the header Lune-Version"
_RAY: Final = "Key concepts, support: the header CF-Ray"
_CURRENT: Final = text(extension("version"))
_OTHERS: Final = [each for each in ALL if each not in PLACING]


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _expect_version(exchange: Exchange) -> None:
    version = exchange.answer.headers.get("lune-version", "")
    expected = "a header Lune-Version with a date"
    Reply(exchange).expect(_is_date(version), expected, got=repr(version))


@invariant("versions/served-by", source=_VERSIONS)
def served_by(exchange: Exchange) -> None:
    """The answer says in Lune-Version which version of the API served the call."""
    if exchange.operation is not None and exchange.answer.status == HTTPStatus.OK:
        _expect_version(exchange)


@invariant("versions/refused-by", source=_VERSIONS, level="should")
def refused_by(exchange: Exchange) -> None:
    """A refusal says in Lune-Version which version of the API it comes from."""
    if exchange.operation is not None and exchange.answer.status != HTTPStatus.OK:
        _expect_version(exchange)


@invariant("versions/request-id", source=_RAY, level="should")
def request_id(exchange: Exchange) -> None:
    """The answer has an id of the request, in CF-Ray."""
    if exchange.operation is not None:
        has_it = bool(exchange.answer.headers.get("cf-ray"))
        Reply(exchange).expect(has_it, "a header CF-Ray", got="none")


@invariant("versions/as-asked", source=_VERSIONS)
def as_asked(exchange: Exchange) -> None:
    """A call that names a version is served by that version."""
    asked = exchange.request.headers.get("Lune-Version")
    if asked is None or exchange.operation is None or exchange.answer.status != HTTPStatus.OK:
        return
    served = exchange.answer.headers.get("lune-version")
    Reply(exchange).expect(served == asked, f"Lune-Version {asked}, as asked", got=repr(served))


@rule(
    "versions/request-ids-differ", operations=["listOrders", *QUOTING], source=_RAY, level="should"
)
def request_ids_differ(trial: Trial) -> None:
    """Each request has an id of its own, in CF-Ray."""
    asked = sample(trial)
    first, second = (asked.send(trial) for _ in range(2))
    ids = [each.exchange.answer.headers.get("cf-ray") for each in (first, second)]
    second.expect(ids[0] != ids[1] or ids[0] is None, "another CF-Ray than before")


@rule("versions/known", operations=_OTHERS, source=_VERSIONS, estimates=3)
def known(trial: Trial) -> None:
    """A call that names the current version is served by it."""
    _serves(trial)


@rule("versions/known-to-orders", operations=PLACING, source=_VERSIONS, orders=1)
def known_to_orders(trial: Trial) -> None:
    """An order that names the current version is placed by it."""
    _serves(trial)


def _serves(trial: Trial) -> None:
    answer = sample(trial).send(trial, headers={"Lune-Version": _CURRENT})
    if answer.status == HTTPStatus.BAD_REQUEST:
        known = answer.text("error", "error_code") != "api_version_invalid"
        answer.expect(known, f"version {_CURRENT} to be known")
    served = answer.exchange.answer.headers.get("lune-version", _CURRENT)
    answer.expect(served == _CURRENT, f"Lune-Version {_CURRENT}, as asked, not {served}")


@rule("versions/unknown", operations=ALL, source="Errors: api_version_invalid")
def unknown(trial: Trial) -> None:
    """A call that names a version that there never was is refused with api_version_invalid."""
    answer = sample(trial).send(trial, headers={"Lune-Version": "1999-01-01"})
    answer.refusal("api_version_invalid")


@rule("versions/no-date", operations=ALL, source=f"{_VERSIONS}, YYYY-MM-DD")
def no_date(trial: Trial) -> None:
    """A call that names a version that is no date is refused."""
    for version in ("latest", _CURRENT.replace("-", "")):
        sample(trial).send(trial, headers={"Lune-Version": version}).refusal()


@rule("versions/settled", operations="listOrders", source=f"{_VERSIONS}: pinned, or the newest")
def settled(trial: Trial) -> None:
    """Calls that name no version are served by the same one."""
    first = trial.call("listOrders").success()
    trial.call("listOrders", headers={"Lune-Version": _CURRENT}).success()
    second = trial.call("listOrders").success()
    before, after = (each.exchange.answer.headers.get("lune-version") for each in (first, second))
    if before != after:
        second.deviates(f"Lune-Version {before}, as for the call before", repr(after))
