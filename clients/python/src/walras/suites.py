"""Suites: published lists of tasks, in parts to train, validate and test on, so that results can be compared.

>>> for task in walras.suite("chain-small").training:
...     env = task.make(seat="bidders")
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from walras.checks import held
from walras.config import spelled_out
from walras.errors import NotFoundError
from walras.gym_env import WalrasEnv
from walras.gym_vector import WalrasVectorEnv

PARTS = ("training", "validation", "test")
_FIRST_SEED = {"training": 0, "validation": 1_000_000, "test": 2_000_000}


__all__ = ["PARTS", "SUITES", "Suite", "Task", "suite"]


def __dir__() -> list[str]:
    return sorted(__all__)


@dataclass(frozen=True)
class Task:
    """An environment under options, and the seeds that count.

    Attributes:
        environment: the id.
        options: those that differ from the defaults.
        seeds: of one row each, as ``reset(seed=...)`` of ``make`` takes them.
    """

    environment: str
    options: Mapping[str, Any] = field(default_factory=dict)
    seeds: tuple[int, ...] = ()

    @spelled_out
    def make(self, **arguments: Any) -> WalrasEnv:
        """As ``walras.make``, with the task's options and its first seed."""
        return WalrasEnv(self.environment, **{"seed": self.seeds[0], **arguments, "options": dict(self.options)})

    @spelled_out
    def make_vec(self, **arguments: Any) -> WalrasVectorEnv:
        """As ``walras.make_vec``, with a row for each seed."""
        more = {"row_seeds": self.seeds, **arguments, "options": dict(self.options)}
        return WalrasVectorEnv(self.environment, len(self.seeds), **more)


@dataclass(frozen=True)
class Suite:
    """Tasks by part; no options and no seed are in two parts."""

    name: str
    sentence: str
    training: tuple[Task, ...]
    validation: tuple[Task, ...]
    test: tuple[Task, ...]

    def __iter__(self) -> Iterator[tuple[str, Task]]:
        for part in PARTS:
            for task in getattr(self, part):
                yield part, task


def _suite(name: str, sentence: str, environment: str, seeds: int, **options: list[dict[str, Any]]) -> Suite:
    parts = {}
    for part in PARTS:
        first = _FIRST_SEED[part]
        numbers = tuple(range(first, first + seeds))
        parts[part] = tuple(Task(environment, each, numbers) for each in options[part])
    return Suite(name, sentence, **parts)


def _crossed(first: str, values: tuple[Any, ...], second: str, others: tuple[Any, ...]) -> list[dict[str, Any]]:
    return [{first: value, second: other} for value in values for other in others]


_ALL = (
    _suite(
        "chain-small",
        "Chains of 3 to 8 states: train on short ones, test on longer ones.",
        "auction/chain-v0",
        16,
        training=_crossed("states", (3, 4, 5), "copies", (1, 2)),
        validation=_crossed("states", (6,), "copies", (1, 2)),
        test=_crossed("states", (7, 8), "copies", (1, 2)),
    ),
    _suite(
        "matrix-games",
        "Commitment in games of two players: train on some, test on others.",
        "stackelberg/matrix-v0",
        8,
        training=[{"game": game} for game in ("escape", "prisoners-dilemma", "stag-hunt", "chicken", "coordination")],
        validation=[{"game": game} for game in ("assurance", "harmony")],
        test=[{"game": game} for game in ("maintain", "commitment", "battle", "hero", "deadlock")],
    ),
    _suite(
        "newsvendor-small",
        "A supplier under demands that differ: train between the extremes, test beyond them.",
        "stackelberg/newsvendor-v0",
        16,
        training=_crossed("theta0", (8.0, 10.0, 12.0), "noise_std", (0.5, 1.0)),
        validation=_crossed("theta0", (9.0, 11.0), "noise_std", (0.75,)),
        test=_crossed("theta0", (6.0, 14.0), "noise_std", (0.25, 2.0)),
    ),
)
SUITES: dict[str, Suite] = {each.name: each for each in _ALL}
"""Every suite by its name."""


@held
def suite(name: str) -> Suite:
    """The suite of that name.

    Raises:
        NotFoundError: UNKNOWN_SUITE, with the nearest name.
    """
    if name not in SUITES:
        nearest = "".join(get_close_matches(str(name), SUITES, 1, 0))
        raise NotFoundError(
            f"suite: expected one of {', '.join(SUITES)}, got {name!r}; nearest is {nearest}",
            "UNKNOWN_SUITE",
            {"where": "suite", "got": repr(name), "nearest": nearest},
        )
    return SUITES[name]
