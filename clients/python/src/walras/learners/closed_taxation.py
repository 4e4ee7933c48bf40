"""Variant ``closed`` of ``stackelberg/taxation-v0`` in PyTorch and NumPy, for learners and their judges.

What the government's levers mean to households, a household's year, the population in numbers, and what a year pays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log

import numpy as np
import torch
from torch import Tensor

from walras.layout import Array

RUIN = {"gdp": -1.0, "gini": -1.0, "social_welfare": log(1e-9), "mixed": -2.0}
STATUS_QUO = (0.3, 0.181, 0.0, 0.0, 0.15)
INCOMES = (0.5, 1.0, 4.0)  # in output per head, at which a schedule is shown to followers
FEDERAL = (12_950.0, 559.98, (10_275.0, 41_775.0, 89_075.0, 170_050.0, 215_950.0, 539_900.0))
DOLLARS = 69_919.5126  # a unit of output per head


def schedule(levers: Tensor, wage: Tensor) -> Tensor:
    """What levers mean, ``[..., 5]``, whatever the tax: kept shares of three incomes, 10 x the wealth tax, spending.

    Args:
        levers: HSV levers, or marginal rates of the federal brackets and spending, ``[..., L]``.
        wage: in output per head, ``[...]``.
    """
    wage = wage.clamp(min=1e-3)
    if levers.shape[-1] == len(STATUS_QUO):
        tau, xi, tau_wealth, xi_wealth, spending = levers.unbind(-1)
        kept = [(1 - tau) / (1 - xi) * (x / wage) ** -xi for x in INCOMES]
        wealth = 10 - 10 * (1 - tau_wealth) / (1 - xi_wealth) * (4 / wage) ** -xi_wealth
    else:
        kept = [1 - bracket_tax(torch.tensor(x * DOLLARS), levers) / (x * DOLLARS) for x in INCOMES]
        wealth, spending = torch.zeros_like(wage), levers[..., -1]
    return torch.stack([*kept, wealth, spending], -1)


def bracket_tax(dollars: Tensor, rates: Tensor) -> Tensor:
    """Tax on incomes under marginal rates ``[..., bracket and more]`` of the federal brackets of 2022."""
    allowance, credit, thresholds = FEDERAL
    tax = -credit * torch.ones_like(rates[..., 0])
    for k, (low, high) in enumerate(zip((0.0, *thresholds), (*thresholds, float("inf")), strict=True)):
        tax = tax + rates[..., k] * (dollars - allowance - low).clamp(0, high - low)
    return tax.clamp(min=0)


@dataclass(frozen=True)
class Means:
    """What a household lives by; goods.

    Attributes:
        unit: goods of output per head at reset.
        disutility: psi of labour; 0 makes everybody work one hour. Risk aversion is 1, the Frisch elasticity 1/2.
    """

    unit: float
    transfer: float
    consumption_tax: float = 0.065
    disutility: float = 0.75

    def year(
        self, wealth: Tensor, ability: Tensor, act: Tensor, levers: Tensor, interest: Tensor, wage: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Utility and the wealth left, by variant ``closed``'s budget; all broadcast to ``[...]``, goods.

        Args:
            wealth: ``[...]``.
            ability: ``[...]``.
            act: saving and time ``[..., 2]``.
            levers: HSV levers or brackets' rates, ``[..., L]``.
            interest: of the year.
            wage: of an effective hour of the year.
        """
        saving, time = act[..., 0].clamp(0, 0.999), act[..., 1].clamp(0.001, 0.99)
        hours = 3 * time if self.disutility > 0 else torch.ones_like(time)
        income = wage * ability * hours + interest * wealth
        kept = self._keep(income, levers, wage)
        purse = wealth + kept - _wealth_tax(wealth, kept, levers, wage) + self.transfer
        eaten = ((1 - saving) * purse / (1 + self.consumption_tax)).clamp(min=1e-9)
        return eaten.log() - self.disutility * hours**3 / 3, saving * purse

    def _keep(self, income: Tensor, levers: Tensor, wage: Tensor) -> Tensor:
        """What tax leaves of incomes."""
        if levers.shape[-1] != len(STATUS_QUO):
            return income - bracket_tax(income * DOLLARS / self.unit, levers) * self.unit / DOLLARS
        tau, xi = levers[..., 0], levers[..., 1]
        kept = (1 - tau) / (1 - xi) * (income.clamp(min=1e-12) / wage) ** -xi * income
        return torch.where((income > 0) | (xi == 0), kept, income)


def _wealth_tax(wealth: Tensor, kept: Tensor, levers: Tensor, wage: Tensor) -> Tensor:
    if levers.shape[-1] != len(STATUS_QUO):
        return torch.zeros_like(wealth)
    tau, xi = levers[..., 2], levers[..., 3]
    left = (1 - tau) / (1 - xi) * (wealth.clamp(min=1e-12) / wage) ** -xi * wealth
    return torch.minimum(wealth - left, wealth + kept)


def own_features(own: Tensor) -> Tensor:
    """Ability and wealth ``[..., 2]`` as networks take them, ``[..., 3]``."""
    ability, wealth = own[..., 0], own[..., 1].clamp(min=0)
    return torch.stack([ability.log(), (wealth + 0.05).log(), wealth / 10], -1)


def _gini(ascending: Array) -> Array:
    n = ascending.shape[1]
    total = np.maximum(ascending.sum(1), 1e-12)
    return 2 * (ascending * np.arange(1, n + 1)).sum(1) / (n * total) - (n + 1) / n


def statistics(own: Array, output: Array, debt: Array, wage: Array, act: Array) -> Array:
    """The population in numbers, ``[B, 11]``, from everybody's ``[B, N, 2]`` and last year's aggregates ``[B]``.

    Log of the mean and log-sd of wealth, mean ability, wealth shares of the richest tenth and the poorer half, Gini
    index, log of output, capital and wage, debt, and (hours of) the last mean act.
    """
    wealth = np.sort(np.maximum(own[..., 1], 0), axis=1)
    n, mean = wealth.shape[1], np.maximum(wealth.mean(1), 1e-6)
    rich, poor = wealth[:, n - max(1, n // 10) :], wealth[:, : max(1, n // 2)]
    columns = (
        np.log(mean), np.log(wealth + 0.1).std(1), own[..., 0].mean(1) - 1, rich.sum(1) / (n * mean),
        poor.sum(1) / (n * mean), _gini(wealth), np.log(np.maximum(output, 1e-3)),
        np.log(np.maximum(mean - debt, 1e-3)), np.log(np.maximum(wage, 1e-3)), debt / 2, act[:, 1],
    )  # fmt: skip
    return np.stack(columns, 1).astype(np.float32)


def pay(task: str, metrics: Mapping[str, Array]) -> Array:
    """What a year pays the government, ``[B]``; welfare per household."""
    equal = -metrics["wealth_gini"] * metrics["income_gini"]
    return {
        "gdp": metrics["growth"], "gini": equal, "social_welfare": metrics["welfare"],
        "mixed": metrics["growth"] + equal,
    }[task]  # fmt: skip
