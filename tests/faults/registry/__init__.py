"""Faults that a contract test suite of the API is measured against."""

from __future__ import annotations

from lune_contract.rule import Area

from .access import authentication, tenants
from .answers import answers
from .estimates import estimates
from .fault import Fault, Handle
from .idempotency import idempotency
from .life import life
from .money import money, selection
from .pagination import pagination
from .protocol import errors, http, versions
from .several import batch, multi_match
from .validation import validation

__all__ = ["FAULTS", "Area", "Fault", "Handle"]

_AREAS = (
    authentication,
    tenants,
    versions,
    errors,
    validation,
    http,
    answers,
    money,
    selection,
    idempotency,
    pagination,
    life,
    estimates,
    batch,
    multi_match,
)

FAULTS: tuple[Fault, ...] = tuple(fault for area in _AREAS for fault in area.made)
