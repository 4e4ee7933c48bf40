"""Experiment ``auction-deep``: its verdicts on runs that are known, its files, and what societies begin with."""

import json

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("matplotlib")

from walras.learners import deep_experiment, society  # noqa: E402


def _run(learner, seed, task, reached, decisions):
    return {"learner": learner, "seed": seed, task: {
        "reached": reached, "optimum": 1.0, "decisions": decisions, "returns": [0.5, 0.9], "last": 0.9, "regret": 0.0,
        "equilibrium_gap": 0.1,
    }}  # fmt: skip


@pytest.mark.parametrize(("failed", "verdict"), [(0, "supported"), (1, "supported"), (2, "refuted")])
def test_one_seed_of_ten_may_fail(failed, verdict):
    runs = []
    for task in deep_experiment.TASKS:
        for seed in range(10):
            runs.append(_run("society", seed, task, 0.2 if seed < failed else 0.96, 1024.0))
            runs.append(_run("hierarchical planner", seed, task, 0.96, float("inf")))
    findings = deep_experiment.judge(runs)
    assert len(findings) == 2 * len(deep_experiment.TASKS)
    for learned, sooner in zip(findings[::2], findings[1::2], strict=True):
        assert learned["verdict"] == verdict, learned
        assert sooner["measured_value"] == 1024.0, "who never learned counts with all of its decisions"
        assert sooner["verdict"] == "supported"


@pytest.mark.timeout(600)
def test_experiment_leaves_what_claims_are_written_from_and_keeps_what_is_done(client, tmp_path):
    summary = deep_experiment.run(client, 1, tmp_path, True)
    assert json.loads((tmp_path / "summary.json").read_text()) == summary
    assert summary["experiment"] == "auction-deep"
    assert len(summary["findings"]) == 3 + 3 + 2
    for name in ("learning.csv", "reached.csv", "figure.svg", "figure.png"):
        assert (tmp_path / name).stat().st_size > 50, name
    runs = {file: file.read_bytes() for file in (tmp_path / "runs").iterdir()}
    assert len(runs) == 5
    deep_experiment.run(client, 1, tmp_path, True)
    assert runs == {file: file.read_bytes() for file in (tmp_path / "runs").iterdir()}


def test_first_bids_are_low_and_spread_out_as_told(client):
    settings = society.Settings(first_mean=0.1, first_concentration=5.0)
    deep = society.DeepSociety(client, "auction/chain-v0", settings=settings)
    first = society.beta(deep.policy.last_bias[:, 0])
    assert first.mean.detach().numpy() == pytest.approx(np.full(deep.primitives, 0.1), abs=1e-5)
    spread = (0.1 * 0.9 / (5.0 + 1)) ** 0.5
    assert first.stddev.detach().numpy() == pytest.approx(np.full(deep.primitives, spread), abs=1e-4)
