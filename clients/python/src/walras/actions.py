"""Actions: from the arrays that a user gives to an action frame, checked against the layout on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any

import numpy as np

from walras.errors import InvalidArgumentError, bad_action, cut
from walras.layout import Array, Field
from walras.seats import Seat

Actions = Mapping[str, Any]
"""Group to array ``[B, n, ...]`` when the group has one action tensor, else group to tensor to array; in sessions of
one row also group to words, a JSON object of its action tensors, or ``null`` for the least legal action."""


def action_array(where: str, given: Any) -> Array:
    """The array that was given.

    Raises:
        InvalidArgumentError: BAD_ACTION; lists of different lengths are none.
    """
    try:
        return np.asarray(given)
    except ValueError:
        raise bad_action(where, "an array", "lists of different lengths") from None


class ActionFrame:
    """The action frame of one seat: bytes that are sent again and again, and a view per tensor to fill them.

    An array fits a tensor ``[B, n, ...]`` when it has this shape, or this with one more axis of length 1, as libraries
    write single numbers; or this shape without the agent's axis where n is 1;
    or as many dimensions with some of length 1, or none at all, which are then repeated. Integers and flags go into
    integer tensors, any real number into float ones; nothing that would change a value is let through.
    """

    def __init__(self, seat: Seat, data: bytearray | Array) -> None:
        self.data = data
        self.seat = seat
        self._views = {place.name: (place, place.view(self.data, 0)) for place in seat.action.fields}

    def fill(self, action: Any) -> None:
        """Writes one seat's actions.

        Raises:
            InvalidArgumentError: BAD_ACTION; names group, tensor, expected and got shape or type.
        """
        if isinstance(action, Mapping):
            self._require_names(action)
            for name, (place, view) in self._views.items():
                self._write(place, view, action[name])
        elif len(self._views) == 1:
            ((place, view),) = self._views.values()
            self._write(place, view, action)
        else:
            raise bad_action(self._where(), f"a mapping with {sorted(self._views)}", type(action).__name__)

    def _where(self, name: str | None = None) -> str:
        inner = "" if name is None or len(self._views) == 1 else f".{name}"
        return f"actions[{self.seat.key}]{inner}"

    def _require_names(self, action: Mapping[str, Any]) -> None:
        if set(action) != set(self._views):
            raise bad_action(self._where(), f"the tensors {sorted(self._views)}", str(sorted(action)))

    def _write(self, place: Field, view: Array, given: Any) -> None:
        array = action_array(self._where(place.name), given)
        if array.dtype.kind not in ("biuf" if view.dtype.kind == "f" else "biu"):
            raise bad_action(self._where(place.name), str(view.dtype), str(array.dtype))
        shape = place.shape
        if array.shape != shape:
            array = self._shaped(place, array)
        view[...] = array
        if view.dtype.kind != "f" and not np.can_cast(array.dtype, view.dtype, "safe") and (view != array).any():
            bad = array[np.broadcast_to(view != array, array.shape)][0] if array.shape == shape else array.max()
            raise bad_action(self._where(place.name), f"values that fit {view.dtype}", str(bad))

    def _shaped(self, place: Field, array: Array) -> Array:
        shape = place.shape
        if shape[1] == 1 and array.shape == (shape[0], *shape[2:]):
            return array.reshape(shape)
        if array.shape == (*shape, 1):
            return array.reshape(shape)
        repeatable = array.ndim == 0 or (
            array.ndim == len(shape) and all(a in (1, b) for a, b in zip(array.shape, shape, strict=True))
        )
        if repeatable:
            return array
        raise bad_action(self._where(place.name), f"shape {shape} {place.dtype}", f"shape {array.shape} {array.dtype}")


class ActionFrames:
    """The action frames of all the seats that a participant holds.

    Args:
        seats: the seats.
        place: where a seat's frame is to lie; None for bytes of its own.
    """

    def __init__(self, seats: tuple[Seat, ...], place: Callable[[Seat], Array] | None = None) -> None:
        self._frames = {
            seat.key: ActionFrame(seat, place(seat) if place else bytearray(seat.action.size_bytes)) for seat in seats
        }
        self._keys = {seat.label: seat.key for seat in seats} | {seat.key: seat.key for seat in seats}

    def fill(self, actions: Actions, idle: Callable[[str], bool]) -> dict[int, bytearray | Array]:
        """The frames by seat index, in the order of the seats.

        Args:
            actions: group to array; a seat of which ``idle(key)`` is true may be left out.
            idle: whether nobody of a seat must act now.

        Raises:
            InvalidArgumentError: BAD_ACTION; nothing is sent.
        """
        if not isinstance(actions, Mapping):
            raise bad_action("actions", f"a mapping with the groups {sorted(self._frames)}", type(actions).__name__)
        given = {self._key(name): action for name, action in actions.items()}
        frames: dict[int, bytearray | Array] = {}
        for key, frame in self._frames.items():
            if key in given:
                frame.fill(given[key])
                frames[frame.seat.index] = frame.data
            elif not idle(key):
                raise bad_action(f"actions[{key}]", "an array", "nothing")
        return frames

    def words(self, actions: Actions) -> dict[str, tuple[int, str]]:
        """What seats say in words: key to the seat's index and its text."""
        said = {self._key(name): text for name, text in actions.items() if isinstance(text, str)}
        return {key: (self._frames[key].seat.index, text) for key, text in said.items()}

    def _key(self, name: str) -> str:
        if name in self._keys:
            return self._keys[name]
        nearest = get_close_matches(cut(str(name)), self._keys, 1, 0)
        error: InvalidArgumentError = bad_action(f"actions[{name}]", f"one of {sorted(self._frames)}", repr(name))
        error.fields["nearest"] = nearest[0] if nearest else ""
        raise error
