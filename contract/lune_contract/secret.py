"""The API key: put into what is sent, taken out of what comes back."""

from __future__ import annotations

import base64
import html.entities
import re
from typing import TYPE_CHECKING, Final

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
        is_secret = len(api_key) >= _SHORTEST
        # In whatever letters, as the one with other letters is sent, too.
        pattern = _pattern(api_key) if is_secret else "(?!)"
        self._echo = re.compile(pattern, re.IGNORECASE | re.ASCII)
        self._echo_in_bytes = re.compile(pattern.encode(), re.IGNORECASE)
        written = {api_key, other, api_key.upper(), api_key.lower()} if is_secret else set[str]()
        self._encoded = sorted({code for each in written for code in _encodings(each)})

    def __repr__(self) -> str:
        return "<Secret>"

    def into(self, text: str) -> str:
        """Return a text with the key in its place."""
        return text.replace(API_KEY_IN_OTHER_LETTERS, self._other).replace(API_KEY, self._key)

    def out_of(self, text: str) -> str:
        """Return a text with the key's name where the key stands, however it is written."""
        for encoded in self._encoded:
            text = text.replace(encoded, API_KEY)
        return self._echo.sub(API_KEY, text)

    def out_of_answer(self, answer: Answer) -> Answer:
        """Return an answer that does not have it."""
        body, name = answer.body, API_KEY.encode()
        for encoded in self._encoded:
            body = body.replace(encoded.encode(), name)
        body = self._echo_in_bytes.sub(name, body)
        headers = {header: self.out_of(value) for header, value in answer.headers.items()}
        if headers.get("content-length") == str(len(answer.body)):
            headers["content-length"] = str(len(body))
        return Answer(answer.status, headers, body)


def _pattern(key: str) -> str:
    """Return what finds a key, each of its characters written in any of the usual ways."""
    return "".join(f"(?:{'|'.join(_forms(each))})" for each in key)


def _forms(character: str) -> Iterator[str]:
    code = ord(character)
    # A letter may follow an escape that says nothing, `\\/`, but begins another one, `\\n`.
    yield re.escape(character) if character.isalnum() else rf"\\?{re.escape(character)}"
    yield rf"%{code:02x}|\\u{code:04x}|\\x{code:02x}|&#0*{code};|&#x0*{code:x};"
    name = html.entities.codepoint2name.get(code)
    yield from [] if name is None else [f"&{name};"]


def _encodings(key: str) -> Iterator[str]:
    """Return what a key as a whole may be encoded as."""
    yield from (key.encode().hex(), key.encode().hex().upper())
    # What stands before it shifts base64, by one of three steps; the ends are shared with others.
    for shift in range(3):
        whole = base64.b64encode(b"\0" * shift + key.encode())
        first, rest = -(-shift * 4 // 3), len(whole.rstrip(b"="))
        inner = whole[first : rest - 1].decode()
        yield from (inner, inner.translate(str.maketrans("+/", "-_")))
