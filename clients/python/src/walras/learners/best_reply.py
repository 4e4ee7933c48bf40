"""What one household could gain by a best reply, everybody else frozen: exploitability by dynamic programming.

The year-by-year interest rates, wages and levers of a played episode are given to a household that cannot move them.
Backward steps on a grid of wealth and ability give the value of the rule that is judged, and of the best reply, which
knows the whole path: what it gains bounds from above what a household could gain without foresight. The best reply is
sought among acts: the rule's own and a grid around, made finer twice. Values between grid points are linear; the same
interpolation serves both. Everything is of variant ``closed``; see ``households.md`` of the specification, section 5.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from walras.layout import Array
from walras.learners.closed_taxation import Means

if TYPE_CHECKING:
    from walras.learners.mean_field import MeanField
    from walras.learners.village import Record

_PASSES = (((-2.4, -1.2, -0.5, 0.0, 0.5, 1.2, 2.4), (-0.6, -0.2, 0.0, 0.2, 0.6)),
           ((-0.6, -0.3, 0.0, 0.3, 0.6), (-0.2, 0.0, 0.2)),
           ((-0.15, 0.0, 0.15), (-0.1, 0.0, 0.1)),
           ((-0.07, 0.0, 0.07), (-0.05, 0.0, 0.05)))  # fmt: skip
"""Steps in the logits of the share eaten, and of time: each pass around the best of the pass before."""


YEARS = 120
"""Of a path that are looked at: later ones weigh 0.96 ** 120 = 0.7% of a lifetime."""


@dataclass(frozen=True)
class World:
    """What a household knows of its world.

    Attributes:
        grid: wealth in goods, ascending ``[A]``.
        abilities: ``[E]``, with ``transition`` ``[E, E]``.
    """

    grid: Array
    abilities: Array
    transition: Array
    means: Means
    discount: float

    @staticmethod
    def of(tables: Mapping[str, Array], discount: float, most: float, points: int = 64) -> World:
        """From tables of ``solve``; the grid is finer near 0 and ends at ``most`` goods."""
        grid = most * (np.arange(points) / (points - 1)) ** 3
        means = Means(float(tables["output"]), float(tables["transfer"]))
        return World(grid, tables["ability_values"], tables["ability_transition"], means, discount)


@dataclass(frozen=True)
class Path:
    """A played episode of S seeds: interest and wage (goods) ``[T, S]``, levers ``[T, S, L]``, and whether lived."""

    interest: Array
    wage: Array
    levers: Array
    alive: Array


class Year:
    """A household's choices of one year on the grid, for all seeds: states are ``[S, A, E]``."""

    def __init__(self, world: World, path: Path, t: int) -> None:
        """Takes the prices of year ``t``."""
        self._world = world
        self._grid = torch.tensor(world.grid)
        self._ability = torch.tensor(world.abilities)
        shape = (-1, 1, 1, 1)
        self._interest, self._wage = (torch.tensor(each[t]).reshape(shape) for each in (path.interest, path.wage))
        self._levers = torch.tensor(path.levers[t])[:, None, None, None]

    def worth(self, act: Tensor, after: Tensor) -> Tensor:
        """Utility plus discounted value of acts ``[S, A, E, k, 2]`` (saving, time); ``after`` ``[S, A, E]`` follows."""
        wealth = self._grid[:, None, None].expand(act.shape[:-1])
        utility, left = self._world.means.year(
            wealth, self._ability[:, None], act, self._levers, self._interest, self._wage
        )
        return utility + self._world.discount * self._at(left, after)

    def _at(self, wealth: Tensor, after: Tensor) -> Tensor:
        """``after`` (expected over abilities already) at wealth ``[S, A, E, k]``, linear between and beyond points."""
        s, a, e, k = wealth.shape
        low = (torch.searchsorted(self._grid, wealth.contiguous(), right=True) - 1).clamp(0, a - 2)
        share = (wealth - self._grid[low]) / (self._grid[low + 1] - self._grid[low])
        flat = after.transpose(1, 2).reshape(s * e, a)  # a row of wealth for each seed and ability
        at = low.transpose(1, 2).reshape(s * e, a * k)
        lower, upper = flat.gather(1, at), flat.gather(1, at + 1)
        back = lambda x: x.reshape(s, e, a, k).transpose(1, 2)  # noqa: E731 - one line, used twice
        return back(lower) * (1 - share) + back(upper) * share

    def best(self, own: Tensor, after: Tensor) -> Tensor:
        """The value of the best act ``[S, A, E]``; ``own`` ``[S, A, E, 2]`` is where the search begins."""
        centre = torch.logit(own.clamp(1e-4, 0.999))
        value = self.worth(own[:, :, :, None], after)[..., 0]
        for eats, works in _PASSES:
            steps = torch.tensor([(-x, y) for x in eats for y in works], dtype=own.dtype)
            raw = centre[:, :, :, None] + steps
            found, at = self.worth(torch.sigmoid(raw), after).max(3)
            centre = raw.gather(3, at[..., None, None].expand(*at.shape, 1, 2))[:, :, :, 0]
            value = torch.maximum(value, found)
        return value


def gains(world: World, path: Path, rule: Callable[[int], Tensor]) -> tuple[Tensor, Tensor]:
    """Values at the first year of the rule and of the best reply, ``[S, A, E]`` each.

    Args:
        world: what the household lives in.
        path: prices and levers.
        rule: the acts of a year on the grid, float64 ``[S, A, E, 2]``.
    """
    years, seeds = path.interest.shape
    shape = (seeds, len(world.grid), len(world.abilities))
    own, best = torch.zeros(shape, dtype=torch.float64), torch.zeros(shape, dtype=torch.float64)
    transition = torch.tensor(world.transition).T
    with torch.no_grad():
        for t in reversed(range(years)):
            year, acts = Year(world, path, t), rule(t)
            lives = torch.tensor(path.alive[t])[:, None, None]  # after ruin nobody's act matters
            own = torch.where(lives, year.worth(acts[:, :, :, None], own @ transition)[..., 0], own)
            best = torch.where(lives, year.best(acts, best @ transition), best)
    return own, best


def at_households(world: World, values: Tensor, wealth: Array, ability: Array) -> Array:
    """Values ``[S, A, E]`` at households' wealth (goods) and ability ``[S, N]``; linear in wealth."""
    state = np.abs(ability[..., None] - world.abilities).argmin(-1)
    low = np.clip(np.searchsorted(world.grid, wealth, side="right") - 1, 0, len(world.grid) - 2)
    share = (wealth - world.grid[low]) / (world.grid[low + 1] - world.grid[low])
    seed = np.arange(len(wealth))[:, None]
    table = values.numpy()
    return table[seed, low, state] * (1 - share) + table[seed, low + 1, state] * share


def exploitability(learner: MeanField, record: Record) -> tuple[Array, Array]:
    """What followers of a played episode (one row a seed) forgo: utility, and share of consumption, ``[S]`` each."""
    told, years = record.metrics[:YEARS], slice(YEARS)
    dollars = np.stack([each["dollars"] for each in told])
    unit = float(learner.solved["output"])
    alive = np.stack(record.alive[years])
    first = record.own[0]
    path = Path(
        np.stack([each["interest_rate"] for each in told]),
        np.stack([each["wage"] for each in told]) / np.maximum(dollars, 1e-9),
        np.stack(record.levers[years]).astype(np.float64),
        alive,
    )
    world = World.of(learner.solved, learner.settings.discount, max(150.0, 2 * unit * float(first[..., 1].max())))
    s, a, e = len(first), len(world.grid), len(world.abilities)
    own = np.stack(np.meshgrid(world.abilities, world.grid / unit), -1).reshape(1, 1, a * e, 2)
    grid = np.broadcast_to(own, (s, 1, a * e, 2))

    def rule(t: int) -> Tensor:
        shared = (record.levers[t], record.wage_seen[t], record.public[t])
        acts = learner.follow(grid, *(np.asarray(each)[:, None] for each in shared))
        return torch.from_numpy(acts.reshape(s, a, e, 2))

    mine, best = gains(world, path, rule)
    gap = at_households(world, best - mine, first[..., 1] * unit, first[..., 0]).mean(1)
    return gap, np.expm1((1 - learner.settings.discount) * gap)
