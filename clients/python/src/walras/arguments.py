"""Arguments as the wire can carry them: counts, seconds, seeds, options. Everything else is refused by its name."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable, Mapping
from enum import Enum
from hashlib import blake2b
from typing import Any

import numpy as np
from google.protobuf import struct_pb2

from walras.errors import InvalidArgumentError, bad_request, cut

_MOST_SHOWN = 80
_GREATEST_COUNT = 2**31 - 1
_GREATEST_SEED = 2**63 - 1
_MOST_NESTED = 32
_THIRTY_YEARS = 1e9  # seconds
_GREATEST_EXACT = 2**53  # JSON's numbers are float64: beyond it neighbours are one


def shown(value: Any) -> str:
    """A value in an error, cut where it is long."""
    try:
        text = repr(value)
    except ValueError:  # a whole number of more digits than Python will write
        text = f"a {type(value).__name__} of {value.bit_length()} bits"
    return cut(text, _MOST_SHOWN)


def flag(where: str, value: Any) -> bool:
    """True or False, of Python or NumPy.

    Raises:
        InvalidArgumentError: BAD_REQUEST; it is another thing.
    """
    if not isinstance(value, bool | np.bool_):
        raise bad_request(where, "True or False", shown(value))
    return bool(value)


def whole(where: str, value: Any, least: int = 0, most: int | None = _GREATEST_COUNT) -> int:
    """A whole number, of Python or NumPy; flags, text and fractions are none.

    Raises:
        InvalidArgumentError: BAD_REQUEST; it is not within the bounds.
    """
    try:
        number = None if isinstance(value, bool) else operator.index(value)
    except TypeError:
        number = None
    if number is None or number < least or (most is not None and number > most):
        bounds = f"of at least {least}" if most is None else f"from {least} to {most}"
        raise bad_request(where, f"a whole number {bounds}", shown(value))
    return number


def time_to_answer(where: str, value: Any) -> float:
    """For how many seconds a call may take; None for as long as it likes. Beyond 30 years gRPC's clock runs over.

    Raises:
        InvalidArgumentError: BAD_REQUEST; as ``seconds``.
    """
    return _THIRTY_YEARS if value is None else min(seconds(where, value), _THIRTY_YEARS)


def seconds(where: str, value: Any) -> float:
    """A time.

    Raises:
        InvalidArgumentError: BAD_REQUEST; it is no finite number of at least 0.
    """
    good = isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)
    if not good or not math.isfinite(value) or value < 0:
        raise bad_request(where, "a finite number of seconds, at least 0", shown(value))
    return float(value)


def wire_seed(where: str, value: Any) -> int:
    """A seed as the wire has it: any whole number from 0 on. Those of 2^63 and more are folded into 63 bits.

    Raises:
        InvalidArgumentError: BAD_REQUEST; it is negative or no whole number.
    """
    number = whole(where, value, 0, None)
    if number <= _GREATEST_SEED:
        return number
    digest = blake2b(number.to_bytes(number.bit_length() // 8 + 1, "little"), digest_size=8).digest()
    return int.from_bytes(digest, "little") >> 1


def wire_seeds(where: str, values: Any, rows: int) -> list[int]:
    """One seed for each row.

    Raises:
        InvalidArgumentError: BAD_REQUEST; there are not as many, or one is no seed.
    """
    if isinstance(values, (str, bytes, set, frozenset, Mapping)) or not isinstance(values, Iterable):
        raise bad_request(where, f"{rows} whole numbers, one for each row", shown(values))
    seeds = list(values.tolist() if isinstance(values, np.ndarray) else values)
    if len(seeds) != rows:
        raise bad_request(where, f"{rows} whole numbers, one for each row", f"{len(seeds)} of them")
    return [wire_seed(f"{where}[{row}]", seed) for row, seed in enumerate(seeds)]


def number_array(where: str, expected: str, value: Any) -> np.ndarray[Any, Any]:
    """An array of numbers or flags.

    Raises:
        InvalidArgumentError: BAD_REQUEST; it is of something else, or its rows are not alike.
    """
    try:
        array = np.asarray(value)
    except ValueError:
        array = np.asarray(None)
    if array.dtype.kind not in "biuf":
        raise bad_request(where, expected, shown(value))
    return array


def struct(options: Mapping[str, Any] | None, where: str = "options") -> struct_pb2.Struct:
    """Options as the wire has them; NumPy arrays and numbers become lists and numbers.

    Raises:
        InvalidArgumentError: BAD_REQUEST; names the option that JSON has no value for.
    """
    if options is not None and not isinstance(options, Mapping):
        raise bad_request(where, "a mapping from names to values", shown(options))
    message = struct_pb2.Struct()
    message.update({_name(where, name): _json(f"{where}[{name!r}]", value) for name, value in (options or {}).items()})
    return message


def _name(where: str, name: Any) -> str:
    if not isinstance(name, str):
        raise bad_request(where, "names that are text", shown(name))
    return _text(where, name)


def _text(where: str, text: str) -> str:
    if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
        raise bad_request(where, "text of whole characters", shown(text))
    return text


def _json(where: str, value: Any, depth: int = 0) -> Any:
    if depth > _MOST_NESTED:
        raise bad_request(where, f"lists and mappings within each other at most {_MOST_NESTED} deep", "more")
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, np.ndarray):
        return _array(where, value)
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, Mapping):
        return {_name(where, name): _json(f"{where}[{name!r}]", inner, depth + 1) for name, inner in value.items()}
    if isinstance(value, (list, tuple, range)):
        return [_json(f"{where}[{place}]", inner, depth + 1) for place, inner in enumerate(value)]
    if isinstance(value, str):
        return _text(where, value)
    if value is None or isinstance(value, (bool, float)):
        return value
    if isinstance(value, int) and abs(value) <= _GREATEST_EXACT:
        return value
    raise _no_json(where, value)


def _array(where: str, array: np.ndarray[Any, Any]) -> Any:
    exact = array.dtype.kind in "bf" or (
        array.dtype.kind in "iu" and (not array.size or max(abs(int(array.min())), int(array.max())) <= _GREATEST_EXACT)
    )
    return array.tolist() if exact else _json(where, array.tolist())


def _no_json(where: str, value: Any) -> InvalidArgumentError:
    expected = "a whole number up to 2^53" if isinstance(value, int) else "a number, a flag, text, a list or a mapping"
    return bad_request(where, expected, shown(value))
