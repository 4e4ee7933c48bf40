"""How fast a step is from Python: ``python -m walras.bench``.

Each case steps one session in lockstep, arrays in and arrays out, and times every round trip. Prints a line per case:
the median round trip in microseconds, its quartiles, p99 and steps per second (a step of a batch of B counts B). The
same worlds written in NumPy, and in JAX where it is installed, stand beside them as yardsticks. Then rates: of two
shards in flight, and of rollouts.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import platform
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import grpc
import numpy as np

from walras.bench_rates import (
    ACTION_SETS,
    Line,
    action_sets,
    measure_pipelined,
    measure_rollout,
    session_of,
)
from walras.client import Client
from walras.connecting import connect
from walras.errors import WalrasError
from walras.layout import Array
from walras.session import Session
from walras.yardsticks import has_jax, jax_step, numpy_step

SIZES = (1, 64, 1024, 4096, 16384)
ENVIRONMENTS = ("counter-v0", "auction/chain-v0")
_PIPELINED_ENVS = 4096
_WARM_UP_SECONDS = 0.3


def timed(step: Callable[[dict[str, Array]], Any], sets: list[dict[str, Array]], seconds: float) -> list[float]:
    """Seconds of every step, for about so many seconds."""
    for warming in (True, False):
        times: list[float] = []
        end = time.perf_counter() + (min(_WARM_UP_SECONDS, seconds) if warming else seconds)
        began = time.perf_counter()
        while began < end:
            step(sets[len(times) % ACTION_SETS])
            now = time.perf_counter()
            times.append(now - began)
            began = now
    return times


def lockstep(session: Session, seconds: float) -> list[float]:
    """Seconds of every round trip, for about so many seconds."""
    session.reset()
    return timed(session.step, action_sets(session), seconds)


def measure(client: Client, environment: str, num_envs: int, seconds: float, transport: str) -> Line:
    """One line of the table."""
    with session_of(client, environment, num_envs, transport) as session:
        return _line(environment, num_envs, transport, "python", lockstep(session, seconds))


def measure_yardstick(client: Client, environment: str, num_envs: int, seconds: float, library: str) -> Line | None:
    """The same world and actions without a server; None where the world has no yardstick."""
    if library == "jax" and not has_jax():
        line = _line(environment, num_envs, "in process", library, [np.nan])
        return {**line, "name": line["name"] + ": not installed", "rounds": 0, "note": "not installed"}
    step = (jax_step if library == "jax" else numpy_step)(environment, num_envs)
    if step is None:
        return None
    with client.session(environment, num_envs, keep=1.0) as session:
        sets = action_sets(session)
    times = timed(lambda given: step(next(iter(given.values()))), sets, seconds)
    return _line(environment, num_envs, "in process", library, times)


def _line(environment: str, num_envs: int, transport: str, client: str, seconds: list[float]) -> Line:
    times = np.asarray(seconds) * 1e6
    low, median, high, p99 = (_number(at, 1) for at in np.percentile(times, (25, 50, 75, 99)))
    return {
        "suite": "wire",
        "name": f"{environment} B={num_envs} {client} {transport}",
        "unit": "us",
        "median": median,
        "low": low,
        "high": high,
        "rounds": len(times),
        "client": client,
        "transport": transport,
        "environment": environment,
        "num_envs": num_envs,
        "p50_us": median,
        "p99_us": p99,
        "steps_per_second": _number(num_envs / float(np.mean(times)) * 1e6, 0),
    }


def _number(value: float, digits: int) -> float | None:
    return round(float(value), digits) if np.isfinite(value) else None


def main(words: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m walras.bench", description="Round trips of a step from Python.")
    parser.add_argument("--address", help="of the server; default WALRAS_ADDRESS, else localhost:50051")
    parser.add_argument("--uds", metavar="PATH", help="its Unix domain socket, to be measured beside the address")
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


def run(given: argparse.Namespace) -> list[Line]:
    """All cases, one line each; the transports take turns, so that a busy machine is unfair to none."""
    results: list[Line] = []

    def add(line: Line | None) -> None:
        if line is not None:
            results.append(line)
            _show(line, given.json)

    with contextlib.ExitStack() as open_clients:
        clients = _clients(given, open_clients)
        for environment in given.environments:
            for size in given.sizes:
                for transport, client in clients.items():
                    add(measure(client, environment, size, given.seconds, transport))
                for library in ("numpy", "jax"):
                    add(measure_yardstick(client, environment, size, given.seconds, library))
            for transport, client in clients.items():
                add(measure_pipelined(client, environment, _PIPELINED_ENVS, given.seconds, transport))
            for transport, client in clients.items():
                add(measure_rollout(client, environment, _PIPELINED_ENVS, given.seconds, transport))
    return results


def _clients(given: argparse.Namespace, stack: contextlib.ExitStack) -> dict[str, Client]:
    """Transport to client: that of the address, the socket's where one is given, shared memory where there is any."""
    first = stack.enter_context(connect(given.address))
    clients = {"uds" if first.address.startswith("unix:") else "tcp": first}
    if given.uds:
        clients["uds"] = stack.enter_context(connect(f"unix:{given.uds}"))
    if "shared_memory" in first.info.capabilities and Path(first.info.local_socket).exists():
        clients["shm"] = first
    return clients


def _show(line: Line, quiet: bool) -> None:
    if quiet:
        return
    if line["median"] is None:
        print(line["name"])
        return
    tail = f", p99 {line['p99_us']:9.1f} us" if "p99_us" in line else ""
    print(f"{line['name']:58} {line['median']:12.1f} {line['unit']:8}{tail} {line['steps_per_second']:12,.0f} steps/s")


def _machine() -> dict[str, str]:
    return {
        "python": platform.python_version(),
        "grpcio": grpc.__version__,
        "numpy": np.__version__,
        "system": f"{platform.system()} {platform.machine()}",
    }


if __name__ == "__main__":
    sys.exit(main())
