"""What arguments have to be, by their names: the same everywhere, before protobuf, gRPC or NumPy sees them."""

from __future__ import annotations

import functools
import inspect
import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar, cast

import numpy as np

from walras.arguments import seconds, shown, whole
from walras.errors import bad_request

_F = TypeVar("_F", bound=Callable[..., Any])
_Check = Callable[[str, Any], Any]


def _text(where: str, value: Any) -> None:
    try:
        good = isinstance(value, str) and bool(value.encode() or True)
    except UnicodeEncodeError:  # half of a pair, which no text of the wire may have
        good = False
    if not good:
        raise bad_request(where, "text", shown(value))


def _label(where: str, value: Any) -> None:
    pair = isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], str)
    if not pair and not isinstance(value, str):
        raise bad_request(where, 'a seat as "bidders", "bidders/1" or ("bidders", 1)', shown(value))


def _each(check: _Check, expected: str) -> _Check:
    """One text, or any number of them in whatever holds them."""

    def checked(where: str, values: Any) -> None:
        if isinstance(values, str):
            return
        if isinstance(values, bytes) or not isinstance(values, Iterable):
            raise bad_request(where, expected, shown(values))
        if isinstance(values, list | tuple | set | frozenset | Mapping):  # an iterator is read once, by its reader
            for k, value in enumerate(values):
                check(f"{where}[{k}]", value)

    return checked


def _mapping(where: str, value: Any) -> None:
    if not isinstance(value, Mapping):
        raise bad_request(where, "a mapping from names to values", shown(value))


def _policies(where: str, value: Any) -> None:
    if not isinstance(value, Mapping):
        raise bad_request(where, "a mapping from seats to policies", shown(value))
    for label in value:
        _label(f"{where}: seat", label)


def _deadline(where: str, value: Any) -> None:
    if not hasattr(value, "step_seconds"):
        raise bad_request(where, "a walras.Deadline", shown(value))


def _parts(where: str, values: Any) -> None:
    if not isinstance(values, list | tuple) or not all(hasattr(part, "rows") for part in values):
        raise bad_request(where, "walras.Part objects, as of walras.parts", shown(values))


def _bytes(where: str, value: Any) -> None:
    if not isinstance(value, bytes | bytearray | memoryview):
        raise bad_request(where, "bytes", shown(value))


def _path(where: str, value: Any) -> None:
    if not isinstance(value, str | os.PathLike) or "\x00" in os.fspath(value):
        raise bad_request(where, "a path of a file", shown(value))


def _addresses(where: str, value: Any) -> None:
    _each(_text, "an address, or a list of addresses")(where, value)


def _number(where: str, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
        raise bad_request(where, "a number", shown(value))


def _layers(where: str, values: Any) -> None:
    pairs = isinstance(values, list | tuple) and all(
        isinstance(each, list | tuple) and len(each) == 2 for each in values
    )
    if not pairs:
        raise bad_request(where, "a list of layers, each (weights, biases)", shown(values))


def _policy(where: str, value: Any) -> None:
    pair = isinstance(value, tuple) and len(value) == 2
    if not (pair or isinstance(value, str | Mapping) or hasattr(value, "WhichOneof")):
        raise bad_request(where, "a policy's name, (name, options), one of walras.policies, or a mapping", shown(value))


_CHECKS: dict[str, _Check] = {
    "address": _addresses,
    "deadline": _deadline,
    "environment": _text,
    "epsilon": _number,
    "environments": _each(_text, "ids of environments"),
    "fields": _each(_text, "names of fields"),
    "host_token": _text,
    "inputs": _each(_text, "names of observations"),
    "k": lambda where, value: whole(where, value, -(2**31)),
    "layers": _layers,
    "lost": _text,
    "metrics": _each(_text, "names of metrics"),
    "name": _text,
    "noise_std": _number,
    "options": _mapping,
    "parts": _parts,
    "path": _path,
    "policies": _policies,
    "policy": _policy,
    "prefix": _text,
    "reconnect": seconds,
    "seat": _label,
    "server": _text,
    "seats": _each(_label, "names of seats"),
    "session_id": _text,
    "shard": whole,
    "snapshot": _bytes,
    "tickets": _text,
    "token": _text,
    "transport": _text,
}
_REQUIRED = {"environment", "name", "path", "session_id", "snapshot"}


def held(function: _F) -> _F:
    """Holds the arguments of a function against what their names ask for.

    What goes on to be refused by its meaning, an unknown environment for instance, is left to whoever knows it.
    """
    parameters = list(inspect.signature(function).parameters.values())
    positional = [each.name for each in parameters if each.kind.value < inspect.Parameter.VAR_POSITIONAL.value]
    rest = next((each.name for each in parameters if each.kind is inspect.Parameter.VAR_POSITIONAL), None)
    # The function's own keywords: those of an environment or a policy have other meanings under the same names.
    open_ended = any(each.kind is inspect.Parameter.VAR_KEYWORD and each.name != "arguments" for each in parameters)
    own = {each.name for each in parameters} if open_ended else set(_CHECKS)

    @functools.wraps(function)
    def call(*values: Any, **named: Any) -> Any:
        for name, value in zip(positional, values, strict=False):
            require(name, value)
        for value in values[len(positional) :] if rest else ():
            require(rest or "", value)
        for name, value in named.items():
            if name in own:
                require(name, value)
        return function(*values, **named)

    return cast(_F, call)


def require(name: str, value: Any) -> None:
    """Holds one argument against what its name asks for; None is left out, but where there must be one.

    Raises:
        InvalidArgumentError: BAD_REQUEST; names the argument.
    """
    check = _CHECKS.get(name)
    if check is not None and (value is not None or name in _REQUIRED):
        check(name, value)
