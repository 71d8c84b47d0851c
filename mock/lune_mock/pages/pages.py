"""The pages of a sandbox, from a request to its answer."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from lune_mock.hosts import check_host
from lune_mock.operations import contract
from lune_mock.pages.actions import carry_out
from lune_mock.pages.forms import Form, FormError, check_origin
from lune_mock.pages.notices import Notices
from lune_mock.pages.rendering import error_page, redirect
from lune_mock.pages.views import Views
from lune_mock.refusals import Refusal
from lune_mock.state import NotKeptError

if TYPE_CHECKING:
    from lune_mock.answers import Answer
    from lune_mock.control import Control
    from lune_mock.requests import Headers
    from lune_mock.state import State

__all__ = ["Pages"]

_LOG = logging.getLogger("lune_mock")

_ROOTS = frozenset(
    {
        "",
        "assets",
        "bundles",
        "clock",
        "estimates",
        "faults",
        "favicon.ico",
        "fill",
        "orders",
        "requests",
        "reset",
        "settings",
    }
)


class Pages:
    """What `lune-mock` shows to a person at `/` and the paths beside the API.

    A page of another site can neither read nor change anything here: the host has to be an address,
    localhost or the sandbox's own, and a form has to come from one of these pages.

    Args:
        control: what the buttons press.
        state: what is shown.
    """

    def __init__(self, control: Control, state: State) -> None:
        self._control = control
        self._notices = Notices()
        self._views = Views(control, state, self._notices)

    def has(self, path: str, headers: Headers) -> bool:
        """Return whether a request is for a page.

        One with a key is for the API, and learns there that its path lacks the beginning.
        """
        root = path.lstrip("/").partition("/")[0]
        return root in _ROOTS and headers.get("authorization") is None

    def handle(self, method: str, path: str, query: str, headers: Headers, body: bytes) -> Answer:
        """Answer a request."""
        try:
            check_host(headers.get("host"), self._control.base_url)
            return self._handle(method, path, query, headers, body)
        except Refusal as refusal:
            return error_page(refusal.status, refusal.message)
        except FormError as error:
            return error_page(400, str(error))
        except NotKeptError as error:
            return error_page(500, f"nothing has changed, as {error}")
        except Exception:  # noqa: BLE001 - a fault of the sandbox is an answer, too
            _LOG.exception("%s %s failed", method, path)
            return error_page(500, "the sandbox failed; its log says why")

    def _handle(self, method: str, path: str, query: str, headers: Headers, body: bytes) -> Answer:
        match method:
            case "GET":
                return self._views.show(path, Form(query)) or _nothing(path)
            case "POST":
                check_origin(headers)
                return self._done(path, Form(body.decode("utf-8", "replace")))
            case _:
                return error_page(405, f"a page takes GET and POST, not {method[:40]}")

    def _done(self, path: str, form: Form) -> Answer:
        outcome = carry_out(self._control, path, form)
        return _nothing(path) if outcome is None else redirect(self._notices.add(outcome))


def _nothing(path: str) -> Answer:
    api = contract().base_path
    return error_page(
        404, f"there is nothing at {path[:200]!r}; the API is under {api}, and needs its key"
    )
