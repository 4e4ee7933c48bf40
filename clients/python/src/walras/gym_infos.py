"""Infos of a vector environment: arrays ``[B, ...]`` by name, each with a mask ``_name`` of the rows it is of."""

from __future__ import annotations

from typing import Any

import numpy as np

from walras.layout import Array
from walras.single_seat import SingleSeat
from walras.turn import Turn


class VectorInfos:
    """Lays infos out as ``gymnasium.vector.VectorEnv`` does, for whole batches instead of row by row."""

    def __init__(self, seat: SingleSeat, num_envs: int) -> None:
        self._seat = seat
        self._rows = num_envs

    def of_reset(self, turn: Turn, mask: Array) -> dict[str, Any]:
        """The infos of a reset of the rows of the mask."""
        return _masked({**self._seat.standing(turn), **self._seat.outcome(turn, mask)}, mask)

    def of_step(self, turn: Turn, restarted: Array | None) -> dict[str, Any]:
        """The infos of a step. Of rows that began again in it they are of the new episode's reset.

        Args:
            turn: the step.
            restarted: bool [B]: rows whose action was ignored because their episode began in this step; None where
                episodes begin in the step in which another one ends.
        """
        every = np.ones(self._rows, bool)
        ended = self._ended(turn) if restarted is None else None
        begun = ended if restarted is None else restarted
        infos = _masked({**self._seat.standing(turn), **self._seat.outcome(turn, begun)}, every)
        return infos if ended is None else {**infos, **self._finals(turn, ended)}

    def _ended(self, turn: Turn) -> Array | None:
        if len(turn.final_rows) == 0:
            return None
        ended = np.zeros(self._rows, bool)
        ended[turn.final_rows] = True
        return ended

    def _finals(self, turn: Turn, ended: Array) -> dict[str, Any]:
        """The true last observations and infos of rows that ended and began again in one step."""
        seat = self._seat
        observations = seat.observation(turn.final_obs[seat.key], copy=True)
        final_obs = np.full(self._rows, None, dtype=object)
        for place, row in enumerate(turn.final_rows.tolist()):
            final_obs[row] = seat.row(observations, place)
        nobody = np.zeros_like(seat.standing(turn)["active"])
        final_info = _masked({"active": nobody, **seat.outcome(turn)}, ended)
        if seat.key in turn.final_action_mask:
            masks = seat.without_agents(turn.final_action_mask[seat.key])
            spread = np.zeros((self._rows, *masks.shape[1:]), masks.dtype)
            spread[turn.final_rows] = masks
            final_info.update(_masked({"action_mask": spread}, ended))
        return {
            "final_obs": final_obs,
            "_final_obs": ended.copy(),
            "final_info": final_info,
            "_final_info": ended.copy(),
        }


def _masked(arrays: dict[str, Array], rows: Array) -> dict[str, Any]:
    """The arrays with their masks; rows outside are zero."""
    infos: dict[str, Any] = {}
    if not rows.any():
        return infos
    whole = bool(rows.all())
    for name, array in arrays.items():
        if whole:
            infos[name] = array.copy()
        else:
            kept = np.zeros_like(array)
            kept[rows] = array[rows]
            infos[name] = kept
        infos[f"_{name}"] = rows.copy()
    return infos
