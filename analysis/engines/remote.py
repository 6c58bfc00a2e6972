"""What runs on the workers of a cluster. Little is imported here: the scheduler, which only hands on, loads it too."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from functools import cache
from threading import Lock
from typing import Any

MOST_RUNS = 4
"""Runs whose work is held."""

_ENLISTED: dict[str, Any] = {}
"""The work of runs by their names."""
_ONE_AT_A_TIME = Lock()
"""A language model is not made for several threads."""


class NotEnlistedError(RuntimeError):
    """The worker was started anew in the place of one that was prepared."""


def enlist(run: str, model: str, here: Mapping[str, str], work: bytes) -> list[str]:
    """Prepare for a run.

    Args:
        run: its name.
        model: the language model.
        here: the fingerprint where the run was started.
        work: pickled, for only a worker of the same version can be sure to know it.

    Returns:
        What is another here, so that the worker cannot take part.
    """
    from analysis.program import differences

    with _ONE_AT_A_TIME:
        found = differences(here, _fingerprint(model))
        if not found:
            while len(_ENLISTED) >= MOST_RUNS:  # they are over, or will enlist once more
                del _ENLISTED[next(iter(_ENLISTED))]
            prepared = pickle.loads(work)  # Dask has loaded as much from the same sender to come here
            prepared.prepare()
            _ENLISTED[run] = prepared
    return found


@cache
def _fingerprint(model: str) -> dict[str, str]:
    """What this process has loaded, though other files may have been put in their place since."""
    from analysis.program import fingerprint

    return fingerprint(model)


def do(run: str, part: bytes) -> Any:
    """Do one part."""
    with _ONE_AT_A_TIME:
        if run not in _ENLISTED:
            raise NotEnlistedError
        return _ENLISTED[run](pickle.loads(part))
