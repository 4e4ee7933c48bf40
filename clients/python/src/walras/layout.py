"""Layouts: from a frame's bytes to arrays and back, without parsing.

A frame is one run of bytes; its layout says once per session where each tensor lies in it. Reading makes NumPy views
over the bytes that arrived; writing fills views over bytes that will be sent. Nothing here grows with B but ``memcpy``.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from walras.v1 import tensor_pb2

Array = NDArray[Any]

_DTYPES: dict[int, str] = {
    tensor_pb2.DATA_TYPE_UINT8: "u1",
    tensor_pb2.DATA_TYPE_INT8: "i1",
    tensor_pb2.DATA_TYPE_INT32: "<i4",
    tensor_pb2.DATA_TYPE_INT64: "<i8",
    tensor_pb2.DATA_TYPE_FLOAT32: "<f4",
    tensor_pb2.DATA_TYPE_FLOAT64: "<f8",
}
# Bytes that are 0 or 1 are shown as what Python libraries expect of flags and of masks.
_SHOWN_AS: dict[int, str] = {
    tensor_pb2.FIELD_KIND_ACTIVE: "?",
    tensor_pb2.FIELD_KIND_TERMINATED: "?",
    tensor_pb2.FIELD_KIND_TRUNCATED: "?",
    tensor_pb2.FIELD_KIND_ACTION_MASK: "i1",
}
# The fields of a final frame, which is made of rows that ended.
_FINAL = (
    tensor_pb2.FIELD_KIND_OBSERVATION,
    tensor_pb2.FIELD_KIND_ACTION_MASK,
    tensor_pb2.FIELD_KIND_PRIVILEGED,
)
_ALIGNMENT = 64


def dtype_of(data_type: int) -> np.dtype[Any]:
    """The NumPy type of a wire type."""
    return np.dtype(_DTYPES[data_type])


def align(offset: int) -> int:
    """The next multiple of 64."""
    return -(-offset // _ALIGNMENT) * _ALIGNMENT


@dataclass(frozen=True)
class Field:
    """One tensor of a frame: ``shape`` begins with B, the rows of one shard."""

    kind: int
    name: str
    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    offset: int

    @property
    def end(self) -> int:
        """The first byte after it."""
        return self.offset + math.prod(self.shape) * self.dtype.itemsize

    def view(self, buffer: Any, start: int) -> Array:
        """The tensor in a frame that begins at ``start``: a view, writable when the buffer is."""
        view: Array = np.ndarray(self.shape, self.dtype, buffer, start + self.offset)
        return view

    def run_view(self, buffer: Any, steps: int, stride: int) -> Array:
        """The tensor in ``steps`` frames that lie ``stride`` bytes apart: a view ``[steps, B, ...]``."""
        inner = np.ndarray(self.shape, self.dtype, buffer, self.offset).strides
        view: Array = np.ndarray((steps, *self.shape), self.dtype, buffer, self.offset, (stride, *inner))
        return view


@dataclass(frozen=True)
class Layout:
    """Where each tensor of a frame lies.

    Attributes:
        fields: the tensors.
        size_bytes: where the last of them ends.
    """

    fields: tuple[Field, ...]
    size_bytes: int

    @staticmethod
    def of(message: tensor_pb2.FrameLayout) -> Layout:
        """From the server's message."""
        fields = tuple(
            Field(
                field.kind,
                field.name,
                np.dtype(_SHOWN_AS.get(field.kind, _DTYPES[field.dtype])),
                tuple(field.shape),
                field.offset,
            )
            for field in message.fields
        )
        return Layout(fields, message.size_bytes)

    @property
    def rows(self) -> int:
        """B, the rows of one shard."""
        return self.fields[0].shape[0]

    def of_kind(self, kind: int) -> tuple[Field, ...]:
        """The fields of one kind, in their order."""
        return tuple(field for field in self.fields if field.kind == kind)

    def only(self, chosen: Collection[tuple[int, str]]) -> Layout:
        """The layout of frames with the chosen fields only: of a kind, by name or, where that is empty, all of it."""
        if not chosen:
            return self
        taken = [field for field in self.fields if (field.kind, field.name) in chosen or (field.kind, "") in chosen]
        return _placed(taken)

    def final(self, rows: int) -> Layout:
        """The layout of a final frame of ``rows`` rows: observations, masks and privileged tensors only."""
        kept = (field for field in self.fields if field.kind in _FINAL)
        return _placed([replace(field, shape=(rows, *field.shape[1:])) for field in kept])


def _placed(fields: Iterable[Field]) -> Layout:
    """These fields one after another, each at the next multiple of 64."""
    placed: list[Field] = []
    end = 0
    for field in fields:
        placed.append(replace(field, offset=align(end)))
        end = placed[-1].end
    return Layout(tuple(placed), end)
