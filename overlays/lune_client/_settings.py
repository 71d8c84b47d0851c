"""What a client was told, checked once, and the headers that follow from it."""

from __future__ import annotations

import math
import os
import platform
import re
from ipaddress import ip_address
from typing import Final, TypeGuard, cast
from urllib.parse import SplitResult, urlsplit

from attrs import Factory, evolve, field, frozen

from lune_api import API_VERSION, SERVER_URL
from lune_client._http import LIBRARY, Headers
from lune_client._timeout import Seconds
from lune_client._version import __version__
from lune_client.errors import ConfigurationError

URL_VARIABLE: Final = "LUNE_API_URL"

MAX_RETRIES: Final = 2
DEADLINE: Final = 60.0

_USER_AGENT: Final = f"lune-client/{__version__} python/{platform.python_version()} {LIBRARY}"
_VERSION: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_VISIBLE: Final = re.compile(r"[!-~]+")
_HOST: Final = re.compile(r"[0-9a-z]([0-9a-z._-]*[0-9a-z])?|[0-9a-f:.]*:[0-9a-f:.]*", re.ASCII)


def _account(account: str | None) -> str | None:
    if account is not None and not _is_visible(account):
        message = (
            f"account {account!r} is not an account id: give the id of an account or client "
            "account as text; the default account of the API key is that of a client made without"
        )
        raise ConfigurationError(message)
    return account


def _version(version: str) -> str:
    if not _is_visible(version) or _VERSION.fullmatch(version) is None:
        message = (
            f"version {version!r} is not a version of the API: give a date such as "
            f"{API_VERSION!r}, or leave it out"
        )
        raise ConfigurationError(message)
    return version


def _check_retries(_settings: object, _attribute: object, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        message = f"max_retries={value!r} is not usable: give a whole number from 0"
        raise ConfigurationError(message)


def _check_deadline(_settings: object, _attribute: object, value: object) -> None:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if value is not None and not (is_number and 0 < cast("float", value) < math.inf):
        message = (
            f"deadline={value!r} is not usable: give the seconds that a call may take in all, "
            "or None for no limit"
        )
        raise ConfigurationError(message)


def _headers(settings: Settings) -> Headers:
    headers = (
        (b"Accept", b"application/json"),
        (b"User-Agent", _USER_AGENT.encode()),
        (b"Lune-Version", settings.version.encode()),
    )
    if settings.account is None:
        return headers
    return *headers, (b"Lune-Account", settings.account.encode())


def _body_headers(settings: Settings) -> Headers:
    return *settings.headers, (b"Content-Type", b"application/json")


# No generated repr: tracebacks with locals show half-made objects, on which it would fail.
@frozen(kw_only=True, repr=False)
class Settings:
    """Where the calls of one client or view go and for whom; immutable."""

    base_url: str
    account: str | None = field(default=None, converter=_account)
    version: str = field(default=API_VERSION, converter=_version)
    max_retries: int = field(default=MAX_RETRIES, validator=_check_retries)
    deadline: Seconds | None = field(default=DEADLINE, validator=_check_deadline)
    headers: Headers = field(init=False, default=Factory(_headers, takes_self=True))
    """The headers of a call without a body."""
    body_headers: Headers = field(init=False, default=Factory(_body_headers, takes_self=True))
    """The headers of a call with a body."""

    @property
    def encrypted(self) -> bool:
        """Whether calls go over TLS; without it they stay on this machine."""
        return urlsplit(self.base_url).scheme == "https"

    @property
    def server(self) -> str:
        """The host of the base URL, with its port if it states one."""
        return urlsplit(self.base_url).netloc

    def for_account(self, account: str) -> Settings:
        """Return the same settings for another account."""
        # A missing id, an empty one as much as None, must not become the default account.
        return evolve(self, account=account or "")


def checked_base_url(given: str | None) -> str:
    """Return the checked base URL: as given, or from LUNE_API_URL, or the one of the document.

    Raises:
        ConfigurationError: it is no URL that calls with an API key may go to.
    """
    if given is not None:
        return _checked_url(given, "the argument base_url")
    found = os.environ.get(URL_VARIABLE)
    if found is not None:
        return _checked_url(found, f"the environment variable {URL_VARIABLE}")
    return _checked_url(SERVER_URL, "the server of the API document")


def _checked_url(url: str, source: str) -> str:
    problem = _url_problem(url)
    if problem is not None:
        message = f"{source} cannot be used: {problem} (such as {SERVER_URL})"
        raise ConfigurationError(message)
    return url.rstrip("/")


def _url_problem(url: object) -> str | None:  # noqa: PLR0911  # one per fault
    """Say what is wrong with a URL without repeating it: it may hold a password."""
    if not url:
        return "it is empty; give a URL"
    if not _is_visible(url):
        return "give a URL as text without white space, in ASCII"
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port  # raises if it is not a number up to 65535
    except ValueError as error:
        return f"it is no URL ({error}); give one"
    if parts.scheme not in {"http", "https"}:
        # The name of a host before a port reads like a scheme.
        has_scheme = parts.scheme and "://" in url
        shown = f"the scheme {parts.scheme!r} is unknown" if has_scheme else "it has no scheme"
        return f"{shown}; start it with {'http' if _is_local(url) else 'https'}://"
    if "@" in parts.netloc:
        return "it holds a user name or password; leave them out, the API key is api_key="
    if _HOST.fullmatch(host) is None:
        return "it names no host; give one"
    if "?" in url or "#" in url:
        return "it has a query or fragment; end it after the path"
    if "\\" in url:
        return "it contains a backslash; use /"
    if parts.scheme == "http" and not _is_loopback(parts):
        return (
            f"http:// to {host} would send the API key in the clear; use https://, "
            "http:// is for this machine only"
        )
    return None


def _is_local(url: str) -> bool:
    """Whether a URL without a scheme names this machine."""
    try:
        return _is_loopback(urlsplit(f"//{url}"))
    except ValueError:
        return False


def _is_loopback(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _is_visible(text: object) -> TypeGuard[str]:
    return isinstance(text, str) and _VISIBLE.fullmatch(text) is not None
