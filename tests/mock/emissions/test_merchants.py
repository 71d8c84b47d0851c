from __future__ import annotations

from itertools import pairwise

import iso18245
import pytest

from lune_mock.emissions.merchants import category_of
from lune_mock.emissions.tables import rows


def test_every_code_of_iso_18245_has_a_category() -> None:
    codes = [each.mcc for each in iso18245.get_all_mccs()]
    assert len(codes) > 900
    assert [code for code in codes if category_of(code) is None] == []


def test_no_code_has_two_categories() -> None:
    ranges = [(row["first"], row["last"]) for row in rows("merchant_category_codes")]
    assert all(first <= last for first, last in ranges)
    assert all(end < start for (_, end), (start, _) in pairwise(ranges))


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("3000", "flights"),
        ("3350", "flights"),
        ("3351", "car_rental"),
        ("3501", "hotels"),
        ("3999", "hotels"),
        ("4511", "flights"),
        # Shops stand for their goods.
        ("5411", "groceries"),
        ("5541", "petrol"),
        ("5651", "clothing"),
        ("5732", "audio_video"),
        ("5912", "medicines"),
        ("5812", "restaurants"),
        ("5818", "digital_goods"),
        ("4900", "electricity"),
        ("0742", "veterinary"),
    ],
)
def test_codes(code: str, key: str) -> None:
    found = category_of(code)
    assert found is not None
    assert found.key == key


@pytest.mark.parametrize("code", ["", "0000", "0741", "9999", "541", "54110", "no code", "٥٤١١"])
def test_what_is_no_code_has_no_category(code: str) -> None:
    assert category_of(code) is None
