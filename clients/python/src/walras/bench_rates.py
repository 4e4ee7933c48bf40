"""The benchmark's rates: rows stepped per second with a step on its way in every shard, in a stack, or in rollouts."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from walras.client import Client
from walras.fleet import plan
from walras.layout import Array
from walras.session import Session

Line = dict[str, Any]

ACTION_SETS = 8
_STACK_ROWS = 16
_STACK_SHARE = 0.7
_STACK_ROUNDS = 9
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


def measure_stack(client: Client, environment: str, sessions: int, seconds: float, transport: str) -> list[Line]:
    """One session of all the rows, and the same rows as a stack of sessions; they take turns, round by round."""
    rows = sessions * _STACK_ROWS
    plans = [plan(environment, _STACK_ROWS, seed=1 + k, keep=1.0) for k in range(sessions)]
    with client.session(environment, rows, seed=1, keep=1.0, transport="grpc") as one, client.play_many(plans) as fleet:
        sets = action_sets(one)
        cut = [{key: _cut(array, sessions) for key, array in each.items()} for each in sets]
        stack = fleet.stack()
        one.reset()
        stack.reset()
        rates: tuple[list[float], list[float]] = ([], [])
        for warming in (True, True, *[False] * _STACK_ROUNDS):
            for into, step, actions in ((rates[0], one.step, sets), (rates[1], stack.step, cut)):
                rate = rows * _steps_per_second(step, actions, seconds / 4)
                if not warming:
                    into.append(rate)
    single = _rate_line(f"one session of B={rows} from Python, {environment}", environment, rows, transport, rates[0])
    name = f"{sessions} sessions of B={_STACK_ROWS} as one stack from Python, {environment}"
    line = _rate_line(name, environment, _STACK_ROWS, transport, rates[1])
    return [
        single,
        {
            **line,
            "target": round(_STACK_SHARE * single["median"]),
            "sessions": sessions,
            "one_session": single["median"],
            "share_of_one_session": round(line["median"] / single["median"], 3),
            "session_step_us": round(_STACK_ROWS * 1e6 / line["median"], 3),
        },
    ]


def _cut(array: Array, sessions: int) -> Array:
    return array.reshape(sessions, -1, *array.shape[1:])


def _steps_per_second(
    step: Callable[[Mapping[str, Array]], Any], sets: list[dict[str, Array]], seconds: float
) -> float:
    steps, began = 0, time.perf_counter()
    while (taken := time.perf_counter() - began) < seconds:
        step(sets[steps % ACTION_SETS])
        steps += 1
    return steps / taken


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
