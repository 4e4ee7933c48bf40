"""What a reset asks for: from Python's arguments to ``ResetConfig``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from walras.arguments import number_array, struct, wire_seed, wire_seeds
from walras.errors import bad_request
from walras.layout import Array
from walras.parts import part_resets
from walras.v1 import sessions_pb2


def reset_config(
    rows: int,
    mask: Array | Sequence[bool] | None,
    seed: int | None,
    row_seeds: Sequence[int] | Array | None,
    options: Mapping[str, Any] | None,
) -> sessions_pb2.ResetConfig:
    """The message; see ``Session.reset`` for the arguments.

    Raises:
        InvalidArgumentError: BAD_REQUEST; a length is not the number of rows.
    """
    message = sessions_pb2.ResetConfig(seed=None if seed is None else wire_seed("reset: seed", seed))
    chosen = np.ones(rows, bool) if mask is None else _row_mask(mask, rows)
    if mask is not None:
        message.row_mask = chosen.tobytes()
    if row_seeds is not None:
        message.row_seeds.extend(wire_seeds("reset: row_seeds", row_seeds, rows))
    by_row = {name: value for name, value in (options or {}).items() if name != "parts"}
    if options and "parts" in options:
        message.parts.extend(part_resets(options["parts"]))
    if by_row:
        _add_options(message, rows, chosen, by_row)
    return message


def _add_options(message: sessions_pb2.ResetConfig, rows: int, chosen: Array, options: Mapping[str, Any]) -> None:
    by_row = {name: _row_numbers(name, value, rows) for name, value in options.items()}
    alike: dict[tuple[float, ...], list[int]] = {}
    for row in np.flatnonzero(chosen).tolist():
        alike.setdefault(tuple(float(values[row]) for values in by_row.values()), []).append(row)
    for numbers, its_rows in alike.items():
        given = {name: number for name, number in zip(by_row, numbers, strict=True) if number == number}
        if given:
            message.row_options.add(rows=its_rows, options=struct(given))


def _row_mask(mask: Array | Sequence[bool], rows: int) -> Array:
    expected = f"flags of shape ({rows},), one per row"
    array = number_array("reset: mask", expected, mask)
    if array.shape != (rows,) or array.dtype.kind == "f":
        raise bad_request("reset: mask", expected, f"shape {array.shape} {array.dtype}")
    return array.astype(bool)


def _row_numbers(name: str, value: Any, rows: int) -> Array:
    where, expected = f"reset: options[{name!r}]", f"a number, or {rows} of them"
    array = number_array(where, expected, value)
    if array.shape not in ((), (1,), (rows,)):
        raise bad_request(where, expected, f"shape {array.shape}")
    return np.broadcast_to(array.astype(float), (rows,))
