"""What was played as whole episodes, and as Minari's datasets; ``load`` reads files of trajectories back."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from google.protobuf import json_format

from walras.checks import held
from walras.connecting import connect
from walras.errors import bad_request
from walras.files import flat, load, save
from walras.layout import Array
from walras.spaces import Space, tensors_space
from walras.v1 import sessions_pb2, spec_pb2

if TYPE_CHECKING:
    from walras.rollout import Trajectory

__all__ = ["Episode", "episodes", "flat", "load", "save", "to_minari"]


def __dir__() -> list[str]:
    return sorted(__all__)


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
    same_step = trajectory.session is not None and _same_step(trajectory.session)
    finals = _last_seen(trajectory, key) if same_step else {}
    for row in range(trajectory.terminated.shape[1]):
        for first, steps in _whole(trajectory, row, same_step):
            yield _episode(trajectory, key, row, first, steps, finals.get((trajectory.first_step + steps[-1], row)))


def _same_step(session: sessions_pb2.Session) -> bool:
    return bool(session.config.autoreset_mode == sessions_pb2.AUTORESET_MODE_SAME_STEP)


def _last_seen(trajectory: Trajectory, key: str) -> dict[tuple[int, int], dict[str, Array]]:
    """Step and row to what was last seen of an episode that ended then, each tensor [n, ...]."""
    return {
        (turn.step, row): {name: array[place] for name, array in turn.final_obs[key].items()}
        for turn in trajectory.finals
        for place, row in enumerate(turn.final_rows.tolist())
    }


def _whole(trajectory: Trajectory, row: int, same_step: bool) -> Iterator[tuple[int, list[int]]]:
    """The turn that each whole episode began with, -1 for ``start``, and its steps."""
    done = trajectory.terminated[:, row] | trajectory.truncated[:, row]
    before = np.concatenate([[False], done[:-1]]) & (not same_step)
    begun = before if trajectory.begun is None else trajectory.begun[:, row]
    idle = np.zeros(len(done), bool) if trajectory.idle is None else trajectory.idle[:, row]
    first = -1 if trajectory.start is not None and trajectory.start.cause == "reset" else None
    steps: list[int] = []
    for step in np.flatnonzero(~idle).tolist():
        if begun[step]:
            first, steps = step, []
        else:
            steps.append(step)
            if done[step]:
                if first is not None:
                    yield first, steps
                first, steps = step if same_step else None, []


def _episode(
    trajectory: Trajectory, key: str, row: int, first: int, steps: list[int], last: dict[str, Array] | None
) -> Episode:
    def seen(array: Array, tensor: str) -> Array:
        start = trajectory.start.obs[key][tensor][row] if first < 0 and trajectory.start else array[first, row]
        observed = np.concatenate([start[None], array[steps, row]])
        if last is not None:
            observed[-1] = last[tensor]
        return observed

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


@held
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
        InvalidArgumentError: BAD_REQUEST; there is no such seat, no whole episode, or ``same_step`` was played and the
            last observations are not in the trajectory.
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
        raise bad_request("to_minari", "a trajectory of a session", "one that says of none")
    ended = (trajectory.terminated | trajectory.truncated).any()
    if _same_step(trajectory.session) and ended and not trajectory.finals:
        raise bad_request("to_minari", "the last observations of what ended, finals", "same_step without any")
    keys = [key for key in trajectory.actions if key in trajectory.obs and key in trajectory.reward]
    if seat is None and len(keys) == 1:
        return keys[0]
    if seat not in keys:
        raise bad_request("to_minari: seat", f"one of {keys}, with obs, actions and reward", repr(seat))
    return str(seat)


def _spaces(session: sessions_pb2.Session, key: str) -> tuple[Space, Space, int]:
    name, _, agent = key.partition("/")
    group = next(group for group in _spec(session).groups if group.name == name)
    held = [seat for seat in session.seats if seat.group == name]
    single = bool(agent) or (len(held) == 1 and held[0].HasField("agent"))
    agents = 1 if single else group.agents
    return tensors_space(group.observations, agents), tensors_space(group.actions, agents), agents


def _spec(session: sessions_pb2.Session) -> spec_pb2.EnvironmentSpec:
    """The specification; of a session that was read from a file the server is asked for it."""
    if not session.spec.groups:
        with connect() as client:
            options = json_format.MessageToDict(session.config.options)
            session.spec.CopyFrom(client.describe(session.config.environment, options))
    return session.spec


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

    spec = copy.deepcopy(gymnasium.spec(f"walras/{session.spec.id.replace('/', '-')}"))  # the registry's own otherwise
    spec.kwargs = {**spec.kwargs, "seat": seat, "options": json_format.MessageToDict(session.config.options)}
    return spec
