"""PettingZoo's contract, against a real server."""

import numpy as np
import pytest

import walras

pettingzoo = pytest.importorskip("pettingzoo")

from pettingzoo.test import parallel_api_test, parallel_seed_test  # noqa: E402

CHAIN = "auction/chain-v0"
# A world with chance, so that seeds show.
CHANCE = {
    "transitions": [[[0.5, 0.5], [0.1, 0.9]], [[0.9, 0.1], [0.4, 0.6]]],
    "rewards": [[0, 1], [0.5, 0]],
    "horizon": 12,
}


@pytest.fixture(autouse=True)
def _address(address):
    """Environments find the server by WALRAS_ADDRESS."""


@pytest.mark.parametrize(("environment", "options"), [("counter-v0", {"agents": 3}), (CHAIN, {})])
def test_parallel_api(environment, options):
    env = walras.parallel_env(environment, options=options)
    parallel_api_test(env, num_cycles=200)
    env.close()
    env.close()


def test_parallel_seed():
    parallel_seed_test(lambda: walras.parallel_env("auction/tabular-v0", options=CHANCE), num_cycles=50)


def told(env, seed, episodes=5):
    """Everything that is seen in a few episodes, with the same actions for the same seed."""
    story = []
    for episode in range(episodes):
        story.append(env.reset(seed=seed if episode == 0 else None))
        step = 0
        while env.agents:
            actions = {
                agent: np.float64((step * 7 + number * 3 + episode) % 10 / 10)
                for number, agent in enumerate(env.agents)
            }
            story.append(env.step(actions))
            step += 1
    return repr(story)


def test_seeds_tell_the_same_story_over_whole_episodes_and_other_seeds_another():
    # PettingZoo's own seed test stops after one step; this one goes on through several episodes
    one, two = (walras.parallel_env("auction/tabular-v0", options=CHANCE, metrics=["price"]) for _ in range(2))
    first = told(one, 42)
    assert first == told(two, 42)
    assert first == told(one, 42)
    assert first != told(two, 43)
    one.close()
    two.close()


def test_agents_names_infos_and_metrics():
    env = walras.parallel_env(CHAIN, metrics=["price", "bid_distance"])
    assert env.possible_agents == ["bidders_0", "bidders_1", "bidders_2", "bidders_3"]
    env.reset()
    _, _, _, _, infos = env.step({agent: 0.1 * number for number, agent in enumerate(env.agents)})
    assert infos["bidders_2"]["active"] is True
    assert infos["bidders_0"]["price"] == pytest.approx(0.2)
    # state 0: primitive 0 is worth 0.7608, primitive 1 0.7685
    assert infos["bidders_1"]["bid_distance"] == pytest.approx(0.7684768080 - 0.1)
    assert infos["bidders_2"]["bid_distance"] == pytest.approx(0.7607920399 - 0.2)
    env.close()


def test_policies_play_the_other_agents():
    env = walras.parallel_env(CHAIN, policies={"bidders/0": "truthful", "bidders/1": "truthful"})
    assert env.possible_agents == ["bidders_2", "bidders_3"]
    env.reset(seed=0)
    observations, rewards, *_ = env.step({"bidders_2": 0.1, "bidders_3": 0.2})
    assert set(observations) == set(rewards) == {"bidders_2", "bidders_3"}
    env.close()


def test_actions_of_a_missing_agent_are_an_error():
    env = walras.parallel_env(CHAIN)
    env.reset()
    with pytest.raises(KeyError):
        env.step({"bidders_0": 0.1})
    env.close()
