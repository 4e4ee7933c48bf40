"""Actions of agents by name: from one per agent to one array per seat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import numpy as np

from walras.actions import action_array
from walras.errors import InvalidArgumentError, bad_action, cut
from walras.layout import Array
from walras.seats import Seat
from walras.spaces import Space, tensor_space
from walras.turn import Turn
from walras.v1 import spec_pb2


@dataclass(frozen=True)
class Place:
    """Where an agent sits: its seat, its group, and which of the seat's agents it is."""

    seat: Seat
    group: spec_pb2.GroupSpec
    agent: int

    def active(self, turn: Turn) -> bool:
        """Whether its next action will be looked at."""
        over = bool(turn.terminated[0] | turn.truncated[0])
        return bool(turn.active[self.seat.key][0, self.agent]) and not over


class AgentActions:
    """Gathers the actions of one row. Agents that need not act may be missing, or have None."""

    def __init__(self, places: Mapping[str, Place]) -> None:
        self._places = places
        self._spaces: dict[str, dict[str, Space]] = {}
        for name, place in places.items():
            self._spaces[name] = {tensor.name: tensor_space(tensor.space) for tensor in place.group.actions}

    def by_seat(self, actions: Mapping[str, Any], turn: Turn) -> dict[str, dict[str, Array]]:
        """Seat to tensor to array ``[1, n, ...]``.

        Raises:
            InvalidArgumentError: BAD_ACTION; an agent that must act is missing, there is no such agent, or the shape is
                another one.
        """
        self._require_known(actions)
        gathered: dict[str, dict[str, list[Array]]] = {}
        for name, place in self._places.items():
            action = actions.get(name)
            if action is None and place.active(turn):
                raise bad_action(f"actions[{name}]", "an action of an agent that must act", "nothing")
            tensors = gathered.setdefault(place.seat.key, {})
            for tensor, space in self._spaces[name].items():
                tensors.setdefault(tensor, []).append(self._value(name, tensor, space, action))
        return {
            key: {tensor: np.stack(values)[None] for tensor, values in tensors.items()}
            for key, tensors in gathered.items()
        }

    def _value(self, name: str, tensor: str, space: Space, action: Any) -> Array:
        shape = space.shape or ()
        if action is None:
            return np.zeros(shape, space.dtype)  # nobody looks at it
        if isinstance(action, Mapping):
            if set(action) != set(self._spaces[name]):
                raise bad_action(f"actions[{name}]", f"the tensors {sorted(self._spaces[name])}", str(sorted(action)))
            action = action[tensor]
        elif len(self._spaces[name]) > 1:
            raise bad_action(f"actions[{name}]", f"a mapping with {sorted(self._spaces[name])}", type(action).__name__)
        array = action_array(f"actions[{name}]", action)
        if array.shape != shape and not (array.size == 1 and shape in ((), (1,)) and array.shape in ((), (1,))):
            raise bad_action(f"actions[{name}]", f"shape {shape}", f"shape {array.shape} {array.dtype}")
        return array.reshape(shape)

    def _require_known(self, actions: Mapping[str, Any]) -> None:
        if not isinstance(actions, Mapping):
            raise bad_action("actions", f"a mapping with the agents {sorted(self._places)}", type(actions).__name__)
        for name in actions:
            if name not in self._places:
                nearest = get_close_matches(cut(str(name)), self._places, 1, 0)
                error: InvalidArgumentError = bad_action(
                    f"actions[{name}]", f"one of {sorted(self._places)}", repr(name)
                )
                error.fields["nearest"] = nearest[0] if nearest else ""
                raise error
