from __future__ import annotations

from typing import cast

import pytest

from lune_api import API_VERSION, SERVER_URL
from lune_client._settings import Settings, checked_base_url
from lune_client.errors import ConfigurationError

URL = "https://api.example/v1"


@pytest.fixture(autouse=True)
def no_url_around(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LUNE_API_URL", raising=False)


def test_the_document_names_the_server_by_default() -> None:
    assert checked_base_url(None) == SERVER_URL


def test_the_argument_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LUNE_API_URL", "https://environment.example/v1")
    assert checked_base_url(None) == "https://environment.example/v1"
    assert checked_base_url(URL) == URL


def test_an_empty_variable_is_an_error_not_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LUNE_API_URL", "")
    with pytest.raises(ConfigurationError, match="LUNE_API_URL cannot be used"):
        checked_base_url(None)


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        (f"{URL}/", URL),
        ("https://api.example", "https://api.example"),
        ("https://api.example:8443/lune/v1", "https://api.example:8443/lune/v1"),
        ("HTTPS://API.example/v1", "HTTPS://API.example/v1"),
        ("https://[2001:db8::1]/v1", "https://[2001:db8::1]/v1"),
        ("http://127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1"),
        ("http://127.8.9.1/v1", "http://127.8.9.1/v1"),
        ("http://localhost/v1", "http://localhost/v1"),
        ("http://[::1]:8080/v1", "http://[::1]:8080/v1"),
    ],
)
def test_usable_urls(url: str, kept: str) -> None:
    assert checked_base_url(url) == kept


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "give a URL"),
        (" https://api.example/v1", "white space"),
        ("https://api.example/v1\n", "white space"),
        ("https://\xe4pi.example/v1", "ASCII"),
        (cast("str", b"https://api.example/v1"), "give a URL as text"),
        ("api.example/v1", "has no scheme; start it with https://"),
        ("ftp://api.example/v1", "scheme 'ftp' is unknown; start it with https://"),
        ("api.example:8080/v1", "has no scheme; start it with https://"),
        ("127.0.0.1:8080/v1", "has no scheme; start it with http://"),
        ("localhost:8080/v1", "has no scheme; start it with http://"),
        ("[::1]:8080/v1", "has no scheme; start it with http://"),
        ("[::1", "has no scheme; start it with https://"),
        ("https:///v1", "names no host"),
        ("https://", "names no host"),
        ("https://-/v1", "names no host"),
        ("https://api.example:port/v1", "it is no URL"),
        ("https://api.example:99999/v1", "it is no URL"),
        ("https://[::1/v1", "it is no URL"),
        ("https://user:s3cret@api.example/v1", "user name or password"),
        ("https://api.example\\@evil.example/v1", "user name or password"),
        ("https://api.example/v1?key=s3cret", "query or fragment"),
        ("https://api.example/v1?", "query or fragment"),
        ("https://api.example/v1#s3cret", "query or fragment"),
        ("https://api.example\\v1", "names no host"),
        ("https://api.example/a\\v1", "backslash"),
        ("http://api.example/v1", "would send the API key in the clear; use https://"),
        ("http://192.168.0.7/v1", "would send the API key in the clear"),
        ("http://0.0.0.0/v1", "would send the API key in the clear"),
        ("http://localhost.example/v1", "would send the API key in the clear"),
        ("http://127.0.0.1.example/v1", "would send the API key in the clear"),
    ],
)
def test_unusable_urls_are_explained(url: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match="the argument base_url cannot be used") as caught:
        checked_base_url(url)
    assert words in str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_encryption_follows_the_scheme() -> None:
    assert Settings(base_url="HTTPS://api.example").encrypted
    assert not Settings(base_url="http://127.0.0.1").encrypted


def test_headers_without_an_account() -> None:
    settings = Settings(base_url=URL)
    headers = dict(settings.headers)
    assert headers[b"Lune-Version"] == API_VERSION.encode()
    assert headers[b"User-Agent"].startswith(b"lune-client/")
    assert b"Lune-Account" not in headers
    assert b"Content-Type" not in headers
    assert dict(settings.body_headers) == {**headers, b"Content-Type": b"application/json"}


def test_another_account_is_another_object() -> None:
    first = Settings(base_url=URL, account="one", version="2025-01-31")
    second = first.for_account("two")
    assert dict(first.headers)[b"Lune-Account"] == b"one"
    assert dict(second.headers)[b"Lune-Account"] == b"two"
    assert dict(second.body_headers)[b"Lune-Account"] == b"two"
    assert dict(second.headers)[b"Lune-Version"] == b"2025-01-31"
    assert second.base_url == URL


@pytest.mark.parametrize("account", ["", " ", "a b", "a\nb", "a\r\nX: y", "\xe9", 7])
def test_what_is_no_account_id_is_refused(account: str) -> None:
    with pytest.raises(ConfigurationError, match="is not an account id"):
        Settings(base_url=URL, account=account)
    with pytest.raises(ConfigurationError, match="is not an account id"):
        Settings(base_url=URL).for_account(account)


@pytest.mark.parametrize("version", ["", "latest", "2024-8-8", "2024-08-08\n", "20240808", None])
def test_what_is_no_version_is_refused(version: str) -> None:
    with pytest.raises(ConfigurationError, match="is not a version of the API"):
        Settings(base_url=URL, version=version)
