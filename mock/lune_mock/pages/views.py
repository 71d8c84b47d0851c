"""What each page shows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from http import HTTPStatus
from types import MappingProxyType
from typing import TYPE_CHECKING, get_args

from lune_mock import life
from lune_mock.answers import Answer
from lune_mock.json_values import record
from lune_mock.operations import contract
from lune_mock.pages.actions import STEPS
from lune_mock.pages.attempts import Attempt, attempts
from lune_mock.pages.forms import KINDS
from lune_mock.pages.ledger import Ledger
from lune_mock.pages.rendering import PROTECTION, asset, page
from lune_mock.pages.world_map import world_map
from lune_mock.refusals import Refusal
from lune_mock.settings import Idempotency, Schedule

if TYPE_CHECKING:
    from collections.abc import Callable

    from lune_mock.control import Control
    from lune_mock.pages.forms import Form
    from lune_mock.pages.notices import Notices
    from lune_mock.request_log import LoggedRequest
    from lune_mock.state import State

__all__ = ["Views"]

_LOGGED = 50


@dataclass(frozen=True, slots=True)
class _Log:
    """A part of the request log."""

    attempts: list[Attempt]
    """Newest first."""
    version: str
    """Another one where something was added or cleared."""
    is_of_errors: bool
    """Whether it has errors and faults only."""
    older: int | None
    """The number before which there are more."""
    total: int


class Views:
    """The pages, each made anew when it is asked for.

    Args:
        control: what is asked for what it can tell.
        state: what is read otherwise.
        notices: what is told of the form before.
    """

    def __init__(self, control: Control, state: State, notices: Notices) -> None:
        self._control = control
        self._state = state
        self._notices = notices
        self._ledger = Ledger(state)

    def show(self, path: str, query: Form) -> Answer | None:
        """Return what is at a path, None where nothing is.

        Raises:
            Refusal: there is nothing of that id.
            FormError: the query has a number that is none.
        """
        for pattern, view in _VIEWS:
            found = pattern.fullmatch(path)
            if found is not None:
                return view(self, query, "".join(found.groups()))
        return None

    def overview(self, query: Form, _: str) -> Answer:
        """Return the first page."""
        with self._state.turn() as world:
            keys = {each.id: each.api_key for each in world.organisations}
            state = self._control.state()
            schedule = (world.settings.schedule or Schedule()).json()
        return self._page(
            "overview.html",
            query,
            here="overview",
            state=state,
            file=self._state.path,
            keys=keys,
            faults=self._control.faults,
            kinds=KINDS,
            operations=[each.id for each in contract().operations],
            steps=tuple(STEPS),
            readings=get_args(Idempotency),
            delays={status: Decimal(str(delay)) for status, delay in record(schedule).items()},
        )

    def orders(self, query: Form, _: str) -> Answer:
        """Return a page of orders."""
        account, status = query.text("account"), query.text("status")
        return self._page(
            "orders.html",
            query,
            here="orders",
            listing=self._ledger.orders(account, status, query.page()),
            account=account,
            statuses=tuple(life.TRANSITIONS),
            wanted_status=status,
        )

    def order(self, query: Form, id_: str) -> Answer:
        """Return the page of an order."""
        found = self._ledger.order(id_)
        if found is None:
            raise Refusal(404, message=f"no account has an order {id_[:80]!r}")
        document = found.document
        return self._page(
            "order.html",
            query,
            here="orders",
            account=found.account,
            order=document,
            steps=self._ledger.life(found.stored),
            following=life.reachable(str(document["status"])),
            has_ended=document["status"] in {"cancelled", "failed"},
            pooled=self._ledger.pooled(found),
        )

    def certificate(self, _: Form, order_id: str) -> Answer:
        """Return the certificate of an order, which needs no key here."""
        try:
            pdf = self._control.certificate(order_id)
        except ValueError as error:
            raise Refusal(404, message=str(error)) from None
        fields = {**PROTECTION, "Content-Type": "application/pdf"}
        return Answer(HTTPStatus.OK, MappingProxyType(fields), pdf)

    def estimates(self, query: Form, _: str) -> Answer:
        """Return a page of estimates."""
        account, kind = query.text("account"), query.text("kind")
        listing = self._ledger.estimates(account, kind, query.page())
        return self._page(
            "estimates.html",
            query,
            here="estimates",
            listing=listing,
            orders=self._ledger.orders_for(listing.rows),
            account=account,
            kind=kind,
        )

    def estimate(self, query: Form, id_: str) -> Answer:
        """Return the page of an estimate."""
        found = self._ledger.estimate(id_)
        if found is None:
            raise Refusal(404, message=f"no account has an estimate {id_[:80]!r}")
        document = found.document
        return self._page(
            "estimate.html",
            query,
            here="estimates",
            account=found.account,
            kind=found.stored.kind,
            order_id=self._ledger.orders_for([found]).get(id_),
            estimate=document,
            map=world_map(document.get("route")),
        )

    def requests(self, query: Form, _: str) -> Answer:
        """Return the page of the request log."""
        return self._page("requests.html", query, here="requests", log=self._log(query))

    def log(self, query: Form, _: str) -> Answer:
        """Return the log alone, unless it is as it was at the version that the query has."""
        if query.text("version") == _version(*self._logged()):
            return Answer(HTTPStatus.NO_CONTENT, PROTECTION, b"")
        return self._page("log.html", query, log=self._log(query))

    def request(self, query: Form, number: str) -> Answer:
        """Return the page of a request."""
        told = _attempts(*self._logged())
        found = next((each for each in told if str(each.number) == number), None)
        if found is None:
            raise Refusal(404, message=f"request {number[:40]!r} is not in the log")
        return self._page("request.html", query, here="requests", attempt=found)

    def asset(self, _: Form, name: str) -> Answer | None:
        """Return a file that pages are made with."""
        return asset(name)

    def icon(self, _: Form, __: str) -> Answer | None:
        """Return what browsers ask for by themselves, beside what is no page."""
        return asset("icon.svg")

    def _log(self, query: Form) -> _Log:
        requests, added = self._logged()
        told = _attempts(requests, added)
        errors, before = bool(query.text("errors")), query.whole("before")
        wanted = [
            each
            for each in reversed(told)
            if (before is None or each.number < before) and (each.is_error or not errors)
        ]
        shown = wanted[:_LOGGED]
        return _Log(
            attempts=shown,
            version=_version(requests, added),
            is_of_errors=errors,
            older=shown[-1].number if len(wanted) > _LOGGED else None,
            total=len(told),
        )

    def _logged(self) -> tuple[tuple[LoggedRequest, ...], int]:
        """Return all that the log has, oldest first, and how many it has had."""
        with self._state.lock:
            return self._state.log.requests, self._state.log.added

    def _page(self, template: str, query: Form, **values: object) -> Answer:
        with self._state.turn() as world:
            now, is_frozen = world.now(), world.clock.is_frozen
        shown = {
            "accounts": {each.id: each.name for each in self._ledger.accounts()},
            "is_frozen": is_frozen,
            "notice": self._notices.take(query.text("notice")),
            "now": now,
            **values,
        }
        return page(template, shown)


def _attempts(requests: tuple[LoggedRequest, ...], added: int) -> list[Attempt]:
    return attempts(requests, added - len(requests) + 1)


def _version(requests: tuple[LoggedRequest, ...], added: int) -> str:
    """Return another text where something was added to the log or it was cleared."""
    return f"{added}-{len(requests)}"


_View = tuple["re.Pattern[str]", "Callable[[Views, Form, str], Answer | None]"]
_VIEWS: tuple[_View, ...] = (
    (re.compile("/"), Views.overview),
    (re.compile("/orders"), Views.orders),
    (re.compile("/orders/([^/]+)"), Views.order),
    (re.compile("/orders/([^/]+)/certificate[.]pdf"), Views.certificate),
    (re.compile("/estimates"), Views.estimates),
    (re.compile("/estimates/([^/]+)"), Views.estimate),
    (re.compile("/requests"), Views.requests),
    (re.compile("/requests/log"), Views.log),
    (re.compile("/requests/([0-9]+)"), Views.request),
    (re.compile("/assets/([^/]+)"), Views.asset),
    (re.compile("/favicon[.]ico"), Views.icon),
)
