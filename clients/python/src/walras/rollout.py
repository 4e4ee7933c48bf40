"""Trajectories: many steps that the server played by itself, as arrays ``[K, B, ...]``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from walras import policies
from walras.errors import InternalError, bad_request
from walras.layout import Array, Layout, align
from walras.seats import Seat
from walras.turn import Turn, file_array
from walras.v1 import sessions_pb2, tensor_pb2
from walras.wire import message_fields

# What users call a trajectory's fields, and what the wire does.
_KINDS: dict[str, tensor_pb2.FieldKind] = {
    "obs": tensor_pb2.FIELD_KIND_OBSERVATION,
    "actions": tensor_pb2.FIELD_KIND_ACTION,
    "reward": tensor_pb2.FIELD_KIND_REWARD,
    "terminated": tensor_pb2.FIELD_KIND_TERMINATED,
    "truncated": tensor_pb2.FIELD_KIND_TRUNCATED,
    "active": tensor_pb2.FIELD_KIND_ACTIVE,
    "action_mask": tensor_pb2.FIELD_KIND_ACTION_MASK,
    "metrics": tensor_pb2.FIELD_KIND_METRIC,
    "privileged": tensor_pb2.FIELD_KIND_PRIVILEGED,
}


@dataclass(slots=True)
class Trajectory:
    """K steps of one shard. Dictionaries are keyed as in ``Turn``.

    ``actions[t]`` are what led to ``obs[t]``, ``reward[t]`` and the flags of ``t``. What was left out of a rollout's
    ``fields`` is empty: a dictionary without keys, or an array [0, 0].
    """

    first_step: int
    """The number of the first turn."""
    terminated: Array
    """bool [K, B]."""
    truncated: Array
    """bool [K, B]."""
    obs: dict[str, dict[str, Array]] = field(default_factory=dict)
    """Group to tensor to [K, B, n, ...]."""
    actions: dict[str, dict[str, Array]] = field(default_factory=dict)
    """Group to tensor to [K, B, n, ...]."""
    reward: dict[str, Array] = field(default_factory=dict)
    """Group to float64 [K, B, n]."""
    active: dict[str, Array] = field(default_factory=dict)
    """Group to bool [K, B, n]."""
    action_mask: dict[str, Array] = field(default_factory=dict)
    """Group to int8 [K, B, n, choices]."""
    metrics: dict[str, Array] = field(default_factory=dict)
    """Metric to float64 [K, B] or [K, B, n]."""
    privileged: dict[str, Array] = field(default_factory=dict)
    """Tensor to [K, B, ...]."""
    steps: int = 0
    """K."""

    def last_turn(self, shard: int) -> Turn:
        """The turn at which the session stands after it, as far as it was recorded."""
        step = self.first_step + self.steps - 1
        turn = Turn(shard, step, "step", _last(self.terminated), _last(self.truncated))
        turn.obs = {key: {name: array[-1] for name, array in tensors.items()} for key, tensors in self.obs.items()}
        for name in ("reward", "active", "action_mask", "metrics", "privileged"):
            setattr(turn, name, {key: array[-1] for key, array in getattr(self, name).items()})
        return turn


def _last(flags: Array) -> Array:  # [K, B] -> [B]
    return np.asarray(flags[-1]) if len(flags) else flags.reshape(0)


def field_selectors(fields: Sequence[str]) -> list[sessions_pb2.FieldSelector]:
    """``obs`` for all of a kind, ``obs.state`` for one; see ``Session.rollout``.

    Raises:
        InvalidArgumentError: BAD_REQUEST; no such kind.
    """
    selectors = []
    for field_name in fields:
        kind, _, name = field_name.partition(".")
        if kind not in _KINDS:
            raise bad_request("rollout: fields", f"one of {', '.join(_KINDS)}, or one tensor, as obs.state", field_name)
        selectors.append(sessions_pb2.FieldSelector(kind=_KINDS[kind], name=name))
    return selectors


@dataclass(slots=True)
class _Chunk:
    first_step: int
    steps: int
    frames: dict[int, memoryview]
    actions: dict[int, memoryview]


def rollout_request(
    seats: tuple[Seat, ...],
    access: sessions_pb2.Access,
    shard: int,
    steps: int,
    policy: Any,
    chunk_steps: int,
    seed: int | None,
    selectors: Sequence[sessions_pb2.FieldSelector],
) -> sessions_pb2.RolloutRequest:
    """The message; see ``Session.rollout`` for the arguments."""
    by_seat = policy if isinstance(policy, Mapping) else {seat.key: policy for seat in seats}
    unknown = sorted(set(by_seat) - {seat.key for seat in seats})
    missing = sorted({seat.key for seat in seats} - set(by_seat))
    if unknown or missing:
        raise bad_request("rollout: policy", f"the groups {sorted(seat.key for seat in seats)}", str(sorted(by_seat)))
    return sessions_pb2.RolloutRequest(
        access=access,
        shard=shard,
        steps=steps,
        policies=[sessions_pb2.SeatPolicy(seat=seat.index, policy=policies.of(by_seat[seat.key])) for seat in seats],
        chunk_steps=chunk_steps,
        policy_seed=seed,
        fields=selectors,
    )


def read_rollout(
    seats: tuple[Seat, ...],
    messages: Iterable[bytes],
    selectors: Sequence[sessions_pb2.FieldSelector],
) -> Trajectory:
    """The chunks as one trajectory: views when there is one chunk, copied together once when there are more."""
    chunks = [_read_chunk(message) for message in messages]
    if not chunks:
        raise InternalError("rollout: expected at least one chunk, got none", "INTERNAL")
    nothing: Array = np.zeros((0, 0), bool)
    trajectory = Trajectory(chunks[0].first_step, nothing, nothing, steps=sum(chunk.steps for chunk in chunks))
    chosen = [(selector.kind, selector.name) for selector in selectors]
    for seat in seats:
        runs = [(chunk.steps, chunk.frames[seat.index]) for chunk in chunks]
        for place, array in _arrays(seat.observation.only(chosen), runs):
            file_array(trajectory, seat, place, array)  # type: ignore[arg-type]
        runs = [(chunk.steps, chunk.actions[seat.index]) for chunk in chunks]
        actions = {place.name: array for place, array in _arrays(seat.action.only(chosen), runs)}
        if actions:
            trajectory.actions[seat.key] = actions
    return trajectory


def _arrays(layout: Layout, runs: list[tuple[int, memoryview]]) -> Iterable[tuple[Any, Array]]:
    stride = align(layout.size_bytes)
    for steps, data in runs:
        if len(data) != steps * stride:
            raise InternalError(f"rollout: expected {steps * stride} bytes of frames, got {len(data)}", "INTERNAL")
    for place in layout.fields:
        views = [place.run_view(data, steps, stride) for steps, data in runs]
        yield place, views[0] if len(views) == 1 else np.concatenate(views)


def _read_chunk(message: bytes) -> _Chunk:
    chunk = _Chunk(0, 0, {}, {})
    data = memoryview(message)
    for number, value, stop in message_fields(message, 0, len(message)):
        if number == 2:
            chunk.first_step = value
        elif number == 3:
            chunk.steps = value
        elif number == 4:
            seat, places = 0, {}
            for inner, start, end in message_fields(message, value, stop):
                if inner == 1:
                    seat = start
                else:
                    places[inner] = data[start:end]
            chunk.frames[seat] = places.get(2, data[:0])
            chunk.actions[seat] = places.get(3, data[:0])
    return chunk
