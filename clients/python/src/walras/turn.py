"""Turns: one step of the batch as a participant's seats see it, as NumPy arrays over the bytes that arrived."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from walras import shows
from walras.layout import Array, Field, Layout
from walras.seats import Seat
from walras.v1 import sessions_pb2, tensor_pb2
from walras.wire import RawTurn

_NO_ROWS: Array = np.zeros(0, np.int32)


@dataclass(slots=True, repr=False)
class Turn:
    """One step of one shard. B is the shard's number of rows, n the number of agents of the seat.

    Arrays are read-only views over the received bytes (unless the session was made with ``copy=True``): keep them as
    long as you like, they never change. Dictionaries are keyed by group (by ``group/agent`` when the participant holds
    several seats of one group).
    """

    shard: int
    """Which shard."""
    step: int
    """The turn's number: 0 for the first reset, one more for everything after it."""
    cause: str
    """``reset``, ``step`` or ``restore``."""
    terminated: Array
    """bool [B]: the row's episode ended by its own rules."""
    truncated: Array
    """bool [B]: the row's episode was cut off."""
    obs: dict[str, dict[str, Array]] = field(default_factory=dict)
    """Group to tensor to [B, n, ...]."""
    reward: dict[str, Array] = field(default_factory=dict)
    """Group to float64 [B, n]."""
    active: dict[str, Array] = field(default_factory=dict)
    """Group to bool [B, n]: who must act now."""
    action_mask: dict[str, Array] = field(default_factory=dict)
    """Group to int8 [B, n, choices], for groups that have one."""
    metrics: dict[str, Array] = field(default_factory=dict)
    """Metric to float64 [B] or [B, n]."""
    privileged: dict[str, Array] = field(default_factory=dict)
    """Tensor to [B, ...], for seats made with ``privileged``."""
    final_rows: Array = field(default_factory=lambda: _NO_ROWS)
    """int32 [F]: with SAME_STEP, the rows whose episodes ended in this step and have been reset in it."""
    final_obs: dict[str, dict[str, Array]] = field(default_factory=dict)
    """Group to tensor to [F, n, ...]: the true last observations of those rows; empty when there are none."""
    final_action_mask: dict[str, Array] = field(default_factory=dict)
    """Group to int8 [F, n, choices], of the same rows."""
    final_privileged: dict[str, Array] = field(default_factory=dict)
    """Tensor to [F, ...], of the same rows."""
    late: tuple[str, ...] = ()
    """The groups, of those that are held, whose actions were not used: the deadline had lapsed, and what the session
    plays for late seats was played."""
    text: dict[str, str] = field(default_factory=dict)
    """Group to what its arrays say in words, a JSON object with ``step``, ``observation``, ``your_move``, ``reward``,
    ``terminated``, ``truncated``, and ``legal`` where there is a mask; for seats with ``text``."""

    @property
    def done(self) -> Array:
        """Whether the row's episode is over, for either reason: bool [B]."""
        return np.asarray(self.terminated | self.truncated)

    def _title(self) -> str:
        return f"Turn {self.step} {self.cause} B={len(self.terminated)} done={int(self.done.sum())}"

    def _arrays(self) -> dict[str, Any]:
        names = ("obs", "reward", "active", "action_mask", "metrics", "privileged", "final_obs")
        return {name: getattr(self, name) for name in names}

    def __repr__(self) -> str:
        return shows.line(self._title(), self._arrays())

    def _repr_html_(self) -> str:
        return shows.table(self._title(), self._arrays())


_CAUSES: dict[int, str] = {
    sessions_pb2.TURN_CAUSE_RESET: "reset",
    sessions_pb2.TURN_CAUSE_STEP: "step",
    sessions_pb2.TURN_CAUSE_RESTORE: "restore",
}


class TurnReader:
    """Turns raw turns into turns, for one set of seats."""

    def __init__(self, seats: tuple[Seat, ...], copy: bool) -> None:
        self._seats = seats
        self._copy = copy

    def read(self, raw: RawTurn) -> Turn:
        """The turn, without looking at a single element of it."""
        turn = Turn(raw.shard, raw.step, _CAUSES.get(raw.cause, "step"), _NO_ROWS, _NO_ROWS)
        for seat in self._seats:
            place = raw.frames.get(seat.index)
            if place is not None:
                self._frame(turn, seat, seat.observation, raw.source, place[0])
            said = raw.text.get(seat.index)
            if said is not None:
                turn.text[seat.key] = bytes(raw.data[said[0] : said[1]]).decode()
        if raw.late:
            turn.late = tuple(seat.key for seat in self._seats if seat.index in raw.late)
        start, end = raw.final_rows
        if end > start:
            self._finals(turn, raw, start, end)
        return turn

    def _frame(self, turn: Turn, seat: Seat, layout: Layout, data: Any, start: int) -> None:
        for place in layout.fields:
            array = place.view(data, start)
            file_array(turn, seat, place, array.copy() if self._copy else array)

    def _finals(self, turn: Turn, raw: RawTurn, start: int, end: int) -> None:
        turn.final_rows = np.frombuffer(raw.data, "<i4", (end - start) // 4, start)
        rows = len(turn.final_rows)
        for seat in self._seats:
            place = raw.final_frames.get(seat.index)
            if place is None:
                continue
            for kept in seat.observation.final(rows).fields:
                if kept.end > place[1] - place[0]:
                    break  # observations come first; a server may keep no more than these
                array = kept.view(raw.data, place[0])
                _file_final(turn, seat, kept, array.copy() if self._copy else array)


def file_array(turn: Turn, seat: Seat, place: Field, array: Array) -> None:
    """Puts one field's array where users look for it."""
    kind = place.kind
    if kind == tensor_pb2.FIELD_KIND_OBSERVATION:
        turn.obs.setdefault(seat.key, {})[place.name] = array
    elif kind == tensor_pb2.FIELD_KIND_REWARD:
        turn.reward[seat.key] = array
    elif kind == tensor_pb2.FIELD_KIND_TERMINATED:
        turn.terminated = array
    elif kind == tensor_pb2.FIELD_KIND_TRUNCATED:
        turn.truncated = array
    elif kind == tensor_pb2.FIELD_KIND_ACTIVE:
        turn.active[seat.key] = array
    elif kind == tensor_pb2.FIELD_KIND_METRIC:
        _file_metric(turn, seat, place, array)
    elif kind == tensor_pb2.FIELD_KIND_ACTION_MASK:
        turn.action_mask[seat.key] = array
    elif kind == tensor_pb2.FIELD_KIND_PRIVILEGED:
        turn.privileged[place.name] = array


def _file_metric(turn: Turn, seat: Seat, place: Field, array: Array) -> None:
    # A metric of agents, [B, n] or in a trajectory [K, B, n], is in the frame of each of the group's seats, with that
    # seat's agents only; one of rows is in every seat's frame.
    of_agents = len(place.shape) > 1
    if of_agents and place.name in turn.metrics:
        array = np.concatenate([turn.metrics[place.name], array], axis=-1)
    turn.metrics[place.name] = array


def final_turn(seats: tuple[Seat, ...], message: sessions_pb2.FinalRows, chosen: Collection[tuple[int, str]]) -> Turn:
    """What was last seen in the rows that ended in a turn of a rollout that records the chosen fields."""
    turn = Turn(0, message.step, "step", _NO_ROWS, _NO_ROWS)
    turn.final_rows = np.frombuffer(message.final_rows, "<i4")
    frames = {each.seat: each.frame for each in message.final_frames}
    for seat in seats:
        frame = frames.get(seat.index, b"")
        for kept in seat.observation.only(chosen).final(len(turn.final_rows)).fields:
            if kept.end > len(frame):
                break
            _file_final(turn, seat, kept, kept.view(frame, 0))
    return turn


def _file_final(turn: Turn, seat: Seat, place: Field, array: Array) -> None:
    if place.kind == tensor_pb2.FIELD_KIND_OBSERVATION:
        turn.final_obs.setdefault(seat.key, {})[place.name] = array
    elif place.kind == tensor_pb2.FIELD_KIND_ACTION_MASK:
        turn.final_action_mask[seat.key] = array
    else:
        turn.final_privileged[place.name] = array
