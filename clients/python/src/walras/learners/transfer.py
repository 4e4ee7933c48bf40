"""From the green tile to the blue one: a deep society beside the hierarchical and the flat planner.

``python -m walras.learners.transfer --seeds 3`` learns ``auction/two-rooms-v0`` from images with each, goes on with the
other goal, and prints after how many decisions the mean return first passed the published 0.67, what the learner earns
in the end, and how many weights moved by 0.001 or more.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from walras.client import Client
from walras.connecting import connect
from walras.demo.progress import Progress
from walras.errors import WalrasError
from walras.learners import checkpoint, planner, society
from walras.learners.commands import PLATEAU

_ID = "auction/two-rooms-v0"
_SMOOTHED = 4  # updates over which returns are averaged before they are held against the plateau


def _society(client: Client, goal: str, seed: int, updates: int) -> Any:
    return society.DeepSociety(client, _ID, {"goal": goal}, society.Settings(seed=seed, updates=updates))


def _planner(primitives: str) -> Callable[[Client, str, int, int], Any]:
    def make(client: Client, goal: str, seed: int, updates: int) -> Any:
        options = {"goal": goal, "primitives": primitives}
        return planner.Planner(client, _ID, options, planner.Settings(seed=seed, updates=updates))

    return make


LEARNERS: dict[str, Callable[[Client, str, int, int], Any]] = {
    "society": _society,
    "hierarchical planner": _planner("options"),
    "flat planner": _planner("actions"),
}


def learn(learner: Any, progress: Progress, done: int) -> dict[str, float]:
    """Learns: ``decisions`` until the plateau (infinite where it is never passed), and the mean return ``last``."""
    returns: list[float] = []
    passed = float("inf")
    for update, shown in enumerate(learner.learn()):
        returns.append(shown["return"])
        mean = _mean(returns[-_SMOOTHED:])
        if mean >= PLATEAU and update + 1 >= _SMOOTHED:
            passed = min(passed, (update + 1) * learner.settings.rows * learner.settings.steps)
        progress.show(done + update + 1, f"return {mean:.4f}")
    return {"decisions": passed, "last": _mean(returns[-2 * _SMOOTHED :])}


def _mean(returns: Sequence[float]) -> float:
    """Of the updates in which an episode ended; NaN where none did."""
    ended = [value for value in returns if not np.isnan(value)]
    return float(np.mean(ended)) if ended else float("nan")


def one_seed(client: Client, name: str, seed: int, updates: int, progress: Progress, done: int) -> dict[str, Any]:
    """Green, then blue by way of a file."""
    first = LEARNERS[name](client, "green", seed, updates)
    green = learn(first, progress, done)
    with tempfile.TemporaryDirectory() as folder:
        first.save(Path(folder) / "green.pt")
        second = LEARNERS[name](client, "blue", seed + 1000, updates)
        second.load(Path(folder) / "green.pt", transfer=True)
    before = second.weights()
    blue = learn(second, progress, done + updates)
    moved = checkpoint.share_moved(before, second.weights())
    return {"learner": name, "seed": seed, "green": green, "blue": blue, "moved": moved}


def main(words: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m walras.learners.transfer", description=__doc__.splitlines()[0])
    parser.add_argument("--address", help="default: WALRAS_ADDRESS, else localhost:50051")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--updates", type=int, default=60, help="per goal, of 1024 decisions each")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every seed's numbers")
    given = parser.parse_args(words)
    everything: list[dict[str, Any]] = []
    progress = Progress("learning", len(LEARNERS) * given.seeds * 2 * given.updates)
    try:
        with connect(given.address) as client:
            for name in LEARNERS:
                for seed in range(given.seeds):
                    done = len(everything) * 2 * given.updates
                    everything.append(one_seed(client, name, seed, given.updates, progress, done))
    except WalrasError as error:
        print(f"transfer: {error}", file=sys.stderr)
        return 1
    if given.json:
        given.json.write_text(json.dumps(everything, indent=1))
    print(f"{'learner':22} {'task':6} decisions until 0.67 (median, range)   return in the end (mean, range)   moved")
    for name in LEARNERS:
        for task in ("green", "blue"):
            print(_line(name, task, [each for each in everything if each["learner"] == name]))
    return 0


def _line(name: str, task: str, runs: Sequence[dict[str, Any]]) -> str:
    decisions = np.array([run[task]["decisions"] for run in runs])
    last = np.array([run[task]["last"] for run in runs])
    moved = f"{np.mean([run['moved'] for run in runs]):6.1%}" if task == "blue" else ""
    return (
        f"{name:22} {task:6} {np.median(decisions):10.0f} [{decisions.min():.0f}, {decisions.max():.0f}]"
        f"{'':10}{last.mean():8.4f} [{last.min():.4f}, {last.max():.4f}]   {moved}"
    )


if __name__ == "__main__":
    sys.exit(main())
