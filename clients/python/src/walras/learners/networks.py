"""Networks of the learners of auctions: N of them side by side, none of which shares a weight with another."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor, nn

from walras.layout import Array
from walras.learners.encoding import Encoder
from walras.v1 import spec_pb2

_LARGE = 64
"""Pixels of the side of a canvas that is seen at half its resolution."""


class Eyes:
    """Observations to tensors: an image ``[B, c, h, w]`` in [0, 1], everything else flat ``[B, d]``.

    Canvases of 64 x 64 pixels come at half their resolution, means of four pixels.

    Attributes:
        shape: of one observation, ``(c, h, w)`` or ``(d,)``.
    """

    def __init__(self, tensors: Sequence[spec_pb2.TensorSpec]) -> None:
        box = tensors[0].space.box if len(tensors) == 1 and tensors[0].space.WhichOneof("kind") == "box" else None
        size = tuple(box.shape) if box is not None else ()
        self._image = tensors[0].name if len(size) == 3 else ""
        # Two-room images have their three channels last, grey ones their only channel first.
        self._channels_last = bool(self._image) and size[-1] == 3
        # Kinds, colours and states of cells are small numbers; pixels are bytes.
        self._scale = 10.0 if self._channels_last else 255.0
        self._encoder = None if self._image else Encoder(tensors)
        if self._encoder is not None:
            self.shape: tuple[int, ...] = (self._encoder.width,)
        else:
            channels, height, width = (size[2], size[0], size[1]) if self._channels_last else size
            self._halved = height >= _LARGE
            scale = 2 if self._halved else 1
            self.shape = (channels, height // scale, width // scale)

    def __call__(self, arrays: Mapping[str, Array]) -> Tensor:
        """Arrays ``[B, *shape]`` to float32."""
        if self._encoder is not None:
            return torch.from_numpy(self._encoder(arrays, 1))
        image = torch.from_numpy(np.array(arrays[self._image], np.float32)) / self._scale
        image = image.permute(0, 3, 1, 2) if self._channels_last else image
        return nn.functional.avg_pool2d(image, 2) if self._halved else image


class Heads(nn.Module):
    """N networks: observations ``[B, *shape]`` to ``[N, B, outputs]``.

    A vector goes through one layer of ``hidden`` units, an image through convolutions: three for the 7 x 7 views of
    gridworlds, as in the paper; four for canvases at half their resolution, where the paper has five at the whole and
    batch normalisation: a fifth of the work. The outputs start at 0.
    """

    def __init__(self, count: int, shape: Sequence[int], hidden: int, outputs: int, rectified: bool) -> None:
        super().__init__()
        self._count, self._rectified = count, rectified
        self._image = _convolutions(count, shape) if len(shape) == 3 else None
        width = shape[0]
        if self._image is not None:
            with torch.no_grad():
                width = self._image(torch.zeros(1, count * shape[0], *shape[1:])).numel() // count
        self.first = nn.Parameter(torch.randn(count, width, hidden) / width**0.5)
        self.first_bias = nn.Parameter(torch.zeros(count, 1, hidden))
        self.last = nn.Parameter(torch.zeros(count, hidden, outputs))
        self.last_bias = nn.Parameter(torch.zeros(count, 1, outputs))

    def forward(self, seen: Tensor) -> Tensor:
        """All of them on the same observations."""
        if self._image is not None:
            features = self._image(seen.repeat(1, self._count, 1, 1))  # [B, N * f, 1, 1]
            seen = features.reshape(len(seen), self._count, -1).transpose(0, 1)
        inner = torch.matmul(seen, self.first) + self.first_bias
        inner = torch.relu(inner) if self._rectified else inner
        return torch.matmul(inner, self.last) + self.last_bias


def _convolutions(count: int, shape: Sequence[int]) -> nn.Sequential:
    channels, side = shape[0], shape[1]

    def layer(before: int, after: int, kernel: int, stride: int = 1, padding: int = 0) -> nn.Conv2d:
        return nn.Conv2d(count * before, count * after, kernel, stride, padding, groups=count)

    if side < 32:
        return nn.Sequential(
            layer(channels, 16, 2), nn.ReLU(), nn.MaxPool2d(2), layer(16, 32, 2), nn.ReLU(), layer(32, 64, 2), nn.ReLU()
        )
    widths = [channels, 8, 16, 32]
    layers: list[nn.Module] = []
    for before, after in itertools.pairwise(widths):
        layers += [layer(before, after, 4, 2, 1), nn.LeakyReLU(0.2)]
    return nn.Sequential(*layers, layer(32, 32, 4), nn.LeakyReLU(0.2))
