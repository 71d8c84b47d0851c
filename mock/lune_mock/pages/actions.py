"""What the buttons of the pages do."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from lune_mock.pages.forms import FormError, fault
from lune_mock.settings import Schedule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lune_mock.control import Control
    from lune_mock.pages.forms import Form
    from lune_mock.settings import Idempotency

__all__ = ["STEPS", "Outcome", "carry_out"]

STEPS: Mapping[str, timedelta] = MappingProxyType(
    {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}
)
"""How far the clock can be moved at once, by names."""

_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a form.

    Attributes:
        text: for the person who sent it.
        page: where it goes on.
        section: the id of the part of the page that tells it; empty for the top.
        action: the path that the form was sent to.
        refused: the form, where nothing was done: it is shown again as it was filled in.
        field: the one that was wrong, empty where that is not known.
    """

    text: str
    page: str
    section: str
    action: str
    refused: Form | None = None
    field: str = ""


@dataclass(frozen=True, slots=True)
class _Action:
    path: re.Pattern[str]
    """Its group, if it has one, is what it is done to."""
    do: Callable[[Control, Form, str], str]
    section: str
    page: str = "/"


def carry_out(control: Control, path: str, form: Form) -> Outcome | None:
    """Do what a form asks for; return None where nothing takes forms at its path."""
    for action in _ACTIONS:
        found = action.path.fullmatch(path)
        if found is not None:
            id_ = "".join(found.groups())
            place = (action.page.format(id_), action.section, path)
            try:
                return Outcome(action.do(control, form, id_), *place)
            except FormError as error:
                return Outcome(_not_done(error), *place, form, error.field)
            except ValueError as error:
                return Outcome(_not_done(error), *place, form)
    return None


def _not_done(error: ValueError) -> str:
    return f"Nothing was done: {error}."


def _move_order(control: Control, form: Form, order_id: str) -> str:
    return f"The order is {control.move_order(order_id, form.text('status'))['status']}."


def _clear_requests(control: Control, _form: Form, _id: str) -> str:
    control.clear_requests()
    return "The log is empty."


def _advance_clock(control: Control, form: Form, _id: str) -> str:
    name = form.text("by")
    step = STEPS.get(name)
    if step is None:
        raise FormError(field="by", value=name, wanted=f"take {', '.join(STEPS)}")
    control.advance_clock(step)
    return "The clock has moved, and the orders with it."


def _freeze_clock(control: Control, _form: Form, _id: str) -> str:
    control.freeze_clock()
    return "The clock stands."


def _resume_clock(control: Control, _form: Form, _id: str) -> str:
    control.resume_clock()
    return "The clock runs."


def _add_fault(control: Control, form: Form, _id: str) -> str:
    return f"{control.add_fault(fault(form)).id} is to come."


def _remove_fault(control: Control, form: Form, _id: str) -> str:
    control.remove_fault(form.text("id"))
    return "The fault is removed."


def _clear_faults(control: Control, _form: Form, _id: str) -> str:
    control.clear_faults()
    return "No fault is to come."


def _set_stock(control: Control, form: Form, bundle_id: str) -> str:
    control.set_stock(bundle_id, form.number("tonnes"))
    return "The stock is set, and orders that waited for it take of it."


def _set_price(control: Control, form: Form, bundle_id: str) -> str:
    control.set_price(bundle_id, form.number("unit_price"))
    return "The price is set; orders from now on cost it."


def _set_idempotency(control: Control, form: Form, _id: str) -> str:
    # Whatever it is, the settings check it.
    control.set_idempotency(cast("Idempotency", form.text("reading")))
    return f"A repeated idempotency key gets: {form.text('reading')}."


def _set_rate_limit(control: Control, form: Form, _id: str) -> str:
    control.set_rate_limit(form.whole("requests_per_second"))
    return "The rate limit is set."


def _set_latency(control: Control, form: Form, _id: str) -> str:
    control.set_latency(float(form.number("seconds")))
    return "The latency is set."


def _set_versions(control: Control, form: Form, _id: str) -> str:
    control.set_versions(form.text("versions").replace(",", " ").split())
    return "The versions are set."


def _set_schedule(control: Control, form: Form, _id: str) -> str:
    if not form.text("is_set"):
        control.set_schedule(None)
        return "Orders advance by command only."
    control.set_schedule(
        Schedule(**{each.name: form.duration(each.name) for each in fields(Schedule)})
    )
    return "Orders advance by this schedule, those under way as well."


def _fill(control: Control, _form: Form, _id: str) -> str:
    control.fill(orders=_EXAMPLES, transaction_estimates=_EXAMPLES, shipping_estimates=_EXAMPLES)
    return f"There are {_EXAMPLES} orders and {2 * _EXAMPLES} estimates more."


def _reset(control: Control, _form: Form, _id: str) -> str:
    control.reset()
    return "Everything is as it was at the start."


_ACTIONS = (
    _Action(re.compile("/orders/([^/]+)/status"), _move_order, "life", "/orders/{}"),
    _Action(re.compile("/requests/clear"), _clear_requests, "", "/requests"),
    _Action(re.compile("/clock/advance"), _advance_clock, "clock"),
    _Action(re.compile("/clock/freeze"), _freeze_clock, "clock"),
    _Action(re.compile("/clock/resume"), _resume_clock, "clock"),
    _Action(re.compile("/faults"), _add_fault, "faults"),
    _Action(re.compile("/faults/remove"), _remove_fault, "faults"),
    _Action(re.compile("/faults/clear"), _clear_faults, "faults"),
    _Action(re.compile("/bundles/([^/]+)/stock"), _set_stock, "bundles"),
    _Action(re.compile("/bundles/([^/]+)/price"), _set_price, "bundles"),
    _Action(re.compile("/settings/idempotency"), _set_idempotency, "settings"),
    _Action(re.compile("/settings/rate-limit"), _set_rate_limit, "settings"),
    _Action(re.compile("/settings/latency"), _set_latency, "settings"),
    _Action(re.compile("/settings/versions"), _set_versions, "settings"),
    _Action(re.compile("/settings/schedule"), _set_schedule, "settings"),
    _Action(re.compile("/fill"), _fill, "accounts"),
    _Action(re.compile("/reset"), _reset, ""),
)
