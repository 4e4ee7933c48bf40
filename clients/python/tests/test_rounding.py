"""A number that misses a bound by rounding is the bound, on every way to the server; more than that is refused."""

from pathlib import Path

import gymnasium
import numpy as np
import pytest

import walras
from walras import policies
from walras.v1 import sessions_pb2, tensor_pb2

CHAIN = "auction/chain-v0"
STATES = 6
MISSED = [(0.0, -5e-7), (1.0, 1 + 5e-7), (1.0, np.nextafter(np.float32(1), np.float32(2)))]
TAXATION = {"options": {"variant": "dsmfg"}}


def story(turn):
    return {name: np.array(values) for name, values in turn.reward.items()}


def assert_alike(one, two):
    np.testing.assert_array_equal(story(one)["bidders"], story(two)["bidders"])


@pytest.mark.parametrize("transport", ["grpc", "shm"])
def test_a_session_plays_the_bound(client, transport):
    if transport == "shm" and not (client.info.local_socket and Path(client.info.local_socket).exists()):
        pytest.skip("this server shares no memory with this machine")
    arguments = {"num_envs": 4, "seed": 2}
    with client.session(CHAIN, transport=transport, **arguments) as near, client.session(CHAIN, **arguments) as exact:
        near.reset(), exact.reset()
        for bound, missed in MISSED:
            assert_alike(near.step({"bidders": missed}), exact.step({"bidders": bound}))
        for wrong in (-2e-6, 1 + 2e-6, np.nan):
            with pytest.raises(walras.InvalidArgumentError) as caught:
                near.step({"bidders": wrong})
            assert caught.value.reason == "BAD_ACTION"
        assert_alike(near.step({"bidders": 0.5}), exact.step({"bidders": 0.5}))


def test_a_unary_step_plays_the_bound(client):
    seats = ["bidders"]
    with client.host(CHAIN, 4, seats=seats, seed=2) as near, client.session(CHAIN, 4, seed=2) as exact:
        near.reset(), exact.reset()
        seat = near.describe().seats[0]
        (field,) = seat.action_layout.fields
        kind = np.dtype("<f4" if field.dtype == tensor_pb2.DATA_TYPE_FLOAT32 else "<f8")
        for step, (bound, missed) in enumerate(MISSED, 1):
            frame = np.full(seat.action_layout.size_bytes // kind.itemsize, missed, kind).tobytes()
            access = sessions_pb2.Access(session_id=near.id, tickets=list(near.tickets.values()))
            act = sessions_pb2.Act(step=step, frames=[sessions_pb2.SeatFrame(seat=seat.index, frame=frame)])
            client.rpc.unary("SessionService", "Step", sessions_pb2.StepRequest(access=access, act=act))
            exact.step({"bidders": bound})
        assert near.describe().last_steps[0] == len(MISSED)
        with client.attach(near.id, near.tickets["bidders"]) as player:
            assert_alike(player.step({"bidders": 0.5}), exact.step({"bidders": 0.5}))


def test_a_rollout_plays_the_bound(client):
    for bound, missed in MISSED:
        with client.session(CHAIN, 4, seed=2) as near, client.session(CHAIN, 4, seed=2) as exact:
            near.reset(), exact.reset()
            constant = policies.network([(np.zeros((1, STATES)), np.array([missed]))], inputs=["state"])
            played = near.rollout(3, constant)
            assert np.all(played.actions["bidders"]["bid"] == bound)
            for k in range(3):
                np.testing.assert_array_equal(
                    exact.step({"bidders": bound}).reward["bidders"], played.reward["bidders"][k]
                )


@pytest.mark.parametrize("end", [-1.0, 1.0])
def test_wrappers_that_scale_may_miss_a_bound(address, end):
    name = "stackelberg/taxation-v0"
    env = gymnasium.wrappers.RescaleAction(walras.make(name, **TAXATION), -1.0, 1.0)
    env.reset(seed=1)
    scaled = env.step(np.full(env.action_space.shape, end))
    plain = walras.make(name, **TAXATION)
    plain.reset(seed=1)
    exact = plain.step(plain.action_space.low if end < 0 else plain.action_space.high)
    np.testing.assert_allclose(scaled[1], exact[1], rtol=1e-6)  # what is scaled back may miss the bound inwards too
    env.reset(seed=1)
    single = env.unwrapped.step((plain.action_space.low if end < 0 else plain.action_space.high).astype(np.float32))
    assert np.isfinite(single[1])

    envs = walras.make_vec(name, 3, **TAXATION)
    wrapped = gymnasium.wrappers.vector.RescaleAction(envs, -1.0, 1.0)
    wrapped.reset(seed=1)
    assert np.all(np.isfinite(wrapped.step(np.full(wrapped.action_space.shape, end))[1]))

    parallel = walras.parallel_env(name, **TAXATION)
    parallel.reset(seed=1)
    spaces = {agent: parallel.action_space(agent) for agent in parallel.agents}
    middle = {agent: (space.low.astype(float) + space.high) / 2 for agent, space in spaces.items()}
    scaled = {agent: middle[agent] + end * (space.high - middle[agent]) * (1 + 1e-9) for agent, space in spaces.items()}
    assert all(np.isfinite(reward) for reward in parallel.step(scaled)[1].values())
    for each in (env, plain, wrapped, parallel):
        each.close()
