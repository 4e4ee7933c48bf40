"""One seat as a single-agent library sees it: its spaces, and its arrays without the axes that are not needed.

A seat of one agent loses the agents' axis; a seat of n > 1 agents keeps it and acts as one player whose reward is the
sum over its agents, with each agent's own in ``info["agent_rewards"]``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from gymnasium import spaces

from walras.client import Client, connect
from walras.errors import bad_request
from walras.layout import Array
from walras.seats import parse_label
from walras.session import Session
from walras.spaces import Space, tensors_space
from walras.turn import Turn
from walras.v1 import spec_pb2


def default_seat(spec: spec_pb2.EnvironmentSpec) -> str:
    """The seat of a learner that names none: the only group, else the only planner.

    Raises:
        InvalidArgumentError: BAD_REQUEST; there are several groups and not one planner.
    """
    names = [group.name for group in spec.groups]
    planners = [group.name for group in spec.groups if group.planner]
    if len(names) != 1 and len(planners) != 1:
        raise bad_request("seat", f"one of {names}, as {spec.id} has no single planner", "nothing")
    return names[0] if len(names) == 1 else planners[0]


class SingleSeat:
    """A session of which this program plays one seat, and built-in policies the others."""

    def __init__(
        self,
        environment: str,
        num_envs: int,
        seat: str | tuple[str, int] | None,
        address: str | None,
        client: Client | None,
        arguments: Mapping[str, Any],
    ) -> None:
        self._own_client = None if client is not None else connect(address)
        client = client or self._own_client
        assert client is not None
        try:
            label = seat if seat is not None else default_seat(client.describe(environment, arguments.get("options")))
            self.session: Session = client.session(environment, num_envs, **{**arguments, "seats": [label]})
        except BaseException:
            self._close_client()
            raise
        group_name, agent = parse_label(label)
        self.group = next(group for group in self.session.spec.groups if group.name == group_name)
        self.agents = 1 if agent is not None else self.group.agents
        self.key = self.session.seats[0].key
        self.observation_space: Space = tensors_space(self.group.observations, self.agents)
        self.action_space: Space = tensors_space(self.group.actions, self.agents)
        self.reset_options = {option.name for option in self.session.spec.reset_options}

    def observation(self, tensors: dict[str, Array], copy: bool) -> Any:
        """Tensors ``[rows, n, ...]`` as the library wants a batch of observations: its types, no axis of one agent."""
        if not isinstance(self.observation_space, spaces.Dict):
            ((_, array),) = tensors.items()
            return self._shown(array, self.observation_space, copy)
        return {name: self._shown(tensors[name], inner, copy) for name, inner in self.observation_space.items()}

    def _shown(self, array: Array, space: Space, copy: bool) -> Array:
        return self.without_agents(array).astype(space.dtype, copy=copy)

    def without_agents(self, array: Array) -> Array:
        """``[rows, n, ...]``, without its second axis when the seat has one agent."""
        return array[:, 0] if self.agents == 1 else array

    def reward(self, turn: Turn) -> Array:
        """The seat's reward, summed over its agents: float64 [rows]."""
        return np.asarray(turn.reward[self.key].sum(axis=1))

    def standing(self, turn: Turn) -> dict[str, Array]:
        """What the info says of the present: who must act, what is allowed."""
        shown = {"active": self.without_agents(turn.active[self.key])}
        if self.key in turn.action_mask:
            shown["action_mask"] = self.without_agents(turn.action_mask[self.key])
        return shown

    def outcome(self, turn: Turn) -> dict[str, Array]:
        """What the info says of the step just taken: metrics, and each agent's reward where there are several."""
        shown = {name: self._metric(array) for name, array in turn.metrics.items()}
        if self.agents > 1:
            shown["agent_rewards"] = turn.reward[self.key]
        return shown

    def _metric(self, array: Array) -> Array:
        return self.without_agents(array) if array.ndim > 1 else array

    def row(self, observation: Any, row: int) -> Any:
        """One row's observation out of a batch of them."""
        return pick(observation, lambda array: array[row])

    def require_reset_options(self, options: Mapping[str, Any]) -> None:
        """Holds the names of reset options against the environment's.

        Raises:
            InvalidArgumentError: BAD_REQUEST; the environment declares no such reset option.
        """
        unknown = sorted(set(options) - self.reset_options)
        if unknown:
            raise bad_request("reset: options", f"names among {sorted(self.reset_options)}", str(unknown))

    def close(self) -> None:
        """Closes the session, and the connection if it was made for it."""
        self.session.close()
        self._close_client()

    def _close_client(self) -> None:
        if self._own_client is not None:
            self._own_client.close()


def pick(value: Any, of: Callable[[Array], Any]) -> Any:
    """Applies a function to an array or to every array of a dictionary."""
    return {name: of(array) for name, array in value.items()} if isinstance(value, dict) else of(value)


def batched_action(action: Any) -> Any:
    """A single row's action as a batch of one."""
    if isinstance(action, Mapping):
        return {name: np.asarray(inner)[None] for name, inner in action.items()}
    return np.asarray(action)[None]
