"""What was played, as files and datasets of other libraries.

A trajectory's names are flat in files: ``obs/bidders/state``, ``actions/bidders/bid``, ``reward/bidders``,
``terminated``, ``metrics/price``. ``load`` reads a ``.npz`` back.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from walras.errors import bad_request
from walras.layout import Array
from walras.spaces import Space, tensors_space
from walras.v1 import sessions_pb2

if TYPE_CHECKING:
    from walras.rollout import Trajectory

_FLAGS = ("terminated", "truncated")
_TREES = ("obs", "actions")
_BY_KEY = ("reward", "active", "action_mask", "metrics", "privileged")
_MARKS = ("begun", "idle")
_MOST_COLUMNS = 4096


def flat(trajectory: Trajectory) -> dict[str, Array]:
    """Every array by its flat name."""
    arrays: dict[str, Array] = {}
    for name in _FLAGS:
        arrays[name] = getattr(trajectory, name)
    for name in _TREES:
        for key, tensors in getattr(trajectory, name).items():
            arrays.update({f"{name}/{key}/{tensor}": array for tensor, array in tensors.items()})
    for name in _BY_KEY:
        arrays.update({f"{name}/{key}": array for key, array in getattr(trajectory, name).items()})
    for name in _MARKS:
        if getattr(trajectory, name) is not None:
            arrays[name] = getattr(trajectory, name)
    return arrays


def save(trajectory: Trajectory, path: Path) -> Path:
    """As ``Trajectory.save``."""
    writers = {".npz": _save_npz, ".csv": _save_csv, ".parquet": _save_parquet}
    if path.suffix not in writers:
        raise bad_request("save: path", "a name that ends in " + ", ".join(writers), repr(str(path)))
    path.parent.mkdir(parents=True, exist_ok=True)
    writers[path.suffix](trajectory, path)
    return path


def load(path: str | Path) -> Trajectory:
    """A trajectory of a ``.npz`` that ``Trajectory.save`` wrote; its first turn and its session are not in the file."""
    from walras.rollout import Trajectory

    with np.load(path) as file:
        arrays = {name: file[name] for name in file.files}
    read = Trajectory(int(arrays.pop("first_step")), arrays.pop("terminated"), arrays.pop("truncated"))
    read.steps = len(read.terminated)
    for name, array in arrays.items():
        kind, _, rest = name.partition("/")
        if kind in _TREES:
            key, _, tensor = rest.rpartition("/")
            getattr(read, kind).setdefault(key, {})[tensor] = array
        elif kind in _BY_KEY:
            getattr(read, kind)[rest] = array
        elif kind in _MARKS:
            setattr(read, kind, array)
    return read


def _save_npz(trajectory: Trajectory, path: Path) -> None:
    np.savez_compressed(path, first_step=np.int64(trajectory.first_step), **flat(trajectory))  # type: ignore[arg-type]


def _columns(trajectory: Trajectory) -> dict[str, Array]:
    """A line for each step and row; an array ``[K, B, ...]`` has a column for each of its places."""
    steps, rows = trajectory.terminated.shape
    columns: dict[str, Array] = {
        "step": np.repeat(np.arange(trajectory.first_step, trajectory.first_step + steps), rows),
        "row": np.tile(np.arange(rows), steps),
    }
    for name, array in flat(trajectory).items():
        places = array.reshape(steps * rows, -1)
        if len(columns) + places.shape[1] > _MOST_COLUMNS:
            raise bad_request("save", f"at most {_MOST_COLUMNS} columns; .npz has no bound", f"more with {name}")
        for place, index in enumerate(np.ndindex(*array.shape[2:])):
            columns[name + "".join(f"[{number}]" for number in index)] = places[:, place]
    return columns


def _save_csv(trajectory: Trajectory, path: Path) -> None:
    columns = _columns(trajectory)
    with path.open("w") as file:
        file.write(",".join(columns) + "\n")
        for line in zip(*(_texts(column) for column in columns.values()), strict=True):
            file.write(",".join(line) + "\n")


def _texts(column: Array) -> Iterator[str]:
    numbers = column.astype(np.int8) if column.dtype == bool else column
    return ("" if value != value else repr(value) for value in numbers.tolist())


def _save_parquet(trajectory: Trajectory, path: Path) -> None:
    try:
        import pyarrow
        from pyarrow import parquet
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(f"{error}; install it with: pip install 'walras[parquet]'") from error
    parquet.write_table(pyarrow.table(_columns(trajectory)), path)


@dataclass
class Episode:
    """A whole episode of one row as one seat saw it: T actions between T + 1 observations."""

    row: int
    observations: dict[str, Array]
    """Tensor to [T + 1, n, ...]."""
    actions: dict[str, Array]
    """Tensor to [T, n, ...]."""
    rewards: Array
    """float64 [T], summed over the seat's agents."""
    terminated: Array
    """bool [T]."""
    truncated: Array
    """bool [T]."""
    infos: dict[str, Array]
    """Metric to [T + 1] or [T + 1, n]; NaN at the first place."""


def episodes(trajectory: Trajectory, key: str) -> Iterator[Episode]:
    """The whole episodes, row by row: those whose first and last turn are in it, or whose first is ``start``."""
    for row in range(trajectory.terminated.shape[1]):
        yield from _of_row(trajectory, key, row)


def _of_row(trajectory: Trajectory, key: str, row: int) -> Iterator[Episode]:
    done = trajectory.terminated[:, row] | trajectory.truncated[:, row]
    begun = np.concatenate([[False], done[:-1]]) if trajectory.begun is None else trajectory.begun[:, row]
    idle = np.zeros(len(done), bool) if trajectory.idle is None else trajectory.idle[:, row]
    first = -1 if trajectory.start is not None and trajectory.start.cause == "reset" else None
    steps: list[int] = []
    for step in np.flatnonzero(~idle).tolist():
        if begun[step]:
            first, steps = step, []
        elif first is not None:
            steps.append(step)
            if done[step]:
                yield _episode(trajectory, key, row, first, steps)
                first, steps = None, []


def _episode(trajectory: Trajectory, key: str, row: int, first: int, steps: list[int]) -> Episode:
    def seen(array: Array, tensor: str) -> Array:
        start = trajectory.start.obs[key][tensor][row] if first < 0 and trajectory.start else array[first, row]
        return np.concatenate([start[None], array[steps, row]])

    def noted(array: Array) -> Array:
        return np.concatenate([np.full_like(array[:1, row], np.nan), array[steps, row]])

    return Episode(
        row,
        {name: seen(array, name) for name, array in trajectory.obs[key].items()},
        {name: array[steps, row] for name, array in trajectory.actions[key].items()},
        trajectory.reward[key][steps, row].sum(axis=1),
        trajectory.terminated[steps, row],
        trajectory.truncated[steps, row],
        {name: noted(array) for name, array in trajectory.metrics.items()},
    )


def to_minari(trajectory: Trajectory, name: str, *, seat: str | None = None, **metadata: Any) -> Any:
    """Makes a Minari dataset of the whole episodes that one seat saw; metrics are infos ``[T + 1, 1]``, ``[T + 1, n]``.

    Args:
        trajectory: a rollout, or what a recording made; with observations, actions and rewards of the seat.
        name: the dataset's id, ``walras/chain/uniform-v0``.
        seat: its key in the trajectory; None where there is one.
        **metadata: of ``minari.create_dataset_from_buffers``: ``algorithm_name``, ``author``, ``data_format`` and more.

    Returns:
        The ``minari.MinariDataset``.

    Raises:
        InvalidArgumentError: BAD_REQUEST; there is no such seat, no whole episode, or ``same_step`` was played, where
            the last observations are not in the trajectory.
    """
    try:
        import minari
        from minari.data_collector import EpisodeBuffer
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(f"{error}; install it with: pip install 'walras[minari]'") from error
    key = _seat(trajectory, seat)
    session = trajectory.session
    assert session is not None
    observed, acted, agents = _spaces(session, key)
    buffers = [
        EpisodeBuffer(
            id=number,
            observations=_shown(episode.observations, observed, agents),
            actions=_shown(episode.actions, acted, agents),
            rewards=episode.rewards.tolist(),
            terminations=episode.terminated.tolist(),
            truncations=episode.truncated.tolist(),
            infos={name: array.reshape(len(array), -1) for name, array in episode.infos.items()} or None,
        )
        for number, episode in enumerate(episodes(trajectory, key))
    ]
    if not buffers:
        raise bad_request("to_minari", "a whole episode: one that a reset began, and that ended", "none")
    spec = {"env": _env_spec(session, key)} if "env" not in metadata else {}
    return minari.create_dataset_from_buffers(
        name, buffers, observation_space=observed, action_space=acted, **spec, **metadata
    )


def _seat(trajectory: Trajectory, seat: str | None) -> str:
    if trajectory.session is None:
        raise bad_request("to_minari", "a trajectory of a session", "one that was loaded from a file")
    if trajectory.session.config.autoreset_mode == sessions_pb2.AUTORESET_MODE_SAME_STEP:
        raise bad_request(
            "to_minari", "autoreset_mode next_step or disabled, which keep last observations", "same_step"
        )
    keys = [key for key in trajectory.actions if key in trajectory.obs and key in trajectory.reward]
    if seat is None and len(keys) == 1:
        return keys[0]
    if seat not in keys:
        raise bad_request("to_minari: seat", f"one of {keys}, with obs, actions and reward", repr(seat))
    return str(seat)


def _spaces(session: sessions_pb2.Session, key: str) -> tuple[Space, Space, int]:
    name, _, agent = key.partition("/")
    group = next(group for group in session.spec.groups if group.name == name)
    held = [seat for seat in session.seats if seat.group == name]
    single = bool(agent) or (len(held) == 1 and held[0].HasField("agent"))
    agents = 1 if single else group.agents
    return tensors_space(group.observations, agents), tensors_space(group.actions, agents), agents


def _shown(tensors: dict[str, Array], space: Space, agents: int) -> Any:
    from gymnasium import spaces

    if isinstance(space, spaces.Dict):
        return {name: _array(tensors[name], inner, agents) for name, inner in space.items()}
    ((_, array),) = tensors.items()
    return _array(array, space, agents)


def _array(array: Array, space: Space, agents: int) -> Array:
    steps = array[:, 0] if agents == 1 else array
    return steps.reshape(len(steps), *(space.shape or ())).astype(space.dtype)


def _env_spec(session: sessions_pb2.Session, seat: str) -> Any:
    """The environment as Gymnasium's registry has it, under the session's options, played from the seat."""
    import gymnasium
    from google.protobuf import json_format

    spec = copy.deepcopy(gymnasium.spec(f"walras/{session.spec.id.replace('/', '-')}"))  # the registry's own otherwise
    spec.kwargs = {**spec.kwargs, "seat": seat, "options": json_format.MessageToDict(session.config.options)}
    return spec
