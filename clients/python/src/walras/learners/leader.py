"""PPO for a leader or planner, with a central critic: ``python -m walras.learners.leader stackelberg/matrix-v0``.

The actor sees what the leader may see, and nothing else. The critic also sees the privileged tensors: the phase, the
followers' weights, the types. It is there in training only. An update collects one whole episode per row:

- Within an episode the same observation gets the same answer: the noise of the actor is a hash of the observation and
  the episode, not a stream. So every row tries out one commitment, as the followers of a Stackelberg game need it.
- Transitions whose privileged tensor ``learn`` is 0 are played and not learned from.
- Returns are undiscounted and advantages are generalised ones, with the critic's value where an episode is cut off.

The actor is judged by the exact value of its greedy commitment where the environment has the metric ``leader_value``,
else by its mean return. The best one is kept.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from walras.client import Client
from walras.connecting import connect
from walras.demo.progress import Progress
from walras.errors import WalrasError
from walras.layout import Array
from walras.learners.commands import option_values, out_argument
from walras.learners.encoding import ActionHead, Encoder, mlp
from walras.learners.episodes import Batch
from walras.learners.journal import Journal
from walras.learners.judging import Judge, Verdict
from walras.learners.ppo import PpoSettings, clipped_gain, descend
from walras.session import Session
from walras.single_seat import default_seat
from walras.turn import Turn

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


@dataclass
class Settings(PpoSettings):
    """What can be tuned; the defaults learn every game of ``stackelberg/matrix-v0``."""

    rows: int = 128
    updates: int = 60
    steps_max: int = 2048
    epochs: int = 4
    gae_lambda: float = 1.0
    value_weight: float = 0.5
    hidden: Sequence[int] = (64, 64)
    central_critic: bool = True


class Leader:
    """The actor, the critic, and how they learn."""

    def __init__(
        self,
        client: Client,
        environment: str,
        options: Mapping[str, Any] | None = None,
        settings: Settings | None = None,
        seat: str | None = None,
    ) -> None:
        """Describes the environment and makes the networks; ``seat`` is as of ``walras.make``."""
        self.settings = settings or Settings()
        self._client, self._environment, self._options = client, environment, dict(options or {})
        spec = client.describe(environment, options)
        self.seat = seat or default_seat(spec)
        group = next(group for group in spec.groups if group.name == self.seat.partition("/")[0])
        torch.manual_seed(self.settings.seed)
        self._random = np.random.default_rng(self.settings.seed)
        self._sees = Encoder(group.observations)
        self._privileged = Encoder(spec.privileged if self.settings.central_critic else ())
        self._spec = spec
        self.head = ActionHead(group.actions)
        self.actor = mlp(self._sees.width, self.settings.hidden, self.head.width, 0.01)
        self.critic = mlp(self._sees.width + self._privileged.width, self.settings.hidden, 1, 1.0)
        parameters = [*self.actor.parameters(), *self.head.parameters(), *self.critic.parameters()]
        self._optimizer = torch.optim.Adam(parameters, self.settings.learning_rate)
        self._parameters = parameters
        self._factors = self._random.integers(1, 2**63, self._sees.width, np.uint64) | np.uint64(1)

    def learn(self) -> Iterator[dict[str, float]]:
        """Learns, and yields what each update showed: ``return`` of the explorers, ``value`` of the greedy actor."""
        with self._session(self.settings.rows, self.settings.seed, []) as session:
            for _ in range(self.settings.updates):
                batch = self._collect(session)
                entropy = self._improve(batch)
                rewards = np.sum(np.stack(batch.reward) * np.stack(batch.alive), axis=0)
                yield {"return": float(rewards.mean()), "value": self.evaluate(), "entropy": entropy}

    def evaluate(self, rows: int = 1) -> float:
        """The exact value of the greedy commitment, or the mean return where the environment does not tell it."""
        judge, earned = self._judged(rows)
        return earned if np.isnan(judge.value()) else judge.value()

    def verdict(self, rows: int = 64) -> Verdict:
        """The greedy commitment beside the exact optimum, and how far the play is from equilibrium."""
        judge, earned = self._judged(rows)
        return judge.verdict(self._client, self._environment, self._options, earned)

    def _judged(self, rows: int) -> tuple[Judge, float]:
        """One episode of each row, and its mean return."""
        judge = Judge(self._spec, rows)
        with self._session(rows, self.settings.seed + 1, judge.metrics) as session:
            earned = judge.play(
                session,
                lambda turn: {self._key(turn): self._greedy(self._encode(turn))},
                lambda turn: turn.reward[self._key(turn)].sum(1),
                self.settings.steps_max,
            )
        return judge, earned

    def save(self, path: Path) -> None:
        """Writes a checkpoint."""
        torch.save(self.state(), path)

    def load(self, path: Path) -> None:
        """Reads a checkpoint of a leader made alike."""
        self.become(torch.load(path, weights_only=True))

    def state(self) -> dict[str, Any]:
        """All weights, copied."""
        parts = {"actor": self.actor, "head": self.head, "critic": self.critic}
        return {name: {key: value.clone() for key, value in part.state_dict().items()} for name, part in parts.items()}

    def become(self, state: Mapping[str, Any]) -> None:
        """Takes such weights."""
        self.actor.load_state_dict(state["actor"])
        self.head.load_state_dict(state["head"])
        self.critic.load_state_dict(state["critic"])

    def _session(self, rows: int, seed: int, metrics: Sequence[str]) -> Session:
        return self._client.session(
            self._environment, rows, seed=seed, options=self._options, seats=[self.seat], keep=5,
            privileged=self.settings.central_critic, metrics=metrics, autoreset_mode="same_step",
        )  # fmt: skip

    @staticmethod
    def _key(turn: Turn) -> str:
        return next(iter(turn.obs))

    def _encode(self, turn: Turn, final: bool = False) -> Array:
        tensors = next(iter((turn.final_obs if final else turn.obs).values()))
        return self._sees({name: array[:, 0] for name, array in tensors.items()}, 1)

    def _judge(self, seen: Array, privileged: Mapping[str, Array]) -> Array:
        if not self._privileged.width:
            return seen
        return np.concatenate([seen, self._privileged(privileged, 1)], axis=1)

    def _greedy(self, seen: Array) -> dict[str, Array]:
        with torch.no_grad():
            raw = self.head.sample(self.actor(torch.from_numpy(seen)), None)
        return {name: array[:, None] for name, array in self.head.actions(raw).items()}

    def _noise(self, seen: Array, episode: Array) -> Tensor:
        """Uniform noise that is a function of the observation and the episode, ``[B, width]``."""
        bits = np.ascontiguousarray(seen).view(np.uint32).astype(np.uint64)
        keys = (bits * self._factors).sum(axis=1, dtype=np.uint64) ^ episode
        z = keys[:, None] + _GOLDEN * np.arange(1, self.head.width + 1, dtype=np.uint64)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
        uniform = ((z >> np.uint64(40)).astype(np.float64) + 0.5) / 2**24
        return torch.from_numpy(uniform.astype(np.float32))

    def _collect(self, session: Session) -> Batch:
        batch, turn = Batch(), session.reset()
        rows = self.settings.rows
        episode = self._random.integers(0, 2**63, rows, np.uint64)
        alive = np.ones(rows, bool)
        for _ in range(self.settings.steps_max):
            seen = self._encode(turn)
            judged = self._judge(seen, turn.privileged)
            learn = turn.privileged.get("learn", np.ones(rows)).reshape(rows)
            with torch.no_grad():
                outputs = self.actor(torch.from_numpy(seen))
                raw = self.head.sample(outputs, self._noise(seen, episode))
                log_prob, _ = self.head.log_prob_and_entropy(outputs, raw)
                value = self.critic(torch.from_numpy(judged))[:, 0]
            actions = {name: array[:, None] for name, array in self.head.actions(raw).items()}
            turn = session.step({self._key(turn): actions})
            batch.seen.append(seen)
            batch.judged.append(judged)
            batch.raw.append(raw.numpy())
            batch.log_prob.append(log_prob.numpy())
            batch.value.append(value.numpy())
            batch.reward.append(turn.reward[self._key(turn)].sum(axis=1).astype(np.float32))
            batch.alive.append(alive.astype(np.float32))
            batch.weight.append((alive & (learn != 0)).astype(np.float32))
            batch.cut_value.append(self._cut_value(turn))
            alive = alive & ~turn.done
            if not alive.any():
                break
        return batch

    def _cut_value(self, turn: Turn) -> Array:
        """The critic's value of the last observation of rows that were truncated, 0 elsewhere."""
        value = np.zeros(len(turn.truncated), np.float32)
        if turn.truncated.any():
            judged = self._judge(self._encode(turn, final=True), turn.final_privileged)
            with torch.no_grad():
                last = self.critic(torch.from_numpy(judged))[:, 0].numpy()
            value[turn.final_rows] = np.where(turn.truncated[turn.final_rows], last, 0)
        return value

    def _advantages(self, batch: Batch) -> Array:
        """Generalised advantages ``[T, B]``; rows that have ended pass nothing on."""
        steps = len(batch.reward)
        advantage = np.zeros((steps + 1, self.settings.rows), np.float32)
        for t in reversed(range(steps)):
            goes_on = batch.alive[t + 1] if t + 1 < steps else np.zeros(self.settings.rows, np.float32)
            following = batch.value[t + 1] if t + 1 < steps else np.zeros(self.settings.rows, np.float32)
            delta = batch.reward[t] + goes_on * following + batch.cut_value[t] - batch.value[t]
            advantage[t] = delta + self.settings.gae_lambda * goes_on * advantage[t + 1]
        return advantage[:steps]

    def _improve(self, batch: Batch) -> float:
        """One update of PPO; returns the mean entropy."""
        chosen = np.flatnonzero(np.stack(batch.weight).reshape(-1))
        advantage = self._advantages(batch)
        target = advantage + np.stack(batch.value)
        columns = [np.stack(part) for part in (batch.seen, batch.judged, batch.raw, batch.log_prob)]
        flat = [torch.from_numpy(part.reshape(-1, *part.shape[2:])[chosen]) for part in [*columns, advantage, target]]
        flat[4] = (flat[4] - flat[4].mean()) / (flat[4].std() + 1e-8)
        entropies = []
        for _ in range(self.settings.epochs):
            for part in torch.randperm(len(chosen)).chunk(self.settings.minibatches):
                loss, entropy = self._loss(*(column[part] for column in flat))
                descend(self._optimizer, loss, self._parameters, self.settings.gradient_max)
                entropies.append(entropy)
        return float(np.mean(entropies))

    def _loss(
        self, seen: Tensor, judged: Tensor, raw: Tensor, old: Tensor, advantage: Tensor, target: Tensor
    ) -> tuple[Tensor, float]:
        log_prob, entropy = self.head.log_prob_and_entropy(self.actor(seen), raw)
        gain = clipped_gain(log_prob, old, advantage, self.settings.clip).mean()
        miss = (self.critic(judged)[:, 0] - target).square().mean()
        loss = -gain - self.settings.entropy * entropy.mean() + self.settings.value_weight * miss
        return loss, float(entropy.mean().detach())


def main(words: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m walras.learners.leader", description="PPO, central critic.")
    parser.add_argument("environment")
    parser.add_argument("-o", "--option", action="append", default=[], metavar="NAME=JSON")
    parser.add_argument("--seat", help="default: the only group, else the only planner")
    parser.add_argument("--address", help="default: WALRAS_ADDRESS, else localhost:50051")
    parser.add_argument("--updates", type=int, default=Settings.updates)
    parser.add_argument("--rows", type=int, default=Settings.rows)
    parser.add_argument("--seed", type=int, default=Settings.seed)
    parser.add_argument("--plain-critic", action="store_true", help="ablation: the critic sees what the actor sees")
    parser.add_argument("--checkpoint", type=Path, help="where the best leader is kept")
    out_argument(parser, "leader")
    given = parser.parse_args(words)
    options = option_values(given.option)
    settings = Settings(rows=given.rows, updates=given.updates, seed=given.seed, central_critic=not given.plain_critic)
    journal = Journal("leader", given.environment)
    try:
        with connect(given.address) as client:
            leader = Leader(client, given.environment, options, settings, given.seat)
            train(leader, given.checkpoint, journal)
            journal.finish(given.out, leader.verdict())
    except WalrasError as error:
        print(f"leader: {error}", file=sys.stderr)
        return 1
    return 0


def train(leader: Leader, checkpoint: Path | None = None, journal: Journal | None = None) -> float:
    """Learns with a progress bar; returns the best value that the greedy actor had, and leaves the leader as it was."""
    progress, best, kept = Progress("learning", leader.settings.updates), -np.inf, leader.state()
    for update, shown in enumerate(leader.learn()):
        if shown["value"] > best:
            best, kept = shown["value"], leader.state()
            if checkpoint is not None:
                leader.save(checkpoint)
        if journal is not None:
            journal.add((update + 1) * leader.settings.rows, shown)
        progress.show(update + 1, f"return {shown['return']:.4f}  value {shown['value']:.4f}  best {best:.4f}")
    leader.become(kept)
    return float(best)


if __name__ == "__main__":
    sys.exit(main())
