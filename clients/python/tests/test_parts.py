"""Rows with options and seeds of their own, against a real server."""

import numpy as np
import pytest

import walras

CHAIN = "auction/chain-v0"


@pytest.fixture
def client(address):
    with walras.connect(address) as made:
        yield made


def test_parts_spread_values():
    made = walras.parts(3, rows=2, discount=np.linspace(0.5, 0.7, 3), mechanism="vickrey", seed="same")
    assert [part.options["discount"] for part in made] == pytest.approx([0.5, 0.6, 0.7])
    assert {part.options["mechanism"] for part in made} == {"vickrey"}
    assert {part.seed for part in made} == {"same"}
    with pytest.raises(walras.InvalidArgumentError, match="one for each part, 3"):
        walras.parts(3, discount=[0.1, 0.2])


def test_a_part_has_the_bytes_of_a_session_of_its_own(client):
    made = [walras.Part(2, {"bid_max": 2.0}, seed=5), walras.Part(3, {"horizon": 4}, seed="same"), walras.Part(1)]
    with client.session(CHAIN, parts=made, seed=9, metrics="*", autoreset_mode="same_step") as whole:
        assert whole.num_envs == 6
        own = whole.session.config.parts[2].seed
        alone = [
            client.session(CHAIN, rows, seed=seed, options=options, metrics="*", autoreset_mode="same_step")
            for rows, seed, options in ((2, 5, {"bid_max": 2.0}), (3, 9, {"horizon": 4}), (1, own, {}))
        ]
        turn, turns = whole.reset(), [session.reset() for session in alone]
        generator = np.random.default_rng(0)
        for _ in range(12):
            for name in ("reward", "active"):
                got = getattr(turn, name)["bidders"]
                assert (got == np.concatenate([getattr(one, name)["bidders"] for one in turns])).all()
            assert (turn.obs["bidders"]["state"] == np.concatenate([t.obs["bidders"]["state"] for t in turns])).all()
            bids = generator.uniform(size=turn.reward["bidders"].shape)
            turn = whole.step({"bidders": bids})
            cut = np.split(bids, [2, 5])
            turns = [session.step({"bidders": part}) for session, part in zip(alone, cut, strict=True)]
        for session in alone:
            session.close()


def test_views_by_part(client):
    with client.session(CHAIN, parts=walras.parts(4, rows=3, horizon=[3, 4, 5, 6])) as session:
        turn = session.reset()
        views = session.by_part(turn.obs)
        assert views["bidders"]["state"].shape[:2] == (4, 3)
        assert np.shares_memory(views["bidders"]["state"], turn.obs["bidders"]["state"])


def test_reset_gives_a_part_other_options(client):
    with client.session(CHAIN, parts=walras.parts(2, rows=2), seed=1) as session:
        session.reset()
        session.reset(mask=[False, False, True, True], options={"parts": {1: {"bid_max": 3.0}}})
        session.step({"bidders": np.repeat([[0.5], [0.5], [2.5], [2.5]], session.spec.groups[0].agents, axis=1)})
        with pytest.raises(walras.InvalidArgumentError, match="row 1, agent 0"):
            session.step({"bidders": np.repeat([[0.5], [2.5], [2.5], [2.5]], session.spec.groups[0].agents, axis=1)})
        with pytest.raises(walras.InvalidArgumentError, match="agents"):
            session.reset(options={"parts": [None, {"copies": 3}]})


def test_vector_environments_of_parts_have_bounds_per_row(address):
    made = walras.parts(2, rows=2, bid_max=[1.0, 3.0])
    env = walras.make_vec(CHAIN, parts=made, seed=4)
    try:
        assert env.num_envs == 4
        assert (env.single_action_space.high == 3).all()
        assert (env.action_space.high[:2] == 1).all()
        assert (env.action_space.high[2:] == 3).all()
        env.reset(seed=3)
        env.step(env.action_space.sample())
        env.reset(options={"parts": {0: {"horizon": 2}}})
    finally:
        env.close()


def test_parts_that_cannot_be_are_refused(client):
    with pytest.raises(walras.InvalidArgumentError, match="agents"):
        client.session(CHAIN, parts=walras.parts(2, copies=[1, 3]))
    with pytest.raises(walras.InvalidArgumentError, match="row_seeds"):
        client.session(CHAIN, parts=walras.parts(2), row_seeds=[1, 2])
    with pytest.raises(walras.InvalidArgumentError, match="as many rows as num_envs"):
        client.session(CHAIN, 7, parts=walras.parts(2))
