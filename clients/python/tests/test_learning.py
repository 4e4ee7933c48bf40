"""Stable-Baselines3's PPO learns the chain through the planner's seat, over gRPC."""

import numpy as np
import pytest

import walras

sb3 = pytest.importorskip("stable_baselines3")

from stable_baselines3.common.vec_env import VecEnv, VecMonitor  # noqa: E402

ROWS = 64
CHAIN = "auction/chain-v0"
OPTIONS = {"control": "planner", "observation": "one-hot"}


class Batch(VecEnv):
    """A Walras batch as SB3's own kind of vector environment: SAME_STEP, with SB3's names in the infos."""

    def __init__(self, envs):
        self.envs = envs
        super().__init__(envs.num_envs, envs.single_observation_space, envs.single_action_space)

    def reset(self):
        return self.envs.reset()[0]

    def step_async(self, actions):
        self.envs.step_async(actions)

    def step_wait(self):
        obs, rewards, terminations, truncations, infos = self.envs.step_wait()
        done = terminations | truncations
        rows = [{} for _ in range(self.num_envs)]
        for row in np.flatnonzero(done):
            rows[row] = {
                "terminal_observation": infos["final_obs"][row],
                "TimeLimit.truncated": bool(truncations[row] and not terminations[row]),
            }
        return obs, rewards.astype(np.float32), done, rows

    def close(self):
        self.envs.close()

    def get_attr(self, name, indices=None):
        return [getattr(self.envs, name, None)] * self.num_envs

    def set_attr(self, name, value, indices=None):
        raise NotImplementedError

    def env_method(self, name, *args, indices=None, **kwargs):
        raise NotImplementedError

    def env_is_wrapped(self, wrapper, indices=None):
        return [False] * self.num_envs


def discounted_return(model, envs, discount):
    """The mean discounted return of one greedy episode per row."""
    obs, _ = envs.reset(seed=1000)
    total, weight, playing = np.zeros(ROWS), 1.0, np.ones(ROWS, bool)
    while playing.any():
        actions, _ = model.predict(obs, deterministic=True)
        obs, rewards, terminations, truncations, _ = envs.step(actions)
        total += playing * weight * rewards
        weight *= discount
        playing &= ~(terminations | truncations)
    return total.mean()


@pytest.mark.timeout(150)
def test_ppo_reaches_the_optimum_within_2_percent(client):
    import torch

    torch.set_num_threads(1)
    discount = 0.99
    best = client.solve(CHAIN, {"discount": discount})["v_star"][0]
    envs = walras.make_vec(
        CHAIN, ROWS, seat="planner", options=OPTIONS, seed=0, autoreset_mode="same_step", client=client
    )
    model = sb3.PPO(
        "MlpPolicy",
        VecMonitor(Batch(envs)),
        n_steps=32,
        batch_size=512,
        n_epochs=4,
        learning_rate=3e-3,
        gamma=discount,
        ent_coef=0.005,
        policy_kwargs={"net_arch": [32]},
        seed=0,
        device="cpu",
    )
    model.learn(40_960)
    judge = walras.make_vec(CHAIN, ROWS, seat="planner", options=OPTIONS, client=client)
    reached = discounted_return(model, judge, discount)
    judge.close()
    envs.close()
    assert reached >= 0.98 * best, (reached, best)
