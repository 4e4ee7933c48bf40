"""The benchmark's rates: rows stepped per second with a step on its way in every shard, or in rollouts."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from walras.client import Client
from walras.layout import Array
from walras.session import Session

Line = dict[str, Any]

ACTION_SETS = 8
_ROLLOUT_STEPS = 64
_ROLLOUT_ROUNDS = 5
_ROLLOUT_WARM_UPS = 15


def action_sets(session: Session, seed: int = 0) -> list[dict[str, Array]]:
    """A few sets of random actions for a group of one action tensor, drawn beforehand."""
    generator = np.random.default_rng(seed)
    (seat,) = session.seats
    (field,) = seat.action.fields
    (group,) = session.spec.groups
    space = group.actions[0].space
    sets = []
    for _ in range(ACTION_SETS):
        if space.HasField("discrete"):
            values = generator.integers(space.discrete.count, size=field.shape).astype(field.dtype)
        else:
            values = generator.uniform(space.box.low[0], space.box.high[0], field.shape).astype(field.dtype)
        sets.append({seat.key: values})
    return sets


def session_of(client: Client, environment: str, num_envs: int, transport: str, **more: Any) -> Session:
    """A session as the benchmarks play it."""
    carried = "shm" if transport == "shm" else "grpc"
    return client.session(environment, num_envs, seed=1, keep=1.0, transport=carried, **more)


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
            session.step_async(sets[steps % ACTION_SETS], shard)
            steps += 1
    taken = time.perf_counter() - began
    for shard in shards:
        session.step_wait(shard)
    return steps * rows / taken


def measure_pipelined(client: Client, environment: str, num_envs: int, seconds: float, transport: str) -> Line:
    """The same world in two shards, one computed while the other travels."""
    with session_of(client, environment, num_envs, transport, shards=2) as session:
        rates = [pipelined(session, seconds / 3) for _ in range(3)]
    name = f"{environment} B={num_envs} python {transport}, 2 shards in flight"
    return _rate_line(name, environment, num_envs, transport, rates)


def measure_rollout(client: Client, environment: str, num_envs: int, seconds: float, transport: str) -> Line:
    """Rollouts of a uniform policy, each written over the one before, once the server's compiler has had a while."""
    with session_of(client, environment, num_envs, transport) as session:
        session.reset()
        last, rates = None, []
        for _ in range(_ROLLOUT_WARM_UPS + _ROLLOUT_ROUNDS):
            steps, began = 0, time.perf_counter()
            while (taken := time.perf_counter() - began) < seconds:
                last = session.rollout(_ROLLOUT_STEPS, reuse=last)
                steps += _ROLLOUT_STEPS
            rates.append(steps * num_envs / taken)
    name = f"{environment} B={num_envs} python {transport}, rollouts of {_ROLLOUT_STEPS} steps"
    return _rate_line(name, environment, num_envs, transport, rates[_ROLLOUT_WARM_UPS:])


def _rate_line(name: str, environment: str, num_envs: int, transport: str, rates: list[float]) -> Line:
    low, median, high = (round(float(at)) for at in np.percentile(rates, (25, 50, 75)))
    return {
        "suite": "wire",
        "name": name,
        "unit": "steps/s",
        "median": median,
        "low": low,
        "high": high,
        "rounds": len(rates),
        "client": "python",
        "transport": transport,
        "environment": environment,
        "num_envs": num_envs,
        "steps_per_second": median,
    }
