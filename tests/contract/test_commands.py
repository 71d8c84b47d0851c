"""Commands of the user: what they say is told without the key."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from lune_contract.commands import advancing, cancelling
from lune_contract.rule import Unsettled

KEY = "key-of-the-tests"


def test_an_order_is_cancelled_by_its_id(tmp_path: Path) -> None:
    program = "import sys; open(sys.argv[1], 'w').write(sys.argv[2])"
    told = tmp_path / "told"
    command = shlex.join([sys.executable, "-c", program, str(told), '{"id": "{id}"}'])
    cancelling(command, KEY)("a-1")
    assert told.read_text() == '{"id": "a-1"}'


@pytest.mark.parametrize("id_", ["-o/etc/passwd", "a b", "../a", "", '"', "a\n"])
def test_an_id_that_is_no_plain_word_is_given_to_no_command(id_: str) -> None:
    with pytest.raises(Unsettled, match="no plain word"):
        cancelling("false {id}", KEY)(id_)


@pytest.mark.parametrize(("command", "said"), [("true", "write {id}"), (" ", "is empty")])
def test_a_command_that_cannot_cancel_is_told(command: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        cancelling(command, KEY)


@pytest.mark.parametrize(
    "command",
    [
        shlex.join([sys.executable, "-c", f"import sys; sys.exit('no: {KEY}')"]),
        shlex.join([sys.executable, "-c", f"print('{KEY}'); raise SystemExit(3)"]),
        shlex.join([f"/no/such/{KEY}"]),
    ],
)
def test_a_command_that_fails_says_why_without_the_key(command: str) -> None:
    with pytest.raises((Unsettled, ValueError)) as caught:
        advancing(command, KEY)()
    assert "$LUNE_API_KEY" in str(caught.value)
    assert KEY not in str(caught.value)
