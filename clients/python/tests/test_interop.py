"""What other libraries, as they are published, ask of environments beyond their own suites."""

import os
import re
import subprocess
import sys
from pathlib import Path

import gymnasium
import numpy as np
import pytest

import walras

TABULAR = "auction/tabular-v0"


@pytest.fixture(autouse=True)
def _address(address):
    """Environments find the server by WALRAS_ADDRESS."""


def test_the_seed_that_gymnasium_reads_back_is_the_sessions(interop):
    interop("gymnasium", "np_random_seed is the session's")
    env = gymnasium.make("walras/auction-tabular-v0")
    env.reset(seed=7)
    assert env.np_random_seed == env.unwrapped.np_random_seed == 7
    env.close()
    envs = gymnasium.make_vec("walras/auction-tabular-v0", num_envs=2)
    envs.reset(seed=7)
    assert envs.unwrapped.np_random_seed == 7
    envs.close()


def test_a_spec_says_when_episodes_are_cut(client, interop):
    interop("gymnasium", "spec.max_episode_steps")
    env = walras.make("auction/chain-v0", options={"horizon": 13})
    assert env.spec.max_episode_steps == client.describe("auction/chain-v0", {"horizon": 13}).horizon == 13
    env.close()


def test_an_id_may_name_the_module_that_registers_it(address, interop):
    interop("gymnasium", "walras:walras/... in a process that imports nothing")
    program = "import gymnasium; print(gymnasium.make('walras:walras/auction/chain-v0').spec.id)"
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True, timeout=100)
    assert done.stdout.strip() == "walras/auction-chain-v0", done.stderr


@pytest.mark.parametrize("num_envs", [0, 2.5, -1])
def test_a_number_of_environments_that_is_none_is_refused(num_envs, interop):
    interop("gymnasium", "make_vec refuses num_envs by name")
    with pytest.raises(walras.WalrasError, match="num_envs"):
        gymnasium.make_vec("walras/counter-v0", num_envs=num_envs)


@pytest.mark.full
@pytest.mark.timeout(180)
@pytest.mark.parametrize("context", ["fork", "spawn", "forkserver"])
def test_environments_work_in_child_processes(context, interop):
    interop("gymnasium", "AsyncVectorEnv after fork, spawn and forkserver")
    program = f"""
import gymnasium, numpy as np, walras
if __name__ == "__main__":
    mine = walras.make("counter-v0"); mine.reset()
    make = [lambda: __import__("walras").make("counter-v0")] * 2
    envs = gymnasium.vector.AsyncVectorEnv(make, context="{context}")
    first = envs.reset(seed=3)[0]
    for _ in range(5):
        seen, rewards, *_ = envs.step(np.ones(2, int))
    assert len(first) == len(seen) == 2 and (rewards == 1).all(), (seen, rewards)
    assert mine.step(1)[1] == 1.0
    envs.close(); mine.close()
"""
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True, timeout=150)
    assert done.returncode == 0, done.stderr[-2000:]


def test_pettingzoo_state_is_the_privileged_tensors(client, interop):
    pytest.importorskip("pettingzoo")
    interop("pettingzoo", "state() and state_space")
    env = walras.parallel_env("auction/chain-v0", privileged=True)
    env.reset(seed=1)
    with client.session("auction/chain-v0", privileged=True, row_seeds=[1]) as session:
        privileged = session.reset().privileged
    state = env.state()
    assert env.state_space.contains(state)
    parts = state.values() if isinstance(state, dict) else [state]
    seen = np.concatenate([np.ravel(part) for part in parts])
    np.testing.assert_array_equal(seen, np.concatenate([np.ravel(part) for part in privileged.values()]))
    env.close()


def test_pettingzoo_makes_environments_by_id(interop):
    pettingzoo = pytest.importorskip("pettingzoo", minversion="1.27")
    interop("pettingzoo", "its registry of ids")
    env = pettingzoo.make("parallel", "walras/auction-chain-v0", options={"horizon": 9})
    observations, _ = env.reset(seed=1)
    assert set(observations) == set(env.agents) == {f"bidders_{k}" for k in range(4)}
    env.close()


@pytest.mark.full
def test_minari_records_infos_and_a_fresh_process_reads_the_dataset(tmp_path, monkeypatch, interop):
    minari = pytest.importorskip("minari")
    pytest.importorskip("jax", reason="minari[create] is not installed")
    interop("minari", "DataCollector with record_infos=True, read by a fresh process")
    monkeypatch.setenv("MINARI_DATASETS_PATH", str(tmp_path))
    env = minari.DataCollector(gymnasium.make("walras/counter-v0", metrics=["total"]), record_infos=True)
    for seed in range(3):
        env.reset(seed=seed)
        over = False
        while not over:
            _, _, terminated, truncated, _ = env.step(1)
            over = terminated or truncated
    env.create_dataset(
        "walras/interop-v0", algorithm_name="ones", author="walras", author_email="a@b", code_permalink="x"
    )
    env.close()
    program = """
import minari
dataset = minari.load_dataset("walras/interop-v0")
episodes = list(dataset.iterate_episodes())
assert len(episodes) == 3 and "total" in episodes[0].infos, episodes[0].infos
env = dataset.recover_environment()
assert env.spec.id == "walras/counter-v0" and env.reset(seed=0)
env.close()
"""
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr[-2000:]


# What Gymnasium's own tests ask of CartPole alone: pictures, its gravity and bounds, empty infos, Box2D beside it.
OF_CARTPOLE = [
    "record_video",
    "human_rendering",
    "render",
    "CarRacing",
    "RescaleObservation",
    "call_sync",
    "call_async",
    "wrapper_attributes",
    "test_reset_async_vector_env",
    "test_sync_vector_env_seed",
]


@pytest.mark.full
@pytest.mark.timeout(600)
def test_gymnasiums_own_tests_of_vectors(address, interop):
    checkout = os.environ.get("GYMNASIUM")
    if not checkout:
        pytest.skip("GYMNASIUM names no checkout of Gymnasium")
    paths = [str(Path(__file__).parent), str(Path(walras.__file__).parents[1])]
    environment = {**os.environ, "WALRAS_ADDRESS": address, "PYTHONPATH": os.pathsep.join(paths)}
    words = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "pytest",
        "-p",
        "instead_of_cartpole",
        "-p",
        "no:cacheprovider",
        "-q",
    ]
    words += ["tests/vector", "tests/wrappers/vector", "-k", " and ".join(f"not {each}" for each in OF_CARTPOLE)]
    done = subprocess.run(words, capture_output=True, text=True, env=environment, cwd=checkout, timeout=550)
    (passed,) = re.search(r"(\d+) passed", done.stdout).groups()
    interop("gymnasium", "its own tests of vectors and their wrappers, ours in CartPole's place", count=int(passed))
    assert done.returncode == 0, done.stdout[-3000:]
    assert int(passed) > 1500
