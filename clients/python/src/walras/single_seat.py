"""One seat as a single-agent library sees it: its spaces, and its arrays without the axes that are not needed.

A seat of one agent loses the agents' axis; a seat of n > 1 agents keeps it and acts as one player whose reward is the
sum over its agents, with each agent's own in ``info["agent_rewards"]``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

import numpy as np
from gymnasium import spaces

from walras.actions import action_array
from walras.arguments import seconds
from walras.client import Client
from walras.connecting import connect
from walras.errors import bad_request
from walras.layout import Array
from walras.patience import until_reached
from walras.seats import parse_label
from walras.session import Session
from walras.spaces import Space, choices, tensors_space
from walras.spanning import Spanning
from walras.spread import SpreadSession
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
        client: Client | Spanning | None,
        arguments: Mapping[str, Any],
    ) -> None:
        self.own_client: Client | None = None if client is not None else connect(address)
        client = client or self.own_client
        assert client is not None
        try:
            patience = seconds("reconnect", arguments.get("reconnect") or 0.0)
            described = partial(client.describe, environment, arguments.get("options"))
            label = seat if seat is not None else default_seat(until_reached(patience, described))
            make = client.spread if isinstance(client, Spanning) else client.session
            self.session: Session | SpreadSession = make(environment, num_envs, **{**arguments, "seats": [label]})
        except BaseException:
            self._close_client()
            raise
        group_name, agent = parse_label(label)
        self.group = next(group for group in self.session.spec.groups if group.name == group_name)
        self.agents = 1 if agent is not None else self.group.agents
        self.key = self.session.seats[0].key
        self.observation_space: Space = tensors_space(self.group.observations, self.agents)
        self.action_space: Space = tensors_space(self.group.actions, self.agents)
        self._choices = choices(tensors_space(self.group.actions))
        self.reset_options = {option.name for option in self.session.spec.reset_options}

    def observation(self, tensors: dict[str, Array], copy: bool) -> Any:
        """Tensors ``[rows, n, ...]`` as the library wants a batch of observations: its types, no axis of one agent."""
        if not isinstance(self.observation_space, spaces.Dict):
            ((_, array),) = tensors.items()
            return self._shown(array, self.observation_space, copy)
        return {name: self._shown(tensors[name], inner, copy) for name, inner in self.observation_space.items()}

    def _shown(self, array: Array, space: Space, copy: bool) -> Array:
        rows = self.without_agents(array)
        return rows.reshape(len(rows), *(space.shape or ())).astype(space.dtype, copy=copy)

    def without_agents(self, array: Array) -> Array:
        """``[rows, n, ...]``, without its second axis when the seat has one agent."""
        return array[:, 0] if self.agents == 1 else array

    def reward(self, turn: Turn) -> Array:
        """The seat's reward, summed over its agents: float64 [rows]."""
        return np.asarray(turn.reward[self.key].sum(axis=1))

    def standing(self, turn: Turn) -> dict[str, Array]:
        """What the info says of the present: what is allowed, and who must act: nobody once a row's episode is over."""
        shown = {"active": self.without_agents(turn.active[self.key] & self._goes_on(turn)[:, None])}
        if self.key in turn.action_mask:
            shown["action_mask"] = self.without_agents(turn.action_mask[self.key])
        return shown

    def _goes_on(self, turn: Turn) -> Array:
        """The rows whose episode is not over, or has begun again: bool [rows]."""
        goes_on = ~turn.done
        goes_on[turn.final_rows] = True
        return goes_on

    @property
    def has_choices(self) -> bool:
        """Whether actions are choices, not numbers."""
        return bool(self.group.action_mask) or self._choices is not None

    def allowed(self, turn: Turn) -> Array | None:
        """What the next actions may be, int8 [rows, choices]; all ones without a mask; None where they are numbers."""
        if self.key in turn.action_mask:
            mask: Array = self.without_agents(turn.action_mask[self.key]).copy()
            return mask
        if self._choices is None:
            return None
        return self.without_agents(np.ones((len(turn.terminated), self.agents, self._choices), np.int8))

    def outcome(self, turn: Turn, begun: Array | None = None) -> dict[str, Array]:
        """What the info says of the step just taken: metrics, and each agent's reward where there are several.

        Args:
            turn: the step.
            begun: bool [rows]: of the info of these rows nothing was done yet: metrics are NaN, rewards 0.
        """
        shown = {name: self._metric(array) for name, array in turn.metrics.items()}
        if self.agents > 1:
            shown["agent_rewards"] = turn.reward[self.key]
        if begun is not None and begun.any():
            for name, array in shown.items():
                shown[name] = array.copy()
                shown[name][begun] = 0.0 if name == "agent_rewards" else np.nan
        return shown

    def _metric(self, array: Array) -> Array:
        return self.without_agents(array) if array.ndim > 1 else array

    def row(self, observation: Any, row: int) -> Any:
        """One row's observation out of a batch of them."""
        return pick(observation, lambda array: array[row])

    def require_reset_options(self, options: Iterable[str]) -> None:
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
        if self.own_client is not None:
            self.own_client.close()


def pick(value: Any, of: Callable[[Array], Any]) -> Any:
    """Applies a function to an array or to every array of a dictionary."""
    return {name: of(array) for name, array in value.items()} if isinstance(value, dict) else of(value)


def one_of(array: Array, row: int) -> Any:
    """One row of an array ``[rows, ...]`` as an info has it: a number or flag of Python's, or an array of its own."""
    return array[row].item() if array.ndim == 1 else array[row].copy()


def batched_action(action: Any) -> Any:
    """A single row's action as a batch of one."""
    if isinstance(action, Mapping):
        return {name: action_array(f"action.{name}", inner)[None] for name, inner in action.items()}
    return action_array("action", action)[None]
