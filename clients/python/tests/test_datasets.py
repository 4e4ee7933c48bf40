"""What was played comes out: rollouts and recordings as files, and as Minari's datasets, read back and compared."""

import csv

import gymnasium
import numpy as np
import pytest

import walras
from walras import datasets

KINDS = ("obs/bidders/state", "actions/bidders/bid", "reward/bidders", "terminated", "truncated", "metrics/price")


@pytest.fixture(scope="module")
def trajectory(address):
    with walras.connect() as client, client.session("auction/chain-v0", 3, seed=5, metrics=["price"]) as session:
        session.reset()
        return session.rollout(20)


def test_npz_is_read_back(trajectory, tmp_path):
    read = datasets.load(trajectory.save(tmp_path / "deep" / "t.npz"))
    arrays = datasets.flat(trajectory)
    assert set(KINDS) <= set(arrays)
    assert read.first_step == trajectory.first_step
    for name, array in datasets.flat(read).items():
        np.testing.assert_array_equal(array, arrays[name], strict=True)


def test_csv_has_a_line_for_each_step_and_row(trajectory, tmp_path):
    with trajectory.save(str(tmp_path / "t.csv")).open() as file:
        lines = list(csv.DictReader(file))
    assert len(lines) == 20 * 3
    assert float(lines[4]["actions/bidders/bid[2]"]) == trajectory.actions["bidders"]["bid"][1, 1, 2]
    assert float(lines[59]["metrics/price"]) == trajectory.metrics["price"][19, 2]


def test_parquet_is_read_back(trajectory, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(trajectory.save(tmp_path / "t.parquet"))
    np.testing.assert_array_equal(table["reward/bidders[1]"], trajectory.reward["bidders"][:, :, 1].ravel())


def test_other_endings_are_refused(trajectory, tmp_path):
    with pytest.raises(walras.InvalidArgumentError, match=r"\.npz, \.csv, \.parquet"):
        trajectory.save(tmp_path / "t.xlsx")


def test_episodes_are_whole(trajectory):
    found = list(datasets.episodes(trajectory, "bidders"))
    assert len(found) >= 3
    for episode in found:
        length = len(episode.rewards)
        assert episode.observations["state"].shape == (length + 1, 4)
        assert episode.actions["bid"].shape == (length, 4)
        assert (episode.observations["state"][0] == 0).all()
        assert (episode.terminated | episode.truncated).tolist() == [False] * (length - 1) + [True]


@pytest.mark.parametrize("data_format", ["hdf5", "arrow"])
def test_minari_has_the_same_episodes(trajectory, tmp_path, monkeypatch, data_format, interop):
    minari = pytest.importorskip("minari")
    interop("minari", f"a rollout, written and loaded back, {data_format}")
    monkeypatch.setenv("MINARI_DATASETS_PATH", str(tmp_path))
    trajectory.to_minari("walras/chain-v0", data_format=data_format)
    read = minari.load_dataset("walras/chain-v0")
    expected = list(datasets.episodes(trajectory, "bidders"))
    assert read.total_episodes == len(expected)
    for episode, mine in zip(read.iterate_episodes(), expected, strict=True):
        np.testing.assert_array_equal(episode.observations, mine.observations["state"])
        np.testing.assert_array_equal(episode.actions, mine.actions["bid"])
        np.testing.assert_array_equal(episode.rewards, mine.rewards)
        np.testing.assert_array_equal(episode.terminations, mine.terminated)
        np.testing.assert_array_equal(episode.infos["price"][:, 0], mine.infos["price"])
    assert read.env_spec.id == "walras/auction-chain-v0"
    assert read.env_spec.kwargs["seat"] == "bidders"
    assert set(gymnasium.spec("walras/auction-chain-v0").kwargs) == {"environment"}, "the registry stays as it is"


def test_minari_without_a_whole_episode_says_so(address):
    pytest.importorskip("minari")
    with walras.connect() as client, client.session("auction/chain-v0", seed=5) as session:
        session.reset()
        with pytest.raises(walras.InvalidArgumentError, match="a whole episode"):
            session.rollout(2).to_minari("walras/none-v0")


def test_recorded_env_is_what_was_played(address):
    env = walras.make("auction/chain-v0", seat="bidders", seed=3)
    seen, acted, paid = [], [], []
    with env.session.recording() as recording:
        for episode in range(2):
            seen.append(env.reset(seed=episode)[0])
            over = False
            while not over:
                acted.append(env.action_space.sample())
                observation, reward, terminated, truncated, _ = env.step(acted[-1])
                seen.append(observation)
                paid.append(reward)
                over = terminated or truncated
        env.reset()
    env.step(env.action_space.sample())
    episodes = list(datasets.episodes(recording.trajectory(), "bidders"))
    assert len(episodes) == 2
    np.testing.assert_array_equal(np.concatenate([one.observations["state"] for one in episodes]), seen)
    np.testing.assert_allclose(np.concatenate([one.actions["bid"] for one in episodes]), acted)
    np.testing.assert_array_equal(np.concatenate([one.rewards for one in episodes]), paid)


@pytest.mark.parametrize("mode", ["next_step", "disabled"])
def test_recorded_vector_env_is_what_a_rollout_is(address, mode):
    envs = walras.make_vec("auction/chain-v0", 2, options={"horizon": 4}, seat="bidders", autoreset_mode=mode)
    with envs.session.recording() as recording:
        envs.reset()
        for _ in range(13):
            *_, terminated, truncated, _ = envs.step(envs.action_space.sample())
            done = terminated | truncated
            if mode == "disabled" and done.any():
                envs.reset(options={"reset_mask": done})
    for episode in datasets.episodes(recording.trajectory(), "bidders"):
        assert (episode.observations["state"][0] == 0).all()
        assert len(episode.rewards) <= 4
    assert len(list(datasets.episodes(recording.trajectory(), "bidders"))) >= 4
    envs.close()


def test_recorded_parallel_env_has_every_agent(address):
    pytest.importorskip("pettingzoo")
    env = walras.parallel_env("auction/chain-v0", seed=1)
    with env.session.recording() as recording:
        env.reset()
        env.step({agent: np.float32(0.25) for agent in env.agents})
    assert recording.trajectory().actions["bidders"]["bid"].tolist() == [[[0.25] * 4]]


def test_session_of_policies_alone_is_stepped_and_rolled_out(client):
    policies = {"bidders": "truthful"}
    with client.session("auction/chain-v0", 4, seed=1, policies=policies, metrics=["regret"]) as session:
        session.reset()
        turn = session.step()
        assert turn.obs["bidders"]["state"].shape == (4, 4)
        trajectory = session.rollout(6)
        assert trajectory.metrics["regret"].max() == 0.0
        assert trajectory.actions["bidders"]["bid"].mean() > 0.5
    with client.session("auction/chain-v0", 4) as session:
        session.reset()
        with pytest.raises(walras.InvalidArgumentError, match="no policy plays"):
            session.step()
