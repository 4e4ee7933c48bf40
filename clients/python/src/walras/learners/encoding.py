"""From tensors of an environment to the numbers that a network takes, and to the distributions of its actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from walras.layout import Array, dtype_of
from walras.v1 import spec_pb2

_LOG_STD_START = -0.5


class Encoder:
    """Flattens tensors one after another: a discrete value as a one-hot vector, a bounded number to [-1, 1], an
    unbounded one as ``sign(x) log(1 + |x|)``.

    Attributes:
        width: how many numbers come out.
    """

    def __init__(self, tensors: Sequence[spec_pb2.TensorSpec]) -> None:
        self._tensors = [(tensor.name, tensor.space) for tensor in tensors]
        self.width = sum(_encoded_size(space) for _, space in self._tensors)

    def __call__(self, arrays: Mapping[str, Array], lead: int) -> Array:
        """Arrays ``[..., *shape]`` with ``lead`` leading axes to float32 ``[..., width]``."""
        parts = []
        for name, space in self._tensors:
            array = arrays[name]
            parts.append(_encoded(array, space).reshape(*array.shape[:lead], -1))
        return np.concatenate(parts, axis=-1).astype(np.float32)


def _encoded_size(space: spec_pb2.Space) -> int:
    kind = space.WhichOneof("kind")
    if kind == "discrete":
        return space.discrete.count
    if kind == "multi_discrete":
        return sum(space.multi_discrete.counts)
    return int(np.prod(space.box.shape if kind == "box" else space.multi_binary.shape))


def _encoded(array: Array, space: spec_pb2.Space) -> Array:
    kind = space.WhichOneof("kind")
    if kind == "discrete":
        return np.asarray(np.eye(space.discrete.count, dtype=np.float32)[array])
    if kind == "multi_discrete":
        counts = space.multi_discrete.counts
        hot = [np.eye(count, dtype=np.float32)[array[..., place]] for place, count in enumerate(counts)]
        return np.concatenate(hot, axis=-1)
    if kind == "multi_binary":
        return array.astype(np.float32)
    low, high = (np.asarray(bounds, np.float64) for bounds in (space.box.low, space.box.high))
    if low.size > 1:
        low, high = low.reshape(tuple(space.box.shape)), high.reshape(tuple(space.box.shape))
    else:
        low, high = low[0], high[0]
    bounded = np.isfinite(low) & np.isfinite(high) & (high > low)
    with np.errstate(invalid="ignore", divide="ignore"):
        scaled = (2 * array - low - high) / (high - low)
    return np.where(bounded, scaled, np.sign(array) * np.log1p(np.abs(array)))


class ActionHead(nn.Module):
    """The distribution of a group's actions, given a network's outputs.

    A discrete choice is categorical; a number between bounds is the logistic function of a normal variable, stretched
    to its bounds. A sample is kept raw, float32 ``[..., slots]``: the index of a choice, the normal variable of a
    number.

    Attributes:
        width: how many outputs the network must have.
        slots: how many numbers a raw sample has.
    """

    def __init__(self, tensors: Sequence[spec_pb2.TensorSpec]) -> None:
        super().__init__()
        self._names = [tensor.name for tensor in tensors]
        self._spaces = [tensor.space for tensor in tensors]
        self._choices = [_choices(space) for space in self._spaces]
        self.width = sum(sum(choices) if choices else _encoded_size(s) for choices, s in self._zip())
        self.slots = sum(len(choices) if choices else _encoded_size(s) for choices, s in self._zip())
        numbers = sum(0 if choices else _encoded_size(s) for choices, s in self._zip())
        self.log_std = nn.Parameter(torch.full((numbers,), _LOG_STD_START))

    def _zip(self) -> list[tuple[list[int], spec_pb2.Space]]:
        return list(zip(self._choices, self._spaces, strict=True))

    def _runs(self, outputs: Tensor) -> tuple[list[Tensor], Tensor]:
        """The scores of each choice, and the means of the numbers."""
        scores: list[Tensor] = []
        means: list[Tensor] = []
        at = 0
        for choices, space in self._zip():
            for count in choices or [_encoded_size(space)]:
                (scores if choices else means).append(outputs[..., at : at + count])
                at += count
        return scores, torch.cat(means, -1) if means else outputs[..., :0]

    def sample(self, outputs: Tensor, noise: Tensor | None) -> Tensor:
        """A raw sample; ``noise`` is uniform ``[..., width]``, None for the mode."""
        scores, means = self._runs(outputs)
        raw, at = [], 0
        for score in scores:
            count = score.shape[-1]
            if noise is not None:
                score = score - torch.log(-torch.log(noise[..., at : at + count]))
            raw.append(score.argmax(-1, keepdim=True).float())
            at += count
        numbers = means if noise is None else means + self.log_std.exp() * torch.special.ndtri(noise[..., at:])
        return torch.cat([*raw, numbers], -1)

    def log_prob_and_entropy(self, outputs: Tensor, raw: Tensor) -> tuple[Tensor, Tensor]:
        """Of raw samples, ``[...]`` each."""
        scores, means = self._runs(outputs)
        log_prob, entropy = torch.zeros(raw.shape[:-1]), torch.zeros(raw.shape[:-1])
        for slot, score in enumerate(scores):
            choice = torch.distributions.Categorical(logits=score)
            log_prob = log_prob + choice.log_prob(raw[..., slot])
            entropy = entropy + choice.entropy()
        if means.shape[-1]:
            normal = torch.distributions.Normal(means, self.log_std.exp())
            log_prob = log_prob + normal.log_prob(raw[..., len(scores) :]).sum(-1)
            entropy = entropy + normal.entropy().sum(-1)
        return log_prob, entropy

    def actions(self, raw: Tensor) -> dict[str, Array]:
        """Tensor to array ``[..., *shape]``, as the server takes them."""
        values, taken = raw.numpy().astype(np.float64), {}
        slot, number = 0, sum(len(choices) for choices in self._choices)
        lead = values.shape[:-1]
        for name, (choices, space) in zip(self._names, self._zip(), strict=True):
            size = len(choices) or _encoded_size(space)
            at = slot if choices else number
            part = values[..., at : at + size]
            if choices:
                slot += size
                taken[name] = part.astype(np.int32).reshape(*lead, *_choice_shape(space))
            else:
                number += size
                taken[name] = _stretched(part, space, lead)
        return taken


def _choices(space: spec_pb2.Space) -> list[int]:
    kind = space.WhichOneof("kind")
    if kind == "discrete":
        return [space.discrete.count]
    if kind == "multi_discrete":
        return list(space.multi_discrete.counts)
    return [2] * _encoded_size(space) if kind == "multi_binary" else []


def _choice_shape(space: spec_pb2.Space) -> tuple[int, ...]:
    kind = space.WhichOneof("kind")
    if kind == "discrete":
        return ()
    return (len(space.multi_discrete.counts),) if kind == "multi_discrete" else tuple(space.multi_binary.shape)


def _stretched(part: Array, space: spec_pb2.Space, lead: tuple[int, ...]) -> Array:
    shape: Any = tuple(space.box.shape)
    low, high = (np.asarray(bounds, np.float64) for bounds in (space.box.low, space.box.high))
    if not (np.isfinite(low).all() and np.isfinite(high).all()):
        raise ValueError("this learner needs bounded actions")
    share = 1 / (1 + np.exp(-part))
    # The sum may round to a hair above the bound.
    numbers = np.clip(low + (high - low) * share, low, high).reshape(*lead, *shape)
    return numbers.astype(dtype_of(space.box.dtype))


def mlp(inputs: int, hidden: Sequence[int], outputs: int, last_gain: float) -> nn.Sequential:
    """Dense layers with tanh between them."""
    layers: list[nn.Module] = []
    for width in hidden:
        layers += [nn.Linear(inputs, width), nn.Tanh()]
        inputs = width
    last = nn.Linear(inputs, outputs)
    nn.init.orthogonal_(last.weight, last_gain)
    nn.init.zeros_(last.bias)
    return nn.Sequential(*layers, last)
