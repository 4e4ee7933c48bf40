"""Spaces: what an agent sees and does, as Gymnasium's spaces."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from gymnasium import spaces

from walras.layout import dtype_of
from walras.v1 import spec_pb2

Space = spaces.Space[Any]


def tensor_space(space: spec_pb2.Space, agents: int = 1) -> Space:
    """The space of one tensor: of one agent, or of several with a leading axis ``[n, ...]``.

    A Discrete space of several agents becomes a MultiDiscrete one; the others keep their kind. A number of one agent is
    of shape (1,): many libraries know no arrays without axes.
    """
    lead = () if agents == 1 else (agents,)
    kind = space.WhichOneof("kind")
    if kind == "discrete":
        count = space.discrete.count
        return spaces.Discrete(count) if agents == 1 else spaces.MultiDiscrete(np.full(lead, count, np.int64))
    if kind == "multi_discrete":
        counts = np.asarray(space.multi_discrete.counts, np.int64)
        return spaces.MultiDiscrete(np.broadcast_to(counts, (*lead, *counts.shape)).copy())
    if kind == "multi_binary":
        return spaces.MultiBinary((*lead, *space.multi_binary.shape))
    return _box(space.box, lead)


def _box(box: spec_pb2.BoxSpace, lead: tuple[int, ...]) -> spaces.Box:
    shape, dtype = tuple(box.shape), dtype_of(box.dtype)
    if not shape and not lead:
        shape = (1,)
    low, high = (_bounds(values, shape, lead, dtype) for values in (box.low, box.high))
    return spaces.Box(low, high, dtype=dtype.type)


def _bounds(values: Sequence[float], shape: tuple[int, ...], lead: tuple[int, ...], dtype: np.dtype[Any]) -> Any:
    given = np.asarray(values, float)
    inner = np.full(shape, given[0]) if given.size == 1 else given.reshape(shape)
    if dtype.kind in "iu":
        info = np.iinfo(dtype)
        inner = np.clip(inner, info.min, info.max)
    return np.broadcast_to(inner, (*lead, *shape)).astype(dtype)


def choices(space: Space) -> int | None:
    """How many choices a mask of the space has a place for; None for numbers, which have none."""
    if isinstance(space, spaces.Discrete):
        return int(space.n)
    if isinstance(space, spaces.MultiDiscrete):
        return int(space.nvec.sum())
    if isinstance(space, spaces.MultiBinary):
        return 2 * int(np.prod(space.shape))
    if isinstance(space, spaces.Dict):
        counts = [choices(inner) for inner in space.values()]
        return None if None in counts else sum(count for count in counts if count is not None)
    return None


def tensors_space(tensors: Sequence[spec_pb2.TensorSpec], agents: int = 1) -> Space:
    """The space of a group's tensors: the one's own when there is one, else a Dict of them."""
    if len(tensors) == 1:
        return tensor_space(tensors[0].space, agents)
    return spaces.Dict({tensor.name: tensor_space(tensor.space, agents) for tensor in tensors})
