"""The mean-field learner: its best-reply solver beside the server's, what ruin costs, and the experiment's files."""

import json

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from walras.learners import best_reply, closed_taxation, findings, mean_field, mean_field_experiment  # noqa: E402
from walras.learners.village import Record, Settings  # noqa: E402

ENVIRONMENT = mean_field.ENVIRONMENT


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


def test_best_reply_gains_what_the_servers_solver_says(client):
    """A household that keeps 0.84 of its purse forgoes 0.4817 (households.md, H19); both programs say so."""
    tables = client.solve(
        ENVIRONMENT,
        {"tau": 0.2, "xi": 0.0, "labour_disutility": 0.0, "prices": [[0.044, 1.165]], "transfer": 0.04,
         "followers": "fixed", "labour": 1 / 3, "saving": 0.84},
    ).tables  # fmt: skip
    world = best_reply.World(
        tables["asset_grid"], tables["ability_values"], tables["ability_transition"],
        closed_taxation.Means(1.0, 0.04, disutility=0.0), 0.96,
    )  # fmt: skip
    years = 150
    path = best_reply.Path(
        np.full((years, 1), 0.044), np.full((years, 1), 1.165), np.tile([0.2, 0, 0, 0, 0.15], (years, 1, 1)),
        np.ones((years, 1), bool),
    )  # fmt: skip
    acts = torch.tensor([0.84, 1 / 3], dtype=torch.float64).expand(1, 200, len(world.abilities), 2)
    own, best = best_reply.gains(world, path, lambda year: acts)
    assert (best >= own).all()
    mass = tables["distribution"]
    gap = float(((best - own)[0].numpy() * mass).sum())
    assert gap == pytest.approx(float(tables["exploitability"]), rel=0.02)
    assert float((own[0].numpy() * mass).sum()) == pytest.approx(float(tables["mean_value"]), abs=0.01)


@pytest.mark.parametrize("tax", ["hsv", "federal-2022"])
def test_best_replys_year_is_the_environments(client, tax):
    """One household's wealth and utility of a year, by the solver's formulas and by the server."""
    settings = Settings(households=20)
    learner = mean_field.MeanField(client, settings)
    village = learner.village(2, settings, 3, tax)
    levers = np.array([[0.3, 0.181, 0.02, 0.01, 0.15]] * 2)
    if tax != "hsv":
        levers = np.array([[0.1, 0.12, 0.22, 0.24, 0.32, 0.35, 0.37, 0.15]] * 2)
    unit = float(learner.solved["output"])
    own = np.array(village.own())
    village.govern(levers)
    acts = np.random.default_rng(0).uniform(0.2, 0.8, (2, 20, 2))
    told, utility, _, _ = village.live(acts)
    after = np.array(village.own())[..., 1] * unit
    village.session.close()
    for row in range(2):
        grid = np.sort(own[row, :, 1]) * unit
        order = np.argsort(own[row, :, 1])
        grid = grid + np.arange(20) * 1e-9  # equal wealth stays in order
        world = best_reply.World(
            grid,
            learner.solved["ability_values"],
            np.eye(7),
            closed_taxation.Means(unit, float(learner.solved["transfer"])),
            0.96,
        )
        path = best_reply.Path(told["interest_rate"][None, row : row + 1],
                               (told["wage"] / told["dollars"])[None, row : row + 1],
                               levers[None, row : row + 1], np.ones((1, 1), bool))  # fmt: skip
        year = best_reply.Year(world, path, 0)
        act = torch.from_numpy(acts[row][order])[None, :, None, None].expand(1, 20, 7, 1, 2)
        state = np.abs(own[row][order, 0][:, None] - world.abilities).argmin(1)
        worth = year.worth(act, torch.zeros(1, 20, 7, dtype=torch.float64))[0, np.arange(20), state, 0]
        assert worth.numpy() == pytest.approx(utility[row][order], rel=1e-5)
        # A value that is wealth itself shows where the household ends.
        value = torch.from_numpy(grid)[None, :, None].expand(1, 20, 7).contiguous()
        ends = (year.worth(act, value)[0, np.arange(20), state, 0] - worth) / 0.96
        assert ends.numpy() == pytest.approx(after[row][order], rel=1e-4, abs=1e-6)


def test_ruin_pays_for_the_years_that_it_takes():
    """Rewards are negative: who ends early must not come out ahead."""
    record = Record()
    for year in range(4):
        record.metrics.append({"welfare": np.array([-0.5, -0.5])})
        record.alive.append(np.array([True, year < 1]))
    for each in record.metrics:
        each |= {name: np.zeros(2) for name in ("growth", "wealth_gini", "income_gini")}
    lived, ruined = record.returns("social_welfare", 4)
    assert lived == pytest.approx(-0.5)
    assert ruined == pytest.approx((-0.5 + 3 * np.log(1e-9)) / 4)
    assert ruined < lived


def test_levers_of_either_tax_mean_the_same_to_followers():
    flat = torch.tensor([[0.25, 0.0, 0.01, 0.0, 0.1]])
    kept = closed_taxation.schedule(flat, torch.tensor([0.7]))
    assert kept[0].tolist() == pytest.approx([0.75, 0.75, 0.75, 0.1, 0.1], abs=1e-5)
    brackets = torch.tensor([[0.1, 0.12, 0.22, 0.24, 0.32, 0.35, 0.37, 0.15]])
    tax = closed_taxation.bracket_tax(torch.tensor(50_000.0), brackets)
    by_hand = 0.1 * 10_275 + 0.12 * (37_050 - 10_275) - 559.98
    assert float(tax) == pytest.approx(by_hand, rel=1e-6)
    assert closed_taxation.schedule(brackets, torch.tensor([0.7]))[0, 4] == pytest.approx(0.15)


def test_target_networks_are_true_copies(client):
    learner = mean_field.MeanField(client, Settings(households=10))
    for name, net in learner._nets.items():
        for ours, target in zip(net.parameters(), learner._targets[name].parameters(), strict=True):
            assert torch.equal(ours, target)
            assert ours.data_ptr() != target.data_ptr()


@pytest.mark.timeout(300)
def test_experiment_leaves_what_claims_are_written_from(client, tmp_path):
    settings = Settings(
        seeds=2, years=20, horizon=6, households=10, warm_up=4, judge_every=10, rows=2, batch=4, sampled=2, hidden=8
    )
    summary = mean_field_experiment.run(client, settings, tmp_path, True)
    stored = json.loads((tmp_path / "summary.json").read_text())
    assert stored == summary
    assert stored["experiment"] == "taxation-mean-field"
    assert len(stored["findings"]) == 4 * (5 + 1 + 8)
    for each in stored["findings"]:
        low, high = each["interval"]
        assert low <= each["measured_value"] <= high
        assert each["verdict"] in ("supported", "refuted", "inconclusive")
    for name in ("returns.csv", "exploitability.csv", "learning.csv", "levers.csv", "figure.svg", "figure.png"):
        assert (tmp_path / name).stat().st_size > 50, name
    again = mean_field_experiment.run(client, settings, tmp_path, True)
    assert again["findings"] == summary["findings"], "done tasks are kept"


def test_verdicts_follow_the_interval():
    finding = findings.finding
    assert finding("", "", np.array([1.0, 1.1, 0.9]), least=0)["verdict"] == "supported"
    assert finding("", "", np.array([-1.0, -1.1, -0.9]), least=0)["verdict"] == "refuted"
    assert finding("", "", np.array([-1.0, 1.1]), least=0)["verdict"] == "inconclusive"
    assert finding("", "", np.array([1.0]), least=0)["verdict"] == "inconclusive"
