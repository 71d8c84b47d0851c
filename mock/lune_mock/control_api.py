"""The control of a sandbox over HTTP, as control.json describes it."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from http import HTTPStatus
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from lune_mock.answers import Answer
from lune_mock.calls import Reply
from lune_mock.clock import timestamp
from lune_mock.control import ControlError
from lune_mock.faults import Fault
from lune_mock.hosts import check_host
from lune_mock.json_values import encode, items, optional_text, record, string
from lune_mock.operations import read
from lune_mock.refusals import Refusal
from lune_mock.requests import read_body, read_parameters
from lune_mock.routing import MethodNotAllowedError, PathNotFoundError, Router
from lune_mock.settings import Schedule
from lune_mock.state import NotKeptError
from lune_mock.wire import written

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lune_document import JSON
    from lune_mock.control import Control
    from lune_mock.operations import Contract
    from lune_mock.request_log import LoggedRequest
    from lune_mock.requests import Headers
    from lune_mock.settings import Idempotency

__all__ = ["ControlAPI"]

_LOG = logging.getLogger("lune_mock")

_JSON_HEADERS: Mapping[str, str] = MappingProxyType({"Content-Type": "application/json"})


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request that satisfies control.json."""

    control: Control
    path: Mapping[str, JSON]
    query: Mapping[str, JSON]
    body: dict[str, JSON]

    @property
    def id(self) -> str:
        """The id in the path."""
        return string(self.path["id"])

    def text(self, name: str) -> str | None:
        """Return a string of the body that may be absent."""
        return optional_text(self.body.get(name))


class ControlAPI:
    """What `lune-mock` has under the path /_mock.

    Pages of other sites cannot use it from a browser. A POST has to be JSON, for which a browser
    asks first, as for PUT and DELETE, and is not answered; and the host has to be an address,
    localhost or the sandbox's own, so that no other name leads here.

    Args:
        control: what carries it out.
    """

    def __init__(self, control: Control) -> None:
        self._control = control

    @property
    def base_path(self) -> str:
        """The path that all of it stands under."""
        return _contract().base_path

    def has(self, path: str) -> bool:
        """Return whether `path` belongs to it."""
        return f"{path}/".startswith(f"{self.base_path}/")

    def handle(self, method: str, path: str, query: str, headers: Headers, body: bytes) -> Answer:
        """Answer a request."""
        try:
            return self._handle(method, path, query, headers, body)
        except Refusal as refusal:
            reason = refusal.message or HTTPStatus(refusal.status).phrase
            return _error(refusal.status, reason)
        except ValueError as error:
            return _error(400, str(error))
        except NotKeptError as error:
            return _error(500, str(error))
        except Exception:  # noqa: BLE001 - a fault of the sandbox is an answer, too
            _LOG.exception("%s %s failed", method, path)
            return _error(500, "the sandbox failed; its log says why")

    def _handle(self, method: str, path: str, query: str, headers: Headers, body: bytes) -> Answer:
        check_host(headers.get("host"), self._control.base_url)
        try:
            operation, raw_path = _router().find(method, path)
        except PathNotFoundError:
            message = f"there is no path {path[:200]}; {self.base_path}/openapi.json has them all"
            raise Refusal(404, message=message) from None
        except MethodNotAllowedError as error:
            allowed = ", ".join(each.method for each in error.operations)
            raise Refusal(405, message=f"this path takes {allowed} only") from None
        if (method == "POST" or body) and not _is_json(headers.get("content-type")):
            raise Refusal(415, message="send the header Content-Type: application/json")
        parameters = read_parameters(operation, raw_path, query, headers)
        asked = _Asked(
            self._control,
            parameters["path"],
            parameters["query"],
            record(read_body(operation, headers, body) or {}),
        )
        result = _OPERATIONS[operation.id](asked)
        answer = written(operation, Reply(204 if result is None else 200, result), {})
        # For those who read it in a terminal.
        return replace(answer, body=answer.body + b"\n") if answer.body else answer


@cache
def _document() -> dict[str, JSON]:
    text = files("lune_mock").joinpath("control.json").read_text(encoding="utf-8")
    return record(json.loads(text))


@cache
def _contract() -> Contract:
    return read(_document())


@cache
def _router() -> Router:
    return Router(_contract().base_path, _contract().operations)


def _is_json(content_type: str | None) -> bool:
    return (content_type or "").partition(";")[0].strip().lower() == "application/json"


def _error(status: int, reason: str) -> Answer:
    return Answer(status, _JSON_HEADERS, encode({"error": reason}) + b"\n")


def _state(asked: _Asked) -> dict[str, JSON]:
    return asked.control.state()


def _reset(asked: _Asked) -> JSON:
    seed = asked.body.get("seed")
    asked.control.reset(None if seed is None else _whole(seed))
    return _state(asked)


def _restore(asked: _Asked) -> JSON:
    asked.control.restore(asked.id)
    return _state(asked)


def _fill(asked: _Asked) -> JSON:
    counts = {name: _whole(count) for name, count in asked.body.items() if name != "account_id"}
    made = asked.control.fill(**counts, account_id=asked.text("account_id"))
    return {name: [*ids] for name, ids in made.items()}


def _clock(asked: _Asked) -> JSON:
    state = _state(asked)
    return {"now": state["now"], "is_frozen": state["clock_is_frozen"]}


def _set_clock(asked: _Asked) -> JSON:
    now, is_frozen = asked.text("now"), asked.body.get("is_frozen")
    if now is not None:
        asked.control.set_clock(
            _moment(now), is_frozen=None if is_frozen is None else bool(is_frozen)
        )
    elif is_frozen is not None:
        (asked.control.freeze_clock if is_frozen else asked.control.resume_clock)()
    return _clock(asked)


def _advance_clock(asked: _Asked) -> JSON:
    asked.control.advance_clock(_duration(asked.body))
    return _clock(asked)


def _set_stock(asked: _Asked) -> JSON:
    asked.control.set_stock(asked.id, Decimal(string(asked.body["tonnes"])))
    return _bundle(asked)


def _set_price(asked: _Asked) -> JSON:
    asked.control.set_price(asked.id, Decimal(string(asked.body["unit_price"])))
    return _bundle(asked)


def _bundle(asked: _Asked) -> JSON:
    bundles = map(record, items(_state(asked)["bundles"]))
    return next(each for each in bundles if each["id"] == asked.id)


def _settings(asked: _Asked) -> JSON:
    return _state(asked)["settings"]


def _set_rate_limit(asked: _Asked) -> JSON:
    limit = asked.body["requests_per_second"]
    asked.control.set_rate_limit(None if limit is None else _whole(limit))
    return _settings(asked)


def _set_latency(asked: _Asked) -> JSON:
    asked.control.set_latency(float(str(asked.body["seconds"])))
    return _settings(asked)


def _set_idempotency(asked: _Asked) -> JSON:
    asked.control.set_idempotency(cast("Idempotency", asked.body["reading"]))
    return _settings(asked)


def _set_versions(asked: _Asked) -> JSON:
    asked.control.set_versions(map(string, items(asked.body["versions"])))
    return _settings(asked)


def _set_schedule(asked: _Asked) -> JSON:
    delays = asked.body["schedule"]
    asked.control.set_schedule(
        None
        if delays is None
        else Schedule(
            **{name: _duration({"seconds": each}) for name, each in record(delays).items()}
        )
    )
    return _settings(asked)


def _add_fault(asked: _Asked) -> JSON:
    # JSON has one type of number: 3.0 is as good as 3.
    wanted: Any = {
        name: _whole(value) if isinstance(value, float) and value.is_integer() else value
        for name, value in asked.body.items()
    }
    return _fault_json(asked.control.add_fault(Fault(**wanted)))


def _fault_json(fault: Fault) -> JSON:
    probability = None if fault.probability is None else float(fault.probability)
    return {**asdict(fault), "probability": probability}


def _requests(asked: _Asked) -> JSON:
    limit = asked.query.get("limit")
    latest = asked.control.requests[0 if limit is None else -_whole(limit) :]
    return [_request_json(each) for each in latest]


def _request_json(request: LoggedRequest) -> JSON:
    return {
        **asdict(request),
        "moment": timestamp(request.moment),
        "duration": request.duration.total_seconds(),
        "headers": dict(request.headers),
        "body": request.body.decode("utf-8", "replace"),
        "answer_body": request.answer_body.decode("utf-8", "replace"),
    }


def _create_organisation(asked: _Asked) -> JSON:
    created = asked.control.create_organisation(asked.text("currency") or "USD")
    accounts: list[JSON] = [each.json() for each in created.accounts]
    return {"id": created.id, "api_key": created.api_key, "accounts": accounts}


def _create_account(asked: _Asked) -> JSON:
    return asked.control.create_account(
        string(asked.body["name"]),
        string(asked.body["currency"]),
        handle=asked.text("handle"),
        organisation_id=asked.text("organisation_id"),
    ).json()


def _whole(number: JSON) -> int:
    # A number can be written as 3.0 or 1e16, too.
    return int(Decimal(str(number)))


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        message = f"now is {text[:80]!r}; give a moment such as 2026-01-31T00:00:00Z"
        raise ControlError(message) from None


def _duration(parts: dict[str, JSON]) -> timedelta:
    try:
        return timedelta(**{unit: float(str(amount)) for unit, amount in parts.items()})
    except OverflowError:
        message = f"{encode(parts).decode()} is more than a duration can be"
        raise ControlError(message) from None


_OPERATIONS: Mapping[str, Callable[[_Asked], JSON]] = MappingProxyType(
    {
        "describe": lambda _: _document(),
        "state": _state,
        "reset": _reset,
        "fill": _fill,
        "snapshot": lambda asked: {"id": asked.control.snapshot()},
        "restore": _restore,
        "forget": lambda asked: asked.control.forget(asked.id),
        "getClock": _clock,
        "setClock": _set_clock,
        "advanceClock": _advance_clock,
        "moveOrder": lambda asked: asked.control.move_order(asked.id, string(asked.body["status"])),
        "setStock": _set_stock,
        "setPrice": _set_price,
        "setRateLimit": _set_rate_limit,
        "setLatency": _set_latency,
        "setIdempotency": _set_idempotency,
        "setSchedule": _set_schedule,
        "setVersions": _set_versions,
        "listFaults": lambda asked: [_fault_json(each) for each in asked.control.faults],
        "addFault": _add_fault,
        "removeFault": lambda asked: asked.control.remove_fault(asked.id),
        "clearFaults": lambda asked: asked.control.clear_faults(),
        "listRequests": _requests,
        "clearRequests": lambda asked: asked.control.clear_requests(),
        "createOrganisation": _create_organisation,
        "createAccount": _create_account,
    }
)
