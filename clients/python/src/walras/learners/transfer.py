"""From the green tile to the blue one: a deep society beside the hierarchical and the flat planner.

``python -m walras.learners.transfer --seeds 3`` learns ``auction/two-rooms-v0`` from images with each, goes on with the
other goal, and prints after how many decisions the mean return first passed the published 0.67, what the learner earns
in the end beside the exact optimum, how far its decisions are from the optimal ones, and how many weights moved by
0.001 or more. It leaves every update's return as CSV, and the curves beside the optimum as a picture.
``--experiment`` is ``auction-deep``: ten seeds, mental rotation too, with verdicts (``deep_experiment``).
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from walras.client import Client
from walras.connecting import connect
from walras.demo.progress import Progress
from walras.errors import WalrasError
from walras.layout import Array
from walras.learners import checkpoint, planner, society
from walras.learners.commands import PLATEAU, out_argument
from walras.learners.findings import SEEDS_MOST
from walras.learners.journal import draw

ROOMS = "auction/two-rooms-v0"
_TASKS = ("green", "blue")
DECISIONS = planner.Settings.rows * planner.Settings.steps
"""Of an update; societies and planners take as many."""

_SMOOTHED = 4  # updates over which returns are averaged before they are held against the plateau


def _society(client: Client, goal: str, seed: int, updates: int) -> Any:
    return society.DeepSociety(client, ROOMS, {"goal": goal}, society.Settings(seed=seed, updates=updates))


def _planner(primitives: str) -> Callable[[Client, str, int, int], Any]:
    def make(client: Client, goal: str, seed: int, updates: int) -> Any:
        options = {"goal": goal, "primitives": primitives}
        return planner.Planner(client, ROOMS, options, planner.Settings(seed=seed, updates=updates))

    return make


LEARNERS: dict[str, Callable[[Client, str, int, int], Any]] = {
    "society": _society,
    "hierarchical planner": _planner("options"),
    "flat planner": _planner("actions"),
}


def learn(learner: Any, progress: Progress, done: int, plateau: float = PLATEAU, rows: int = 64) -> dict[str, Any]:
    """Learns: ``decisions`` until the plateau (infinite where never passed), the mean return ``last``, a verdict.

    Args:
        learner: a society or a planner.
        progress: where it is shown how far learning is.
        done: updates that it has shown before.
        plateau: the mean return of an episode, over the last updates, that counts as learned.
        rows: episodes of the verdict.
    """
    returns: list[float] = []
    passed = float("inf")
    for update, shown in enumerate(learner.learn()):
        returns.append(shown["return"])
        mean = _mean(returns[-_SMOOTHED:])
        if mean >= plateau and update + 1 >= _SMOOTHED:
            passed = min(passed, (update + 1) * learner.settings.rows * learner.settings.steps)
        progress.show(done + update + 1, f"return {mean:.4f}")
    verdict = learner.verdict(rows)
    return {
        "decisions": passed, "last": _mean(returns[-2 * _SMOOTHED :]), "returns": returns, "reached": verdict.reached,
        "optimum": verdict.optimum, "regret": verdict.short, "equilibrium_gap": verdict.gap,
    }  # fmt: skip


def _mean(returns: Sequence[float]) -> float:
    """Of the updates in which an episode ended; NaN where none did."""
    ended = [value for value in returns if not np.isnan(value)]
    return float(np.mean(ended)) if ended else float("nan")


def one_seed(
    client: Client, name: str, seed: int, updates: int, progress: Progress, done: int = 0, plateau: float = PLATEAU
) -> dict[str, Any]:
    """Green, then blue by way of a file."""
    first = LEARNERS[name](client, "green", seed, updates)
    green = learn(first, progress, done, plateau)
    with tempfile.TemporaryDirectory() as folder:
        first.save(Path(folder) / "green.pt")
        second = LEARNERS[name](client, "blue", seed + 1000, updates)
        second.load(Path(folder) / "green.pt", transfer=True)
    before = second.weights()
    blue = learn(second, progress, done + updates, plateau)
    moved = checkpoint.share_moved(before, second.weights())
    return {"learner": name, "seed": seed, "green": green, "blue": blue, "moved": moved}


def main(words: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m walras.learners.transfer", description=__doc__.splitlines()[0])
    parser.add_argument("--address", help="default: WALRAS_ADDRESS, else localhost:50051")
    parser.add_argument("--seeds", type=int, default=0, help="default 3, 10 in the experiment")
    parser.add_argument("--updates", type=int, default=60, help="per goal, of 1024 decisions each")
    parser.add_argument("--experiment", action="store_true", help="experiment auction-deep")
    parser.add_argument("--quick", action="store_true", help="of the experiment: shows that everything works")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every seed's numbers")
    out_argument(parser, "transfer")
    given = parser.parse_args(words)
    if not 0 <= given.seeds <= SEEDS_MOST:
        parser.error(f"--seeds: expected at most {SEEDS_MOST}, got {given.seeds}")
    given.seeds = given.seeds or (10 if given.experiment else 3)
    everything: list[dict[str, Any]] = []
    progress = Progress("learning", len(LEARNERS) * given.seeds * 2 * given.updates)
    try:
        with connect(given.address) as client:
            if given.experiment:
                from walras.learners import deep_experiment

                deep_experiment.run(client, given.seeds, given.out, given.quick)
                return 0
            for name in LEARNERS:
                for seed in range(given.seeds):
                    done = len(everything) * 2 * given.updates
                    everything.append(one_seed(client, name, seed, given.updates, progress, done))
    except WalrasError as error:
        print(f"transfer: {error}", file=sys.stderr)
        return 1
    if given.json:
        given.json.write_text(json.dumps(everything, indent=1))
    print(
        f"{'learner':22} {'task':6} decisions until 0.67 (median, range)   return in the end (mean, range)   moved   "
        "greedy   optimum   regret of a decision   equilibrium gap (credits)"
    )
    for name in LEARNERS:
        for task in _TASKS:
            print(_line(name, task, [each for each in everything if each["learner"] == name]))
    _leave(given.out, everything)
    return 0


def _leave(folder: Path, everything: Sequence[dict[str, Any]]) -> None:
    """Writes ``learning.csv`` and the curves, means over seeds."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "learning.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["learner", "seed", "task", "decisions", "return", "optimum"])
        for run in everything:
            for task in _TASKS:
                for update, earned in enumerate(run[task]["returns"]):
                    done = (update + 1) * DECISIONS
                    writer.writerow([run["learner"], run["seed"], task, done, earned, run[task]["optimum"]])
    curves = {task: {name: _curve(everything, name, task) for name in LEARNERS} for task in _TASKS}
    draw(folder, "decisions", DECISIONS, curves, {task: everything[0][task]["optimum"] for task in _TASKS})
    print(f"written to {folder}: learning.csv, learning.svg, learning.png")


def _curve(everything: Sequence[dict[str, Any]], name: str, task: str) -> Array:
    """The mean over seeds of every update's return."""
    return means([run[task]["returns"] for run in everything if run["learner"] == name])


def means(runs: Iterable[Sequence[float]]) -> Array:
    """Over runs ``[S, updates]``, of every update; NaN where no episode ended in any."""
    return np.array([_mean(returns) for returns in zip(*runs, strict=True)])


def _line(name: str, task: str, runs: Sequence[dict[str, Any]]) -> str:
    decisions = np.array([run[task]["decisions"] for run in runs])
    last = np.array([run[task]["last"] for run in runs])
    moved = f"{np.mean([run['moved'] for run in runs]):6.1%}" if task == "blue" else ""
    reached, optimum, regret, gap = (
        np.mean([run[task][key] for run in runs]) for key in ("reached", "optimum", "regret", "equilibrium_gap")
    )
    return (
        f"{name:22} {task:6} {np.median(decisions):10.0f} [{decisions.min():.0f}, {decisions.max():.0f}]"
        f"{'':10}{last.mean():8.4f} [{last.min():.4f}, {last.max():.4f}]   {moved:6}"
        f"   {reached:.4f}   {optimum:.4f}   {regret:.4f}   " + ("none told" if np.isnan(gap) else f"{gap:.4f}")
    )


if __name__ == "__main__":
    sys.exit(main())
