"""What the server offers: environments, their specs, and their exact solutions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from google.protobuf import json_format

from walras import shows
from walras.layout import Array, dtype_of
from walras.v1 import catalog_pb2, tensor_pb2


@dataclass(frozen=True, repr=False)
class Solution:
    """An oracle's answer.

    Attributes:
        environment: the id.
        options: those that were solved for, defaults included.
        tables: name to float64 array; scalars have shape ``()``.
        dims: name to what each dimension counts.
        certificate: how good the solution is: residuals, gaps, iterations.
    """

    environment: str
    options: dict[str, Any]
    tables: dict[str, Array]
    dims: dict[str, tuple[str, ...]]
    certificate: dict[str, float]

    def __getitem__(self, table: str) -> Array:
        return self.tables[table]

    def __repr__(self) -> str:
        return shows.line(f"Solution {self.environment}", self.tables)

    def _repr_html_(self) -> str:
        return shows.table(f"Solution {self.environment}", {**self.tables, "certificate": self.certificate})


def solution_of(message: catalog_pb2.SolveResponse) -> Solution:
    """From the server's message."""
    return Solution(
        message.environment,
        json_format.MessageToDict(message.options),
        {table.name: _array(table.values) for table in message.tables},
        {table.name: tuple(table.dims) for table in message.tables},
        dict(message.certificate),
    )


def _array(tensor: tensor_pb2.Tensor) -> Array:
    return np.frombuffer(tensor.data, dtype_of(tensor.dtype)).reshape(tuple(tensor.shape))
