"""Gymnasium's contract, single and vector, against a real server."""

import copy
import os
import pickle
import subprocess
import sys
import warnings

import gymnasium
import numpy as np
import pytest
from conftest import CHANCE
from gymnasium import spaces
from gymnasium.utils.env_checker import check_env
from gymnasium.vector import AutoresetMode

import walras

CHAIN = "auction/chain-v0"
TABULAR = "auction/tabular-v0"


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
def test_check_env(environment, arguments, interop):
    interop("gymnasium", "check_env")
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
    assert by_gymnasium.spec.id == "walras/auction-tabular-v0"
    assert gymnasium.spec("walras/auction-tabular-v0") == gymnasium.spec(f"walras/{TABULAR}")
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
        assert np.isnan(info["total"])
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
def test_vector_env_is_what_gymnasiums_own_vectorisation_gives(mode, interop):
    interop("gymnasium", "the same as SyncVectorEnv, every autoreset mode")
    # guards the layout of infos, masks, final_obs, final_info and the timing of resets
    arguments = {"options": CHANCE, "metrics": ["regret"]}
    ours = gymnasium.make_vec(f"walras/{TABULAR}", 5, autoreset_mode=mode, **arguments)
    theirs = reference(mode, 5, **arguments)
    assert isinstance(ours.unwrapped, walras.gym_vector.WalrasVectorEnv)
    assert ours.metadata["autoreset_mode"] is ours.unwrapped.autoreset_mode is theirs.unwrapped.autoreset_mode is mode
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
def test_gymnasiums_wrappers_work(wrapper, mode, interop):
    interop("gymnasium", "vector wrappers")
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
def test_every_environment_of_the_server_keeps_the_contract(client, interop):
    interop("gymnasium", "check_env, every environment")
    # one new environment with a space, a mask or an infinite bound that the adapters get wrong shows here
    for environment in client.environments():
        seat = "makers" if environment == "conformance-v0" else None  # two groups, and no planner among them
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            env = walras.make(environment, seat=seat, client=client)
            check_env(env, skip_render_check=True)
            env.close()
        for mode in ("next_step", "same_step"):
            envs = walras.make_vec(environment, 3, seat=seat, client=client, autoreset_mode=mode, metrics="*", seed=0)
            obs, _ = envs.reset()
            assert obs in envs.observation_space, environment
            for _ in range(10):
                obs, rewards, _, _, _ = envs.step(envs.action_space.sample())
                assert obs in envs.observation_space, environment
                assert np.isfinite(rewards).all(), environment
            envs.close()


def test_a_spec_is_read_by_a_process_that_knows_nothing_of_us(address, interop):
    # datasets carry the specs of their environments
    interop("gymnasium", "a spec read by a fresh process")
    env = gymnasium.make(f"walras/{TABULAR}", options=CHANCE)
    program = (
        "import sys, gymnasium\n"
        "env = gymnasium.make(gymnasium.envs.registration.EnvSpec.from_json(sys.argv[1]))\n"
        "print(env.reset(seed=1)[0], env.spec.id)\n"
    )
    words = [sys.executable, "-c", program, env.spec.to_json()]
    told = subprocess.run(
        words, check=True, capture_output=True, text=True, env={**os.environ, "WALRAS_ADDRESS": address}
    )
    assert told.stdout.split() == [str(env.reset(seed=1)[0]), "walras/auction-tabular-v0"]
    env.close()


def kinds(info):
    return {name: (type(value), np.shape(value), getattr(value, "dtype", None)) for name, value in info.items()}


@pytest.mark.parametrize("environment", [TABULAR, "counter-v0", "stackelberg/matrix-v0", "exchange/static-v0"])
def test_infos_have_the_same_keys_and_types_always(environment, interop):
    # recorders lay their columns out after the first info that they see
    interop("gymnasium", "infos have the same keys and types always")
    env = walras.make(environment, metrics="*")
    first = kinds(env.reset(seed=1)[1])
    assert first["active"] == (bool, (), None) or first["active"][2] is np.dtype(bool)
    for _ in range(40):
        _, _, terminated, truncated, info = env.step(env.action_space.sample())
        assert kinds(info) == first
        if terminated or truncated:
            assert not np.any(info["active"])
            assert kinds(env.reset()[1]) == first
    env.close()
    for mode in ("next_step", "same_step"):
        envs = walras.make_vec(environment, 3, metrics="*", autoreset_mode=mode)
        first = kinds(envs.reset(seed=1)[1])
        for _ in range(60):
            info = envs.step(envs.action_space.sample())[4]
            final = kinds(info.pop("final_info", {}))
            assert not final or final == first
            assert {name: kind for name, kind in kinds(info).items() if "final" not in name} == first
        envs.close()


def test_active_is_a_flag_in_gymnasiums_own_vectorisation(interop):
    interop("gymnasium", "infos in SyncVectorEnv")
    envs = gymnasium.vector.SyncVectorEnv([lambda: gymnasium.make("walras/counter-v0")] * 2)
    assert envs.reset()[1]["active"].dtype == bool
    envs.close()


@pytest.mark.parametrize("environment", ["auction/random-v0", "stackelberg/newsvendor-v0"])
def test_single_numbers_have_an_axis_and_are_taken_without_it(environment, interop):
    interop("gymnasium", "single numbers are (1,)")
    seat = "bidders/1" if environment == "auction/random-v0" else None
    env = walras.make(environment, seat=seat)
    assert env.action_space.shape == (1,)
    obs, _ = env.reset(seed=2)
    assert isinstance(obs, (np.ndarray, np.integer, dict))
    assert obs in env.observation_space
    action = env.action_space.sample()
    told = []
    for given in (action, action[0], float(action[0]), [action[0]]):
        env.reset(seed=2)
        told.append(env.step(given)[1])
    assert told == [told[0]] * 4
    env.close()
    envs = walras.make_vec(environment, 3, seat=seat)
    assert envs.action_space.shape == (3, 1)
    actions, told = np.full((3, 1), action[0]), []
    for given in (actions, actions[:, 0]):
        envs.reset(seed=2)
        told.append(envs.step(given)[1].tolist())
    assert told[0] == told[1]
    envs.close()


def test_an_action_that_a_wrapper_scaled_may_miss_a_bound_by_rounding(interop):
    interop("gymnasium", "RescaleAction to the bounds")
    env = walras.make("stackelberg/taxation-v0", options={"variant": "dsmfg"})
    scaled = gymnasium.wrappers.RescaleAction(env, -1.0, 1.0)
    for end in (-1.0, 1.0):
        scaled.reset()
        scaled.step(np.full(scaled.action_space.shape, end))
    env.reset()
    env.step(env.action_space.low.astype(np.float32))
    env.close()


def test_masks_of_what_is_allowed_are_ones_where_everything_is(interop):
    interop("gymnasium", "action_masks")
    env = walras.make("stackelberg/matrix-v0")
    env.reset()
    np.testing.assert_array_equal(env.action_masks(), np.ones(env.action_space.n, np.int8))
    env.close()
    envs = walras.make_vec("counter-v0", 3, options={"agents": 2})
    envs.reset()
    np.testing.assert_array_equal(envs.action_masks(), np.ones((3, 2, 2), np.int8))
    envs.close()
    env = walras.make("stackelberg/newsvendor-v0")
    env.reset()
    assert env.action_masks() is None
    env.close()


def steps_of(env, seed=4):
    told = [env.reset(seed=seed)[0]]
    for _ in range(10):
        obs, _, terminated, truncated, _ = env.step(env.action_space.sample() * 0 + 1)
        told.append(obs)
        if np.all(terminated | truncated):
            env.reset()
    return told


@pytest.mark.parametrize("twin", [copy.deepcopy, lambda env: pickle.loads(pickle.dumps(env))], ids=["copy", "pickle"])
def test_copies_and_pickles_are_twins_with_sessions_of_their_own(twin, address, monkeypatch, interop):
    interop("gymnasium", "copied and pickled")
    makers = [
        lambda **given: walras.make(TABULAR, options=CHANCE, **given),
        lambda **given: walras.make_vec(TABULAR, 3, options=CHANCE, **given),
        lambda **given: gymnasium.make(f"walras/{TABULAR}", options=CHANCE, **given),
    ]
    for make in makers:
        env = make(address=address)
        env.reset()
        monkeypatch.delenv("WALRAS_ADDRESS")
        other = twin(env)
        monkeypatch.setenv("WALRAS_ADDRESS", address)
        assert type(other) is type(env)
        assert other.unwrapped.session.id != env.unwrapped.session.id
        assert other.unwrapped.spec == env.unwrapped.spec
        np.testing.assert_array_equal(steps_of(other), steps_of(env))
        other.close()
        env.close()


def test_a_client_is_shared_by_copies_and_cannot_be_pickled(client):
    env = walras.make("counter-v0", client=client)
    other = copy.deepcopy(env)
    other.reset()
    other.close()
    with pytest.raises(walras.FailedPreconditionError, match="address"):
        pickle.dumps(env)
    with pytest.raises(walras.FailedPreconditionError, match="session"):
        copy.deepcopy(env.session)
    env.close()


def test_errors_name_the_seat():
    with pytest.raises(walras.NotFoundError) as caught:
        walras.make(CHAIN, seat="biders")
    assert caught.value.nearest == "bidders"
    with pytest.raises(TypeError):
        walras.make(CHAIN, sead=3)
