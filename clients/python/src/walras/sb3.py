"""Stable-Baselines3: a batch as its own kind of vector environment, one message for each step of all rows.

>>> model = PPO("MlpPolicy", walras.sb3.vec_env("auction/chain-v0", 64, options={"control": "planner"}))
>>> model.learn(100_000)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from typing_extensions import Unpack

from walras.config import SessionArguments, spelled_out
from walras.errors import bad_request
from walras.gym_vector import WalrasVectorEnv
from walras.layout import Array

try:
    from stable_baselines3.common.vec_env import VecEnv
except ModuleNotFoundError as missing:
    raise ModuleNotFoundError(f"{missing}; install it with: pip install stable-baselines3") from missing


__all__ = ["WalrasVecEnv", "vec_env"]


def __dir__() -> list[str]:
    return sorted(__all__)


@spelled_out
def vec_env(
    environment: str,
    num_envs: int = 1,
    *,
    seat: str | tuple[str, int] | None = None,
    address: str | None = None,
    **arguments: Unpack[SessionArguments],
) -> WalrasVecEnv:
    """B rows for Stable-Baselines3 and sb3-contrib; arguments as of ``walras.make_vec``, but for the autoreset mode.

    Raises:
        WalrasError: as ``walras.make_vec``.
    """
    if "autoreset_mode" in arguments:
        raise bad_request("autoreset_mode", "nothing: Stable-Baselines3 wants same_step", "one")
    arguments["autoreset_mode"] = "same_step"
    return WalrasVecEnv(WalrasVectorEnv(environment, num_envs, seat=seat, address=address, **arguments))


class WalrasVecEnv(VecEnv):  # type: ignore[misc, unused-ignore]
    """A batch under Stable-Baselines3's names: ``terminal_observation``, ``TimeLimit.truncated``, ``action_masks``.

    Attributes:
        envs: the batch, as Gymnasium sees it.
    """

    def __init__(self, envs: WalrasVectorEnv) -> None:
        self.envs = envs
        super().__init__(envs.num_envs, envs.single_observation_space, envs.single_action_space)

    def reset(self) -> Any:
        """Starts episodes in all rows, of the seeds that ``seed`` has set."""
        seeds = None if all(seed is None for seed in self._seeds) else list(self._seeds)
        observations, infos = self.envs.reset(seed=seeds)
        self._reset_seeds()
        self.reset_infos = [self._metrics(infos, row) for row in range(self.num_envs)]
        return observations

    def step_async(self, actions: Array) -> None:
        """Sends the actions."""
        self.envs.step_async(actions)

    def step_wait(self) -> tuple[Any, Array, Array, list[dict[str, Any]]]:
        """Waits for the step; rows that ended have begun again."""
        observations, rewards, terminated, truncated, infos = self.envs.step_wait()
        done = terminated | truncated
        rows = [self._metrics(infos, row) for row in range(self.num_envs)]
        for row in np.flatnonzero(done).tolist():
            rows[row].update(self._metrics(infos["final_info"], row))
            rows[row]["terminal_observation"] = infos["final_obs"][row]
            rows[row]["TimeLimit.truncated"] = bool(truncated[row] and not terminated[row])
        return observations, rewards.astype(np.float32), done, rows

    def _metrics(self, infos: dict[str, Any], row: int) -> dict[str, Any]:
        """Those that were asked for."""
        return {name: infos[name][row] for name in self.envs.session.session.config.metrics if name in infos}

    def close(self) -> None:
        """Closes the session."""
        self.envs.close()

    def get_attr(self, attr_name: str, indices: Any = None) -> list[Any]:
        """The batch's, once for every row; ``action_masks`` only where actions are choices.

        Raises:
            AttributeError: there is none of that name.
        """
        if attr_name == "action_masks" and not self.envs.has_action_masks:
            raise AttributeError("action_masks: actions are numbers")
        return [getattr(self.envs, attr_name)] * len(self._chosen(indices))

    def set_attr(self, attr_name: str, value: Any, indices: Any = None) -> None:
        """Sets it for all rows, which are one environment."""
        setattr(self.envs, attr_name, value)

    def env_method(self, method_name: str, *args: Any, indices: Any = None, **kwargs: Any) -> list[Any]:
        """What the batch's method returns, row by row: ``env_method("action_masks")`` has a mask for each."""
        result = getattr(self.envs, method_name)(*args, **kwargs)
        by_row = isinstance(result, np.ndarray) and len(result) == self.num_envs
        return [result[row] if by_row else result for row in self._chosen(indices)]

    def env_is_wrapped(self, wrapper_class: Any, indices: Any = None) -> list[bool]:
        """No row has a wrapper of its own."""
        return [False] * len(self._chosen(indices))

    def _chosen(self, indices: int | Sequence[int] | None) -> list[int]:
        return list(self._get_indices(indices))
