"""Acts: what the held seats do, as messages; with shared memory the actions lie there, and the message says so."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from walras.actions import ActionFrames, Actions
from walras.layout import Array
from walras.seats import Seat
from walras.shared import SharedFrames
from walras.v1 import play_pb2, sessions_pb2
from walras.wire import ActWriter, SharedActWriter

Frames = dict[int, bytearray | Array]
"""Seat to the bytes of its actions."""


class Acts:
    """Writes the acts of one participant over one stream.

    Args:
        seats: those that are held.
        shared: where their frames lie; None for in the messages.
        shards: of the session.
    """

    def __init__(self, seats: tuple[Seat, ...], shared: SharedFrames | None, shards: int) -> None:
        self._shared = shared
        self._bytes = {seat.index: seat.action.size_bytes for seat in seats}
        self._writers: dict[tuple[int, ...], ActWriter] = {}
        self._shared_writers: dict[tuple[int, ...], SharedActWriter] = {}
        if shared is None:
            self._frames = [ActionFrames(seats)] * shards
        else:
            self._frames = [ActionFrames(seats, partial(shared.actions, shard=shard)) for shard in range(shards)]

    def frames(self, actions: Actions, shard: int, idle: Callable[[str], bool]) -> Frames:
        """The actions, laid out; see ``ActionFrames.fill``."""
        return self._frames[shard].fill(actions, idle)

    def in_words(self, actions: Actions, shard: int, step: int, idle: Callable[[str], bool]) -> bytes:
        """The act of a turn in which some seats answer in words, and the others as ever."""
        said = self._frames[shard].words(actions)
        others = {name: action for name, action in actions.items() if not isinstance(action, str)}
        laid = self.frames(others, shard, lambda key: key in said or idle(key))
        act = sessions_pb2.Act(shard=shard, step=step)
        for seat, text in said.values():
            act.frames.add(seat=seat, text=text)
        for seat, frame in laid.items():
            act.frames.add(seat=seat, frame=bytes(frame))
        return play_pb2.PlayRequest(act=act).SerializeToString()

    def message(self, frames: Frames, shard: int, step: int) -> bytes:
        """The act of a turn."""
        seats = tuple(frames)
        if self._shared is None:
            if seats not in self._writers:
                self._writers[seats] = ActWriter({seat: self._bytes[seat] for seat in seats})
            return self._writers[seats].write(shard, step, frames.values())
        if seats not in self._shared_writers:
            self._shared_writers[seats] = SharedActWriter(seats)
        return self._shared_writers[seats].write(shard, step, self._shared.grant(shard))
