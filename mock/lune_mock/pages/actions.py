"""What the buttons of the pages do."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from lune_mock.pages.forms import FormError, fault

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lune_mock.control import Control
    from lune_mock.pages.forms import Form

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
        is_error: whether nothing was done.
    """

    text: str
    page: str
    is_error: bool = False


@dataclass(frozen=True, slots=True)
class _Action:
    path: re.Pattern[str]
    """Its group, if it has one, is what it is done to."""
    page: str
    do: Callable[[Control, Form, str], str]


def carry_out(control: Control, path: str, form: Form) -> Outcome | None:
    """Do what a form asks for; return None where nothing takes forms at its path."""
    for action in _ACTIONS:
        found = action.path.fullmatch(path)
        if found is not None:
            id_ = "".join(found.groups())
            page = f"{action.page}{id_}"
            try:
                return Outcome(action.do(control, form, id_), page)
            except ValueError as error:
                return Outcome(f"Nothing was done: {error}.", page, is_error=True)
    return None


def _move_order(control: Control, form: Form, order_id: str) -> str:
    return f"The order is {control.move_order(order_id, form.text('status'))['status']}."


def _clear_requests(control: Control, _form: Form, _id: str) -> str:
    control.clear_requests()
    return "The log is empty."


def _advance_clock(control: Control, form: Form, _id: str) -> str:
    step = STEPS.get(form.text("by"))
    if step is None:
        message = f"by is {form.text('by')[:80]!r}; take {', '.join(STEPS)}"
        raise FormError(message)
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


def _fill(control: Control, _form: Form, _id: str) -> str:
    control.fill(orders=_EXAMPLES, transaction_estimates=_EXAMPLES, shipping_estimates=_EXAMPLES)
    return f"There are {_EXAMPLES} orders and {2 * _EXAMPLES} estimates more."


def _reset(control: Control, _form: Form, _id: str) -> str:
    control.reset()
    return "Everything is as it was at the start."


_ACTIONS = (
    _Action(re.compile("/orders/([^/]+)/status"), "/orders/", _move_order),
    _Action(re.compile("/requests/clear"), "/requests", _clear_requests),
    _Action(re.compile("/clock/advance"), "/", _advance_clock),
    _Action(re.compile("/clock/freeze"), "/", _freeze_clock),
    _Action(re.compile("/clock/resume"), "/", _resume_clock),
    _Action(re.compile("/faults"), "/", _add_fault),
    _Action(re.compile("/faults/remove"), "/", _remove_fault),
    _Action(re.compile("/fill"), "/", _fill),
    _Action(re.compile("/reset"), "/", _reset),
)
