"""Writes golden_ratings.json: random tables, and what public implementations make of them.

pip install choix openskill numpy scipy; alpha-rank is OpenSpiel's own module where open_spiel is installed, else its
formula (single population, local selection) with numpy's eigenvectors.
"""

import json
from pathlib import Path

import choix
import numpy as np
from openskill.models import PlackettLuce

try:
    from open_spiel.python.egt import alpharank
except ImportError:
    alpharank = None

rng = np.random.default_rng(7)


def bradley_terry() -> dict:
    n = int(rng.integers(2, 9))
    wins = rng.integers(1, 40, (n, n)).astype(float)
    np.fill_diagonal(wins, 0)
    pairs = [(i, j) for i in range(n) for j in range(n) for _ in range(int(wins[i, j]))]
    theta = choix.opt_pairwise(n, pairs, alpha=0, method="Newton-CG", tol=1e-12)
    penalised = choix.opt_pairwise(n, pairs, alpha=0.1, method="Newton-CG", tol=1e-12)
    return {"wins": wins.tolist(), "theta": (theta - theta.mean()).tolist(), "penalised": penalised.tolist()}


def plackett_luce() -> dict:
    n = int(rng.integers(3, 9))
    model = PlackettLuce()
    ratings = [model.rating() for _ in range(n)]
    games = []
    for _ in range(30):
        members = rng.choice(n, size=int(rng.integers(2, n + 1)), replace=False)
        scores = rng.integers(0, 4, len(members))
        rated = model.rate([[ratings[k]] for k in members], ranks=[int(-score) for score in scores], tau=25 / 300)
        for k, team in zip(members, rated, strict=True):
            ratings[k] = team[0]
        games.append([members.tolist(), scores.tolist()])
    return {"n": n, "games": games, "mu": [r.mu for r in ratings], "sigma": [r.sigma for r in ratings]}


def mass_of(payoff: np.ndarray, m: int, alpha: float) -> np.ndarray:
    if alpharank is not None:
        return alpharank.compute([payoff], m=m, alpha=alpha)[2]
    n = len(payoff)
    chance = np.zeros((n, n))
    for s in range(n):
        for r in range(n):
            if r != s:
                u = alpha * (payoff[r, s] - payoff[s, r])
                chance[s, r] = (1 / m if abs(u) < 1e-14 else (1 - np.exp(-u)) / (1 - np.exp(-m * u))) / (n - 1)
        chance[s, s] = 1 - chance[s].sum()
    values, vectors = np.linalg.eig(chance.T)
    mass = np.real(vectors[:, np.argmin(abs(values - 1))])
    return mass / mass.sum()


def alpha_rank() -> dict:
    n = int(rng.integers(2, 7))
    payoff = rng.uniform(0, 1, (n, n))
    m, alpha = int(rng.integers(5, 30)), float(rng.uniform(0.1, 1.5))
    return {"payoff": payoff.tolist(), "m": m, "alpha": alpha, "mass": mass_of(payoff, m, alpha).tolist()}


golden = {maker.__name__: [maker() for _ in range(20)] for maker in (bradley_terry, plackett_luce, alpha_rank)}
Path(__file__).with_suffix(".json").write_text(json.dumps(golden) + "\n")
