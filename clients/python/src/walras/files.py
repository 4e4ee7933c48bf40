"""Trajectories as files.

Names are flat in them: ``obs/bidders/state``, ``actions/bidders/bid``, ``reward/bidders``, ``terminated``,
``metrics/price``. ``load`` reads a ``.npz`` back, also those of ``./walras replay export``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from google.protobuf import json_format

from walras.checks import held
from walras.config import session_config
from walras.errors import bad_request
from walras.layout import Array
from walras.turn import Turn
from walras.v1 import sessions_pb2

if TYPE_CHECKING:
    from walras.rollout import Trajectory

_FLAGS = ("terminated", "truncated")
_TREES = ("obs", "actions")
_BY_KEY = ("reward", "active", "action_mask", "metrics", "privileged")
_MARKS = ("begun", "idle")
_MOST_COLUMNS = 1 << 16


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


@held
def save(trajectory: Trajectory, path: Path) -> Path:
    """As ``Trajectory.save``."""
    writers = {".npz": _save_npz, ".csv": _save_csv, ".parquet": _save_parquet}
    if path.suffix not in writers:
        raise bad_request("save: path", "a name that ends in " + ", ".join(writers), repr(str(path)))
    path.parent.mkdir(parents=True, exist_ok=True)
    writers[path.suffix](trajectory, path)
    return path


@held
def load(path: str | Path) -> Trajectory:
    """A trajectory of a ``.npz`` that ``Trajectory.save`` or ``./walras replay export`` wrote.

    A rollout's first turn is not in its file; of its session, the environment, options and mode of autoreset are.
    """
    from walras.rollout import Trajectory

    with np.load(path) as file:
        arrays = {name: file[name] for name in file.files}
    read = Trajectory(int(arrays.pop("first_step")), arrays.pop("terminated"), arrays.pop("truncated"))
    read.steps = len(read.terminated)
    read.session = _read_session(str(arrays.pop("session", "")))
    read.finals = _read_finals({name: arrays.pop(name) for name in list(arrays) if name.startswith("final_")})
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


def _read_session(text: str) -> sessions_pb2.Session | None:
    if not text:
        return None
    played = json.loads(text)
    config = session_config(
        played["environment"], 1, options=played["options"], autoreset_mode=played["autoreset_mode"]
    )
    return sessions_pb2.Session(config=config)


def _read_finals(arrays: dict[str, Array]) -> list[Turn]:
    """One turn of each step in which rows ended; those of several shards are not in the order of steps."""
    if not arrays:
        return []
    steps, rows = arrays.pop("final_step"), arrays.pop("final_row")
    finals = []
    for step in np.unique(steps).tolist():
        turn = Turn(0, step, "step", np.zeros(0, bool), np.zeros(0, bool))
        here = steps == step
        turn.final_rows = rows[here]
        for name, array in arrays.items():
            kind, _, rest = name.partition("/")
            key, _, tensor = rest.rpartition("/")
            if kind == "final_obs":
                turn.final_obs.setdefault(key, {})[tensor] = array[here]
            else:
                getattr(turn, kind)[rest] = array[here]
        finals.append(turn)
    return finals


def _flat_finals(trajectory: Trajectory) -> dict[str, Array]:
    finals = [turn for turn in trajectory.finals if len(turn.final_rows)]
    if not finals:
        return {}
    arrays: dict[str, list[Array]] = {"final_step": [np.full(len(turn.final_rows), turn.step) for turn in finals]}
    arrays["final_row"] = [turn.final_rows for turn in finals]
    for turn in finals:
        for key, tensors in turn.final_obs.items():
            for tensor, array in tensors.items():
                arrays.setdefault(f"final_obs/{key}/{tensor}", []).append(array)
        for kind in ("final_action_mask", "final_privileged"):
            for key, array in getattr(turn, kind).items():
                arrays.setdefault(f"{kind}/{key}", []).append(array)
    return {name: np.concatenate(pieces) for name, pieces in arrays.items()}


def _session_text(session: sessions_pb2.Session) -> str:
    mode = sessions_pb2.AutoresetMode.Name(session.config.autoreset_mode).removeprefix("AUTORESET_MODE_").lower()
    options = json_format.MessageToDict(session.config.options)
    return json.dumps({"environment": session.config.environment, "options": options, "autoreset_mode": mode})


def _save_npz(trajectory: Trajectory, path: Path) -> None:
    arrays = {"first_step": np.int64(trajectory.first_step), **flat(trajectory), **_flat_finals(trajectory)}
    if trajectory.session is not None:
        arrays["session"] = np.str_(_session_text(trajectory.session))
    np.savez_compressed(path, **arrays)


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
