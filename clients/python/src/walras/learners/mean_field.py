"""A leader of a mean-field game and its followers, learning together: ``python -m walras.learners.mean_field``.

SMFRL (Mi, Zhao, Xia and others, "Learning Macroeconomic Policies through Dynamic Stackelberg Mean-Field Games",
arXiv:2403.12093) on variant ``closed`` of ``stackelberg/taxation-v0``. The government acts first on statistics of the
population; all households share one actor, which sees the household's own state, the government's act and the same
statistics. Both learn by deterministic policy gradients from one replay memory, with critics that see means instead
of everybody:

- A household's critic takes its own state and act, the levers and the statistics; targets take the leader's target
  actor without noise.
- The leader's critic takes the statistics, its levers and the followers' mean act; its gradient passes through the
  followers' actor, so that it is the leader's total derivative.
- Target networks are true copies. Several seeds learn side by side: weights are ``[S, in, out]``.

**Ruin.** An episode of ``closed`` ends when capital is gone. Rewards may be negative, so a sum over the years lived
would reward an early end. A return here is the mean pay of a year over the *whole* horizon, and each year that ruin
takes away pays ``RUIN``: what the environment's utility makes of nothing to eat, all output lost, or full inequality.
While learning, a milder loss (``TOLD``) stands in, which keeps the critics' scale.

Followers begin as a clone of the plans of ``solve``'s stationary equilibrium (a published option), the leader at the
status quo's levers. In some rows constant levers, drawn anew for each episode, lead: both sides learn from them too.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor, nn

from walras.client import Client
from walras.connecting import connect
from walras.demo.progress import Progress
from walras.errors import WalrasError
from walras.layout import Array
from walras.learners.best_reply import exploitability
from walras.learners.closed_taxation import STATUS_QUO, own_features, pay, schedule
from walras.learners.commands import out_argument
from walras.learners.findings import SEEDS_MOST
from walras.learners.journal import Journal
from walras.learners.judging import Verdict
from walras.learners.village import ACT, ENVIRONMENT, PUBLIC, TASKS, Memory, Record, Settings, Village

TOLD = {"gdp": -0.1, "gini": -1.0, "social_welfare": -3.0, "mixed": -1.0}
SCALE = {"gdp": 20.0, "gini": 5.0, "social_welfare": 1.0, "mixed": 5.0}
LEVERS_MOST = (0.7, 0.4, 0.05, 0.05, 0.4)  # what the leader's actor can reach: tau, xi, tau_wealth, xi_wealth, spending
EXPLORED_MOST = (0.6, 0.3, 0.02, 0.0, 0.3)  # of constant levers in explorers' rows
FIXED = (0.96, 1 / 3)  # saving and time of households that do not follow
OWN, SCHEDULE = 3, 5


class Nets(nn.Module):
    """Networks of one shape, one per seed, side by side."""

    def __init__(self, seeds: int, sizes: Sequence[int], last: float = 1.0) -> None:
        """``last`` scales the last layer's first weights."""
        super().__init__()
        self.weights, self.biases = nn.ParameterList(), nn.ParameterList()
        for k, (into, out) in enumerate(pairwise(sizes)):
            size = (last if k == len(sizes) - 2 else 1.0) / into**0.5
            self.weights.append(nn.Parameter(size * torch.randn(seeds, into, out)))
            self.biases.append(nn.Parameter(torch.zeros(seeds, 1, out)))

    def forward(self, x: Tensor) -> Tensor:
        """``[S, n, in]`` to ``[S, n, out]``."""
        for k, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            x = torch.baddbmm(bias, x, weight)
            x = torch.tanh(x) if k < len(self.weights) - 1 else x
        return x


class MeanField:
    """The leaders, the followers, their critics, and how they learn; S seeds side by side."""

    def __init__(self, client: Client, settings: Settings) -> None:
        """Solves the stationary equilibrium that everybody starts in, and clones its plans."""
        self.settings, self.client = settings, client
        torch.manual_seed(settings.seed)
        self._random = np.random.default_rng(settings.seed)
        s, h = settings.seeds, settings.hidden
        self.solved = client.solve(ENVIRONMENT, {"discount": settings.discount}).tables
        seen = OWN + SCHEDULE + PUBLIC
        self.leader, self.follower = Nets(s, (PUBLIC, h, h, 5), 0.01), Nets(s, (seen, h, h, ACT), 0.1)
        self.leader_critic = Nets(s, (PUBLIC + 5 + ACT, h, h, 1))
        self.follower_critic = Nets(s, (seen + ACT, h, h, 1))
        self._most = torch.tensor(LEVERS_MOST)
        begin = (torch.tensor(STATUS_QUO) / self._most).clamp(0.02, 0.98)
        self.leader.biases[-1].data += torch.logit(begin)
        self._clone()
        self._nets = {
            "leader": self.leader, "follower": self.follower, "leader_critic": self.leader_critic,
            "follower_critic": self.follower_critic,
        }  # fmt: skip
        self._targets = {name: Nets(s, [w.shape[1] for w in net.weights] + [net.weights[-1].shape[2]])
                         for name, net in self._nets.items()}  # fmt: skip
        for name, net in self._nets.items():
            self._targets[name].load_state_dict(net.state_dict())
        rates = {"leader": settings.leader_rate, "follower": settings.follower_rate}
        self._optimizers = {
            name: torch.optim.Adam(net.parameters(), rates.get(name, settings.critic_rate))
            for name, net in self._nets.items()
        }
        self.best = [-np.inf] * s
        self._kept = {name: {k: v.clone() for k, v in net.state_dict().items()} for name, net in self._nets.items()}

    # Acting.

    def govern(self, public: Array, net: Nets | None = None) -> Tensor:
        """The leaders' levers ``[S, m, 5]`` from statistics ``[S, m, 11]``."""
        return self._levers(torch.as_tensor(public), net or self.leader)

    def _levers(self, public: Tensor, net: Nets) -> Tensor:
        return torch.sigmoid(net(self._public(public))) * self._most

    def _public(self, public: Tensor) -> Tensor:
        return public if self.settings.means else torch.zeros_like(public)

    def _seen(self, own: Tensor, levers: Tensor, wage: Tensor, public: Tensor) -> Tensor:
        """What a follower takes in: own ``[S, m, n, 2]``, the rest ``[S, m, ...]``; ``[S, m, n, 19]``."""
        means = schedule(levers, wage) if self.settings.leader_first else torch.zeros(*wage.shape, SCHEDULE)
        shared = torch.cat([means, self._public(public)], -1)[:, :, None].expand(-1, -1, own.shape[2], -1)
        return torch.cat([own_features(own), shared], -1)

    def _raw(self, seen: Tensor, net: Nets) -> Tensor:
        s, m, n, width = seen.shape
        return net(seen.reshape(s, m * n, width)).clamp(-7, 7).reshape(s, m, n, ACT)

    def follow(self, own: Array, levers: Array, wage: Array, public: Array) -> Array:
        """Saving and time of households, ``[S, m, n, 2]``, from arrays shaped as in ``_seen``."""
        given = [torch.as_tensor(np.asarray(each, np.float32)) for each in (own, levers, wage, public)]
        with torch.no_grad():
            return _acts(self._raw(self._seen(*given), self.follower)).numpy().astype(np.float64)

    def _clone(self) -> None:
        """Followers begin with the stationary plans, whatever the levers and the statistics."""
        tables = self.solved
        purse = 1.065 * tables["policy_consumption"] + tables["policy_assets"]
        eaten = 1.065 * tables["policy_consumption"] / purse
        plans = np.stack([np.clip(eaten, 0.002, 0.998), np.clip(tables["policy_labour"] / 3, 0.002, 0.98)], -1)
        self._fit(self.follower, torch.logit(torch.tensor(plans)))

    def _fit(self, nets: Nets, wanted: Tensor, steps: int = 1500, points: int = 512) -> None:
        """Fits one network to ``wanted`` at wealth and ability ``[A, E, out]``, and gives it to all seeds."""
        assets, abilities = self.solved["asset_grid"], self.solved["ability_values"]
        wanted = wanted.float()
        model = Nets(1, [w.shape[1] for w in nets.weights] + [wanted.shape[-1]], 0.1)
        optimizer = torch.optim.Adam(model.parameters(), 3e-3)
        # What households see beside their own, about as it is, and as far as it may go.
        public = [2.0, 1.3, 0, 0.4, 0.15, 0.5, 0, 1.0, -0.4, 0.3, 0.33]
        rest = torch.tensor([0.8, 0.75, 0.6, 0.0, 0.15, *public])
        spread = torch.tensor([0.2] * SCHEDULE + [0.4] * PUBLIC)
        for step in range(steps):
            i = self._random.integers(0, np.searchsorted(assets, 100.0), points)
            j = self._random.integers(0, len(abilities), points)
            own = np.stack([abilities[j], assets[i] / self.solved["output"]], -1)
            seen = [
                own_features(torch.tensor(own, dtype=torch.float32)),
                rest + spread * torch.randn(points, len(rest)),
            ]
            loss = (model(torch.cat(seen, -1)[None]) - wanted[i, j]).square().mean()
            optimizer.param_groups[0]["lr"] = 3e-3 * (1 - step / steps)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        for ours, cloned in zip(nets.parameters(), model.parameters(), strict=True):
            ours.data.copy_(cloned.data.expand_as(ours))

    # Learning.

    def learn(self) -> Iterator[dict[str, float]]:
        """Learns; yields the mean return of the greedy leaders, and the explorers', every ``judge_every`` years."""
        it, b = self.settings, self.settings.seeds * self.settings.rows
        village, memory = self.village(b, it, it.seed), Memory(it.years, b, it.households)
        constant = self._constants(b)
        try:
            yield self._judge(float("nan"))
            for year in range(it.years):
                acts = self._explore(village, memory, year, constant)
                told, utility, terminated, truncated = village.live(acts)
                kept = ~(truncated & ~terminated)
                memory.write(year, utility=utility, pay=pay(it.task, told), weight=kept, done=terminated)
                fresh = terminated | truncated
                constant[fresh] = self._constants(b)[fresh]
                if year >= it.warm_up:
                    self._update(memory, year)
                if (year + 1) % it.judge_every == 0:
                    yield self._judge(float(memory.of["pay"][year + 1 - it.judge_every : year + 1].mean()))
        finally:
            village.session.close()
        for name, net in self._nets.items():
            net.load_state_dict(self._kept[name])

    def village(self, rows: int, settings: Settings, seed: int, tax: str = "hsv", policy: str = "") -> Village:
        """A session of the households that these learners play."""
        share = self.solved["debt"] / (self.solved["debt"] + self.solved["capital"])
        return Village(self.client, rows, settings, seed, float(share), tax, policy)

    def _constants(self, b: int) -> Array:
        """Constant levers of explorers; NaN where the leader itself plays: in half of a seed's rows."""
        levers = self._random.uniform(0, EXPLORED_MOST, (b, 5))
        own = np.arange(b) % self.settings.rows < max(1, self.settings.rows // 2)
        levers[own] = np.nan
        return levers

    def _explore(self, village: Village, memory: Memory, year: int, constant: Array) -> Array:
        """The government's half of a year and the households' noisy acts ``[B, N, 2]``."""
        it, s = self.settings, self.settings.seeds
        public, wage, own = village.public(), village.wage(), np.array(village.own(), np.float32)
        with torch.no_grad():
            levers = self.govern(public.reshape(s, it.rows, -1)).numpy().reshape(-1, 5)
        noise = self._random.normal(0, 0.02, levers.shape) * LEVERS_MOST
        levers = np.where(np.isnan(constant), np.clip(levers + noise, 0, LEVERS_MOST), constant)
        shown = village.govern(levers)
        with torch.no_grad():
            shaped = [torch.as_tensor(np.asarray(each, np.float32).reshape(s, it.rows, *each.shape[1:]))
                      for each in (own, shown, wage, public)]  # fmt: skip
            raw = self._raw(self._seen(*shaped), self.follower)
            raw = (raw + 0.2 * torch.randn(raw.shape)).clamp(-7, 7).reshape(len(own), -1, ACT)
        memory.write(year, own=own, public=public, wage=wage, levers=shown, acts=raw.numpy())
        return _acts(raw).numpy().astype(np.float64)

    def _sample(self, memory: Memory, year: int) -> dict[str, Tensor]:
        """Years before ``year`` with what followed: ``[S, batch, ...]``, of households ``[S, batch, sampled, ...]``."""
        it = self.settings
        s, n, k = it.seeds, it.batch, it.sampled
        t = self._random.integers(0, year, (s, n))
        row = self._random.integers(0, it.rows, (s, n)) + it.rows * np.arange(s)[:, None]
        who = (t[..., None], row[..., None], self._random.integers(0, it.households, (s, n, k)))
        read = memory.read
        seen = {name: read(name, t, row) for name in ("public", "wage", "levers", "pay", "weight", "done")}
        after = {name + "2": read(name, t + 1, row) for name in ("public", "wage")}
        own = {"own": read("own", *who), "act": read("acts", *who), "utility": read("utility", *who)}
        mean = read("acts", t, row).mean(2)
        return {**seen, **after, **own, "mean": mean, "own2": read("own", who[0] + 1, *who[1:])}

    def _update(self, memory: Memory, year: int) -> None:
        """One step of both critics and both actors; the memory has the state of ``year`` already."""
        x, it = self._sample(memory, year), self.settings
        target = self._targets
        with torch.no_grad():
            levers2 = self._levers(x["public2"], target["leader"])
            seen2 = self._seen(x["own2"], levers2, x["wage2"], x["public2"])
            act2 = self._raw(seen2, target["follower"])
            after = self._value(target["follower_critic"], seen2, act2)
            lost = x["done"][:, :, None]
            hope = (1 - it.discount) * x["utility"] + it.discount * torch.where(lost > 0, TOLD["social_welfare"], after)
            leads = self._leader_value(target["leader_critic"], x["public2"], levers2, act2.mean(2))
            told = SCALE[it.task] * TOLD[it.task]
            leads = torch.where(x["done"] > 0, told, leads)
            hoped = (1 - it.leader_discount) * SCALE[it.task] * x["pay"] + it.leader_discount * leads
        seen = self._seen(x["own"], x["levers"], x["wage"], x["public"])
        miss = (self._value(self.follower_critic, seen, x["act"]) - hope).square() * x["weight"][:, :, None]
        self._step("follower_critic", miss.mean((1, 2)).sum())
        value = self._leader_value(self.leader_critic, x["public"], x["levers"], x["mean"])
        self._step("leader_critic", ((value - hoped).square() * x["weight"]).mean(1).sum())
        if year < 2 * it.warm_up:
            return
        earns = self._value(self.follower_critic, seen, self._raw(seen, self.follower))
        self._step("follower", -earns.mean((1, 2)).sum())
        levers = self._levers(x["public"], self.leader)
        reply = self._raw(self._seen(x["own"], levers, x["wage"], x["public"]), self.follower).mean(2)
        self._step("leader", -self._leader_value(self.leader_critic, x["public"], levers, reply).mean(1).sum())
        with torch.no_grad():
            for name, net in self._nets.items():
                for old, new in zip(target[name].parameters(), net.parameters(), strict=True):
                    old.lerp_(new, 1 - it.keep)

    def _value(self, critic: Nets, seen: Tensor, raw: Tensor) -> Tensor:
        """A household's Q ``[S, m, n]``, per year: (1 - discount) times the discounted sum."""
        s, m, n, width = seen.shape
        return critic(torch.cat([seen, raw / 3], -1).reshape(s, m * n, width + ACT)).reshape(s, m, n)

    def _leader_value(self, critic: Nets, public: Tensor, levers: Tensor, mean: Tensor) -> Tensor:
        return critic(torch.cat([self._public(public), levers / self._most, mean / 3], -1))[..., 0]

    def _step(self, name: str, loss: Tensor) -> None:
        """Moves one kind of network only: the gradient that falls on others is thrown away."""
        parameters = list(self._nets[name].parameters())
        for parameter, gradient in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
            parameter.grad = gradient
        self._optimizers[name].step()

    # Judging.

    def _judge(self, explored: float) -> dict[str, float]:
        """Keeps, seed by seed, the networks of the best greedy return so far, on episodes kept for that."""
        it = self.settings
        returns = self.play(it.seed + 10_000).returns(it.task, it.horizon)
        for k in range(it.seeds):
            if returns[k] > self.best[k]:
                self.best[k] = float(returns[k])
                for name, net in self._nets.items():
                    for key, values in net.state_dict().items():
                        self._kept[name][key][k] = values[k]
        return {"return": explored, "value": float(returns.mean()), "best": float(np.mean(self.best))}

    def play(
        self,
        seed: int,
        levers: Array | None = None,
        policy: str = "",
        stubborn: Sequence[float] = (0.0,),
        households: int = 0,
    ) -> Record:
        """An episode of the learnt followers, S x M rows, under a leader; row ``s * M + m`` is of seed s.

        Args:
            seed: of the episodes; all M rows of a learner's seed meet the same chance.
            levers: constant levers ``[M, 5]``, NaN where the learnt leader leads; None for the learnt leader in all.
            policy: a built-in rule on the federal brackets that leads instead.
            stubborn: shares of households that play ``FIXED``, one for each of the M rows, or one for all.
            households: how many; 0 for as many as in learning.
        """
        it = self.settings if not households else Settings(**{**vars(self.settings), "households": households})
        shares = np.asarray(stubborn)
        m = max(len(shares), 1 if levers is None else len(levers))
        shares = np.broadcast_to(shares, m)
        led = None if levers is None else np.tile(levers, (it.seeds, 1))
        b, record = it.seeds * m, Record()
        fixed = np.arange(it.households) < np.round(np.tile(shares, it.seeds)[:, None] * it.households)
        village = self.village(b, it, seed, "federal-2022" if policy else "hsv", policy)
        village.begin(np.repeat(seed + np.arange(it.seeds), m))
        alive = np.ones(b, bool)
        try:
            while alive.any() and len(record.alive) < it.horizon:
                public, wage, own = village.public(), village.wage(), np.array(village.own())
                chosen = None
                if not policy:
                    with torch.no_grad():
                        chosen = self.govern(public.reshape(it.seeds, m, -1)).numpy().reshape(b, 5)
                    chosen = chosen if led is None else np.where(np.isnan(led), chosen, led)
                shown = np.array(village.govern(chosen))
                shaped = [each.reshape(it.seeds, m, *each.shape[1:]) for each in (own, shown, wage, public)]
                acts = self.follow(*shaped).reshape(b, it.households, ACT)
                acts = np.where(fixed[:, :, None], FIXED, acts)
                record.own.append(own if not record.own else own[:, :0])
                told, utility, terminated, truncated = village.live(acts)
                record.public.append(public)
                record.wage_seen.append(wage)
                record.levers.append(shown)
                record.utility.append(np.stack([_mean(utility, ~fixed), _mean(utility, fixed)], 1))
                record.metrics.append(told)
                record.alive.append(alive)
                alive = alive & ~(terminated | truncated)
        finally:
            village.session.close()
        return record


def _mean(values: Array, where: Array) -> Array:
    """Mean over the households of a kind ``[B]``; NaN where there is none."""
    count = where.sum(1)
    return np.where(count > 0, (values * where).sum(1) / np.maximum(count, 1), np.nan)


def _acts(raw: Tensor) -> Tensor:
    """Saving and time from what actors put out: the logits of the share eaten and of time."""
    return torch.stack([1 - torch.sigmoid(raw[..., 0]), torch.sigmoid(raw[..., 1])], -1)


def train(learner: MeanField, journal: Journal) -> None:
    """Learns with progress; the first line of the journal is what the learner begins with."""
    every = learner.settings.judge_every
    progress = Progress("learning", learner.settings.years // every + 1)
    for k, shown in enumerate(learner.learn()):
        journal.add(k * every, shown)
        progress.show(k + 1, f"value {shown['value']:.4f}, best {shown['best']:.4f}")


def verdict(learner: MeanField, seed: int, rules: Array) -> Verdict:
    """Beside the best constant rule of a grid ``[M, 5]``, as nobody knows the optimum; and followers' best reply."""
    it = learner.settings
    record = learner.play(seed)
    reached = float(record.returns(it.task, it.horizon).mean())
    grid = learner.play(seed, rules).returns(it.task, it.horizon).reshape(it.seeds, -1).mean(0)
    gap = float(exploitability(learner, record)[1].mean())
    named = "mean pay a year, of the best constant HSV rule of a grid"
    return Verdict(
        reached, float("nan"), float(grid.max()) - reached, named, "units a year", gap,
        "best reply by dynamic programming", "share of consumption",
    )  # fmt: skip


def main(words: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m walras.learners.mean_field", description="SMFRL.")
    parser.add_argument("--task", choices=TASKS, default=Settings.task)
    parser.add_argument("--address", help="default: WALRAS_ADDRESS, else localhost:50051")
    parser.add_argument("--seeds", type=int, default=0, help="that learn side by side; default 1, 10 in the experiment")
    parser.add_argument("--seed", type=int, default=Settings.seed)
    parser.add_argument("--years", type=int, default=Settings.years, help="of learning, in each row")
    parser.add_argument("--horizon", type=int, default=Settings.horizon, help="years of an episode")
    parser.add_argument("--households", type=int, default=Settings.households)
    parser.add_argument("--no-leader-first", action="store_true", help="ablation: followers do not see the levers")
    parser.add_argument("--no-means", action="store_true", help="ablation: nobody sees the statistics")
    parser.add_argument("--quick", action="store_true", help="a tenth of it: shows that everything works")
    parser.add_argument(
        "--experiment", action="store_true", help="experiment taxation-mean-field: all tasks, all rules"
    )
    out_argument(parser, "mean_field")
    given = parser.parse_args(words)
    from walras.learners import mean_field_experiment as experiment

    if not 0 <= given.seeds <= SEEDS_MOST:
        parser.error(f"--seeds: expected at most {SEEDS_MOST}, got {given.seeds}")
    settings = Settings(
        task=given.task, seeds=given.seeds or (10 if given.experiment else 1), seed=given.seed, years=given.years,
        horizon=given.horizon, households=given.households, leader_first=not given.no_leader_first,
        means=not given.no_means,
    )  # fmt: skip
    if given.quick:
        settings.years, settings.horizon, settings.households = min(settings.years, 200), 40, 20
        settings.seeds, settings.judge_every, settings.warm_up = min(settings.seeds, 3), 50, 40
    try:
        with connect(given.address) as client:
            if given.experiment:
                experiment.run(client, settings, given.out, given.quick)
                return 0
            journal = Journal("mean field", f"{ENVIRONMENT}, {given.task}", "years")
            learner = MeanField(client, settings)
            train(learner, journal)
            journal.finish(given.out, verdict(learner, settings.seed + 20_000, experiment.GRID))
    except WalrasError as error:
        print(f"mean_field: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
