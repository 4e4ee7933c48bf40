"""What the commands of the learners have in common: their arguments, and learning with progress and checkpoints."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from walras.demo.progress import Progress
from walras.learners import checkpoint
from walras.learners.journal import Journal

PLATEAU = 0.67
"""The published return of two rooms."""

_CHECKPOINT_UPDATES = 20


def arguments(program: str, description: str, environment: str, updates: int) -> argparse.ArgumentParser:
    """What the commands of societies and planners have in common."""
    parser = argparse.ArgumentParser(prog=f"python -m walras.learners.{program}", description=description)
    parser.add_argument("environment", nargs="?", default=environment)
    parser.add_argument("-o", "--option", action="append", default=[], metavar="NAME=JSON")
    parser.add_argument("--address", help="default: WALRAS_ADDRESS, else localhost:50051")
    parser.add_argument("--updates", type=int, default=updates)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--save", type=Path, metavar="FILE", help="a checkpoint, written as learning goes on")
    parser.add_argument("--load", type=Path, metavar="FILE", help="go on from a checkpoint")
    parser.add_argument("--transfer", action="store_true", help="let --load take a checkpoint of another task")
    out_argument(parser, program)
    return parser


def out_argument(parser: argparse.ArgumentParser, program: str) -> None:
    """Where a learner leaves its curve."""
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("results") / program,
        metavar="DIR",
        help="where CSV and figure go; %(default)s",
    )


def option_values(words: Sequence[str]) -> dict[str, Any]:
    """``NAME=JSON`` each; a bare word is a text."""
    values: dict[str, Any] = {}
    for name, _, text in (each.partition("=") for each in words):
        try:
            values[name] = json.loads(text)
        except json.JSONDecodeError:
            values[name] = text
    return values


def run(learner: Any, given: argparse.Namespace, journal: Journal) -> None:
    """Learns with progress and checkpoints; says when 0.67 was first passed, and what moved since the loaded file.

    In the end it prints the verdict beside the optimum, and leaves the curve as CSV and picture.
    """
    if given.load:
        learner.load(given.load, given.transfer)
    before, decisions, passed = learner.weights(), 0, 0
    progress = Progress("learning", given.updates)
    for update, shown in enumerate(learner.learn()):
        decisions += learner.settings.rows * learner.settings.steps
        passed = passed or (decisions if shown["return"] >= PLATEAU else 0)
        journal.add(decisions, shown)
        progress.show(update + 1, f"return {shown['return']:.4f}")
        if given.save and (update + 1) % _CHECKPOINT_UPDATES == 0:
            learner.save(given.save)
    if given.save:
        learner.save(given.save)
    print(f"{decisions} decisions; the return first reached {PLATEAU} after " + (str(passed) if passed else "none"))
    if given.load:
        print(f"{checkpoint.share_moved(before, learner.weights()):.1%} of the weights moved by 0.001 or more")
    journal.finish(given.out, learner.verdict())
