"""Hypothesis without what it keeps, and without what it looks for, where somebody works."""

from __future__ import annotations

import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from unittest import mock

from hypothesis.configuration import set_hypothesis_home_dir, storage_directory
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

__all__ = ["isolated"]


@contextmanager
def isolated() -> Generator[None]:
    """Keep what hypothesis stores out of the working directory, and its constants out of what it draws.

    It draws constants from the source code of modules that happen to be there, and has no setting
    for that: the requests of a seed would change with every module that is imported, or edited, in
    the project that runs the suite.
    """
    before = storage_directory(intent_to_write=False).home_directory
    with (
        tempfile.TemporaryDirectory() as directory,
        mock.patch.object(providers, "_get_local_constants", Constants),
        mock.patch.object(providers, "CONSTANTS_CACHE", type(providers.CONSTANTS_CACHE)(1024)),
    ):
        set_hypothesis_home_dir(directory)
        try:
            yield
        finally:
            set_hypothesis_home_dir(before)
