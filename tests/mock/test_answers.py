from __future__ import annotations

import pytest

from lune_mock.answers import Answer, Delivery


@pytest.mark.parametrize(
    ("data", "pieces", "expected"),
    [
        (b"abcdef", 3, [b"ab", b"cd", b"ef"]),
        (b"abcde", 2, [b"ab", b"cde"]),
        (b"ab", 5, [b"a", b"b"]),
        (b"", 5, []),
    ],
)
def test_pieces_are_as_many_as_asked_and_none_is_empty(
    data: bytes, pieces: int, expected: list[bytes]
) -> None:
    assert Delivery(pieces=pieces).split(data) == expected


def test_delays_add_up() -> None:
    answer = Answer(200, {}, b"").delayed(1.5).delayed(0.5)
    assert answer.delivery == Delivery(delay=2.0)


def test_a_delay_leaves_the_rest_of_the_delivery() -> None:
    answer = Answer(200, {}, b"", Delivery(drop="half")).delayed(1)
    assert answer.delivery == Delivery(delay=1, drop="half")
