"""``gymnasium.vector.VectorEnv``: B rows, one seat, one round trip per step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space
from typing_extensions import Unpack

from walras.arguments import whole, wire_seed
from walras.client import Client
from walras.config import SessionArguments, choice, keep_for, require_known, spelled_out
from walras.errors import bad_request
from walras.gym_infos import VectorInfos
from walras.layout import Array
from walras.parts import bounded_rows
from walras.session import Session
from walras.single_seat import SingleSeat
from walras.spaces import Space
from walras.spanning import Spanning
from walras.spread import SpreadSession
from walras.turn import Turn
from walras.twins import Twin
from walras.v1 import sessions_pb2

_MODES: dict[int, AutoresetMode] = {
    sessions_pb2.AUTORESET_MODE_NEXT_STEP: AutoresetMode.NEXT_STEP,
    sessions_pb2.AUTORESET_MODE_SAME_STEP: AutoresetMode.SAME_STEP,
    sessions_pb2.AUTORESET_MODE_DISABLED: AutoresetMode.DISABLED,
}


class WalrasVectorEnv(Twin, VectorEnv[Any, Any, Array]):
    """B rows of an environment, played from one seat, as Gymnasium 1.1 and later want it.

    Spaces and infos are as of ``WalrasEnv``, with a leading axis of B. Rewards are float64 [B]. ``final_obs`` and
    ``final_info`` come with ``same_step`` only.
    """

    @spelled_out
    def __init__(
        self,
        environment: str,
        num_envs: int = 1,
        *,
        seat: str | tuple[str, int] | None = None,
        address: str | None = None,
        client: Client | Spanning | None = None,
        render_mode: None = None,
        copy: bool = True,
        **arguments: Unpack[SessionArguments],
    ) -> None:
        """Makes a session of B rows.

        Args:
            environment: the id, ``stackelberg/matrix-v0``.
            num_envs: B.
            seat: as of ``WalrasEnv``.
            address: as of ``WalrasEnv``.
            client: as of ``WalrasEnv``; with ``walras.connect([...])`` the rows lie on all of its servers, and play as
                on one.
            render_mode: nothing is rendered.
            copy: False for observations that are read-only views over the received bytes where their type allows.
            **arguments: ``options``, ``metrics``, ``policies``, ``autoreset_mode`` and more; see
                ``walras.SessionArguments``. With ``seed`` row i begins with ``seed + i``.

        Raises:
            WalrasError: as ``Client.session``.
        """
        require_known(arguments)
        made_of = {"environment": environment, "num_envs": num_envs, "seat": seat, "copy": copy, **arguments}
        mode = arguments.get("autoreset_mode", AutoresetMode.NEXT_STEP)
        number = choice("autoreset_mode", "AUTORESET_MODE_", dict(sessions_pb2.AutoresetMode.items()), mode)
        mode = self._mode = _MODES[number]
        arguments["autoreset_mode"] = mode
        keep_for(arguments, None if client is None else client.reconnect)
        given = arguments.get("parts")
        self._parted = bool(given)
        self.num_envs = whole("num_envs", num_envs, 1)
        if given and self.num_envs == 1:
            self.num_envs = sum(part.rows for part in given)
        seed = None if given else arguments.pop("seed", None)
        if seed is not None:
            arguments["row_seeds"] = self._row_seeds(seed)  # type: ignore[typeddict-item]
        self._seat = SingleSeat(environment, self.num_envs, seat, address, client, arguments)
        self._remember(self._seat.own_client, client, made_of)
        self.autoreset_mode = mode
        self.metadata = {"render_modes": [], "autoreset_mode": mode}
        self.render_mode = render_mode
        self.single_observation_space = self._seat.observation_space
        self.single_action_space = self._seat.action_space
        self.observation_space = self._batched(self.single_observation_space, "observations")
        self.action_space = self._batched(self.single_action_space, "actions")
        self._copy = copy
        self._infos = VectorInfos(self._seat, self.num_envs)
        self._turn: Turn | None = None
        self._done: Array = np.zeros(self.num_envs, bool)

    def reset(
        self, *, seed: int | Sequence[int | None] | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Any, dict[str, Any]]:
        """Starts episodes.

        Args:
            seed: row i has ``seed + i``, or the i-th of several, of which None goes on in its stream. With parts: one
                number, from which parts draw theirs.
            options: the environment's reset options, each a number or [B] numbers; ``parts`` as in ``Session.reset``;
                and ``reset_mask``, bool [B]: the rows to reset, at least one. The mask is taken out of the dictionary.

        Raises:
            InvalidArgumentError: BAD_REQUEST or BAD_OPTION.
        """
        seeds = None if seed is None or self._parted else self._row_seeds(seed)
        whole_seed = None if seed is None or not self._parted else whole("reset: seed", seed, 0, None)
        super().reset(seed=None if seed is None or np.ndim(seed) else int(seed))  # type: ignore[arg-type]
        mask = self._reset_mask(options)
        self._seat.require_reset_options({name for name in options or {} if name != "parts"})
        turn = self._turn = self._reset_rows(mask, seeds, options, whole_seed)
        self._done = self._done & ~mask
        return self._observation(turn.obs[self._seat.key]), self._infos.of_reset(turn, mask)

    def step(self, actions: Any) -> tuple[Any, Array, Array, Array, dict[str, Any]]:
        """Acts in every row.

        Raises:
            InvalidArgumentError: BAD_ACTION; nothing has moved.
            FailedPreconditionError: ROW_FINISHED; with ``disabled``, a row's episode is over.
        """
        self.step_async(actions)
        return self.step_wait()

    def step_async(self, actions: Any) -> None:
        """Sends the actions and returns at once."""
        self._seat.session.step_async({self._seat.key: actions})

    def step_wait(self) -> tuple[Any, Array, Array, Array, dict[str, Any]]:
        """Waits for the step of the last ``step_async``."""
        seat = self._seat
        turn = seat.session.step_wait()
        restarted = self._done if self._mode is AutoresetMode.NEXT_STEP else None
        infos = self._infos.of_step(turn, restarted)
        self._turn, self._done = turn, turn.done
        observation = self._observation(turn.obs[seat.key])
        return observation, seat.reward(turn), turn.terminated.copy(), turn.truncated.copy(), infos

    def _batched(self, space: Space, kind: str) -> Space:
        """The space of all rows; where parts differ in bounds, with those of every row."""
        seat = self._seat
        return bounded_rows(batch_space(space, self.num_envs), seat.session.session, seat.group, seat.agents, kind)

    @property
    def session(self) -> Session | SpreadSession:
        """The session that is played; over several servers what stands for theirs."""
        return self._seat.session

    @property
    def has_action_masks(self) -> bool:
        """Whether actions are choices, which a mask can allow."""
        return self._seat.has_choices

    def action_masks(self) -> Array | None:
        """What the next actions may be, int8 ``[B, choices]`` (``[B, n, choices]``); None where they are numbers."""
        return None if self._turn is None else self._seat.allowed(self._turn)

    def close_extras(self, **_: Any) -> None:
        """Closes the session."""
        self._seat.close()

    def _observation(self, tensors: dict[str, Array]) -> Any:
        return self._seat.observation(tensors, self._copy)

    def _reset_rows(
        self, mask: Array, seeds: list[int | None] | None, options: dict[str, Any] | None, whole_seed: int | None
    ) -> Turn:
        session = self._seat.session
        if seeds is None:
            return session.reset(mask=mask, seed=whole_seed, options=options)
        # Rows without a seed go on in their streams, which is a reset of its own.
        unseeded = mask & np.asarray([one is None for one in seeds])
        turn = session.reset(mask=unseeded, options=options) if unseeded.any() else None
        seeded = mask & ~unseeded
        if seeded.any() or turn is None:
            given = [0 if one is None else one for one in seeds]
            turn = session.reset(mask=seeded, row_seeds=given, options=options)
        return turn

    def _reset_mask(self, options: dict[str, Any] | None) -> Array:
        if options is None or "reset_mask" not in options:
            return np.ones(self.num_envs, bool)
        mask = options.pop("reset_mask")
        good = isinstance(mask, np.ndarray) and mask.shape == (self.num_envs,) and mask.dtype == bool
        if not good or not mask.any():
            raise bad_request(
                "reset: options['reset_mask']", f"a bool array [{self.num_envs}] with a True", f"{mask!r}"
            )
        return np.asarray(mask)

    def _row_seeds(self, seed: int | Sequence[int | None]) -> list[int | None]:
        """Row i has ``seed + i``, or the i-th of several."""
        rows = self.num_envs
        if isinstance(seed, (list, tuple, np.ndarray)) and np.ndim(seed):
            if len(seed) != rows:
                raise bad_request("seed", f"one number, or one per row, {rows}", f"{len(seed)} of them")
            return [None if one is None else wire_seed(f"seed[{row}]", one) for row, one in enumerate(seed)]
        first = whole("seed", seed, 0, None)
        return [wire_seed("seed", first + row) for row in range(rows)]
