"""PettingZoo's contract, against a real server."""

import copy
import pickle

import numpy as np
import pytest

import walras

pettingzoo = pytest.importorskip("pettingzoo")

from pettingzoo.test import api_test, parallel_api_test, parallel_seed_test, seed_test  # noqa: E402
from pettingzoo.test.state_test import state_test  # noqa: E402
from pettingzoo.utils import parallel_to_aec  # noqa: E402

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
def test_parallel_api(environment, options, interop):
    interop("pettingzoo", "parallel_api_test")
    env = walras.parallel_env(environment, options=options)
    parallel_api_test(env, num_cycles=200)
    env.close()
    env.close()


def test_parallel_seed(interop):
    interop("pettingzoo", "parallel_seed_test")
    parallel_seed_test(lambda: walras.parallel_env("auction/tabular-v0", options=CHANCE), num_cycles=50)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("environment", walras.registration.ENVIRONMENTS)
def test_parallel_api_of_every_environment(environment, client, interop):
    interop("pettingzoo", "parallel_api_test, every environment")
    env = walras.parallel_env(environment, client=client)
    parallel_api_test(env, num_cycles=20)
    env.close()


@pytest.mark.filterwarnings("ignore")
def test_agents_one_after_the_other(interop):
    interop("pettingzoo", "api_test and seed_test of parallel_to_aec")

    def turns():
        return parallel_to_aec(walras.parallel_env("auction/tabular-v0", options=CHANCE))

    api_test(turns(), num_cycles=100)
    seed_test(turns, num_cycles=50)


@pytest.mark.filterwarnings("ignore")
def test_states_by_its_own_test(interop):
    interop("pettingzoo", "state_test")
    env = walras.parallel_env(CHAIN, privileged=True)
    state_test(parallel_to_aec(env), walras.parallel_env(CHAIN, privileged=True))


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


def test_actions_of_a_missing_agent_are_an_error(interop):
    interop("pettingzoo", "a missing active agent is an error")
    env = walras.parallel_env(CHAIN)
    env.reset()
    actions = dict.fromkeys(env.agents, 0.1)
    for missing in ({"bidders_0": 0.1}, {**actions, "bidders_2": None}):
        with pytest.raises(walras.InvalidArgumentError, match="bidders_") as caught:
            env.step(missing)
        assert caught.value.reason == "BAD_ACTION"
    with pytest.raises(walras.InvalidArgumentError) as caught:
        env.step({**actions, "bidders_4": 0.1})
    assert caught.value.nearest == "bidders_3"
    assert len(env.step(actions)[0]) == 4
    env.close()


def test_a_single_number_is_taken_with_and_without_an_axis():
    env = walras.parallel_env(CHAIN)
    assert env.action_space("bidders_0").shape == (1,)
    told = []
    for bid in (0.5, [0.5], np.array([0.5]), np.float32(0.5), np.array(0.5, np.float32)):
        env.reset(seed=0)
        told.append(env.step(dict.fromkeys(env.agents, bid))[1])
    assert told == [told[0]] * 5
    with pytest.raises(walras.InvalidArgumentError, match="bidders_0") as caught:
        env.step(dict.fromkeys(env.agents, np.array([0.5, 0.5])))
    assert caught.value.reason == "BAD_ACTION"
    env.close()


def test_agents_that_need_not_act_may_be_missing_or_none(interop):
    interop("pettingzoo", "idle agents missing or None")
    env = walras.parallel_env("stackelberg/newsvendor-v0", options={"follower": "seat"})
    stories = []
    for way in ("all", "missing", "none"):
        _, infos = env.reset(seed=1)
        for agent in env.agents:
            env.action_space(agent).seed(1)
        told = []
        for _ in range(8):
            actions = {agent: env.action_space(agent).sample() for agent in env.agents}
            for agent in [agent for agent in env.agents if not infos[agent]["active"]]:
                if way == "missing":
                    del actions[agent]
                elif way == "none":
                    actions[agent] = None
            _, rewards, _, _, infos = env.step(actions)
            told.append(rewards)
            if not env.agents:
                break
        stories.append(told)
    assert stories == [stories[0]] * 3
    env.close()


def test_infos_have_the_same_keys_always(interop):
    interop("pettingzoo", "infos have the same keys always")
    env = walras.parallel_env(CHAIN, metrics="*")
    _, infos = env.reset()
    keys = {agent: set(info) for agent, info in infos.items()}
    while env.agents:
        infos = env.step(dict.fromkeys(env.agents, 0.5))[4]
        assert {agent: set(info) for agent, info in infos.items()} == keys
    assert not any(info["active"] for info in infos.values())
    env.close()


@pytest.mark.parametrize("twin", [copy.deepcopy, lambda env: pickle.loads(pickle.dumps(env))], ids=["copy", "pickle"])
def test_copies_and_pickles_are_twins(twin, interop):
    interop("pettingzoo", "copied and pickled")
    env = walras.parallel_env("auction/tabular-v0", options=CHANCE, metrics=["price"])
    other = twin(env)
    assert told(env, 42) == told(other, 42)
    env.close()
    other.close()
