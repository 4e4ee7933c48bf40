"""Trajectories: many steps that the server played by itself, as arrays ``[K, B, ...]``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from walras import files, policies, shows
from walras.checks import held
from walras.errors import InternalError, bad_request
from walras.layout import Array, Field, align
from walras.seats import Seat
from walras.turn import Turn, file_array, final_turn
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


@dataclass(slots=True, repr=False)
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
    finals: list[Turn] = field(default_factory=list)
    """The turns with rows that ended, with ``same_step``: of each its ``step`` and its ``final_`` attributes only."""
    steps: int = 0
    """K."""
    arrays: tuple[Array, ...] = field(default=(), repr=False, compare=False)
    """All of them once more, in the order of the seats' layouts."""
    start: Turn | None = field(default=None, repr=False, compare=False)
    """The turn before the first step, where it is known: the observations that the first actions answered."""
    session: sessions_pb2.Session | None = field(default=None, repr=False, compare=False)
    """What was played."""
    begun: Array | None = field(default=None, repr=False, compare=False)
    """bool [K, B]: an episode of the row begins with this turn, by a reset. None where only autoreset begins any."""
    idle: Array | None = field(default=None, repr=False, compare=False)
    """bool [K, B]: the row took no step in this turn, which was another row's reset. None for never."""

    def _title(self) -> str:
        return f"Trajectory K={self.steps} from turn {self.first_step}"

    def _arrays(self) -> dict[str, Any]:
        kinds = ("obs", "actions", "reward", "active", "action_mask", "metrics", "privileged")
        return {name: getattr(self, name) for name in (*kinds, "terminated", "truncated")}

    def __repr__(self) -> str:
        return shows.line(self._title(), self._arrays())

    def _repr_html_(self) -> str:
        return shows.table(self._title(), self._arrays())

    @held
    def save(self, path: str | Path) -> Path:
        """Writes all arrays: ``.npz``, or a line for each step and row: ``.csv`` and ``.parquet``.

        Raises:
            InvalidArgumentError: BAD_REQUEST; the name ends otherwise.
        """
        return files.save(self, Path(path))

    @held
    def to_minari(self, name: str, *, seat: str | None = None, **metadata: Any) -> Any:
        """Makes a Minari dataset of the whole episodes in it, as ``walras.datasets.to_minari`` says."""
        from walras import datasets

        return datasets.to_minari(self, name, seat=seat, **metadata)

    @held
    def last_turn(self, shard: int) -> Turn:
        """The turn at which the session stands after it, as far as it was recorded."""
        return self.turn(self.steps - 1, shard)

    @held
    def turn(self, k: int, shard: int = 0) -> Turn:
        """The turn of its k-th step, as far as it was recorded."""
        step = self.first_step + k
        ended, cut = (
            np.asarray(each[k]) if len(each) else each.reshape(0) for each in (self.terminated, self.truncated)
        )
        turn = Turn(shard, step, "step", ended, cut)
        turn.obs = {key: {name: array[k] for name, array in tensors.items()} for key, tensors in self.obs.items()}
        for name in ("reward", "active", "action_mask", "metrics", "privileged"):
            setattr(turn, name, {key: array[k] for key, array in getattr(self, name).items()})
        for last in self.finals:
            if last.step == step:
                for name in ("final_rows", "final_obs", "final_action_mask", "final_privileged"):
                    setattr(turn, name, getattr(last, name))
        return turn


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


@dataclass(slots=True)
class Chunk:
    """A run of steps as it arrived."""

    first_step: int
    steps: int
    frames: dict[int, memoryview]
    """Seat to the run of its observation frames."""
    actions: dict[int, memoryview]
    """Seat to the run of its action frames."""
    finals: list[sessions_pb2.FinalRows] = field(default_factory=list)
    """The rows that ended, of the turns that have any."""


def chunk_of(message: bytes) -> Chunk:
    """The chunk that a message carries."""
    chunk = Chunk(0, 0, {}, {})
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
                elif end:
                    places[inner] = data[start:end]
            chunk.frames[seat] = places.get(2, data[:0])
            chunk.actions[seat] = places.get(3, data[:0])
        elif number == 5:
            chunk.finals.append(sessions_pb2.FinalRows.FromString(bytes(data[value:stop])))
    return chunk


@dataclass(slots=True)
class _Recorded:
    """One field of one seat's frames."""

    seat: Seat
    place: Field
    stride: int
    acts: bool

    def run(self, chunk: Chunk) -> Array:
        """Its values in a chunk: a view [k, B, ...]."""
        data = (chunk.actions if self.acts else chunk.frames)[self.seat.index]
        if len(data) != chunk.steps * self.stride:
            raise InternalError(
                f"rollout: expected {chunk.steps * self.stride} bytes of frames, got {len(data)}", "INTERNAL"
            )
        return self.place.run_view(data, chunk.steps, self.stride)


def _recorded(seats: tuple[Seat, ...], selectors: Sequence[sessions_pb2.FieldSelector]) -> list[_Recorded]:
    chosen = [(selector.kind, selector.name) for selector in selectors]
    fields = []
    for seat in seats:
        for acts, layout in enumerate((seat.observation.only(chosen), seat.action.only(chosen))):
            fields += [_Recorded(seat, place, align(layout.size_bytes), bool(acts)) for place in layout.fields]
    return fields


def strides(seats: tuple[Seat, ...], selectors: Sequence[sessions_pb2.FieldSelector]) -> dict[int, tuple[int, int]]:
    """Seat to the bytes from one observation frame to the next, and from one action frame to the next."""
    chosen = [(selector.kind, selector.name) for selector in selectors]
    return {
        seat.index: (align(seat.observation.only(chosen).size_bytes), align(seat.action.only(chosen).size_bytes))
        for seat in seats
    }


def read_rollout(
    seats: tuple[Seat, ...],
    chunks: Iterable[Chunk],
    selectors: Sequence[sessions_pb2.FieldSelector],
    steps: int,
    *,
    lasting: bool,
    reuse: Trajectory | None = None,
) -> Trajectory:
    """The chunks of so many steps as one trajectory; each is copied into it before the next one is asked for.

    Args:
        seats: whose rollout it is.
        chunks: in their order.
        selectors: of what is recorded; none for everything.
        steps: K.
        lasting: whether a chunk's bytes stay what they are. Then a rollout that is one chunk becomes views of it.
        reuse: see ``Session.rollout``.
    """
    fields = _recorded(seats, selectors)
    arrays: list[Array] = []
    finals: list[sessions_pb2.FinalRows] = []
    first, done = 0, 0
    for chunk in chunks:
        finals += chunk.finals
        runs = [each.run(chunk) for each in fields]
        if not done:
            first = chunk.first_step
            arrays = runs if lasting and chunk.steps == steps else _room(fields, steps, reuse)
        for run, array in zip(runs, arrays, strict=True):
            if run is not array:
                array[done : done + chunk.steps] = run
        done += chunk.steps
    trajectory = _filed(fields, first, done, arrays)
    chosen = [(selector.kind, selector.name) for selector in selectors]
    trajectory.finals = [final_turn(seats, each, chosen) for each in finals]
    return trajectory


def _room(fields: Sequence[_Recorded], steps: int, reuse: Trajectory | None) -> list[Array]:
    old = reuse.arrays if reuse is not None and len(reuse.arrays) == len(fields) else (None,) * len(fields)
    room = []
    for each, array in zip(fields, old, strict=True):
        shape = (steps, *each.place.shape)
        fits = array is not None and array.shape == shape and array.dtype == each.place.dtype and array.flags.writeable
        room.append(array if array is not None and fits else np.empty(shape, each.place.dtype))
    return room


def _filed(fields: Sequence[_Recorded], first_step: int, steps: int, arrays: Sequence[Array]) -> Trajectory:
    if not steps:
        raise InternalError("rollout: expected at least one chunk, got none", "INTERNAL")
    nothing: Array = np.zeros((0, 0), bool)
    trajectory = Trajectory(first_step, nothing, nothing, steps=steps, arrays=tuple(arrays))
    for each, array in zip(fields, arrays, strict=True):
        if each.acts:
            trajectory.actions.setdefault(each.seat.key, {})[each.place.name] = array
        else:
            file_array(trajectory, each.seat, each.place, array)  # type: ignore[arg-type]
    return trajectory
