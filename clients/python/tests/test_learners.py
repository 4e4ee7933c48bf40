"""Every learner's command ends with the optimum and the equilibrium gap, and leaves a curve as CSV and picture."""

import csv
import importlib
import pkgutil

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("matplotlib")

import walras.learners  # noqa: E402

COMMANDS = {
    "leader": ["stackelberg/matrix-v0", "-o", 'game="maintain"', "--updates", "3", "--rows", "32"],
    "society": ["auction/bandit-v0", "--updates", "3"],
    "planner": ["auction/chain-v0", "-o", "observation=one-hot", "--updates", "3"],
    "transfer": ["--seeds", "1", "--updates", "1"],
    "bidders": ["--updates", "3", "--rows", "32"],
    "mean_field": ["--quick", "--years", "50"],
}


def test_every_command_is_tried():
    modules = [each.name for each in pkgutil.iter_modules(walras.learners.__path__)]
    commands = [name for name in modules if hasattr(importlib.import_module(f"walras.learners.{name}"), "main")]
    assert sorted(commands) == sorted(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_command_prints_the_optimum_and_the_gap_and_leaves_curve_and_picture(address, name, tmp_path, capsys):
    torch.set_num_threads(1)
    module = importlib.import_module(f"walras.learners.{name}")
    assert module.main([*COMMANDS[name], "--address", address, "--out", str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    assert "optimum" in printed, printed
    assert "equilibrium gap" in printed, printed
    with (tmp_path / "learning.csv").open() as file:
        lines = list(csv.DictReader(file))
    assert lines, "no line for an update"
    assert "return" in lines[0]
    assert (tmp_path / "learning.svg").read_text().lstrip().startswith("<?xml")
    assert (tmp_path / "learning.png").stat().st_size > 10_000


OPTIMA = {  # what the oracle of each says, in the unit of the verdict
    ("stackelberg/matrix-v0", "distance"): ({"game": "maintain"}, lambda solved: 20 / 30),
    ("stackelberg/newsvendor-v0", "leader_regret"): ({}, lambda solved: solved["leader_profit"]),
    ("stackelberg/bandit-v0", "leader_regret"): ({}, lambda solved: solved["leader_value"]),
    ("stackelberg/pricing-platform-v0", "surplus_gap"): ({}, lambda solved: solved["best_surplus"]),
    ("exchange/markov-v0", "suboptimality_planner"): ({}, lambda solved: solved["agent_value"].sum()),
}


@pytest.mark.parametrize("case", OPTIMA, ids=[f"{each[0]}" for each in OPTIMA])
def test_verdict_of_a_leader_stands_beside_the_oracles_optimum(client, case):
    from walras.learners.leader import Leader, Settings

    torch.set_num_threads(1)
    environment, metric = case
    options, optimum = OPTIMA[case]
    verdict = Leader(client, environment, options, Settings(rows=8, updates=1, steps_max=200)).verdict(rows=8)
    assert verdict.short_by == metric
    assert verdict.optimum == pytest.approx(float(optimum(client.solve(environment, options))), abs=1e-6)
    assert verdict.short >= -1e-9, "nobody passes the optimum"


def test_what_an_environment_does_not_tell_is_said_to_be_untold(client):
    from walras.learners.leader import Leader, Settings

    verdict = Leader(client, "stackelberg/taxation-v0", {}, Settings(rows=2, updates=1, steps_max=5)).verdict(rows=2)
    assert "optimum          not told by this environment" in verdict.lines()
