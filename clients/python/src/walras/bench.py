"""How fast a step is from Python: ``python -m walras.bench``.

Each case steps one session in lockstep, arrays in and arrays out, and times every round trip. Prints a line per case:
the median round trip in microseconds, its quartiles, p99 and steps per second (a step of a batch of B counts B).
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import time
from collections.abc import Sequence
from typing import Any

import grpc
import numpy as np

from walras.client import Client, connect
from walras.errors import WalrasError
from walras.layout import Array
from walras.session import Session

SIZES = (1, 64, 1024, 16384)
ENVIRONMENTS = ("counter-v0", "auction/chain-v0")
_WARM_UP_SECONDS = 0.3
_ACTION_SETS = 8


def action_sets(session: Session, seed: int = 0) -> list[dict[str, Array]]:
    """A few sets of random actions for a group of one action tensor, drawn beforehand."""
    generator = np.random.default_rng(seed)
    (seat,) = session.seats
    (field,) = seat.action.fields
    (group,) = session.spec.groups
    space = group.actions[0].space
    sets = []
    for _ in range(_ACTION_SETS):
        if space.HasField("discrete"):
            values = generator.integers(space.discrete.count, size=field.shape).astype(field.dtype)
        else:
            values = generator.uniform(space.box.low[0], space.box.high[0], field.shape).astype(field.dtype)
        sets.append({seat.key: values})
    return sets


def lockstep(session: Session, seconds: float) -> list[float]:
    """Seconds of every round trip, for about so many seconds."""
    sets = action_sets(session)
    session.reset()
    for warming in (True, False):
        times: list[float] = []
        end = time.perf_counter() + (_WARM_UP_SECONDS if warming else seconds)
        began = time.perf_counter()
        while began < end:
            session.step(sets[len(times) % _ACTION_SETS])
            now = time.perf_counter()
            times.append(now - began)
            began = now
    return times


def pipelined(session: Session, seconds: float) -> float:
    """Rows stepped per second when every shard has a step on its way."""
    sets = action_sets(session)
    shards, rows = range(session.shards), session.num_envs // session.shards
    for shard in shards:
        session.reset(shard=shard)
        session.step_async(sets[0], shard)
    steps, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        for shard in shards:
            session.step_wait(shard)
            session.step_async(sets[steps % _ACTION_SETS], shard)
            steps += 1
    taken = time.perf_counter() - began
    for shard in shards:
        session.step_wait(shard)
    return steps * rows / taken


def measure(client: Client, environment: str, num_envs: int, seconds: float, transport: str) -> dict[str, Any]:
    """One line of the table."""
    with client.session(environment, num_envs, seed=1, keep=1.0) as session:
        times = np.asarray(lockstep(session, seconds)) * 1e6
    low, median, high, p99 = np.percentile(times, (25, 50, 75, 99))
    return {
        "suite": "wire",
        "name": f"{environment} B={num_envs} python {transport}",
        "unit": "us",
        "median": round(float(median), 1),
        "low": round(float(low), 1),
        "high": round(float(high), 1),
        "rounds": len(times),
        "client": "python",
        "transport": transport,
        "environment": environment,
        "num_envs": num_envs,
        "p50_us": round(float(median), 1),
        "p99_us": round(float(p99), 1),
        "steps_per_second": round(num_envs / float(np.mean(times)) * 1e6),
    }


def measure_pipelined(
    client: Client, environment: str, num_envs: int, seconds: float, transport: str
) -> dict[str, Any]:
    """The same world in two shards, one computed while the other travels."""
    with client.session(environment, num_envs, seed=1, keep=1.0, shards=2) as session:
        rates = sorted(pipelined(session, seconds / 3) for _ in range(3))
    return {
        "suite": "wire",
        "name": f"{environment} B={num_envs} python {transport}, 2 shards in flight",
        "unit": "steps/s",
        "median": round(rates[1]),
        "low": round(rates[0]),
        "high": round(rates[2]),
        "rounds": len(rates),
        "client": "python",
        "transport": transport,
        "environment": environment,
        "num_envs": num_envs,
        "steps_per_second": round(rates[1]),
    }


def main(words: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m walras.bench", description="Round trips of a step from Python.")
    parser.add_argument("--address", help="of the server; default WALRAS_ADDRESS, else localhost:50051")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="batch sizes")
    parser.add_argument("--environments", nargs="+", default=ENVIRONMENTS, help="environments")
    parser.add_argument("--seconds", type=float, default=1.0, help="measured per case")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = parser.parse_args(words)
    try:
        results = run(given)
    except WalrasError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    if given.json:
        json.dump({"machine": _machine(), "results": results}, sys.stdout)
        print()
    return 0


def run(given: argparse.Namespace) -> list[dict[str, Any]]:
    """All cases, one line each."""
    results = []
    with connect(given.address) as client:
        transport = "uds" if client.address.startswith("unix:") else "tcp"
        for environment in given.environments:
            for size in given.sizes:
                results.append(measure(client, environment, size, given.seconds, transport))
                _show(results[-1], given.json)
            if max(given.sizes) > 1:
                results.append(measure_pipelined(client, environment, max(given.sizes), given.seconds, transport))
                _show(results[-1], given.json)
    return results


def _show(line: dict[str, Any], quiet: bool) -> None:
    if not quiet:
        tail = f", p99 {line['p99_us']:9.1f} us" if "p99_us" in line else ""
        print(f"{line['name']:58} {line['median']:12.1f} {line['unit']:8}{tail} {line['steps_per_second']:12,} steps/s")


def _machine() -> dict[str, str]:
    return {
        "python": platform.python_version(),
        "grpcio": grpc.__version__,
        "numpy": np.__version__,
        "system": f"{platform.system()} {platform.machine()}",
    }


if __name__ == "__main__":
    sys.exit(main())
