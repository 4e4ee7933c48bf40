"""Trains the society of the demo, prints its bids beside the optimum, and draws the figure."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from walras.catalog import Solution
from walras.client import Client
from walras.connecting import connect
from walras.demo.figure import draw
from walras.demo.progress import Progress
from walras.demo.society import GROUP, METRICS, Ledger, Society
from walras.errors import WalrasError

_ENVIRONMENT = "auction/chain-v0"
_COPIES = 2
_DISCOUNT = 0.99
_LEARNING_RATE = 0.1
_EPSILON = 0.3
_CLOSE_ENOUGH = 1e-3


def train(client: Client, optimum: Solution, rows: int, steps: int) -> tuple[Society, list[float]]:
    """Learns for so many auctions in every row; returns the society and the distance of its bids after each."""
    states, primitives = optimum["q_star"].shape
    society = Society(states, primitives, _COPIES, _DISCOUNT, _LEARNING_RATE)
    generator = np.random.default_rng(0)
    progress, distance = Progress("training", steps), []
    options = {"copies": _COPIES, "discount": _DISCOUNT}
    with client.session(
        _ENVIRONMENT, rows, seed=0, options=options, metrics=METRICS, autoreset_mode="same_step", keep=5
    ) as session:
        bid_max = session.spec.groups[0].actions[0].space.box.high[0]
        ledger, turn = Ledger(society, rows), session.reset()
        for step in range(steps):
            state = turn.obs[GROUP]["state"][:, 0]
            turn = session.step({GROUP: society.exploring_bids(state, _EPSILON, bid_max, generator)})
            ledger.settle(state, turn)
            # The last state of the chain is its goal, where nobody bids.
            distance.append(float(np.abs(society.values - optimum["q_star"])[:-1].max()))
            progress.show(step + 1, f"greatest distance of a bid from Q* {distance[-1]:.6f}")
    return society, distance


def play_greedily(client: Client, society: Society, rows: int) -> float:
    """The mean return of one episode per row in which everybody bids what it has learned."""
    options = {"copies": _COPIES, "discount": _DISCOUNT}
    with client.session(_ENVIRONMENT, rows, seed=1, options=options, metrics=["environment_reward"], keep=5) as session:
        turn = session.reset()
        total, playing = np.zeros(rows), np.ones(rows, bool)
        while playing.any():
            turn = session.step({GROUP: society.bids(turn.obs[GROUP]["state"][:, 0])})
            total += np.where(playing, turn.metrics["environment_reward"], 0.0)
            playing &= ~turn.done
    return float(total.mean())


def optimal_return(client: Client, rows: int) -> float:
    """The mean return of one episode per row of the planner who knows the optimum."""
    with client.session(_ENVIRONMENT, rows, seed=1, options={"control": "planner"}, keep=5) as session:
        best = client.solve(_ENVIRONMENT)["policy_star"].astype(int)
        turn = session.reset()
        total, playing = np.zeros(rows), np.ones(rows, bool)
        while playing.any():
            turn = session.step({"planner": best[turn.obs["planner"]["state"][:, 0]]})
            total += np.where(playing, turn.reward["planner"][:, 0], 0.0)
            playing &= ~turn.done
    return float(total.mean())


def show_bids(society: Society, optimum: Solution, states: int) -> None:
    """Prints the table of the living states."""
    print(f"\n{'state':>5}  {'bid left':>9} {'Q* left':>9}  {'bid right':>9} {'Q* right':>9}  winner")
    for state in range(states):
        bids, values = society.values[state], optimum["q_star"][state]
        pairs = "  ".join(f"{bid:9.5f} {value:9.5f}" for bid, value in zip(bids, values, strict=True))
        print(f"{state:>5}  {pairs}  {('left', 'right')[int(bids.argmax())]}")


def main(words: Sequence[str] | None = None) -> int:
    """The command; 0 when the society's greedy behaviour is optimal, 1 when it is not."""
    parser = argparse.ArgumentParser(prog="python -m walras.demo", description="A society that learns what to bid.")
    parser.add_argument("--address", help="of the server; default WALRAS_ADDRESS, else localhost:50051")
    parser.add_argument("--out", type=Path, default=Path("walras-demo.png"), help="the picture")
    parser.add_argument("--rows", type=int, default=256, help="societies side by side that share what they learn")
    parser.add_argument("--steps", type=int, default=1500, help="auctions per row")
    given = parser.parse_args(words)
    try:
        return run(given)
    except WalrasError as error:
        print(f"demo: {error}", file=sys.stderr)
        return 1


def run(given: argparse.Namespace) -> int:
    """Trains, prints, judges and draws."""
    with connect(given.address) as client:
        print(f"{_ENVIRONMENT} at {client.address}: {given.rows} rows, {given.steps} auctions each, over gRPC")
        optimum = client.solve(_ENVIRONMENT, {"discount": _DISCOUNT})
        began = time.monotonic()
        society, distance = train(client, optimum, given.rows, given.steps)
        seconds = time.monotonic() - began
        states = len(optimum["q_star"]) - 1
        show_bids(society, optimum, states)
        best, reached = optimal_return(client, given.rows), play_greedily(client, society, given.rows)
    worst = float(np.abs(society.values - optimum["q_star"])[:states].max())
    good = reached >= best - _CLOSE_ENOUGH and worst <= _CLOSE_ENOUGH
    print(f"\ntrained in {seconds:.1f} s; the greatest distance of a bid from Q* is {worst:.2e}")
    print(
        f"return of the greedy society {reached:.4f}, of the optimum {best:.4f}: {'optimal' if good else 'NOT optimal'}"
    )
    given.out.parent.mkdir(parents=True, exist_ok=True)
    draw(society.values[:states], optimum["q_star"][:states], distance, given.rows, given.out)
    print(f"figure: {given.out.resolve()}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
