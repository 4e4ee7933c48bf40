"""How far a learner is from the exact optimum, and from equilibrium: by the environment's own exact metrics and tables.

Every environment ships its solution. Metrics that measure the distance from it are watched over one episode of each
row; what an environment does not tell is said to be untold, never guessed.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from walras.client import Client
from walras.layout import Array
from walras.session import Session
from walras.turn import Turn
from walras.v1 import spec_pb2


class Yardstick(NamedTuple):
    """A metric that is 0 at the optimum, or in equilibrium."""

    metric: str
    at_end: bool
    """The episode's last value counts, else the mean over its steps."""
    optimum: Sequence[str] = ()
    """Tables of ``solve`` whose sum is the value of the optimum, the first one that there is."""
    of_a_step: bool = False
    """The optimum is of one step, as the metric is, and free of the noise of what was earned."""


VALUE = "leader_value"
"""The exact value of a commitment, where the environment tells it; with ``distance`` it makes the optimum."""

OPTIMUM = (
    Yardstick("distance", True),
    Yardstick("suboptimality_planner", True, ("agent_value",)),
    Yardstick("leader_regret", False, ("leader_profit", "leader_value"), of_a_step=True),
    Yardstick("surplus_gap", False, ("best_surplus",), of_a_step=True),
    Yardstick("first_best_gap", False),
    Yardstick("regret", False, ("optimal_paid_return", "optimal_return")),
)
EQUILIBRIUM = (
    Yardstick("bcce_gap", True),
    Yardstick("suboptimality_equilibrium", True),
    Yardstick("follower_regret", False),
    Yardstick("bid_distance", False),
)


@dataclass(frozen=True)
class Verdict:
    """What a learner has come to; NaN for what the environment does not tell.

    Attributes:
        reached: the value or mean return of the greedy learner.
        optimum: the same of the exact optimum.
        short: how far the learner is from it, by the metric ``short_by``, in ``short_unit``.
        gap: what is left to gain by deviating, or the distance from equilibrium play, by the metric ``gap_by``.
    """

    reached: float
    optimum: float
    short: float
    short_by: str
    short_unit: str
    gap: float
    gap_by: str
    gap_unit: str

    def lines(self) -> list[str]:
        """For the end of a command."""
        nothing = "not told by this environment"
        short = f"{self.short:.6f} {self.short_unit} (metric {self.short_by})" if self.short_by else nothing
        gap = f"{self.gap:.6f} {self.gap_unit} (metric {self.gap_by})" if self.gap_by else nothing
        return [
            f"reached          {self.reached:.6f}",
            "optimum          " + (nothing if np.isnan(self.optimum) else f"{self.optimum:.6f} (exact)"),
            f"short of it by   {short}",
            f"equilibrium gap  {gap}",
        ]


class Judge:
    """Watches one episode of each row."""

    def __init__(self, spec: spec_pb2.EnvironmentSpec, rows: int) -> None:
        """Picks the yardsticks that the environment has."""
        self._units = {metric.name: metric.unit for metric in spec.metrics}
        self._optimum = _first(OPTIMUM, self._units)
        self._equilibrium = _first(EQUILIBRIUM, self._units)
        self._last = {name: np.full(rows, np.nan) for name in self.metrics}
        self._sums = {name: np.zeros(rows) for name in self.metrics}
        self._counts = {name: np.zeros(rows) for name in self.metrics}

    @property
    def metrics(self) -> list[str]:
        """What the session has to be asked for."""
        found = [each.metric for each in (self._optimum, self._equilibrium) if each]
        return [*found, *([VALUE] if VALUE in self._units else [])]

    def see(self, turn: Turn, playing: Array) -> None:
        """Takes a step's metrics of the rows whose first episode is not over."""
        for name in self.metrics:
            values = _by_row(turn.metrics[name])
            told = playing & ~np.isnan(values)
            self._last[name] = np.where(told, values, self._last[name])
            self._sums[name] += np.where(told, values, 0.0)
            self._counts[name] += told

    def play(
        self,
        session: Session,
        act: Callable[[Turn], Mapping[str, Any]],
        earned: Callable[[Turn], Array],
        steps_max: int | None = None,
    ) -> float:
        """Plays one episode of each row, and returns the mean of what the rows earned.

        Args:
            session: one of as many rows, with ``metrics``, that begins episodes in the step that ends one.
            act: the actions for a turn, as ``Session.step`` takes them.
            earned: what a turn pays each row, ``[B]``.
            steps_max: after so many steps episodes that have not ended count as they are; None for no bound.
        """
        turn = session.reset()
        total, playing = np.zeros(session.num_envs), np.ones(session.num_envs, bool)
        for _ in itertools.count() if steps_max is None else range(steps_max):
            turn = session.step(act(turn))
            total += np.where(playing, earned(turn), 0.0)
            self.see(turn, playing)
            playing &= ~turn.done
            if not playing.any():
                break
        return float(total.mean())

    def value(self) -> float:
        """The mean exact value at the end; NaN where the environment has none."""
        return float(np.mean(self._last[VALUE])) if VALUE in self._last else float("nan")

    def verdict(self, client: Client, environment: str, options: Mapping[str, object], mean_return: float) -> Verdict:
        """What the episodes came to, beside the exact solution."""
        short, gap = self._measured(self._optimum), self._measured(self._equilibrium)
        value = self.value()
        reached = mean_return if np.isnan(value) else value
        optimum = self._solved(client, environment, options) if np.isnan(value) else value + short
        if self._optimum and self._optimum.of_a_step:
            reached = optimum - short
        return Verdict(reached, optimum, short, *self._named(self._optimum), gap, *self._named(self._equilibrium))

    def _solved(self, client: Client, environment: str, options: Mapping[str, object]) -> float:
        if self._optimum is None or not self._optimum.optimum:
            return float("nan")
        tables = client.solve(environment, options).tables
        return next((float(np.sum(tables[name])) for name in self._optimum.optimum if name in tables), float("nan"))

    def _measured(self, yardstick: Yardstick | None) -> float:
        if yardstick is None:
            return float("nan")
        if yardstick.at_end:
            return float(np.mean(self._last[yardstick.metric]))
        counts = self._counts[yardstick.metric].sum()
        return float(self._sums[yardstick.metric].sum() / counts) if counts else float("nan")

    def _named(self, yardstick: Yardstick | None) -> tuple[str, str]:
        return (yardstick.metric, self._units[yardstick.metric]) if yardstick else ("", "")


def _first(yardsticks: Iterable[Yardstick], units: Mapping[str, str]) -> Yardstick | None:
    return next((each for each in yardsticks if each.metric in units), None)


def _by_row(values: Array) -> Array:
    """The mean over agents where a metric has a value for each."""
    return values.mean(axis=1) if values.ndim == 2 else values
