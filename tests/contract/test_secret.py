"""The key is in no answer that is kept, however the target writes it."""

from __future__ import annotations

import base64
import html
import json
import os
import subprocess
from collections.abc import Callable
from urllib.parse import quote

import pytest

from lune_contract.exchange import API_KEY_IN_OTHER_LETTERS, Answer, Request
from lune_contract.secret import Secret
from lune_contract.target import AsgiTarget, TargetError

KEY = "se/cr+et~key&with<odd>'signs\"%1"
ECHOES = {
    "plain": KEY,
    "percent": quote(KEY, safe=""),
    "percent but for slashes": quote(KEY),
    "percent, all of it": "".join(f"%{ord(each):02x}" for each in KEY),
    "json": json.dumps(KEY)[1:-1],
    "json, slashes too": KEY.replace("/", "\\/"),
    "json, all of it": "".join(f"\\u{ord(each):04x}" for each in KEY),
    "html": html.escape(KEY),
    "hex": KEY.encode().hex(),
    "in other letters": KEY.swapcase(),
    "in capitals": KEY.upper(),
    "in small letters": KEY.lower(),
    "json, slashes as well as quotes": json.dumps(KEY)[1:-1].replace("/", "\\/"),
    "percent, but for some": KEY.replace("/", "%2F").replace("<", "%3c").replace(">", "%3E"),
    "hex in capitals": KEY.encode().hex().upper(),
}


@pytest.mark.parametrize("echo", ECHOES.values(), ids=ECHOES)
def test_an_echo_is_replaced(echo: str) -> None:
    answer = Answer(200, {"x-echo": f"<{echo}>"}, f'{{"said": "{echo}"}}'.encode())
    hidden = Secret(KEY).out_of_answer(answer)
    assert hidden.body == b'{"said": "$LUNE_API_KEY"}'
    assert hidden.headers == {"x-echo": "<$LUNE_API_KEY>"}


@pytest.mark.parametrize("before", ["", "a", "ab", "abc", "Bearer ", "user:"])
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_an_echo_in_base64_is_replaced(before: str, encode: Callable[[bytes], bytes]) -> None:
    echo = encode(f"{before}{KEY}:after".encode()).decode()
    hidden = Secret(KEY).out_of(echo)
    assert "$LUNE_API_KEY" in hidden
    rest = hidden.replace("$LUNE_API_KEY", "")
    assert len(rest) <= len(before) * 2 + 16


def test_it_is_put_in_in_other_letters() -> None:
    assert Secret("Key-1").into(f"Bearer {API_KEY_IN_OTHER_LETTERS}") == "Bearer kEY-1"
    assert Secret("12-34").into(f"Bearer {API_KEY_IN_OTHER_LETTERS}") == "Bearer 12-34x"


def test_a_shell_puts_it_in_in_other_letters() -> None:
    headers = {"Authorization": f"Bearer {API_KEY_IN_OTHER_LETTERS}!"}
    *_, line = Request("GET", "/orders", headers).curl("http://127.0.0.1:1").partition("-H ")
    printed = subprocess.run(
        ["/bin/sh", "-c", f"printf %s {line}"],
        env={"LUNE_API_KEY": "Key-1", "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    assert printed.stdout == "Authorization: Bearer kEY-1!"


def test_what_is_too_short_to_be_a_secret_stays() -> None:
    assert Secret("200").out_of("status 200") == "status 200"


def test_it_shows_nothing() -> None:
    assert KEY not in repr(Secret(KEY))


async def _raises(_scope: object, _receive: object, _send: object) -> None:
    message = f"no such key {KEY}"
    raise RuntimeError(message)


def test_an_application_that_raises_it_does_not_tell_it() -> None:
    with AsgiTarget(_raises, KEY) as target, pytest.raises(TargetError) as raised:
        target.send(Request("GET", "/orders"))
    assert KEY not in str(raised.value)
    assert "$LUNE_API_KEY" in str(raised.value)
    assert raised.value.__cause__ is None


@pytest.mark.parametrize("key", ["", "with space", "new\nline", "ключ"])
def test_what_no_header_takes_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="the API key"):
        Secret(key)
