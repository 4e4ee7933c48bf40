"""For how long a program tries to come back to a server that cannot be reached."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import TypeVar

from walras.errors import UnavailableError, WalrasError

_RETRY_SECONDS = 0.05
_HELD_SECONDS = 1.0
_T = TypeVar("_T")


def until_reached(timeout: float, call: Callable[[], _T]) -> _T:
    """What the call returns, tried again for so many seconds while the server cannot be reached.

    Raises:
        UnavailableError: it could not be reached in time.
    """
    deadline = time.monotonic() + timeout
    while True:
        try:
            return call()
        except UnavailableError:
            if time.monotonic() > deadline:
                raise
            time.sleep(_RETRY_SECONDS)


def lost_with(why: WalrasError, awaited: tuple[int, bytes] | None) -> UnavailableError:
    """What to say to whoever goes on as if the connection still stood."""
    what = "the connection was lost" + (f" while turn {awaited[0]} was on its way" if awaited else "")
    return UnavailableError(
        f"{what} ({why.message}): reattach() and step_wait() go on where the server has kept the session; "
        "reconnect=SECONDS does so by itself",
        why.reason,
        why.fields,
    )


class Patience:
    """So many seconds, from the loss of a connection on that had held for a while; None for no patience."""

    def __init__(self, seconds: float | None) -> None:
        self.seconds = seconds
        self._until = self._back_at = -math.inf

    def after(self, loss: UnavailableError) -> float:
        """For how many seconds to try again.

        Raises:
            UnavailableError: the loss; for none.
        """
        if self.seconds is None:
            raise loss
        now = time.monotonic()
        if now - self._back_at > _HELD_SECONDS:
            self._until = now + self.seconds
        elif now > self._until:
            raise loss
        else:
            time.sleep(_RETRY_SECONDS)  # it breaks as soon as it is there
        return max(0.0, self._until - now)

    def back(self) -> None:
        """There is a connection again."""
        self._back_at = time.monotonic()
