"""``pettingzoo.ParallelEnv``: one row, every agent."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from gymnasium import spaces
from gymnasium.utils import seeding
from pettingzoo import ParallelEnv
from typing_extensions import Unpack

from walras.agent_actions import AgentActions, Place
from walras.arguments import wire_seed
from walras.client import Client
from walras.config import SessionArguments, one_row, require_known, spelled_out
from walras.connecting import connect
from walras.errors import FailedPreconditionError
from walras.session import Session
from walras.spaces import Space, tensors_space
from walras.turn import Turn
from walras.twins import Twin
from walras.v1 import spec_pb2


class WalrasParallelEnv(Twin, ParallelEnv):  # type: ignore[misc]
    """One row of an environment, played from every seat that no policy plays.

    Agents are named ``bidders_0``, ``bidders_1``, ``planner_0``. An agent's observation is its tensor, or a dictionary
    of several; where actions are masked it is ``{"observation": ..., "action_mask": int8}``. A single number has shape
    (1,), and is taken without the axis as well. Every agent lives until the row's episode is over;
    ``infos[agent]["active"]`` says whether its next action will be looked at. Metrics asked for are in the infos: those
    of the row in every agent's, those of agents in their own; NaN where they are not defined. Copies and pickles are as
    of ``WalrasEnv``.
    """

    @spelled_out
    def __init__(
        self,
        environment: str,
        *,
        address: str | None = None,
        client: Client | None = None,
        render_mode: None = None,
        **arguments: Unpack[SessionArguments],
    ) -> None:
        """Makes a session of one row; arguments are as of ``WalrasEnv``, but for the seat.

        Raises:
            WalrasError: as ``Client.session``.
        """
        seed = arguments.get("seed")
        require_known(arguments)
        made_of = {"environment": environment, **arguments}
        one_row(arguments, None if client is None else client.reconnect)
        self.render_mode = render_mode
        self.metadata = {"render_modes": [], "name": environment.replace("/", "_"), "is_parallelizable": True}
        self._own_client = None if client is not None else connect(address)
        try:
            self._session = (client or self._own_client).session(environment, 1, **arguments)  # type: ignore[union-attr]
        except BaseException:
            self._close_client()
            raise
        self._remember(self._own_client, client, made_of)
        self._reset_options = {option.name for option in self._session.spec.reset_options}
        self._places: dict[str, Place] = {}
        groups = {group.name: group for group in self._session.spec.groups}
        for seat in self._session.seats:
            group = groups[seat.group]
            for place in range(group.agents if seat.agent is None else 1):
                name = f"{seat.group.replace('-', '')}_{place if seat.agent is None else seat.agent}"
                self._places[name] = Place(seat, group, place)
        self.possible_agents = list(self._places)
        self.agents: list[str] = []
        self.observation_spaces = {name: _observation_space(place.group) for name, place in self._places.items()}
        self.action_spaces = {name: tensors_space(place.group.actions) for name, place in self._places.items()}
        self._actions = AgentActions(self._places)
        if arguments.get("privileged") and self._session.spec.privileged:
            self.state_space = tensors_space(self._session.spec.privileged)
        self.np_random, self.np_random_seed = seeding.np_random(None if seed is None else int(seed))

    def observation_space(self, agent: str) -> Space:
        """The agent's observation space; the same object every time."""
        return self.observation_spaces[agent]

    def action_space(self, agent: str) -> Space:
        """The agent's action space; the same object every time."""
        return self.action_spaces[agent]

    def reset(
        self, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
        """Starts an episode: of the stream of ``seed``, or the next one of the present stream.

        PettingZoo's users pass options of all kinds along: those that the environment does not declare are not sent.
        """
        seeds = None if seed is None else [wire_seed("reset: seed", seed)]
        if seed is not None:
            self.np_random, self.np_random_seed = seeding.np_random(int(seed))
        known = {name: value for name, value in (options or {}).items() if name in self._reset_options}
        turn = self._session.reset(row_seeds=seeds, options=known)
        self.agents = list(self.possible_agents)
        return self._observations(turn), {agent: self._info(turn, agent, begun=True) for agent in self.agents}

    def step(
        self, actions: Mapping[str, Any]
    ) -> tuple[dict[str, Any], dict[str, float], dict[str, bool], dict[str, bool], dict[str, dict[str, Any]]]:
        """Acts for every living agent; those that are not active may be missing or have None.

        Raises:
            InvalidArgumentError: BAD_ACTION; nothing has moved. An agent that must act is missing, for instance.
        """
        if not self.agents:
            return {}, {}, {}, {}, {}
        last = self._session.last_turn()
        assert last is not None  # agents live from the first reset on
        turn = self._session.step(self._actions.by_seat(actions, last))
        agents = self.agents
        terminated, truncated = bool(turn.terminated[0]), bool(turn.truncated[0])
        rewards = {}
        for agent in agents:
            place = self._places[agent]
            rewards[agent] = float(turn.reward[place.seat.key][0, place.agent])
        infos = {agent: self._info(turn, agent) for agent in agents}
        observations = self._observations(turn)
        self.agents = [] if terminated or truncated else agents
        return observations, rewards, dict.fromkeys(agents, terminated), dict.fromkeys(agents, truncated), infos

    def state(self) -> Any:
        """The privileged tensors, which the agents do not see: for critics. In ``state_space``.

        Raises:
            FailedPreconditionError: made without ``privileged=True``, without privileged tensors, or not yet reset.
        """
        turn = self._session.last_turn()
        if turn is None or not turn.privileged:
            words = "state: expected privileged=True, an environment with privileged tensors, and a reset before"
            raise FailedPreconditionError(words, "NO_STATE")
        inner = _inner(self.state_space, [tensor.name for tensor in self._session.spec.privileged])
        shown = {
            name: turn.privileged[name][0].reshape(space.shape or ()).astype(space.dtype)
            for name, space in inner.items()
        }
        return shown if isinstance(self.state_space, spaces.Dict) else next(iter(shown.values()))

    @property
    def session(self) -> Session:
        """The session that is played."""
        return self._session

    def close(self) -> None:
        """Closes the session. Twice is once."""
        self._session.close()
        self._close_client()

    def _close_client(self) -> None:
        if self._own_client is not None:
            self._own_client.close()

    def _observations(self, turn: Turn) -> dict[str, Any]:
        return {agent: self._observation(turn, agent) for agent in self.agents}

    def _observation(self, turn: Turn, agent: str) -> Any:
        place = self._places[agent]
        group, tensors = place.group, turn.obs[place.seat.key]
        shown: dict[str, Any] = {}
        for tensor, space in zip(group.observations, _inner_spaces(self.observation_spaces[agent], group), strict=True):
            shown[tensor.name] = tensors[tensor.name][0, place.agent].reshape(space.shape or ()).astype(space.dtype)
        observation: Any = shown if len(shown) != 1 else next(iter(shown.values()))
        if group.action_mask:
            return {"observation": observation, "action_mask": turn.action_mask[place.seat.key][0, place.agent].copy()}
        return observation

    def _info(self, turn: Turn, agent: str, begun: bool = False) -> dict[str, Any]:
        place = self._places[agent]
        info: dict[str, Any] = {"active": place.active(turn)}
        for metric in self._session.spec.metrics:
            if metric.name in turn.metrics and metric.group in ("", place.seat.group):
                values = turn.metrics[metric.name][0]
                value = float(values if not metric.group else values[self._metric_place(agent, values)])
                info[metric.name] = math.nan if begun else value
        return info

    def _metric_place(self, agent: str, values: Any) -> int:
        seat = self._places[agent].seat
        # A metric of agents has the held agents of the group, in order.
        held = [other.agent for other in self._session.seats if other.group == seat.group]
        return self._places[agent].agent if seat.agent is None else held.index(seat.agent)


def _observation_space(group: spec_pb2.GroupSpec) -> Space:
    observation = tensors_space(group.observations)
    if not group.action_mask:
        return observation
    choices = tensors_space(group.actions)
    count = int(choices.n) if isinstance(choices, spaces.Discrete) else int(np.sum(choices.nvec))  # type: ignore[attr-defined]
    return spaces.Dict({"observation": observation, "action_mask": spaces.MultiBinary(count)})


def _inner_spaces(space: Space, group: spec_pb2.GroupSpec) -> list[Space]:
    if group.action_mask:
        assert isinstance(space, spaces.Dict)
        space = space["observation"]
    return [space] if len(group.observations) == 1 else [space[tensor.name] for tensor in group.observations]  # type: ignore[index]


def _inner(space: Space, names: list[str]) -> dict[str, Space]:
    """Each tensor's own space."""
    return dict(space.spaces) if isinstance(space, spaces.Dict) else {names[0]: space}
