"""The options that every command takes which calls the API."""

from __future__ import annotations

import logging
from collections.abc import Generator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Annotated

from cyclopts import Group, Parameter

from lune_client._client import Lune
from lune_client._limiter import MAX_REQUESTS_PER_SECOND
from lune_client._settings import DEADLINE
from lune_client.cli.failing import reported
from lune_client.errors import InvalidRequestError

__all__ = ["Options"]


@Parameter(name="*", group=Group("Common options", sort_key=1))
@dataclass(frozen=True, kw_only=True)
class Options:
    """What every call needs. The API key is LUNE_API_KEY: an option would show it in `ps`."""

    base_url: Annotated[
        str | None, Parameter(help="Where the API is; otherwise LUNE_API_URL, or that of Lune.")
    ] = None
    account: Annotated[
        str | None, Parameter(help="The account or client account to act for, by its id.")
    ] = None
    max_requests_per_second: Annotated[
        int, Parameter(help="The most requests to send in a second; 0 for any number.")
    ] = MAX_REQUESTS_PER_SECOND
    deadline: Annotated[
        float, Parameter(help="Seconds that a call may take in all, repetitions included.")
    ] = DEADLINE
    as_json: Annotated[
        bool,
        Parameter(
            name="--json",
            show_default=False,
            help="Print JSON, one line for each item, with exact amounts.",
        ),
    ] = False
    debug: Annotated[
        bool,
        Parameter(
            show_default=False, help="Show every attempt at a call, and where an error comes from."
        ),
    ] = False

    @contextmanager
    def session(self) -> Generator[Lune]:
        """Give a client to the block, and report the errors of both."""
        with reported(debug=self.debug), _attempts_shown() if self.debug else nullcontext():
            if self.max_requests_per_second < 0:
                field, problem = "max_requests_per_second", "must be at least 0"
                raise InvalidRequestError(field, self.max_requests_per_second, problem)
            with Lune(
                base_url=self.base_url,
                account=self.account,
                deadline=self.deadline,
                max_requests_per_second=self.max_requests_per_second or None,
            ) as lune:
                yield lune


@contextmanager
def _attempts_shown() -> Generator[None]:
    log, handler = logging.getLogger("lune_client"), logging.StreamHandler()
    before = log.level
    log.addHandler(handler)
    log.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        log.setLevel(before)
        log.removeHandler(handler)
