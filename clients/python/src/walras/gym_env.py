"""``gymnasium.Env``: one row, one seat."""

from __future__ import annotations

import dataclasses
from typing import Any

import gymnasium
import numpy as np
from gymnasium.envs.registration import EnvSpec
from typing_extensions import Unpack

from walras.arguments import wire_seed
from walras.client import Client
from walras.config import SessionArguments, one_row, require_known, spelled_out
from walras.layout import Array
from walras.session import Session
from walras.single_seat import SingleSeat, batched_action, one_of
from walras.spread import SpreadSession
from walras.turn import Turn
from walras.twins import Twin


class WalrasEnv(Twin, gymnasium.Env[Any, Any]):
    """One row of an environment, played from one seat.

    Observations and actions are those of the seat's group: the tensor's own space when the group has one, a Dict when
    it has several; with a leading axis ``[n, ...]`` when the seat has n > 1 agents; a single number has shape (1,),
    and is taken without the axis as well. ``info`` has ``active``, the ``action_mask`` where there is one, the metrics
    asked for, NaN where they are not defined, and ``agent_rewards`` ``[n]`` when n > 1: after a reset and a step alike.

    A copy, or what comes out of a pickle, is made of the same arguments: it has a session of its own, not yet reset.
    """

    metadata: dict[str, Any] = {"render_modes": []}  # noqa: RUF012

    @spelled_out
    def __init__(
        self,
        environment: str,
        *,
        seat: str | tuple[str, int] | None = None,
        address: str | None = None,
        client: Client | None = None,
        render_mode: None = None,
        **arguments: Unpack[SessionArguments],
    ) -> None:
        """Makes a session of one row.

        Args:
            environment: the id, ``exchange/markov-v0``.
            seat: ``"planner"``, ``"bidders"`` or ``"bidders/1"``; None for the only group, else the only planner.
                Built-in policies play the other seats: those of ``policies``, else each group's default.
            address: of the server; None for ``WALRAS_ADDRESS``, else ``localhost:50051``.
            client: a connection to use instead.
            render_mode: nothing is rendered.
            **arguments: ``seed``, ``options``, ``metrics``, ``policies`` and more; see ``walras.SessionArguments``.
                ``make(seed=s)`` is row 0 of ``make_vec(seed=s)``.

        Raises:
            WalrasError: as ``Client.session``.
        """
        require_known(arguments)
        made_of = {"environment": environment, "seat": seat, **arguments}
        one_row(arguments, None if client is None else client.reconnect)
        self.render_mode = render_mode
        self._seat = SingleSeat(environment, 1, seat, address, client, arguments)
        self._remember(self._seat.own_client, client, made_of)
        self.observation_space = self._seat.observation_space
        self.action_space = self._seat.action_space
        self._turn: Turn | None = None
        registered = gymnasium.registry.get(f"walras/{environment.replace('/', '-')}")
        told = {name: value for name, value in made_of.items() if value is not None}
        self.spec = registered and dataclasses.replace(registered, kwargs=told)

    @property
    def spec(self) -> EnvSpec | None:
        """As Gymnasium registered it, which says after how many steps these options cut an episode off."""
        return self._spec

    @spec.setter
    def spec(self, registered: EnvSpec | None) -> None:
        self._spec = registered and dataclasses.replace(registered)
        if self._spec is not None and self._spec.max_episode_steps is None:
            self._spec.max_episode_steps = self._seat.session.spec.horizon or None

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Any, dict[str, Any]]:
        """Starts an episode: of the stream of ``seed``, or the next one of the present stream.

        Args:
            seed: None goes on.
            options: the environment's reset options, by name.

        Raises:
            InvalidArgumentError: BAD_REQUEST or BAD_OPTION.
        """
        seeds = None if seed is None else [wire_seed("reset: seed", seed)]
        super().reset(seed=None if seed is None else int(seed))
        self._seat.require_reset_options(options or {})
        turn = self._seat.session.reset(row_seeds=seeds, options=options)
        return self._observation(turn.obs[self._seat.key]), self._info(turn, begun=True)

    def step(self, action: Any) -> tuple[Any, float, bool, bool, dict[str, Any]]:
        """Acts.

        Raises:
            InvalidArgumentError: BAD_ACTION; nothing has moved.
            FailedPreconditionError: ROW_FINISHED; the episode is over, reset first.
        """
        seat = self._seat
        turn = seat.session.step({seat.key: batched_action(action)})
        reward = float(seat.reward(turn)[0])
        observation = self._observation(turn.obs[seat.key])
        return observation, reward, bool(turn.terminated[0]), bool(turn.truncated[0]), self._info(turn)

    @property
    def session(self) -> Session | SpreadSession:
        """The session that is played."""
        return self._seat.session

    def action_masks(self) -> Array | None:
        """What the next action may be, int8 ``[choices]`` (``[n, choices]``); None where actions are numbers."""
        allowed = None if self._turn is None else self._seat.allowed(self._turn)
        return None if allowed is None else allowed[0]

    def close(self) -> None:
        """Closes the session. Twice is once."""
        self._seat.close()

    def _observation(self, tensors: dict[str, Array]) -> Any:
        return self._seat.row(self._seat.observation(tensors, copy=True), 0)

    def _info(self, turn: Turn, begun: bool = False) -> dict[str, Any]:
        self._turn = turn
        arrays = {**self._seat.standing(turn), **self._seat.outcome(turn, np.array([begun]))}
        return {name: one_of(array, 0) for name, array in arrays.items()}
