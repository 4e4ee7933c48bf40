"""Records what a session plays: with ``session.recording()``, also of ``make``, ``make_vec`` and ``parallel_env``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from walras.acts import Frames
from walras.layout import Array
from walras.rollout import Trajectory
from walras.seats import Seat
from walras.turn import Turn
from walras.v1 import sessions_pb2


class Recording:
    """The turns of a session while it is open, one shard at a time, and the actions that led to them.

    >>> env = walras.make("auction/chain-v0", seat="bidders")
    >>> with env.session.recording() as recording:
    ...     play(env)
    >>> recording.trajectory().to_minari("chain/mine-v0")
    """

    def __init__(
        self,
        seats: tuple[Seat, ...],
        session: sessions_pb2.Session,
        shard: int,
        last: Turn | None,
        stop: Callable[[], None],
    ) -> None:
        self.shard = shard
        self._seats = seats
        self._session = session
        self._start = last
        self._stop = stop
        self._acted: dict[str, dict[str, Array]] | None = None
        self._mask: Array | None = None
        self._turns: list[tuple[Turn, dict[str, dict[str, Array]] | None, Array | None]] = []

    def acted(self, frames: Frames) -> None:
        """Actions are on their way."""
        by_index = {seat.index: seat for seat in self._seats}
        self._acted = {
            by_index[index].key: {place.name: place.view(frame, 0).copy() for place in by_index[index].action.fields}
            for index, frame in frames.items()
        }

    def reset(self, mask: Array | Sequence[bool] | None) -> None:
        """A reset is on its way."""
        chosen = None if mask is None else np.asarray(mask, bool).copy()
        self._acted, self._mask = None, None if chosen is None or chosen.all() else chosen

    def came(self, turn: Turn) -> None:
        """A turn has come."""
        self._turns.append((turn, self._acted, self._mask))
        self._acted = self._mask = None

    def rolled(self, trajectory: Trajectory) -> None:
        """Many steps have come at once, with the actions that led to them."""
        for k in range(trajectory.steps):
            acted = {
                key: {name: array[k] for name, array in tensors.items()} for key, tensors in trajectory.actions.items()
            }
            self._turns.append((trajectory.turn(k, self.shard), acted, None))

    def trajectory(self) -> Trajectory:
        """All of it so far, as arrays ``[K, B, ...]``; the turn of a first reset is its ``start``."""
        turns, start = self._turns, self._start
        if turns and turns[0][0].cause != "step" and turns[0][2] is None:
            start, turns = turns[0][0], turns[1:]
        steps = [turn for turn, _, _ in turns]
        if not steps:
            nothing: Array = np.zeros((0, 0), bool)
            return Trajectory(0, nothing, nothing, start=start, session=self._session)
        trajectory = Trajectory(steps[0].step, _stack(steps, "terminated"), _stack(steps, "truncated"))
        trajectory.steps, trajectory.start, trajectory.session = len(steps), start, self._session
        for name in ("reward", "active", "action_mask", "metrics", "privileged"):
            first: dict[str, Array] = getattr(steps[-1], name)
            getattr(trajectory, name).update({key: _filled(steps, name, key, first[key]) for key in first})
        for key, tensors in steps[-1].obs.items():
            trajectory.obs[key] = {name: np.stack([turn.obs[key][name] for turn in steps]) for name in tensors}
        for seat in self._seats:
            trajectory.actions[seat.key] = {
                place.name: np.stack([_of(acted, seat.key, place) for _, acted, _ in turns])
                for place in seat.action.fields
            }
        self._mark(trajectory, turns)
        trajectory.finals = [turn for turn in steps if len(turn.final_rows)]
        return trajectory

    def _mark(self, trajectory: Trajectory, turns: Sequence[tuple[Turn, Any, Array | None]]) -> None:
        done = trajectory.terminated | trajectory.truncated
        modes = sessions_pb2.AutoresetMode
        by_itself = self._session.config.autoreset_mode not in (
            modes.AUTORESET_MODE_DISABLED,
            modes.AUTORESET_MODE_SAME_STEP,
        )
        before = np.concatenate([np.zeros_like(done[:1]), done[:-1]]) & by_itself
        begun, idle = before, np.zeros_like(done)
        for place, (turn, _, mask) in enumerate(turns):
            if turn.cause != "step":
                begun[place] = True if mask is None else mask
                idle[place] = ~begun[place]
        trajectory.begun, trajectory.idle = begun, idle

    def close(self) -> None:
        """Ends it. Twice is once."""
        self._stop()

    def __enter__(self) -> Recording:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _stack(turns: Sequence[Turn], name: str) -> Array:
    return np.stack([getattr(turn, name) for turn in turns])


def _filled(turns: Sequence[Turn], name: str, key: str, like: Array) -> Array:
    """Zeros where a turn has none: a reset pays no reward."""
    nothing = np.zeros_like(like)
    return np.stack([getattr(turn, name).get(key, nothing) for turn in turns])


def _of(acted: Mapping[str, Mapping[str, Array]] | None, key: str, place: Any) -> Array:
    """The seat's actions; zeros where it had none to take, as in a reset."""
    if acted is None or key not in acted:
        return np.zeros(place.shape, place.dtype)
    return acted[key][place.name]
