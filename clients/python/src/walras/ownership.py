"""Connections belong to the process that opened them, and end with the object that holds them."""

from __future__ import annotations

import contextlib
import os
import weakref
from collections.abc import Callable
from typing import Any

from walras.errors import FailedPreconditionError, WalrasError


class Owner:
    """The process that made a thing. A child that was forked has a copy of it, and its parent's connection."""

    __slots__ = ("_pid",)

    def __init__(self) -> None:
        self._pid = os.getpid()

    def here(self) -> bool:
        """Whether this is that process."""
        return self._pid == os.getpid()

    def require(self, what: str) -> None:
        """Refuses use by another process.

        Raises:
            FailedPreconditionError: FORKED; this is a forked child.
        """
        if not self.here():
            raise FailedPreconditionError(
                f"{what}: expected process {self._pid}, which made it, got its forked child {os.getpid()}; "
                "make one in the child",
                "FORKED",
            )


def end_with(thing: object, end: Callable[..., Any], *arguments: Any) -> None:
    """Calls ``end`` when the thing is collected, unless a forked child collects its copy; at exit nothing is called."""
    weakref.finalize(thing, _end, Owner(), end, arguments).atexit = False


def _end(owner: Owner, end: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    if owner.here():
        with contextlib.suppress(WalrasError):  # whoever would be told is gone
            end(*arguments)
