"""``walras llm``: how well a language model plays economies whose best replies are known.

The model is any command that reads a prompt from its standard input and prints an answer: a command-line tool of a
model's maker, or a script. No key and no model is part of this package. The last JSON object of the answer is the
action; what is no legal action is told to the model in words, once, and then the least action is played and counted as
a fault. The table has, for each game, the mean return, that of a best reply to the others, and the share of it that was
earned.
"""

from __future__ import annotations

import argparse
import json
import math
import shlex
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from walras.client import Client
from walras.config import PolicyName
from walras.connecting import connect
from walras.errors import InvalidArgumentError, WalrasError, bad_request
from walras.session import Session
from walras.turn import Turn

_ANSWER_BYTES = 1 << 20
_STEPS_MOST = 1000  # of an episode


@dataclass(frozen=True, eq=False)
class Game:
    """A seat of an environment, and who plays the others.

    Attributes:
        environment: the id.
        seat: the model's, ``GROUP`` or ``GROUP[AGENT]``.
        options: of the environment.
        own: a policy of the model's seat that does not learn, beside which the best reply is asked for.
        others: policies by seat; the rest are the groups' default policies.
    """

    environment: str
    seat: str
    own: str
    options: Mapping[str, Any] = field(default_factory=dict)
    others: Mapping[str, PolicyName] = field(default_factory=dict)


GAMES = (
    Game("auction/sealed-bid-v0", "bidders[0]", "truthful", {"rounds": 5}, {"bidders[1]": "equilibrium"}),
    Game("stackelberg/matrix-v0", "leader", "equilibrium", {"follower_seat": True, "reward_unit": "raw"}),
    Game("stackelberg/newsvendor-v0", "leader", "equilibrium", {"horizon": 5, "follower": "best-response"}),
    Game(
        "stackelberg/pricing-platform-v0",
        "sellers[0]",
        "nash",
        {"followers": "seat", "response_steps": 0, "reward_steps": 5},
        {"leader": ("cap", {"level": 3}), "sellers[1]": "nash"},
    ),
)


@dataclass
class Result:
    """What came of a game.

    Attributes:
        returns: of each episode.
        best: the expected return of a best reply to the others.
        exact: whether ``best`` was computed, not found by play.
        faults: steps for which the model had no legal answer.
        moves: steps in which it was asked.
    """

    returns: list[float]
    best: float
    exact: bool
    faults: int
    moves: int


class Model:
    """A command that answers prompts."""

    def __init__(self, command: str, seconds: float) -> None:
        self._words = shlex.split(command)
        self._seconds = seconds
        if not self._words:
            raise bad_request("--command", "a command and its arguments", repr(command))

    def answer(self, prompt: str) -> str:
        """What it prints; empty where it fails, or takes too long."""
        try:
            done = subprocess.run(
                self._words, input=prompt.encode(), stdout=subprocess.PIPE, timeout=self._seconds, check=False
            )
        except subprocess.TimeoutExpired:
            return ""
        return done.stdout[:_ANSWER_BYTES].decode(errors="replace") if done.returncode == 0 else ""


def last_object(text: str) -> Any:
    """The last JSON object in a text, None where there is none."""
    decoder = json.JSONDecoder()
    found = None
    at = text.find("{")
    while at >= 0:
        try:
            found, end = decoder.raw_decode(text, at)
        except ValueError:
            end = at + 1
        at = text.find("{", end)
    return found


def play(client: Client, game: Game, model: Model, episodes: int, seed: int) -> Result:
    """Plays some episodes of a game."""
    evaluated = client.evaluate(game.environment, {**game.others, game.seat: game.own}, game.options)
    best = evaluated[game.seat]
    result = Result([], best.value, best.exact, 0, 0)
    with client.session(
        game.environment,
        num_envs=1,
        seed=seed,
        options=game.options,
        seats=[game.seat],
        policies=game.others,
        text=True,
    ) as session:
        for _ in range(episodes):
            result.returns.append(_episode(session, model, result))
    return result


def _episode(session: Session, model: Model, result: Result) -> float:
    key = session.seats[0].key
    turn = session.reset()
    total = 0.0
    for _ in range(_STEPS_MOST):
        asked = bool(turn.active[key][0].any())
        turn = _move(session, model, turn, result) if asked else session.step({key: "null"})
        total += float(turn.reward[key][0].sum())
        if turn.done[0]:
            return total
    raise WalrasError(f"episode: expected an end within {_STEPS_MOST} steps, got none", "NO_EPISODE_END")


def _move(session: Session, model: Model, turn: Turn, result: Result) -> Turn:
    key = session.seats[0].key
    result.moves += 1
    prompt = f"{session.rules[key]}\n\nNow you see: {turn.text[key]}\n\nAnswer with your action as one JSON object."
    for _ in range(2):
        found = last_object(model.answer(prompt))
        try:
            return session.step({key: "" if found is None else json.dumps(found)})
        except InvalidArgumentError as error:
            prompt += f"\n\nThat was no legal action: {error.message}\nAnswer again."
    result.faults += 1
    return session.step({key: "null"})


def table(results: Mapping[Game, Result]) -> str:
    """The results, as Markdown."""
    lines = [
        "| game | seat | episodes | return | best reply | share | faults |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for game, result in results.items():
        mean = float(np.mean(result.returns))
        count = len(result.returns)
        error = float(np.std(result.returns, ddof=1)) / math.sqrt(count) if count > 1 else math.nan
        best = f"{result.best:.4g}" if result.exact else f"at least {result.best:.4g}"
        share = f"{mean / result.best:.2f}" if result.best > 0 else ""
        lines.append(
            f"| `{game.environment}` | `{game.seat}` | {count} | {mean:.4g} ± {error:.2g} | {best} | {share} "
            f"| {result.faults} of {result.moves} |"
        )
    return "\n".join(lines)


def main(words: list[str]) -> int:
    """The command; its exit code."""
    parser = argparse.ArgumentParser(prog="walras llm", description="How well a model plays, beside best replies.")
    parser.add_argument("--command", required=True, help="reads a prompt from standard input, prints an answer")
    parser.add_argument("--address", help="the server's; as of walras.connect")
    parser.add_argument("--episodes", type=int, default=5, help="of each game")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=60.0, help="for one answer")
    given = parser.parse_args(words)
    if given.episodes < 1:
        parser.error(f"--episodes: expected at least 1, got {given.episodes}")
    try:
        model = Model(given.command, given.seconds)
        with connect(given.address) as client:
            results = {game: play(client, game, model, given.episodes, given.seed) for game in GAMES}
    except (WalrasError, OSError) as error:
        print(f"walras: {error}", file=sys.stderr)
        return 1
    print(table(results))
    return 0
