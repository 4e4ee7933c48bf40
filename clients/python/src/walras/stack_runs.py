"""Runs of a stack: lanes in a row that stand at the same step, for which one act is sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from walras.actions import ActionFrames
from walras.errors import InternalError
from walras.lanes import Lane, StackAnswer
from walras.layout import Array
from walras.seats import Seat
from walras.stacked_turns import pairs
from walras.turn import Turn, TurnReader
from walras.wire import ActWriter, read_turn


def stacked(seats: tuple[Seat, ...], sessions: int) -> tuple[Seat, ...]:
    """The seats of so many sessions as if they were of one, seen as ``[S, B, ...]``."""
    return tuple(
        replace(seat, observation=seat.observation.stacked(sessions), action=seat.action.stacked(sessions))
        for seat in seats
    )


class Run:
    """Lanes ``first`` to ``end - 1``, between acts and while one is on its way.

    Attributes:
        first: the first lane.
        end: the one after the last.
        frames: where actions for all of them lie.
        step: the number of the turn that was asked for.
        answer: their common turn, when it has come.
        apart: the lanes whose share of the common turn means nothing.
        parted: the lanes that have gone their own way since the act, with an answer or to wait for one.
    """

    def __init__(self, first: int, end: int, seats: tuple[Seat, ...], num_envs: int, copy: bool) -> None:
        self.first = first
        self.end = end
        self._num_envs = num_envs
        held = stacked(seats, end - first)
        self.frames = ActionFrames(held)
        self._sizes = {seat.index: seat.action.size_bytes for seat in held}
        self._reader = TurnReader(held, copy)
        self._writers: dict[tuple[int, ...], ActWriter] = {}
        self.step = -1
        self.answer: Turn | None = None
        self.apart: frozenset[int] = frozenset()
        self.parted: set[int] = set()

    @property
    def lanes(self) -> slice:
        """Its lanes among all."""
        return slice(self.first, self.end)

    @property
    def done(self) -> bool:
        """Whether nothing more is to come for the lanes that are still in it."""
        if self.answer is None:
            return len(self.parted) == self.end - self.first
        return self.apart <= self.parted

    def send(self, lane: Lane, step: int, frames: dict[int, bytearray | Array]) -> None:
        """Gathers the act; ``frames`` of all its lanes by seat, which must not change before the flush."""
        self.step, self.answer, self.apart = step, None, frozenset()
        self.parted.clear()
        lane.send_stack(self._writer(frames).parts(0, step, frames.values()), self.end - self.first)

    def take(self, answer: StackAnswer) -> None:
        """Reads the common turn.

        Raises:
            InternalError: it is none of these lanes'.
        """
        raw = read_turn(answer.message)
        if raw is None or answer.count != self.end - self.first or raw.step != self.step:
            raise InternalError(f"lane {self.first}: an answer that is not of the act that was sent", "INTERNAL")
        turn = self._reader.read(raw)
        turn.final_rows = pairs(turn.final_rows, self._num_envs)
        self.answer, self.apart = turn, answer.apart

    def has_answer_of(self, lane: int) -> bool:
        """Whether the lane's turn is in the common one."""
        return self.answer is not None and lane not in self.apart

    def _writer(self, seats: Iterable[int]) -> ActWriter:
        chosen = tuple(seats)
        if chosen not in self._writers:
            self._writers[chosen] = ActWriter({seat: self._sizes[seat] for seat in chosen})
        return self._writers[chosen]
