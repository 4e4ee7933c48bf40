"""Experiment ``auction-deep``: ``python -m walras.learners.transfer --experiment``.

Deep societies of bidders on images, by seeds that nothing was tuned on: two rooms, green and then blue by way of a
file, and mental rotation, each beside PPO planners that choose the primitives themselves. Writes what ``./walras
experiment`` writes, so that ``--claims`` takes it in; a seed that is done is kept in ``runs/``.

In mental rotation the plan that undoes shift and rotation earns 0.902 on average, 0.94973 of the optimum (``solve``:
``intended_return``, ``optimal_return``): 0.95 takes more than to see how an image was turned.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch

from walras.client import Client
from walras.demo.progress import Progress
from walras.layout import Array
from walras.learners import planner, society, transfer
from walras.learners.findings import finding, kept, show, summarise
from walras.learners.journal import draw

NAME = "auction-deep"
CLAIM = (
    "Deep societies of primitives that bid learn two rooms and mental rotation from images, and go on as the goal of"
    " the rooms changes, after fewer decisions than planners take (Chang et al., ICML 2020)."
)
ROTATION = "auction/mental-rotation-v0"
TASKS = ("green", "blue", "rotation")
SHARE = 0.95
"""Of the optimal return, that counts as learned."""

SEED_FIRST = 100
ROWS = 512
"""Episodes in which a learner of mental rotation is judged: its images differ."""


def run(client: Client, seeds: int, out: Path, quick: bool) -> dict[str, Any]:
    """Runs what has not run, and writes tables, figure and ``summary.json``; returns the summary."""
    torch.set_num_threads(1)  # networks of this size gain nothing by more
    begin = time.monotonic()
    settings = {"rooms": 60, "rotation": 100, "seeds": seeds}
    if quick:
        settings = {"rooms": 2, "rotation": 1, "seeds": min(seeds, 2)}
    (out / "runs").mkdir(parents=True, exist_ok=True)
    runs = _all(client, settings, out / "runs")
    findings = judge(runs)
    summary = summarise(out, NAME, CLAIM, findings, begin, seeds=settings["seeds"], quick=quick, settings=settings)
    _tables(out, runs)
    _draw(out, runs)
    show(findings, out)
    return summary


def _all(client: Client, settings: Mapping[str, int], folder: Path) -> list[dict[str, Any]]:
    """Every learner's seeds: ``learner``, ``seed``, and what ``transfer.learn`` says of each task that it learned."""
    seeds = range(SEED_FIRST, SEED_FIRST + settings["seeds"])
    rooms, turns = settings["rooms"], settings["rotation"]
    plateau = SHARE * float(client.solve(transfer.ROOMS).tables["optimal_paid_return"])
    works: dict[str, Callable[[], dict[str, Any]]] = {}
    for name in transfer.LEARNERS:
        for seed in seeds:
            title = f"rooms, {name}, {seed}"
            progress = Progress(title, 2 * rooms)
            works[title] = partial(transfer.one_seed, client, name, seed, rooms, progress, plateau=plateau)
    for name in ROTATING:
        for seed in seeds:
            title = f"rotation, {name}, {seed}"
            works[title] = partial(rotation, client, name, seed, turns, Progress(title, turns))
    return [
        _kept(folder / f"{title.replace(', ', '-').replace(' ', '-')}.json", settings, work)
        for title, work in works.items()
    ]


def _kept(file: Path, settings: Mapping[str, int], work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    updates = settings[file.name.split("-")[0]]

    def timed() -> dict[str, Any]:
        begin = time.monotonic()
        return {**work(), "updates": updates, "seconds": time.monotonic() - begin}

    return kept(file, lambda old: bool(old["updates"] == updates), timed)


ROTATING: dict[str, Callable[[Client, int, int], Any]] = {
    "society": lambda client, seed, updates: society.DeepSociety(
        client, ROTATION, {}, society.Settings(seed=seed, updates=updates)
    ),
    "planner": lambda client, seed, updates: planner.Planner(
        client, ROTATION, {}, planner.Settings(seed=seed, updates=updates)
    ),
}


def rotation(client: Client, name: str, seed: int, updates: int, progress: Progress) -> dict[str, Any]:
    """One learner of mental rotation."""
    learner = ROTATING[name](client, seed, updates)
    optimum = float(client.solve(ROTATION).tables["optimal_return"])
    return {
        "learner": name, "seed": seed,
        "rotation": transfer.learn(learner, progress, 0, SHARE * optimum, ROWS),
    }  # fmt: skip


def judge(runs: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What the runs say: a finding for each claim."""
    found = []
    for task in TASKS:
        where = "in mental rotation" if task == "rotation" else f"in two rooms, {task}"
        shares = _of(runs, "society", task, "reached") / _of(runs, "society", task, "optimum")
        found.append(_nine_of_ten(f"A deep society earns {SHARE:.0%} of the optimum {where}.", shares))
        for name in sorted({run["learner"] for run in runs if task in run} - {"society"}):
            sooner = _decisions(runs, name, task) - _decisions(runs, "society", task)
            found.append(finding(
                f"A deep society learns after fewer decisions than the {name} {where}.",
                "decisions that the planner took more until its mean return passed that, or all, seed by seed",
                sooner, least=0,
            ))  # fmt: skip
    return found


def _nine_of_ten(claim: str, shares: Array) -> dict[str, Any]:
    """That all but a tenth of the seeds reach ``SHARE``."""
    but = len(shares) // 10
    value = float(np.sort(shares)[but])
    return {
        "claim": f"{claim[:-1]}, in {len(shares) - but} of {len(shares)} seeds.",
        "measured": f"share of the optimal return, mean bids, worst of {len(shares)} seeds but {but}",
        "measured_value": value, "interval": [value, value], "expected": f">= {SHARE}", "target": "our own threshold",
        "verdict": "supported" if value >= SHARE else "refuted",
    }  # fmt: skip


def _of(runs: Sequence[Mapping[str, Any]], name: str, task: str, key: str) -> Array:
    return np.array([run[task][key] for run in runs if run["learner"] == name and task in run])


def _decisions(runs: Sequence[Mapping[str, Any]], name: str, task: str) -> Array:
    """Until the learner's mean return passed the task's plateau; all of them where it never did."""
    most = max(len(run[task]["returns"]) for run in runs if task in run) * transfer.DECISIONS
    return np.minimum(_of(runs, name, task, "decisions"), most)


def _tables(out: Path, runs: Sequence[Mapping[str, Any]]) -> None:
    learning, reached = [], []
    for run in runs:
        for task in (task for task in TASKS if task in run):
            what = {"task": task, "learner": run["learner"], "seed": run["seed"]}
            keys = ("decisions", "last", "reached", "optimum", "regret", "equilibrium_gap")
            moved = run["moved"] if task == "blue" else float("nan")
            reached.append({**what, **{key: run[task][key] for key in keys}, "moved": moved})
            for update, earned in enumerate(run[task]["returns"]):
                learning.append({**what, "decisions": (update + 1) * transfer.DECISIONS, "return": earned})
    for name, lines in (("learning", learning), ("reached", reached)):
        with (out / f"{name}.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, list(lines[0]))
            writer.writeheader()
            writer.writerows(lines)


def _draw(out: Path, runs: Sequence[Mapping[str, Any]]) -> None:
    """Mean returns over seeds, and the worst seed of the society, beside the optimum."""
    panels: dict[str, dict[str, Array]] = {}
    optimum = {}
    for task in TASKS:
        names = dict.fromkeys(run["learner"] for run in runs if task in run)
        curves = {name: np.array([run[task]["returns"] for run in runs if run["learner"] == name and task in run])
                  for name in names}  # fmt: skip
        panels[task] = {name: transfer.means(values) for name, values in curves.items()}
        panels[task]["society, worst seed"] = curves["society"][np.argmin(_of(runs, "society", task, "reached"))]
        optimum[task] = float(_of(runs, "society", task, "optimum")[0])
    draw(out, "decisions", transfer.DECISIONS, panels, optimum, name="figure")


__all__ = ["CLAIM", "NAME", "judge", "rotation", "run"]
