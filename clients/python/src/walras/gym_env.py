"""``gymnasium.Env``: one row, one seat."""

from __future__ import annotations

from typing import Any

import gymnasium
import numpy as np
from typing_extensions import Unpack

from walras.arguments import wire_seed
from walras.client import Client
from walras.config import SessionArguments, one_row
from walras.layout import Array
from walras.session import Session
from walras.single_seat import SingleSeat, batched_action


class WalrasEnv(gymnasium.Env[Any, Any]):
    """One row of an environment, played from one seat.

    Observations and actions are those of the seat's group: the tensor's own space when the group has one, a Dict when
    it has several; with a leading axis ``[n, ...]`` when the seat has n > 1 agents. ``info`` has ``active``, the
    ``action_mask`` where there is one, the metrics asked for that are defined at
    this step, and ``agent_rewards`` ``[n]`` when n > 1.
    """

    metadata: dict[str, Any] = {"render_modes": []}  # noqa: RUF012

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
        one_row(arguments)
        self.render_mode = render_mode
        self._seat = SingleSeat(environment, 1, seat, address, client, arguments)
        self.observation_space = self._seat.observation_space
        self.action_space = self._seat.action_space
        self._action_mask: Array | None = None

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
        info = self._first_row(self._seat.standing(turn))
        return self._observation(turn.obs[self._seat.key]), info

    def step(self, action: Any) -> tuple[Any, float, bool, bool, dict[str, Any]]:
        """Acts.

        Raises:
            InvalidArgumentError: BAD_ACTION; nothing has moved.
            FailedPreconditionError: ROW_FINISHED; the episode is over, reset first.
        """
        seat = self._seat
        turn = seat.session.step({seat.key: batched_action(action)})
        info = self._first_row({**seat.standing(turn), **seat.outcome(turn)})
        reward = float(seat.reward(turn)[0])
        observation = self._observation(turn.obs[seat.key])
        return observation, reward, bool(turn.terminated[0]), bool(turn.truncated[0]), info

    @property
    def session(self) -> Session:
        """The session that is played."""
        return self._seat.session

    def action_masks(self) -> Array | None:
        """What the next action may be, int8 ``[choices]`` (``[n, choices]``); None where everything may."""
        return self._action_mask

    def close(self) -> None:
        """Closes the session. Twice is once."""
        self._seat.close()

    def _observation(self, tensors: dict[str, Array]) -> Any:
        return self._seat.row(self._seat.observation(tensors, copy=True), 0)

    def _first_row(self, arrays: dict[str, Array]) -> dict[str, Any]:
        # A metric that is not defined at this step is NaN on the wire, and no key here.
        info = {name: array[0].copy() for name, array in arrays.items() if not _undefined(array[0])}
        self._action_mask = info.get("action_mask")
        return info


def _undefined(value: Any) -> bool:
    return bool(value.dtype.kind == "f" and np.isnan(value).all() and value.size)
