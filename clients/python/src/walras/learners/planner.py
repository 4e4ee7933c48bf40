"""PPO on the planner's seat of an auction world: the monolithic learner that societies stand beside.

``python -m walras.learners.planner auction/two-rooms-v0 -o primitives=options`` is the hierarchical baseline, which
chooses among the same frozen options as the bidders; ``-o primitives=actions`` is the flat one. One network sees the
state and chooses; its critic bootstraps, and a primitive of k steps discounts what follows by the k-th power.
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
from torch import Tensor

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
from walras.learners.society import STEPS
from walras.session import Session
from walras.turn import Turn

GROUP = "planner"


@dataclass
class Settings(PpoSettings):
    """What can be tuned."""

    steps: int = 32
    gae_lambda: float = 0.95
    value_weight: float = 0.5
    hidden: int = 16


class Planner:
    """The actor, the critic, and how they learn."""

    def __init__(
        self,
        client: Client,
        environment: str,
        options: Mapping[str, Any] | None = None,
        settings: Settings | None = None,
    ) -> None:
        """Describes the environment with ``control`` = ``planner`` and makes the networks."""
        self.settings = settings or Settings()
        self._client, self._environment = client, environment
        self._options = {**(options or {}), "control": GROUP}
        spec = client.describe(environment, self._options)
        self._spec = spec
        (group,) = spec.groups
        self._discount = cast(float, spec.resolved_options["discount"])
        self._metrics = [metric.name for metric in spec.metrics if metric.name == STEPS]
        self.task = checkpoint.Task(environment, MessageToDict(spec.resolved_options))
        self._sees = Eyes(group.observations)
        torch.manual_seed(self.settings.seed)
        choices = group.actions[0].space.discrete.count
        self.actor = Heads(1, self._sees.shape, self.settings.hidden, choices, rectified=True)
        self.critic = Heads(1, self._sees.shape, self.settings.hidden, 1, rectified=True)
        self._parameters = [*self.actor.parameters(), *self.critic.parameters()]
        self._optimizer = torch.optim.Adam(self._parameters, self.settings.learning_rate)

    def learn(self) -> Iterator[dict[str, float]]:
        """Learns, and yields what each update showed: ``return`` per episode (NaN before one ends)."""
        with self._session(self.settings.rows, self.settings.seed, self._metrics) as session:
            turn = session.reset()
            for _ in range(self.settings.updates):
                seen, chosen, turns, last = [], [], [turn], []
                for _ in range(self.settings.steps):
                    seen.append(self._encode(turn.obs))
                    chosen.append(self._choose(seen[-1]))
                    turn = session.step({GROUP: {"primitive": chosen[-1].numpy().astype(np.int32)[:, None]}})
                    turns.append(turn)
                    last.append(self._cut_value(turn))
                self._improve(torch.stack(seen), torch.stack(chosen), turns[1:], np.stack(last), turn)
                episodes = sum(int(one.done.sum()) for one in turns[1:])
                earned = sum(float(one.reward[GROUP].sum()) for one in turns[1:])
                yield {"return": earned / episodes if episodes else float("nan")}

    def play(self, rows: int = 64) -> float:
        """The mean undiscounted return of one episode per row, with the likeliest choices."""
        return self._judged(rows)[1]

    def verdict(self, rows: int = 64) -> Verdict:
        """The likeliest choices beside the exact optimum."""
        judge, earned = self._judged(rows)
        return judge.verdict(self._client, self._environment, self._options, earned)

    def _judged(self, rows: int) -> tuple[Judge, float]:
        judge = Judge(self._spec, rows)
        with self._session(rows, self.settings.seed + 1, judge.metrics) as session:
            return judge, judge.play(session, self._best, lambda turn: turn.reward[GROUP][:, 0])

    def _best(self, turn: Turn) -> dict[str, dict[str, Array]]:
        """The likeliest choices."""
        with torch.no_grad():
            best = self.actor(self._encode(turn.obs))[0].argmax(-1)
        return {GROUP: {"primitive": best.numpy().astype(np.int32)[:, None]}}

    def save(self, path: Path) -> None:
        """Writes actor and critic, and the task that they were learned in."""
        checkpoint.save(path, self.task, {"actor": self.actor, "critic": self.critic})

    def load(self, path: Path, transfer: bool = False) -> None:
        """Goes on as a saved planner, with a fresh optimiser; raises ``CheckpointMismatch`` as ``DeepSociety.load``."""
        checkpoint.load(path, self.task, {"actor": self.actor, "critic": self.critic}, transfer)

    def weights(self) -> Tensor:
        """All weights, one after another."""
        return checkpoint.weights(self.actor, self.critic)

    def _session(self, rows: int, seed: int, metrics: Sequence[str]) -> Session:
        return self._client.session(
            self._environment, rows, seed=seed, options=self._options, seats=[GROUP], metrics=metrics,
            autoreset_mode="same_step", keep=5,
        )  # fmt: skip

    def _encode(self, observations: Mapping[str, Mapping[str, Array]]) -> Tensor:
        return self._sees({name: array[:, 0] for name, array in observations[GROUP].items()})

    def _choose(self, seen: Tensor) -> Tensor:
        with torch.no_grad():
            return torch.distributions.Categorical(logits=self.actor(seen)[0]).sample()

    def _cut_value(self, turn: Turn) -> Array:
        """The critic's value of the last observation of rows that were truncated, 0 elsewhere: [B]."""
        value = np.zeros(len(turn.truncated), np.float32)
        if (turn.truncated & ~turn.terminated).any():
            with torch.no_grad():
                last = self.critic(self._encode(turn.final_obs))[0, :, 0].numpy()
            value[turn.final_rows] = np.where((turn.truncated & ~turn.terminated)[turn.final_rows], last, 0)
        return value

    def _improve(self, seen: Tensor, chosen: Tensor, turns: Sequence[Turn], cut: Array, after: Turn) -> None:
        """One update: seen [T, B, ...], chosen [T, B], cut [T, B]."""
        flat, taken = seen.flatten(0, 1), chosen.flatten()
        with torch.no_grad():
            old = torch.distributions.Categorical(logits=self.actor(flat)[0]).log_prob(taken)
            value = self.critic(flat)[0, :, 0].reshape(chosen.shape).numpy()
            following = self.critic(self._encode(after.obs))[0, :, 0].numpy()
        advantage = self._advantages(turns, np.concatenate([value, following[None]]), cut)
        target = torch.from_numpy((advantage + value).reshape(-1))
        gain = torch.from_numpy(((advantage - advantage.mean()) / (advantage.std() + 1e-8)).reshape(-1))
        for _ in range(self.settings.epochs):
            for part in torch.randperm(len(flat)).chunk(self.settings.minibatches):
                loss = self._loss(flat[part], taken[part], old[part], gain[part], target[part])
                descend(self._optimizer, loss, self._parameters, self.settings.gradient_max)

    def _advantages(self, turns: Sequence[Turn], value: Array, cut: Array) -> Array:
        """Generalised advantages [T, B] of values [T + 1, B]."""
        advantage = np.zeros_like(value)
        for t in reversed(range(len(turns))):
            turn = turns[t]
            steps = turn.metrics[STEPS] if STEPS in turn.metrics else np.ones(len(turn.done))
            carry = self._discount**steps
            later = np.where(turn.done, cut[t], value[t + 1])
            delta = turn.reward[GROUP][:, 0] + carry * later - value[t]
            advantage[t] = delta + carry * self.settings.gae_lambda * np.where(turn.done, 0.0, advantage[t + 1])
        return advantage[:-1]

    def _loss(self, seen: Tensor, taken: Tensor, old: Tensor, gain: Tensor, target: Tensor) -> Tensor:
        choice = torch.distributions.Categorical(logits=self.actor(seen)[0])
        surrogate = clipped_gain(choice.log_prob(taken), old, gain, self.settings.clip)
        miss = (self.critic(seen)[0, :, 0] - target).square()
        return (self.settings.value_weight * miss - surrogate - self.settings.entropy * choice.entropy()).mean()


def main(words: Sequence[str] | None = None) -> int:
    """The command."""
    parser = arguments("planner", "PPO on the planner's seat.", "auction/two-rooms-v0", Settings.updates)
    given = parser.parse_args(words)
    try:
        with connect(given.address) as client:
            settings = Settings(updates=given.updates, seed=given.seed)
            planner = Planner(client, given.environment, option_values(given.option), settings)
            run(planner, given, Journal("planner", given.environment, "decisions"))
    except WalrasError as error:
        print(f"planner: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
