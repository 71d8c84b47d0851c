"""The object EstimateMass of the API document, which is a Mass in Python."""

from __future__ import annotations

from typing import TypeAlias

from ..types import Mass

EstimateMass: TypeAlias = Mass
"""An estimated mass of emissions."""
