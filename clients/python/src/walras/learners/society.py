"""A society of bidders that learn by PPO, each from its own sales: ``python -m walras.learners.society``.

Every primitive has a policy of its own, which maps the state to a Beta distribution of bids, and a critic of its own.
Its copies share both, and draw a bid each. What a bidder earns is the utility of its sale: the reward that it found,
plus the discounted revenue of the next auction, less the price that it paid; who loses earns nothing. There is nothing
else: no value of the next state, no shared return. Each auction is a bandit of its own, and time comes in by the next
price alone. A primitive of k steps discounts the revenue by the k-th power. Images go through small convolutions.

Bids start low. High ones pay for themselves as long as an episode goes on, for what a winner pays it gets back from the
next one, and the end of the episode alone tells that nothing was found; low ones rise from where rewards are.

Source: Chang et al., "Decentralized Reinforcement Learning: Global Decision-Making via Local Economic Transactions",
ICML 2020.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from google.protobuf.json_format import MessageToDict
from torch import Tensor, nn

from walras.client import Client
from walras.connecting import connect
from walras.errors import WalrasError
from walras.layout import Array
from walras.learners import checkpoint
from walras.learners.commands import arguments, option_values, run
from walras.learners.journal import Journal
from walras.learners.judging import Judge, Verdict
from walras.learners.networks import Eyes, Heads
from walras.learners.ppo import PpoSettings, clipped_gain, descend
from walras.turn import Turn

GROUP = "bidders"
METRICS = ("winner", "price", "revenue", "environment_reward")
STEPS = "primitive_steps"
_EDGE = 1e-6
_UNIFORM = 1.8545865
"""Its softplus is 2, the concentration of the uniform distribution."""


@dataclass
class Settings(PpoSettings):
    """What can be tuned; ``entropy`` keeps the bids spread out, and with them the exploration.

    Attributes:
        first_mean: share of the highest bid that all bid on average before they have learned.
        first_concentration: how little these bids are spread out; 2 with a mean of a half is uniform.
    """

    steps: int = 32
    critic_rate: float = 1e-2
    entropy: float = 0.02
    first_mean: float = 0.08
    first_concentration: float = 7.0
    gradient_max: float = 40.0
    hidden: int = 16


def beta(outputs: Tensor) -> torch.distributions.Beta:
    """The distribution of outputs ``[..., 2]``: its mean's logit, and its concentration; uniform for zeros."""
    mean = torch.sigmoid(outputs[..., 0])
    concentration = nn.functional.softplus(outputs[..., 1] + _UNIFORM)
    return torch.distributions.Beta(mean * concentration + _EDGE, (1 - mean) * concentration + _EDGE)


def _outputs(mean: float, concentration: float) -> Tensor:
    """The outputs of that distribution: the inverse of ``beta``."""
    return torch.tensor([np.log(mean / (1 - mean)), np.log(np.expm1(concentration)) - _UNIFORM])


class DeepSociety:
    """Policies, critics, and how they learn."""

    def __init__(
        self,
        client: Client,
        environment: str,
        options: Mapping[str, Any] | None = None,
        settings: Settings | None = None,
    ) -> None:
        """Describes the environment and makes the networks."""
        self.settings = settings or Settings()
        self._client, self._environment, self._options = client, environment, dict(options or {})
        spec = client.describe(environment, options)
        self._spec = spec
        (group,) = spec.groups
        self._copies = int(cast(float, spec.resolved_options["copies"]))
        self._discount = cast(float, spec.resolved_options["discount"])
        self.bidders, self.primitives = group.agents, group.agents // self._copies
        self._bid_max = group.actions[0].space.box.high[0]
        self._metrics = [*METRICS, *(metric.name for metric in spec.metrics if metric.name == STEPS)]
        self.task = checkpoint.Task(environment, MessageToDict(spec.resolved_options))
        self._sees = Eyes(group.observations)
        torch.manual_seed(self.settings.seed)
        shape, hidden = self._sees.shape, self.settings.hidden
        self.policy = Heads(self.primitives, shape, hidden, 2, rectified=False)
        with torch.no_grad():
            self.policy.last_bias[:] = _outputs(self.settings.first_mean, self.settings.first_concentration)
        self.critic = Heads(self.primitives, shape, hidden, 1, rectified=True)
        self._policy_optimizer = torch.optim.Adam(self.policy.parameters(), self.settings.learning_rate)
        self._critic_optimizer = torch.optim.Adam(self.critic.parameters(), self.settings.critic_rate)

    def learn(self) -> Iterator[dict[str, float]]:
        """Learns, and yields of each update: ``return`` per episode (NaN before one ends), mean ``utility``."""
        settings = self.settings
        with self._client.session(
            self._environment, settings.rows, seed=settings.seed, options=self._options,
            metrics=self._metrics, autoreset_mode="same_step", keep=5,
        ) as session:  # fmt: skip
            turn = session.reset()
            for _ in range(settings.updates):
                seen, shares, turns = [], [], []
                for _ in range(settings.steps):
                    seen.append(self._encode(turn))
                    shares.append(self._draw(seen[-1]))
                    turn = session.step({GROUP: (self._bid_max * shares[-1]).numpy()})
                    turns.append(turn)
                utility = utilities(turns, self.bidders, self._discount)
                # The last sale of each row is not settled yet: its price is still to come, unless its episode is over.
                known = np.ones((settings.steps, settings.rows), bool)
                known[-1] = turns[-1].done
                self._improve(
                    torch.stack(seen), torch.stack(shares), torch.from_numpy(utility), torch.from_numpy(known)
                )
                episodes = sum(int(one.done.sum()) for one in turns)
                earned = sum(float(one.metrics["environment_reward"].sum()) for one in turns)
                mean = earned / episodes if episodes else float("nan")
                yield {"return": mean, "utility": float(utility.sum(axis=2)[known].mean())}

    def save(self, path: Path) -> None:
        """Writes policies and critics, and the task that they were learned in."""
        checkpoint.save(path, self.task, {"policy": self.policy, "critic": self.critic})

    def load(self, path: Path, transfer: bool = False) -> None:
        """Goes on as a saved society, with fresh optimisers; ``transfer`` allows another task with the same shapes.

        Raises:
            CheckpointMismatch: the file is of another task, or of other networks.
        """
        checkpoint.load(path, self.task, {"policy": self.policy, "critic": self.critic}, transfer)

    def weights(self) -> Tensor:
        """All weights, one after another."""
        return checkpoint.weights(self.policy, self.critic)

    def mean_bids(self, tensors: Mapping[str, Array]) -> Array:
        """What each primitive bids on average: tensors ``[k, ...]`` of states to float64 ``[k, N]``."""
        with torch.no_grad():
            outputs = self.policy(self._sees(tensors))
        return self._bid_max * torch.sigmoid(outputs[..., 0]).T.double().numpy()

    def play(self, rows: int = 64, greedy: bool = True) -> float:
        """The mean undiscounted return of one episode per row, with mean bids or with drawn ones."""
        return self._judged(rows, greedy)[1]

    def verdict(self, rows: int = 64) -> Verdict:
        """Mean bids beside the exact optimum, and how far bids are from the optimal values, the equilibrium's."""
        judge, earned = self._judged(rows, True)
        return judge.verdict(self._client, self._environment, self._options, earned)

    def _judged(self, rows: int, greedy: bool) -> tuple[Judge, float]:
        judge = Judge(self._spec, rows)
        with self._client.session(
            self._environment, rows, seed=self.settings.seed + 1, options=self._options,
            metrics=["environment_reward", *judge.metrics], keep=5, autoreset_mode="same_step",
        ) as session:  # fmt: skip
            return judge, judge.play(
                session,
                lambda turn: {GROUP: self._bids(turn, greedy)},
                lambda turn: turn.metrics["environment_reward"],
            )

    def _bids(self, turn: Turn, greedy: bool) -> Array:
        if greedy:
            return np.tile(self.mean_bids(self._tensors(turn)), (1, self._copies))
        return (self._bid_max * self._draw(self._encode(turn))).numpy()

    @staticmethod
    def _tensors(turn: Turn) -> dict[str, Array]:
        return {name: array[:, 0] for name, array in turn.obs[GROUP].items()}

    def _encode(self, turn: Turn) -> Tensor:
        return self._sees(self._tensors(turn))

    def _draw(self, seen: Tensor) -> Tensor:
        """A share of the highest bid for every bidder, ``[B, m]``: each copy draws for itself."""
        with torch.no_grad():
            drawn = beta(self.policy(seen)).sample((self._copies,))  # [copies, N, B]
        return drawn.reshape(self.bidders, -1).T.clamp(_EDGE, 1 - _EDGE).double()

    def _improve(self, seen: Tensor, shares: Tensor, utility: Tensor, known: Tensor) -> None:
        """One update: seen [T, B, ...], shares and utility [T, B, m], known [T, B]."""
        seen = seen[known]
        # A primitive learns from all of its copies' auctions.
        own = self._by_primitive(shares[known].float())
        earned = self._by_primitive(utility[known].float())
        with torch.no_grad():
            old = beta(self.policy(seen)).log_prob(own)
            advantage = earned - self.critic(seen)[..., 0]
            deviation = advantage.std((0, 2), keepdim=True)
            advantage = (advantage - advantage.mean((0, 2), keepdim=True)) / (deviation + 1e-8)
        for _ in range(self.settings.epochs):
            for part in torch.randperm(len(seen)).chunk(self.settings.minibatches):
                self._step(seen[part], own[..., part], old[..., part], advantage[..., part], earned[..., part])

    def _by_primitive(self, of_bidders: Tensor) -> Tensor:
        """[k, m] to [copies, N, k]."""
        return of_bidders.T.reshape(self._copies, self.primitives, -1)

    def _step(self, seen: Tensor, own: Tensor, old: Tensor, advantage: Tensor, earned: Tensor) -> None:
        bids = beta(self.policy(seen))
        gain = clipped_gain(bids.log_prob(own), old, advantage, self.settings.clip)
        # The sum over primitives: none of them shares a weight, so each follows its own mean.
        loss = -(gain + self.settings.entropy * bids.entropy()).mean((0, 2)).sum()
        descend(self._policy_optimizer, loss, self.policy.parameters(), self.settings.gradient_max)
        miss = (self.critic(seen)[..., 0] - earned).square().mean((0, 2)).sum()
        descend(self._critic_optimizer, miss, self.critic.parameters())


def utilities(turns: Sequence[Turn], bidders: int, discount: float) -> Array:
    """The utility of each bidder in each auction, float64 ``[T, B, m]``; losers have 0.

    The winner of step t earns the reward of t, plus the discounted revenue of t + 1 unless its episode is over, less
    its price; the discount has the power of the steps that its primitive took. The last step's winners have no next
    auction here.
    """
    rows = len(turns[0].terminated)
    utility = np.zeros((len(turns), rows, bidders))
    for t, turn in enumerate(turns):
        next_revenue = turns[t + 1].metrics["revenue"] if t + 1 < len(turns) else np.zeros(rows)
        earned = turn.metrics["environment_reward"] - turn.metrics["price"]
        carry = discount ** turn.metrics[STEPS] if STEPS in turn.metrics else discount
        earned = earned + np.where(turn.done, 0.0, carry * next_revenue)
        utility[t, np.arange(rows), turn.metrics["winner"].astype(int)] = earned
    return utility


def main(words: Sequence[str] | None = None) -> int:
    """The command."""
    given = arguments("society", "PPO bidders, Beta bids.", "auction/bandit-v0", Settings.updates).parse_args(words)
    try:
        with connect(given.address) as client:
            settings = Settings(updates=given.updates, seed=given.seed)
            society = DeepSociety(client, given.environment, option_values(given.option), settings)
            run(society, given, Journal("society", given.environment, "decisions"))
            print(f"return with bids drawn as in learning {society.play(greedy=False):.4f}")
    except WalrasError as error:
        print(f"society: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
