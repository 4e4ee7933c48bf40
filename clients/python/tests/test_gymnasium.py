"""Gymnasium's contract, single and vector, against a real server."""

import warnings

import gymnasium
import numpy as np
import pytest
from gymnasium import spaces
from gymnasium.utils.env_checker import check_env
from gymnasium.vector import AutoresetMode

import walras

CHAIN = "auction/chain-v0"
TABULAR = "auction/tabular-v0"
# A world with chance, so that seeds show.
CHANCE = {
    "transitions": [[[0.5, 0.5, 0], [0.1, 0.6, 0.3]], [[0.8, 0.1, 0.1], [0.4, 0.6, 0]], [[0, 0, 1], [0, 0, 1]]],
    "rewards": [[0, 1], [0.5, 0], [0, 0]],
    "terminal": [2],
    "horizon": 30,
    "control": "planner",
}


@pytest.fixture(autouse=True)
def _address(address):
    """Environments find the server by WALRAS_ADDRESS."""


@pytest.mark.parametrize(
    ("environment", "arguments"),
    [
        ("counter-v0", {}),
        ("counter-v0", {"options": {"agents": 3}, "metrics": "*"}),
        (CHAIN, {}),
        (CHAIN, {"seat": "bidders/1", "metrics": "*"}),
        (CHAIN, {"options": {"control": "planner", "observation": "one-hot"}}),
        (TABULAR, {"options": CHANCE}),
    ],
)
def test_check_env(environment, arguments):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", message=".*Box observation space m.*imum value is.*")
        env = gymnasium.make(f"walras/{environment}", **arguments)
        check_env(env.unwrapped, skip_render_check=True)
        env.close()
        env.close()


def test_make_by_gymnasium_and_by_walras_are_the_same():
    by_gymnasium = gymnasium.make(f"walras/{TABULAR}", options=CHANCE)
    by_walras = walras.make(TABULAR, options=CHANCE)
    assert isinstance(by_gymnasium.unwrapped, walras.gym_env.WalrasEnv)
    assert by_gymnasium.spec.id == f"walras/{TABULAR}"
    assert story(by_gymnasium) == story(by_walras)
    by_gymnasium.close()
    by_walras.close()


def story(env, seed=5, steps=60):
    told = [env.reset(seed=seed)[0]]
    for step in range(steps):
        obs, reward, terminated, truncated, _ = env.step(step % 2)
        told.append((int(obs), reward, terminated, truncated))
        if terminated or truncated:
            told.append(int(env.reset()[0]))
    return told


def test_single_env_types_and_end_of_episode():
    with walras.connect() as client:
        env = walras.make("counter-v0", options={"target": 1}, metrics=["total", "regret"], client=client)
        obs, info = env.reset(seed=1)
        assert env.observation_space == spaces.Discrete(2)
        assert env.action_space == spaces.Discrete(2)
        assert isinstance(obs, np.int64)
        assert "total" not in info
        obs, reward, terminated, truncated, info = env.step(1)
        assert (obs, reward, terminated, truncated) == (1, 1.0, True, False)
        assert (info["total"], info["regret"]) == (1.0, 0.0)
        with pytest.raises(walras.FailedPreconditionError) as caught:
            env.step(1)
        assert caught.value.reason == "ROW_FINISHED"
        assert env.reset()[0] == 0
        env.close()
        assert client.environments()  # the connection was not the environment's to close


def test_several_agents_have_an_axis_and_a_summed_reward():
    env = walras.make("counter-v0", options={"agents": 3})
    assert env.observation_space == spaces.MultiDiscrete([11, 11, 11])
    env.reset()
    obs, reward, _, _, info = env.step(np.array([1, 0, 1]))
    assert obs.tolist() == [1, 0, 1]
    assert reward == 2.0
    assert info["agent_rewards"].tolist() == [1.0, 0.0, 1.0]
    env.close()


def test_reset_options_are_known_or_refused():
    env = walras.make("counter-v0")
    assert env.reset(options={"start": 4})[0] == 4
    with pytest.raises(walras.InvalidArgumentError, match="start"):
        env.reset(options={"strt": 4})
    env.close()


def test_make_seed_is_row_0_of_make_vec_seed():
    single = walras.make(TABULAR, options=CHANCE, seed=7)
    vector = walras.make_vec(TABULAR, 3, options=CHANCE, seed=7, autoreset_mode="disabled")
    obs, _ = single.reset()
    rows, _ = vector.reset()
    for step in range(40):
        assert obs == rows[0]
        obs, reward, terminated, truncated, _ = single.step(step % 2)
        rows, rewards, terminations, truncations, _ = vector.step(np.full(3, step % 2))
        assert (reward, terminated, truncated) == (rewards[0], terminations[0], truncations[0])
        done = terminations | truncations
        if done.any():
            rows, _ = vector.reset(options={"reset_mask": done})
        if terminated or truncated:
            obs, _ = single.reset()
    single.close()
    vector.close()


def reference(mode, num_envs, **arguments):
    """Gymnasium's own vector environment over single ones: the contract in code."""
    return gymnasium.make_vec(
        f"walras/{TABULAR}",
        num_envs,
        vectorization_mode="sync",
        vector_kwargs={"autoreset_mode": mode},
        **arguments,
    )


def equal(one, two, where="infos"):
    """Equal infos: keys, masks and values, object arrays included."""
    assert set(one) == set(two), where
    for name, expected in one.items():
        got = two[name]
        if isinstance(expected, dict):
            equal(expected, got, f"{where}.{name}")
        elif expected.dtype == object:
            assert expected.tolist() == got.tolist(), f"{where}.{name}"
        else:
            np.testing.assert_array_equal(got, expected, f"{where}.{name}")
            assert got.dtype == expected.dtype, f"{where}.{name}"


@pytest.mark.parametrize("mode", [AutoresetMode.NEXT_STEP, AutoresetMode.SAME_STEP])
def test_vector_env_is_what_gymnasiums_own_vectorisation_gives(mode):
    # guards the layout of infos, masks, final_obs, final_info and the timing of resets
    arguments = {"options": CHANCE, "metrics": ["regret"]}
    ours = gymnasium.make_vec(f"walras/{TABULAR}", 5, autoreset_mode=mode, **arguments)
    theirs = reference(mode, 5, **arguments)
    assert isinstance(ours.unwrapped, walras.gym_vector.WalrasVectorEnv)
    assert ours.metadata["autoreset_mode"] is mode
    assert (ours.observation_space, ours.action_space) == (theirs.observation_space, theirs.action_space)
    (obs, infos), (expected_obs, expected_infos) = ours.reset(seed=3), theirs.reset(seed=3)
    np.testing.assert_array_equal(obs, expected_obs)
    equal(expected_infos, infos)
    generator, ended = np.random.default_rng(0), 0
    for _ in range(80):
        actions = generator.integers(2, size=5)
        got, expected = ours.step(actions), theirs.step(actions)
        for one, two in zip(got[:4], expected[:4], strict=True):
            np.testing.assert_array_equal(one, two)
            assert one.dtype == two.dtype
        # who must act in an ended episode is nobody's business: the server does not say
        for name in ("active", "_active"):
            expected[4].get("final_info", {}).pop(name, None)
        equal(expected[4], got[4])
        assert got[0] in ours.observation_space
        ended += int((got[2] | got[3]).sum())
    assert ended > 20
    ours.close()
    theirs.close()


def test_disabled_resets_by_mask():
    envs = walras.make_vec("counter-v0", 3, options={"target": 1}, autoreset_mode=AutoresetMode.DISABLED)
    envs.reset(seed=0)
    obs, _, terminations, _, _ = envs.step([1, 0, 1])
    assert terminations.tolist() == [True, False, True]
    with pytest.raises(walras.FailedPreconditionError):
        envs.step([0, 0, 0])
    options = {"reset_mask": terminations}
    obs, infos = envs.reset(options=options)
    assert "reset_mask" not in options
    assert obs.tolist() == [0, 0, 0]
    assert infos["_active"].tolist() == [True, False, True]
    for bad in ([True, False, True], np.zeros(3, bool), np.ones(2, bool), np.ones(3, int)):
        with pytest.raises(walras.InvalidArgumentError, match="reset_mask"):
            envs.reset(options={"reset_mask": bad})
    envs.close()
    envs.close()


def test_seeds_are_ints_lists_and_none():
    envs = walras.make_vec(TABULAR, 4, options=CHANCE)

    def told(seed):
        rows = [envs.reset(seed=seed)[0]] + [envs.step(np.ones(4, int))[0] for _ in range(20)]
        return np.stack(rows, axis=1)

    by_int = told(10)
    np.testing.assert_array_equal(by_int, told([10, 11, 12, 13]))
    np.testing.assert_array_equal(by_int[[2, 0, 3, 1]], told([12, 10, 13, 11]))
    partly = told([10, None, 12, None])
    np.testing.assert_array_equal(by_int[[0, 2]], partly[[0, 2]])
    with pytest.raises(walras.InvalidArgumentError):
        envs.reset(seed=[1, 2])
    envs.close()


def test_partial_reset_in_next_step_mode_forgets_what_was_pending():
    envs = walras.make_vec("counter-v0", 2, options={"target": 1})
    envs.reset()
    envs.step([1, 1])
    envs.reset(options={"reset_mask": np.array([True, False])})
    obs, rewards, terminations, _, _ = envs.step([1, 1])
    # row 0 acts again at once; row 1 ignores its action and begins
    assert obs.tolist() == [1, 0]
    assert rewards.tolist() == [1.0, 0.0]
    assert terminations.tolist() == [True, False]
    envs.close()


@pytest.mark.parametrize(
    "wrapper",
    [
        gymnasium.wrappers.vector.RecordEpisodeStatistics,
        gymnasium.wrappers.vector.NormalizeReward,
        gymnasium.wrappers.vector.DictInfoToList,
    ],
)
@pytest.mark.parametrize("mode", ["next_step", "same_step"])
def test_gymnasiums_wrappers_work(wrapper, mode):
    envs = wrapper(walras.make_vec(TABULAR, 4, options=CHANCE, metrics=["regret"], autoreset_mode=mode))
    envs.reset(seed=1)
    for _ in range(40):
        envs.step(envs.action_space.sample())
    envs.close()


def test_bidders_as_one_player_and_async_steps():
    envs = walras.make_vec(CHAIN, 6, seed=1)
    assert envs.action_space == spaces.Box(0.0, 1.0, (6, 4), np.float64)
    envs.reset()
    envs.step_async(envs.action_space.sample())
    obs, rewards, *_ = envs.step_wait()
    assert obs.shape == (6, 4)
    assert rewards.shape == (6,)
    envs.close()


@pytest.mark.timeout(120)
def test_every_environment_of_the_server_keeps_the_contract(client):
    # one new environment with a space, a mask or an infinite bound that the adapters get wrong shows here
    for environment in client.environments():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            env = walras.make(environment, client=client, metrics="*")
            check_env(env, skip_render_check=True)
            env.close()
        for mode in ("next_step", "same_step"):
            envs = walras.make_vec(environment, 3, client=client, autoreset_mode=mode, metrics="*", seed=0)
            obs, _ = envs.reset()
            assert obs in envs.observation_space, environment
            for _ in range(10):
                obs, rewards, _, _, _ = envs.step(envs.action_space.sample())
                assert obs in envs.observation_space, environment
                assert np.isfinite(rewards).all(), environment
            envs.close()


def test_errors_name_the_seat():
    with pytest.raises(walras.NotFoundError) as caught:
        walras.make(CHAIN, seat="biders")
    assert caught.value.nearest == "bidders"
    with pytest.raises(TypeError):
        walras.make(CHAIN, sead=3)
