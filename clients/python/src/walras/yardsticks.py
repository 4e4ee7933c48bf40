"""What a step costs without a server: the worlds of the benchmark as plain NumPy, and as JAX where it is installed.

Each is written as its author would who needs one world and nothing else: whole-batch array operations, no seeds, no
checks, no metrics. The tests hold them against the server, number by number.

``python -m walras.yardsticks --environment counter-v0 --rows 1024`` times them; ``./walras bench yardsticks`` prints
that beside the engine's steps of as many rows.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from walras.layout import Array

Step = Callable[[Array], Any]
"""Actions ``[B, n]`` to observation ``[B, n]``, reward ``[B, n]``, terminated and truncated ``[B]``."""

_CHAIN_STATES, _CHAIN_GOAL, _CHAIN_DISCOUNT, _CHAIN_HORIZON = 6, 0.8, 0.99, 20
_COUNTER_TARGET = 10
_ACTION_SETS = 4
_WARM_UP_SECONDS = 0.3
_ROUNDS = 7


class NumpyCounter:
    """``counter-v0`` with its default options and the autoreset mode NEXT_STEP."""

    def __init__(self, rows: int) -> None:
        self._count = np.zeros((rows, 1), np.int32)
        self._done = np.zeros(rows, bool)
        self._never = np.zeros(rows, bool)

    def step(self, increment: Array) -> tuple[Array, Array, Array, Array]:
        """See ``Step``."""
        gain = np.minimum(increment, np.minimum(1, _COUNTER_TARGET - self._count))
        gain[self._done] = 0
        self._count = np.where(self._done[:, None], 0, self._count + gain)
        self._done = (self._count == _COUNTER_TARGET).all(axis=1)
        return self._count, gain.astype(np.float64), self._done, self._never


class NumpyChain:
    """``auction/chain-v0``: two primitives times two copies, credit-conserving Vickrey, NEXT_STEP."""

    def __init__(self, rows: int) -> None:
        self._rows = np.arange(rows)
        self._state = np.zeros(rows, np.int32)
        self._age = np.zeros(rows, np.int32)
        self._owner = np.zeros(rows, np.int64)
        self._pending = np.zeros(rows)
        self._share = np.zeros(rows)
        self._done = np.zeros(rows, bool)

    def step(self, bids: Array) -> tuple[Array, Array, Array, Array]:
        """See ``Step``."""
        fresh, rows = self._done, self._rows
        winner = bids.argmax(axis=1)
        others = bids.copy()
        others[rows, winner] = 0
        second = others.max(axis=1)
        moved = np.where(winner % 2 == 1, self._state + 1, np.maximum(self._state - 1, 0))
        terminated = ~fresh & (moved == _CHAIN_STATES - 1)
        truncated = ~fresh & ~terminated & (self._age >= _CHAIN_HORIZON - 1)
        ends = terminated | truncated
        net = _CHAIN_GOAL * terminated - second
        paid = np.zeros_like(bids)
        paid[rows, self._owner] = self._pending + self._share * second
        paid[rows, winner] += np.where(ends, net, 0)
        paid[fresh] = 0
        stays = ends | fresh
        self._pending = np.where(stays, 0, net)
        self._share = np.where(stays, 0, _CHAIN_DISCOUNT)
        self._owner = np.where(stays, 0, winner)
        self._state = np.where(fresh, 0, moved)
        self._age = np.where(fresh, 0, self._age + 1)
        self._done = ends
        return np.repeat(self._state[:, None], bids.shape[1], axis=1), paid, terminated, truncated


NUMPY: dict[str, Callable[[int], Any]] = {"counter-v0": NumpyCounter, "auction/chain-v0": NumpyChain}


def numpy_step(environment: str, rows: int) -> Step | None:
    """The world's step on NumPy; None where there is no such yardstick."""
    return NUMPY[environment](rows).step if environment in NUMPY else None


def has_jax() -> bool:
    """Whether JAX can be imported; it is no dependency."""
    return importlib.util.find_spec("jax") is not None


def jax_step(environment: str, rows: int) -> Step | None:
    """The world's step as one compiled JAX function, arrays of this machine in and out; None where there is none."""
    if environment not in NUMPY:
        return None
    import jax

    jax.config.update("jax_enable_x64", True)
    state, pure = (_jax_counter if environment == "counter-v0" else _jax_chain)(rows)
    compiled = jax.jit(pure)

    def step(actions: Array) -> Any:
        nonlocal state
        state, shown = compiled(state, actions)
        return [np.asarray(array) for array in shown]

    return step


def _jax_counter(rows: int) -> tuple[Any, Callable[..., Any]]:
    import jax.numpy as jnp

    def pure(state: Any, increment: Any) -> Any:
        count, done = state
        gain = jnp.where(done[:, None], 0, jnp.minimum(increment, jnp.minimum(1, _COUNTER_TARGET - count)))
        count = jnp.where(done[:, None], 0, count + gain)
        done = (count == _COUNTER_TARGET).all(axis=1)
        return (count, done), (count, gain.astype(float), done, jnp.zeros(rows, bool))

    return (jnp.zeros((rows, 1), jnp.int32), jnp.zeros(rows, bool)), pure


def _jax_chain(rows: int) -> tuple[Any, Callable[..., Any]]:
    import jax.numpy as jnp

    def pure(carried: Any, bids: Any) -> Any:
        state, age, owner, pending, share, fresh = carried
        bidders = jnp.arange(bids.shape[1])
        winner = bids.argmax(axis=1)
        wins = bidders == winner[:, None]
        second = jnp.where(wins, 0, bids).max(axis=1)
        moved = jnp.where(winner % 2 == 1, state + 1, jnp.maximum(state - 1, 0))
        terminated = ~fresh & (moved == _CHAIN_STATES - 1)
        truncated = ~fresh & ~terminated & (age >= _CHAIN_HORIZON - 1)
        ends = terminated | truncated
        net = _CHAIN_GOAL * terminated - second
        paid = (bidders == owner[:, None]) * (pending + share * second)[:, None]
        paid = jnp.where(fresh[:, None], 0, paid + wins * jnp.where(ends, net, 0)[:, None])
        stays = ends | fresh
        state = jnp.where(fresh, 0, moved).astype(jnp.int32)
        after = (
            state,
            jnp.where(fresh, 0, age + 1),
            jnp.where(stays, 0, winner),
            jnp.where(stays, 0.0, net),
            jnp.where(stays, 0.0, _CHAIN_DISCOUNT),
            ends,
        )
        return after, (jnp.repeat(state[:, None], bids.shape[1], axis=1), paid, terminated, truncated)

    integers = jnp.zeros(rows, jnp.int32)
    floats = jnp.zeros(rows)
    return (integers, integers, jnp.zeros(rows, int), floats, floats, jnp.zeros(rows, bool)), pure


def given_actions(environment: str, rows: int) -> list[Array]:
    """Actions ``[B, n]`` to take in turn: coins for counters, bids in [0, 1) for bidders."""
    random = np.random.default_rng(1)
    if environment == "counter-v0":
        return [random.integers(0, 2, (rows, 1)).astype(np.int32) for _ in range(_ACTION_SETS)]
    return [random.random((rows, 4)) for _ in range(_ACTION_SETS)]


def nanos_per_row(step: Step, sets: list[Array], seconds: float) -> list[float]:
    """Nanoseconds of a step over its rows, round by round, for about so many seconds after a warm-up."""
    rounds: list[float] = []
    for k in range(1 + _ROUNDS):
        steps = 0
        began = time.perf_counter()
        until = began + (_WARM_UP_SECONDS if k == 0 else seconds / _ROUNDS)
        while steps == 0 or time.perf_counter() < until:
            step(sets[steps % len(sets)])
            steps += 1
        rounds.append((time.perf_counter() - began) * 1e9 / (steps * len(sets[0])))
    return rounds[1:]


def measured(environment: str, rows: int, seconds: float) -> list[dict[str, Any]]:
    """A line of the benchmark table for each library that is installed."""
    lines: list[dict[str, Any]] = []
    for library, make in (("NumPy", numpy_step), ("JAX", jax_step)):
        step = make(environment, rows) if library == "NumPy" or has_jax() else None
        if step is not None:
            low, median, high = np.percentile(
                nanos_per_row(step, given_actions(environment, rows), seconds), (25, 50, 75)
            ).tolist()
            name = f"{environment} B={rows}, {library}"
            line = {"suite": "yardsticks", "name": name, "unit": "ns per row", "rounds": _ROUNDS, "library": library}
            lines.append({**line, "median": median, "low": low, "high": high})
    return lines


def main(words: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(
        prog="python -m walras.yardsticks", description="Steps of worlds without a server."
    )
    parser.add_argument("--environment", choices=sorted(NUMPY), required=True, help="which world")
    parser.add_argument("--rows", type=int, required=True, help="batch size")
    parser.add_argument("--seconds", type=float, default=1.0, help="measured per library")
    given = parser.parse_args(words)
    if given.rows < 1:
        parser.error(f"argument --rows: expected at least 1, got {given.rows}; nearest 1")
    json.dump({"results": measured(given.environment, given.rows, given.seconds)}, sys.stdout)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
