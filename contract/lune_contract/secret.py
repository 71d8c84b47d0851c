"""The API key: put into what is sent, taken out of what comes back."""

from __future__ import annotations

import base64
import html
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from lune_contract.exchange import API_KEY, API_KEY_IN_OTHER_LETTERS, Answer

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Secret"]

# A shorter key is no secret, and stands in many a body by chance.
_SHORTEST: Final = 8


class Secret:
    """An API key that shows itself nowhere.

    Raises:
        ValueError: it cannot be a header.
    """

    def __init__(self, api_key: str) -> None:
        if not api_key or not api_key.isascii() or not api_key.isprintable() or " " in api_key:
            message = "the API key is empty or has characters that no header takes"
            raise ValueError(message)
        self._key = api_key
        # One without letters is another key as soon as it has one.
        other = api_key.swapcase()
        self._other = f"{api_key}x" if other == api_key else other
        echoes = {*_echoes(api_key), *_echoes(other)} if len(api_key) >= _SHORTEST else set[str]()
        # What contains another one comes first.
        self._echoes = sorted(echoes, key=len, reverse=True)
        self._echoed_bytes = [each.encode() for each in self._echoes]

    def __repr__(self) -> str:
        return "<Secret>"

    def into(self, text: str) -> str:
        """Return a text with the key in its place."""
        return text.replace(API_KEY_IN_OTHER_LETTERS, self._other).replace(API_KEY, self._key)

    def out_of(self, text: str) -> str:
        """Return a text with the key's name where the key stands, however it is written."""
        for echo in self._echoes:
            text = text.replace(echo, API_KEY)
        return text

    def out_of_answer(self, answer: Answer) -> Answer:
        """Return an answer that does not have it."""
        body = answer.body
        for echo in self._echoed_bytes:
            if echo in body:
                body = body.replace(echo, API_KEY.encode())
        headers = {name: self.out_of(value) for name, value in answer.headers.items()}
        if headers.get("content-length") == str(len(answer.body)):
            headers["content-length"] = str(len(body))
        return Answer(answer.status, headers, body)


def _echoes(key: str) -> Iterator[str]:
    """Return what a key may look like in an answer."""
    yield from (key, quote(key), quote(key, safe=""), html.escape(key))
    yield from (key.encode().hex(), key.encode().hex().upper())
    for form in ("%{:02x}", "%{:02X}", "\\u{:04x}", "\\u{:04X}", "\\x{:02x}", "&#{};", "&#x{:x};"):
        yield "".join(form.format(ord(each)) for each in key)
    for escaped in ("/", "+", '"', "'", "&", "<", ">"):
        yield key.replace(escaped, f"\\{escaped}")
        yield key.replace(escaped, f"\\u{ord(escaped):04x}")
    # What stands before it shifts base64, by one of three steps; the ends are shared with others.
    for shift in range(3):
        whole = base64.b64encode(b"\0" * shift + key.encode())
        first, rest = -(-shift * 4 // 3), len(whole.rstrip(b"="))
        inner = whole[first : rest - 1].decode()
        yield from (inner, inner.translate(str.maketrans("+/", "-_")))
