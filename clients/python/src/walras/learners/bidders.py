"""Bidders that learn by PPO against themselves over gRPC: ``python -m walras.learners.bidders``.

Everybody in ``auction/sealed-bid-v0`` shares one actor, which sees its own signal and says what multiple of it to bid,
so that low values are learned as soon as high ones, and a central critic, which sees the rivals' bids too: without them
what a bid changes is lost in what the rivals happen to bid. An auction is one decision, so advantages are rewards less
the critic's value. Bids are drawn around the actor's; the spread shrinks on the way, as a noisy opponent is another
than an exact one. What is judged is the mean of the actors of the last fifth, without sampling: its rule, at equally
spaced signals and never falling, is the option ``strategy`` of ``solve``, which says what it earns and what best
replies to it gain, beside the Bayes-Nash equilibrium.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.optim.swa_utils import AveragedModel

from walras.client import Client
from walras.connecting import connect
from walras.demo.progress import Progress
from walras.errors import WalrasError
from walras.layout import Array
from walras.learners.commands import option_values, out_argument
from walras.learners.encoding import mlp
from walras.learners.journal import Journal
from walras.learners.judging import Verdict
from walras.learners.ppo import PpoSettings, clipped_gain, descend

ENVIRONMENT = "auction/sealed-bid-v0"
POINTS = 41
"""Signals at which the rule is judged."""

_LEAST = 1e-3
"""Of the highest bid: what the signals nearest 0 count as."""

_FAR = 3.0
"""Spreads beyond which a rival's bid is as good as out of reach, or as good as beaten."""


@dataclass
class Settings(PpoSettings):
    """What can be tuned."""

    rows: int = 8192
    updates: int = 1000
    epochs: int = 2
    minibatches: int = 8
    learning_rate: float = 3e-3
    spread_first: float = 0.05
    spread_last: float = 0.01
    hidden: Sequence[int] = (32, 32)


class Bidders:
    """The shared actor and critic, and how they learn."""

    def __init__(self, client: Client, options: Mapping[str, Any] | None = None, settings: Settings | None = None):
        """Solves the auction, which says over what signals and bids it is played."""
        self.settings, self._client = settings or Settings(), client
        self._options = dict(options or {}) | {"oracle_points": POINTS, "rounds": 1_000_000}
        self.solved = client.solve(ENVIRONMENT, self._options).tables
        self._signals = np.atleast_2d(self.solved["signal"])[0]
        spec = client.describe(ENVIRONMENT, self._options)
        self._most = float(spec.groups[0].actions[0].space.box.high[0])
        torch.manual_seed(self.settings.seed)
        self.actor = mlp(1, self.settings.hidden, 1, 0.01)
        self.critic = mlp(1 + 2 * (spec.groups[0].agents - 1), self.settings.hidden, 1, 0.1)
        self._parameters = [*self.actor.parameters(), *self.critic.parameters()]
        self._optimizer = torch.optim.Adam(self._parameters, self.settings.learning_rate)
        self._judged = AveragedModel(self.actor)

    def learn(self) -> Iterator[dict[str, float]]:
        """Learns; yields the mean utility of a bidder in each update's auctions."""
        it = self.settings
        with self._client.session(ENVIRONMENT, it.rows, seed=it.seed, options=self._options) as session:
            turn = session.reset()
            for update in range(it.updates):
                done = update / it.updates
                spread = it.spread_first * (it.spread_last / it.spread_first) ** done
                self._optimizer.param_groups[0]["lr"] = it.learning_rate * min(1, 2 - 2 * done)
                signal = turn.obs["bidders"]["signal"][..., 0]
                seen, scale = self._seen(signal), self._scale(signal)
                with torch.no_grad():
                    mean = self.actor(seen)[..., 0]
                    raw = mean + spread * torch.randn(mean.shape)
                bids = (raw * scale).clamp(0, 1)
                turn = session.step({"bidders": {"bid": self._most * bids.numpy().astype(np.float64)}})
                reward = torch.tensor(np.asarray(turn.reward["bidders"]), dtype=torch.float32)
                told = _told(seen, mean, bids, scale, spread)
                self._improve(
                    seen.flatten(0, 1), told.flatten(0, 1), raw.flatten(), mean.flatten(), reward.flatten(), spread
                )
                if 5 * update >= 4 * it.updates:
                    self._judged.update_parameters(self.actor)
                yield {"return": float(reward.mean())}

    def _improve(self, seen: Tensor, told: Tensor, raw: Tensor, mean: Tensor, reward: Tensor, spread: float) -> None:
        it = self.settings
        old = -(((raw - mean) / spread) ** 2) / 2
        with torch.no_grad():
            advantage = reward - self.critic(told)[:, 0]
        advantage = (advantage - advantage.mean()) / (advantage.std() + 1e-8)
        for _ in range(it.epochs):
            for part in torch.randperm(len(raw)).chunk(it.minibatches):
                now = -(((raw[part] - self.actor(seen[part])[:, 0]) / spread) ** 2) / 2
                gain = clipped_gain(now, old[part], advantage[part], it.clip).mean()
                miss = (self.critic(told[part])[:, 0] - reward[part]).square().mean()
                descend(self._optimizer, miss - gain, self._parameters, it.gradient_max)

    def _seen(self, signal: Array) -> Tensor:
        low, high = self._signals[0], self._signals[-1]
        return torch.tensor(2 * (np.asarray(signal)[..., None] - low) / (high - low) - 1, dtype=torch.float32)

    def _scale(self, signal: Array) -> Tensor:
        """What the actor's output is a multiple of: the signal, in highest bids."""
        return torch.tensor(np.asarray(signal) / self._most, dtype=torch.float32).clamp(_LEAST)

    def rule(self) -> Array:
        """Bids at ``POINTS`` equally spaced signals, never falling."""
        with torch.no_grad():
            raw = self._judged(self._seen(self._signals))[:, 0] * self._scale(self._signals)
        return np.maximum.accumulate(self._most * raw.clamp(0, 1).numpy().astype(np.float64))

    def verdict(self) -> Verdict:
        """A bidder's exact utility under the rule beside the equilibrium's, and NashConv; means over bidders."""
        tables = self._client.solve(ENVIRONMENT, {**self._options, "strategy": self.rule().tolist()}).tables
        wanted, reached = (float(np.mean(self.solved["expected_utility"])), float(np.mean(tables["profile_utility"])))
        short = "utility less than the equilibrium's"
        return Verdict(reached, wanted, wanted - reached, short, "", float(tables["nash_conv"]), "nash_conv", "utility")


def _told(seen: Tensor, mean: Tensor, bids: Tensor, scale: Tensor, spread: float) -> Tensor:
    """What the critic sees of each bidder, ``[B, n, 2 n - 1]``; never its own bid, so that advantages stay unbiased.

    Its signal, the rivals' bids, highest first, and how many spreads above the mean of its own they are.
    """
    n = bids.shape[1]
    others = ~torch.eye(n, dtype=torch.bool)
    rivals = bids[:, None].expand(-1, n, n)[:, others].reshape(-1, n, n - 1).sort(-1, descending=True).values
    ahead = ((rivals / scale[..., None] - mean[..., None]) / spread).clamp(-_FAR, _FAR)
    return torch.cat([seen, 2 * rivals - 1, ahead], -1)


def main(words: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m walras.learners.bidders", description="PPO bidders.")
    parser.add_argument("-o", "--option", action="append", default=[], metavar="NAME=JSON")
    parser.add_argument("--address", help="default: WALRAS_ADDRESS, else localhost:50051")
    parser.add_argument("--updates", type=int, default=Settings.updates)
    parser.add_argument("--rows", type=int, default=Settings.rows)
    parser.add_argument("--seed", type=int, default=Settings.seed)
    out_argument(parser, "bidders")
    given = parser.parse_args(words)
    journal = Journal("bidders", ENVIRONMENT, "auctions")
    try:
        with connect(given.address) as client:
            settings = Settings(rows=given.rows, updates=given.updates, seed=given.seed)
            bidders = Bidders(client, option_values(given.option), settings)
            progress = Progress("learning", given.updates)
            for update, shown in enumerate(bidders.learn()):
                journal.add((update + 1) * given.rows, shown)
                progress.show(update + 1, f"utility {shown['return']:.4f}")
            verdict = bidders.verdict()
            journal.finish(given.out, verdict)
            shares = (
                verdict.reached / verdict.optimum - 1,
                verdict.gap / float(bidders.solved["expected_utility"].sum()),
            )
            print(
                "of the equilibrium's utility: {:+.2%} reached beside it, NashConv {:.2%} of all bidders'".format(
                    *shares
                )
            )
    except WalrasError as error:
        print(f"bidders: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
