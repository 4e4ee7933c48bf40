"""``replay export``: a session's log as files, loaded back and held against what was seen while it was played."""

import csv
import json
import os
import shlex
import subprocess

import numpy as np
import pytest
from conftest import ROOT, start_server

import walras
from walras import datasets

STEPS = 24


@pytest.fixture(scope="module")
def logged(tmp_path_factory):
    """A server that logs, by its address and its folder."""
    folder = tmp_path_factory.mktemp("data")
    process, address, _ = start_server("--data-dir", str(folder))
    yield address, folder
    process.terminate()
    assert process.wait(30) == 0


def command(*words):
    """The command line beside the server under test."""
    serve = shlex.split(os.environ.get("WALRAS_SERVER", str(ROOT / "walras") + " serve"))
    return subprocess.run([*serve[:-1], *map(str, words)], capture_output=True, text=True, timeout=100)


def export(logs, out):
    done = command("replay", "export", "--json", *logs, out)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def played(logged, environment, mode, steps=STEPS, rows=3, **arguments):
    """What a recording has of a session in which policies play, and the session's logs."""
    address, folder = logged
    with walras.connect(address) as client:
        spec = client.describe(environment)
        policies = {group.name: "random" for group in spec.groups}
        session = client.session(
            environment, rows, seed=3, autoreset_mode=mode, policies=policies, log="written", metrics="*", **arguments
        )
        with session, session.recording() as recording:
            session.reset()
            for number in range(steps):
                turn = session.step()
                if mode == "disabled" and turn.done.any():
                    session.reset(mask=turn.done)
                elif number == steps // 2:
                    session.reset(mask=np.arange(rows) == 1)
        logs = sorted((folder / "closed").glob(f"{session.id}.*.log"))
        return recording.trajectory(), logs


def assert_same(mine, theirs, skip=0):
    """What a recording has is in the file, from the turn after the first reset on; the file has all groups' arrays."""
    arrays, loaded = datasets.flat(mine), datasets.flat(theirs)
    assert set(arrays) <= set(loaded)
    for name, array in arrays.items():
        np.testing.assert_array_equal(array, loaded[name][skip:], err_msg=name, strict=True)


def same_episodes(mine, theirs, key):
    one, other = list(datasets.episodes(mine, key)), list(datasets.episodes(theirs, key))
    assert len(one) == len(other)
    for a, b in zip(one, other, strict=True):
        for name in ("observations", "actions", "infos"):
            for tensor, array in getattr(a, name).items():
                np.testing.assert_array_equal(array, getattr(b, name)[tensor], strict=True)
        np.testing.assert_array_equal(a.rewards, b.rewards)
        np.testing.assert_array_equal(a.terminated, b.terminated)
        np.testing.assert_array_equal(a.truncated, b.truncated)
    return len(one)


@pytest.mark.parametrize("mode", ["next_step", "same_step", "disabled"])
def test_npz_is_what_was_recorded(logged, tmp_path, mode):
    mine, logs = played(logged, "auction/chain-v0", mode, options={"horizon": 5})
    report = export(logs, tmp_path / "deep" / "play.npz")
    theirs = datasets.load(tmp_path / "deep" / "play.npz")
    assert report["rows"] == 3
    assert report["steps"] == len(theirs.terminated) == len(mine.terminated) + 1
    assert_same(mine, theirs, skip=1)
    assert same_episodes(mine, theirs, "bidders") >= 9
    if mode == "same_step":
        assert len(theirs.finals) >= 2
        theirs.save(tmp_path / "again.npz")
        assert same_episodes(mine, datasets.load(tmp_path / "again.npz"), "bidders") >= 9


def test_csv_and_json_have_the_same_numbers(logged, tmp_path):
    mine, logs = played(logged, "stackelberg/bandit-v0", "next_step", steps=6)
    export(logs, tmp_path / "play.npz")
    export(logs, tmp_path / "play.csv")
    export(logs, tmp_path / "play.json")
    loaded = datasets.load(tmp_path / "play.npz")
    datasets.save(loaded, tmp_path / "mine.csv")
    with (tmp_path / "play.csv").open() as file, (tmp_path / "mine.csv").open() as other:
        theirs, again = list(csv.DictReader(file)), list(csv.DictReader(other))
    assert len(theirs) == len(again)
    for line, same in zip(theirs, again, strict=True):
        assert set(line) == set(same)
        for name, text in line.items():
            np.testing.assert_equal(float(text or "nan"), float(same[name] or "nan"), err_msg=name)
    table = json.loads((tmp_path / "play.json").read_text())
    assert table["environment"] == "stackelberg/bandit-v0"
    arrays = datasets.flat(loaded)
    assert set(arrays) == set(table["arrays"])
    for name, array in arrays.items():
        assert table["arrays"][name]["shape"] == list(array.shape)
        values = np.array(table["arrays"][name]["values"], float).reshape(array.shape)
        np.testing.assert_array_equal(values, array.astype(float), err_msg=name)
    assert len(mine.terminated) == len(loaded.terminated) - 1


def test_shards_lie_side_by_side(logged, tmp_path):
    address, folder = logged
    with walras.connect(address) as client:
        session = client.session("auction/chain-v0", 4, seed=3, shards=2, policies={"bidders": "random"}, log="written")
        with session:
            session.reset(shard=0)
            session.reset(shard=1)
            for _ in range(5):
                session.step(shard=0)
            session.step(shard=1)
        logs = sorted((folder / "closed").glob(f"{session.id}.*.log"))
    export(logs, tmp_path / "play.npz")
    read = datasets.load(tmp_path / "play.npz")
    assert read.terminated.shape == (6, 4)
    assert read.idle is not None
    assert read.idle.tolist() == [[False] * 4] * 2 + [[False, False, True, True]] * 4
    assert (read.actions["bidders"]["bid"][2:, :2] != 0).any()
    assert (read.actions["bidders"]["bid"][2:, 2:] == 0).all()
    export(logs, tmp_path / "play.csv")
    assert len((tmp_path / "play.csv").read_text().splitlines()) == 1 + 2 * 6 + 2 * 2


def test_what_cannot_be_is_said(logged, tmp_path):
    _, logs = played(logged, "auction/chain-v0", "next_step", steps=2)
    done = command("replay", "export", "--format", "npx", *logs, tmp_path / "play")
    assert done.returncode == 2
    assert "npz" in done.stderr
    assert list(tmp_path.iterdir()) == []
    options = {"states": 8200, "copies": 4, "observation": "one-hot", "horizon": 9}
    _, logs = played(logged, "auction/chain-v0", "next_step", steps=2, options=options)
    done = command("replay", "export", *logs, tmp_path / "play.csv")
    assert done.returncode == 2
    assert "65536 columns" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.full
@pytest.mark.timeout(1800)
def test_every_environment_comes_out_and_is_read_back(logged, tmp_path, monkeypatch):
    minari = pytest.importorskip("minari")
    parquet = pytest.importorskip("pyarrow.parquet")
    monkeypatch.setenv("MINARI_DATASETS_PATH", str(tmp_path / "minari"))
    monkeypatch.setenv("WALRAS_ADDRESS", logged[0])
    with walras.connect() as client:
        environments = list(client.environments())
    assert len(environments) > 20
    for environment in environments:
        mine, logs = played(logged, environment, "next_step", steps=120, rows=2)
        out = tmp_path / environment.replace("/", "-")
        export(logs, out.with_suffix(".npz"))
        theirs = datasets.load(out.with_suffix(".npz"))
        assert_same(mine, theirs, skip=1)
        for ending in (".csv", ".json"):
            assert export(logs, out.with_suffix(ending))["format"] == ending[1:]
        table = parquet.read_table(theirs.save(out.with_suffix(".parquet")))
        np.testing.assert_array_equal(table["terminated"], theirs.terminated.ravel(), err_msg=environment)
        for key in theirs.reward:
            whole = same_episodes(mine, theirs, key)
            if whole == 0:
                continue
            name = f"walras/{environment.replace('/', '-')}-{key}-v0"
            theirs.to_minari(name, seat=key)
            read = minari.load_dataset(name)
            assert read.total_episodes == whole
            for episode, expected in zip(read.iterate_episodes(), datasets.episodes(mine, key), strict=True):
                np.testing.assert_array_equal(episode.rewards, expected.rewards, err_msg=name)
                np.testing.assert_array_equal(episode.terminations, expected.terminated, err_msg=name)
