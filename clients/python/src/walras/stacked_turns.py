"""Turns of several sessions at once: one session's share of such a turn, and such a turn made of several."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from walras.layout import Array
from walras.turn import Turn

_BY_NAME = ("reward", "active", "action_mask", "metrics", "privileged")

_NO_PAIRS: Array = np.zeros((0, 2), np.int32)
_NO_PAIRS.flags.writeable = False

Combine = Callable[[list[Array]], Array]
Part = tuple[int | slice, Turn]
"""Which sessions, and their turn: of arrays ``[B, ...]`` for one session, ``[c, B, ...]`` for a slice of c."""


def pairs(rows: Array, num_envs: int) -> Array:
    """Rows of all the sessions, int32 [F], as sessions and rows in them, int32 [F, 2]."""
    if not len(rows):
        return _NO_PAIRS
    return np.stack(np.divmod(rows, np.int32(num_envs)), axis=1)


def share(turn: Turn, k: int) -> Turn:
    """The turn of the k-th session: views, but for final rows."""
    one = _combined([turn], lambda arrays: arrays[0][k])
    chosen = turn.final_rows[:, 0] == k
    one.final_rows = turn.final_rows[chosen, 1]
    if len(one.final_rows):
        _combine_finals(one, [turn], lambda arrays: arrays[0][chosen])
    return one


def assembled(parts: Sequence[Part], sessions: int) -> Turn:
    """One turn of so many sessions. Of parts that have the same session the later one counts.

    Its number is -1 where the sessions' differ.
    """

    def combine(arrays: list[Array]) -> Array:
        shape = arrays[0].shape if isinstance(parts[0][0], int) else arrays[0].shape[1:]
        whole = np.empty((sessions, *shape), arrays[0].dtype)
        for (at, _), array in zip(parts, arrays, strict=True):
            whole[at] = array
        whole.flags.writeable = arrays[0].flags.writeable
        return whole

    turns = [turn for _, turn in parts]
    whole = _combined(turns, combine)
    if len({turn.step for turn in turns}) > 1:
        whole.step = -1
    _assemble_finals(whole, parts, sessions)
    return whole


def _assemble_finals(whole: Turn, parts: Sequence[Part], sessions: int) -> None:
    source = np.zeros(sessions, int)  # of which part a session's turn is
    for number, (at, _) in enumerate(parts):
        source[at] = number
    found = [_final_pairs(at, turn) for at, turn in parts]
    kept = [rows[source[rows[:, 0]] == number] for number, rows in enumerate(found)]
    rows = np.concatenate(kept)
    order = np.lexsort((rows[:, 1], rows[:, 0]))
    whole.final_rows = rows[order]
    if len(rows):
        masks = [source[rows[:, 0]] == number for number, rows in enumerate(found)]
        having = [number for number, mask in enumerate(masks) if mask.any()]
        turns = [parts[number][1] for number in having]
        chosen = [masks[number] for number in having]
        _combine_finals(whole, turns, lambda arrays: _picked(arrays, chosen)[order])


def _picked(arrays: list[Array], masks: list[Array]) -> Array:
    return np.concatenate([array[mask] for array, mask in zip(arrays, masks, strict=True)])


def _final_pairs(at: int | slice, turn: Turn) -> Array:
    rows = turn.final_rows
    if isinstance(at, int):
        return np.stack((np.full_like(rows, at), rows), axis=1)
    return rows + np.array([at.start, 0], np.int32)


def _combined(turns: Sequence[Turn], combine: Combine) -> Turn:
    """A turn whose every array is made of those of these turns."""
    first = turns[0]
    terminated = combine([turn.terminated for turn in turns])
    truncated = combine([turn.truncated for turn in turns])
    new = Turn(0, first.step, first.cause, terminated, truncated)
    new.obs = _of_groups(turns, "obs", combine)
    for kind in _BY_NAME:
        setattr(new, kind, _of_names(turns, kind, combine))
    return new


def _combine_finals(into: Turn, turns: Sequence[Turn], combine: Combine) -> None:
    into.final_obs = _of_groups(turns, "final_obs", combine)
    into.final_action_mask = _of_names(turns, "final_action_mask", combine)
    into.final_privileged = _of_names(turns, "final_privileged", combine)


def _of_names(turns: Sequence[Turn], kind: str, combine: Combine) -> dict[str, Array]:
    return {name: combine([getattr(turn, kind)[name] for turn in turns]) for name in getattr(turns[0], kind)}


def _of_groups(turns: Sequence[Turn], kind: str, combine: Combine) -> dict[str, dict[str, Array]]:
    return {
        group: {name: combine([getattr(turn, kind)[group][name] for turn in turns]) for name in tensors}
        for group, tensors in getattr(turns[0], kind).items()
    }
