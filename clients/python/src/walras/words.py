"""A seat in words: the rules from the specification, what is seen, and a strict reader of actions."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from walras.errors import bad_request
from walras.layout import Array, dtype_of
from walras.seats import Seat
from walras.turn import Turn
from walras.v1 import spec_pb2

_SHOWN = 120  # characters of a wrong value


def space_in_words(space: spec_pb2.Space) -> str:
    """What values a tensor of one agent may have."""
    kind = space.WhichOneof("kind")
    if kind == "discrete":
        return f"a whole number from 0 to {space.discrete.count - 1}"
    if kind == "multi_discrete":
        ends = ", ".join(str(count - 1) for count in space.multi_discrete.counts)
        return f"a list of {len(space.multi_discrete.counts)} whole numbers, each from 0 to, in this order: {ends}"
    if kind == "multi_binary":
        return f"{_shape(list(space.multi_binary.shape))}0 or 1"
    box = space.box
    number = "a number" if dtype_of(box.dtype).kind == "f" else "a whole number"
    if len(box.low) == 1 or (len(set(box.low)) == 1 and len(set(box.high)) == 1):
        bounds = _bounds(box.low[0], box.high[0])
    else:
        bounds = "; in this order: " + ", ".join(
            _bounds(low, high) for low, high in zip(box.low, box.high, strict=True)
        )
    return f"{_shape(list(box.shape))}{number} {bounds}".replace(" ; ", "; ")


def _shape(shape: list[int]) -> str:
    return "a list of lists of shape " + str(shape) + ", each element " if shape else ""


def _bounds(low: float, high: float) -> str:
    least = "no lower bound" if math.isinf(low) else f"from {low:g}"
    most = "no upper bound" if math.isinf(high) else f"to {high:g}"
    return f"{least} {most}" if not math.isinf(low) and not math.isinf(high) else f"({least}, {most})"


def rules(spec: spec_pb2.EnvironmentSpec, seat: Seat) -> str:
    """The game as whoever sits there must know it."""
    group = group_of(spec, seat)
    place = f"agent {seat.agent} of the group {group.name}" if seat.agent is not None else f"the group {group.name}"
    lines = [
        f"{spec.id}: {spec.summary}",
        "",
        spec.description.strip(),
        "",
        f"You are {place}. {group.summary}".rstrip(),
        f"The group has {group.agents} agent{'s' if group.agents != 1 else ''}; you act for {agents(spec, seat)}.",
        "You want the largest sum of rewards over an episode.",
        f"Episodes are cut after {spec.horizon} steps." if spec.horizon else "Episodes end by their own rules only.",
        "",
        "What you see:",
        *(_line(tensor) for tensor in group.observations),
        "",
        "What you do in every step in which you are asked:",
        *(_line(tensor) for tensor in group.actions),
    ]
    if agents(spec, seat) > 1:
        lines.append(f"Each of them a list with one entry for each of your {agents(spec, seat)} agents.")
    if group.action_mask:
        lines.append("Not every choice is allowed in every step: `legal` lists those that are, for each agent.")
    others = [f"{other.name} ({other.agents}): {other.summary}" for other in spec.groups if other.name != group.name]
    if others:
        lines += ["", "Others at the table:", *(f"- {other}" for other in others)]
    lines += ["", "Options of this game: " + json.dumps(_options(spec))]
    return "\n".join(lines)


def _options(spec: spec_pb2.EnvironmentSpec) -> Any:
    from google.protobuf import json_format

    return json_format.MessageToDict(spec.resolved_options)


def _line(tensor: spec_pb2.TensorSpec) -> str:
    unit = f", in {tensor.unit}" if tensor.unit else ""
    return f"- {tensor.name}: {space_in_words(tensor.space)}{unit}. {tensor.summary}".rstrip()


def group_of(spec: spec_pb2.EnvironmentSpec, seat: Seat) -> spec_pb2.GroupSpec:
    """The seat's group."""
    return next(group for group in spec.groups if group.name == seat.group)


def agents(spec: spec_pb2.EnvironmentSpec, seat: Seat) -> int:
    """For how many agents the seat acts."""
    return 1 if seat.agent is not None else group_of(spec, seat).agents


def seen(turn: Turn, seat: Seat) -> dict[str, Any]:
    """What a turn of one row shows, as plain values: lists per agent, but single ones where the seat has one agent."""
    shown: dict[str, Any] = {
        "step": turn.step,
        "observation": {name: _plain(values[0]) for name, values in turn.obs[seat.key].items()},
        "your_move": bool(turn.active[seat.key][0].any()) and not bool(turn.done[0]),
        "reward": _plain(turn.reward[seat.key][0]),
        "terminated": bool(turn.terminated[0]),
        "truncated": bool(turn.truncated[0]),
    }
    mask = turn.action_mask.get(seat.key)
    if mask is not None:
        shown["legal"] = [np.flatnonzero(choices).tolist() for choices in mask[0]]
        shown["legal"] = shown["legal"][0] if len(shown["legal"]) == 1 else shown["legal"]
    return shown


def _plain(values: Array) -> Any:
    """Of ``[n, ...]``; NaN and infinities, which JSON has not, as words."""
    listed = np.asarray(values).tolist()
    return _named(listed[0] if len(listed) == 1 else listed)


def _named(value: Any) -> Any:
    if isinstance(value, list):
        return [_named(element) for element in value]
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def read_action(action: Any, spec: spec_pb2.EnvironmentSpec, seat: Seat) -> dict[str, dict[str, Array]]:
    """The arrays of an action ``{tensor: value}``, ``[1, n, ...]`` each; nothing is guessed, rounded or clipped.

    Raises:
        InvalidArgumentError: BAD_ACTION; which tensor and element, what was expected, what came.
    """
    group = group_of(spec, seat)
    names = [tensor.name for tensor in group.actions]
    if not isinstance(action, Mapping):
        raise _wrong("action", "an object with " + ", ".join(names), action)
    for name in action:
        if name not in names:
            raise _wrong("action", "only " + ", ".join(names), name)
    count = agents(spec, seat)
    arrays = {}
    for tensor in group.actions:
        if tensor.name not in action:
            raise _wrong(f"action.{tensor.name}", space_in_words(tensor.space), "nothing")
        value = action[tensor.name]
        if count > 1 and (not isinstance(value, list) or len(value) != count):
            raise _wrong(f"action.{tensor.name}", f"a list with one entry for each of {count} agents", value)
        each = value if count > 1 else [value]
        read = [_element(f"action.{tensor.name}", tensor.space, entry) for entry in each]
        arrays[tensor.name] = np.asarray([read], _dtype(tensor.space))
    return {seat.key: arrays}


def idle_action(turn: Turn, spec: spec_pb2.EnvironmentSpec, seat: Seat) -> dict[str, dict[str, Array]]:
    """The least action that is allowed: for steps in which nobody of the seat is asked, and for who has no answer."""
    group = group_of(spec, seat)
    arrays = {}
    for tensor in group.actions:
        least = np.broadcast_to(_least(tensor.space), (1, agents(spec, seat), *_shape_of(tensor.space)))
        arrays[tensor.name] = least.astype(_dtype(tensor.space))
    mask = turn.action_mask.get(seat.key)
    if mask is not None and group.actions[0].space.WhichOneof("kind") == "discrete":
        arrays[group.actions[0].name] = np.argmax(mask, axis=-1).astype(np.int32)
    return {seat.key: arrays}


def _shape_of(space: spec_pb2.Space) -> tuple[int, ...]:
    kind = space.WhichOneof("kind")
    if kind == "multi_discrete":
        return (len(space.multi_discrete.counts),)
    return () if kind == "discrete" else tuple(getattr(space, str(kind)).shape)


def _least(space: spec_pb2.Space) -> Array:
    if space.WhichOneof("kind") != "box":
        return np.zeros(())
    low, high = np.asarray(space.box.low), np.asarray(space.box.high)
    least = np.where(np.isfinite(low), low, np.minimum(0, high))
    return least.reshape(_shape_of(space)) if least.size > 1 else least.reshape(())


def _dtype(space: spec_pb2.Space) -> np.dtype[Any]:
    kind = space.WhichOneof("kind")
    return dtype_of(space.box.dtype) if kind == "box" else np.dtype(np.uint8 if kind == "multi_binary" else np.int32)


def _element(where: str, space: spec_pb2.Space, value: Any) -> Any:
    kind = space.WhichOneof("kind")
    if kind == "discrete":
        return _number(where, value, 0, space.discrete.count - 1, whole=True, words=space_in_words(space))
    if kind == "multi_discrete":
        counts = list(space.multi_discrete.counts)
        return _array(where, space, value, [len(counts)], [0] * len(counts), [count - 1 for count in counts], True)
    if kind == "multi_binary":
        return _array(where, space, value, list(space.multi_binary.shape), [0], [1], True)
    box = space.box
    whole = dtype_of(box.dtype).kind != "f"
    return _array(where, space, value, list(box.shape), list(box.low), list(box.high), whole)


def _array(
    where: str, space: spec_pb2.Space, value: Any, shape: list[int], low: list[float], high: list[float], whole: bool
) -> Any:
    flat: list[Any] = []
    _flatten(where, space, value, shape, flat)
    read = [
        _number(
            where, element, low[k if len(low) > 1 else 0], high[k if len(high) > 1 else 0], whole, space_in_words(space)
        )
        for k, element in enumerate(flat)
    ]
    return np.reshape(read, shape).tolist() if shape else read[0]


def _flatten(where: str, space: spec_pb2.Space, value: Any, shape: list[int], into: list[Any]) -> None:
    if not shape:
        into.append(value)
        return
    if not isinstance(value, list) or len(value) != shape[0]:
        raise _wrong(where, space_in_words(space), value)
    for element in value:
        _flatten(where, space, element, shape[1:], into)


def _number(where: str, value: Any, low: float, high: float, whole: bool, words: str) -> float | int:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not math.isfinite(value) or (whole and value != int(value)) or not low <= value <= high:
        raise _wrong(where, words, value)
    return int(value) if whole else float(value)


def _wrong(where: str, expected: str, got: Any) -> Exception:
    shown = got if isinstance(got, str) and got == "nothing" else json.dumps(got, default=str)
    return bad_request(where, expected, shown if len(shown) <= _SHOWN else shown[:_SHOWN] + "...")
