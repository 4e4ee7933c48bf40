"""Stable-Baselines3 and sb3-contrib, as they are published."""

import numpy as np
import pytest

import walras

pytest.importorskip("stable_baselines3")

from stable_baselines3 import PPO
from stable_baselines3.common.env_checker import check_env
from stable_baselines3.common.env_util import make_vec_env


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("environment", walras.registration.ENVIRONMENTS)
def test_check_env(client, environment, interop):
    interop("stable_baselines3", "check_env, every environment")
    spec = client.describe(environment)
    planners = [group.name for group in spec.groups if group.planner]
    seat = planners[0] if len(planners) == 1 else spec.groups[0].name
    env = walras.make(environment, seat=seat, client=client)
    check_env(env, warn=False)
    env.close()


def test_vec_env_is_the_batch(address, interop):
    interop("stable_baselines3", "walras.sb3.vec_env and its env_method")
    envs = walras.sb3.vec_env("auction/chain-v0", 3, options={"control": "planner", "horizon": 4}, metrics=["regret"])
    envs.seed(5)
    first = envs.reset()
    envs.seed(5)
    assert np.array_equal(envs.reset(), first)
    for _ in range(4):
        observations, rewards, done, infos = envs.step(np.zeros(3, int))
    assert done.all()
    assert rewards.dtype == np.float32
    for row, info in enumerate(infos):
        assert "regret" in info
        assert info["TimeLimit.truncated"] is True
        assert info["terminal_observation"].shape == observations[row].shape
    assert len(envs.env_method("action_masks", indices=[0, 2])) == 2
    assert envs.env_method("action_masks")[1].tolist() == [1, 1]
    envs.close()


def test_vec_env_of_numbers_has_no_masks(address):
    envs = walras.sb3.vec_env("stackelberg/newsvendor-v0", 2)
    with pytest.raises(AttributeError):
        envs.get_attr("action_masks")
    envs.close()
    with pytest.raises(walras.InvalidArgumentError, match="autoreset_mode"):
        walras.sb3.vec_env("counter-v0", autoreset_mode="disabled")


def test_ppo_learns_through_both_ways(address, interop):
    interop("stable_baselines3", "PPO learns, its own vector environments and ours")
    envs = walras.sb3.vec_env("auction/chain-v0", 4, options={"control": "planner"})
    PPO("MlpPolicy", envs, n_steps=8, batch_size=16, n_epochs=1, device="cpu").learn(64)
    envs.close()
    envs = make_vec_env(lambda: walras.make("auction/chain-v0", options={"control": "planner"}), 2)
    PPO("MlpPolicy", envs, n_steps=8, batch_size=16, n_epochs=1, device="cpu").learn(32)
    envs.close()


def test_maskable_ppo_learns(address, interop):
    contrib = pytest.importorskip("sb3_contrib")
    interop("sb3_contrib", "MaskablePPO learns")
    env = walras.make("stackelberg/matrix-v0")
    contrib.MaskablePPO("MlpPolicy", env, n_steps=16, batch_size=16, device="cpu").learn(16)
    env.close()
    envs = walras.sb3.vec_env("stackelberg/matrix-v0", 4)
    contrib.MaskablePPO("MlpPolicy", envs, n_steps=8, batch_size=16, device="cpu").learn(32)
    envs.close()


@pytest.mark.timeout(300)
def test_maskable_ppo_learns_under_masks_that_forbid(address, interop):
    contrib = pytest.importorskip("sb3_contrib")
    interop("sb3_contrib", "MaskablePPO learns where choices are masked")
    env = walras.make("conformance-v0", seat="choosers/0", options={"horizon": 12, "target": 1000})
    model = contrib.MaskablePPO(
        "MlpPolicy", env, n_steps=240, batch_size=240, n_epochs=30, gamma=0.0, learning_rate=3e-2, seed=1, device="cpu"
    )
    model.learn(480)
    observation, info = env.reset(seed=1)
    forbidden, paid, best = 0, 0.0, 0.0
    for _ in range(12):
        mask = env.action_masks()
        action, _ = model.predict(observation, action_masks=mask, deterministic=True)
        assert mask[action], "a masked choice was made"
        forbidden += int((mask == 0).sum())
        best += np.flatnonzero(mask).max() / 4 if info["active"] else 0  # a quarter of the choice, in one's turn
        observation, reward, _, _, info = env.step(action)
        paid += reward
    assert forbidden > 0
    assert paid >= 0.75 * best > 0
    env.close()
