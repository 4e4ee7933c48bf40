"""A progress bar: one line that is drawn again on a terminal, a few plain lines elsewhere."""

from __future__ import annotations

import sys
import time

_WIDTH = 30
_PLAIN_LINES = 5
_REDRAW_SECONDS = 0.1


class Progress:
    """Shows how far a loop is."""

    def __init__(self, title: str, total: int) -> None:
        self._title = title
        self._total = total
        self._terminal = sys.stdout.isatty()
        self._drawn = 0.0
        self._lines = 0

    def show(self, done: int, note: str) -> None:
        """Says that so many of the total are done."""
        now = time.monotonic()
        if self._terminal and (now - self._drawn > _REDRAW_SECONDS or done == self._total):
            self._drawn = now
            filled = _WIDTH * done // self._total
            end = "\n" if done == self._total else ""
            bar = "█" * filled + "░" * (_WIDTH - filled)
            print(f"\r{self._title} {bar} {done}/{self._total}  {note}", end=end, flush=True)
        elif not self._terminal and done * _PLAIN_LINES // self._total > self._lines:
            self._lines = done * _PLAIN_LINES // self._total
            print(f"{self._title} {done}/{self._total}  {note}", flush=True)
