"""Where ``mean_field`` plays: a session of ``stackelberg/taxation-v0``, and what is written down of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor

from walras.client import Client
from walras.config import SessionArguments
from walras.layout import Array
from walras.learners.closed_taxation import DOLLARS, RUIN, pay, statistics
from walras.turn import Turn

ENVIRONMENT = "stackelberg/taxation-v0"
TASKS = ("gdp", "gini", "social_welfare", "mixed")
METRICS = ("welfare", "growth", "wealth_gini", "income_gini", "output", "debt", "dollars", "interest_rate", "wage")
PUBLIC, ACT = 11, 2  # numbers of the statistics, and of a household's act


@dataclass
class Settings:
    """What can be tuned."""

    task: str = "social_welfare"
    seeds: int = 1
    rows: int = 2
    years: int = 1500
    horizon: int = 300
    households: int = 100
    batch: int = 24
    sampled: int = 4
    hidden: int = 48
    discount: float = 0.96
    leader_discount: float = 0.975
    critic_rate: float = 1e-3
    leader_rate: float = 1e-3
    follower_rate: float = 3e-6
    keep: float = 0.95
    warm_up: int = 50
    judge_every: int = 100
    leader_first: bool = True
    means: bool = True
    seed: int = 0


@dataclass
class Record:
    """Years of B rows, each list ``[T]`` of ``[B, ...]``; what comes after a row's first end is not alive."""

    own: list[Array] = field(default_factory=list)
    public: list[Array] = field(default_factory=list)
    wage_seen: list[Array] = field(default_factory=list)
    levers: list[Array] = field(default_factory=list)
    acts: list[Array] = field(default_factory=list)
    utility: list[Array] = field(default_factory=list)
    metrics: list[dict[str, Array]] = field(default_factory=list)
    alive: list[Array] = field(default_factory=list)

    def returns(self, task: str, horizon: int) -> Array:
        """Mean pay of a year of the horizon ``[B]``; years that ruin took pay ``RUIN``."""
        alive = np.stack(self.alive)
        paid = np.where(alive, np.stack([pay(task, each) for each in self.metrics]), 0.0).sum(0)
        return (paid + (horizon - alive.sum(0)) * RUIN[task]) / horizon

    def years(self) -> Array:
        """Years lived ``[B]``."""
        return np.stack(self.alive).sum(0)


class Memory:
    """The replay memory: all that was seen, float32 ``[years, B, ...]`` each."""

    def __init__(self, years: int, rows: int, households: int, levers: int = 5) -> None:
        """Room for so many years."""
        shapes: dict[str, tuple[int, ...]] = {
            "own": (households, 2), "acts": (households, ACT), "utility": (households,), "public": (PUBLIC,),
            "wage": (), "levers": (levers,), "pay": (), "weight": (), "done": (),
        }  # fmt: skip
        self.of = {name: np.zeros((years, rows, *shape), np.float32) for name, shape in shapes.items()}

    def write(self, year: int, **values: Array) -> None:
        """Of one year, ``[B, ...]`` each."""
        for name, value in values.items():
            self.of[name][year] = value

    def read(self, name: str, *at: Array) -> Tensor:
        """At years, rows and perhaps households, arrays of one shape."""
        return torch.from_numpy(self.of[name][at])


class Village:
    """A session in which this program plays households, and the government unless a policy does; year by year."""

    def __init__(
        self, client: Client, rows: int, settings: Settings, seed: int, debt_share: float, tax: str, policy: str
    ) -> None:
        """``policy`` plays the leader where there is one; ``debt_share`` of wealth is public debt at reset."""
        self.options = {
            "followers": "seat", "households": settings.households, "horizon": settings.horizon, "tax": tax,
            "discount": settings.discount, "task": settings.task,
        }  # fmt: skip
        wanted: SessionArguments = {
            "seed": seed, "options": self.options, "metrics": list(METRICS), "autoreset_mode": "same_step",
        }  # fmt: skip
        if policy:
            wanted |= {"seats": ["households"], "policies": {"leader": policy}}
        self.session = client.session(ENVIRONMENT, rows, **wanted)
        self.rows, self.n, self.ruled = rows, settings.households, bool(policy)
        self._debt_share = debt_share
        self.output, self.debt, self.act = np.ones(rows), np.zeros(rows), np.zeros((rows, 2))
        self._start(self.session.reset(), np.ones(rows, bool))

    def _start(self, turn: Turn, fresh: Array) -> None:
        self.turn = turn
        self.output[fresh], self.act[fresh] = 1.0, (0.9, 1 / 3)
        self.debt[fresh] = self._debt_share * self.own()[fresh, :, 1].mean(1)

    def begin(self, row_seeds: Array) -> None:
        """Anew, each row with the chance of its seed ``[B]``."""
        self._start(self.session.reset(row_seeds=row_seeds), np.ones(self.rows, bool))

    def own(self) -> Array:
        """Ability and wealth, ``[B, N, 2]``."""
        return self.turn.obs["households"]["own"]

    def wage(self) -> Array:
        """Of an hour of last year, ``[B]`` in output per head."""
        return self.turn.obs["households"]["population"][:, 0, 6] / 3

    def public(self) -> Array:
        """The statistics, ``[B, 11]``."""
        return statistics(self.own(), self.output, self.debt, self.wage(), self.act)

    def govern(self, levers: Array | None) -> Array:
        """The government's half of the year; returns the levers that households see, ``[B, L]``."""
        acts: dict[str, Any] = {"households": self._acts(np.full((self.rows, self.n, 2), 0.5))}
        if levers is not None:
            self._levers = np.ascontiguousarray(levers[:, None], np.float64)
            acts["leader"] = {"levers": self._levers}
        self.turn = self.session.step(acts)
        return self.turn.obs["households"]["levers"][:, 0]

    def live(self, acts: Array) -> tuple[dict[str, Array], Array, Array, Array]:
        """The households' half: acts ``[B, N, 2]``; metrics, utilities ``[B, N]``, terminated and truncated ``[B]``."""
        given: dict[str, Any] = {"households": self._acts(acts)}
        if not self.ruled:
            given["leader"] = {"levers": self._levers}
        turn = self.session.step(given)
        told = {name: np.array(values) for name, values in turn.metrics.items()}
        self.output = told["output"] / DOLLARS
        self.debt = told["debt"] / DOLLARS
        self.act = acts.mean(1)
        self._start(turn, turn.done)
        return told, turn.reward["households"], turn.terminated, turn.truncated

    @staticmethod
    def _acts(acts: Array) -> dict[str, Array]:
        saving, labour = np.clip(acts[..., 0], 0, 0.999), np.clip(acts[..., 1], 0.001, 0.99)
        return {"saving": np.ascontiguousarray(saving), "labour": np.ascontiguousarray(labour)}
