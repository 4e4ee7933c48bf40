"""A society of value-learning bidders.

Every primitive keeps one table: what winning in a state has been worth. It bids that number, its copies with it.
Whoever won learns from the next auction: the reward that it found, plus what the next winner paid for the state that it
left behind. Nobody sees another's bids, nobody knows the whole; with two copies of everybody, bidding against each
other, the bids become the optimal values, and the highest bidder is the one who should act.
"""

from __future__ import annotations

import numpy as np

from walras.layout import Array
from walras.turn import Turn

GROUP = "bidders"
METRICS = ("winner", "environment_reward", "revenue")


class Society:
    """Tabular bidders that share their tables with their copies, learning from every row of a batch at once.

    Attributes:
        values: float64 [S, N], what each of the N primitives bids in each of the S states.
    """

    def __init__(self, states: int, primitives: int, copies: int, discount: float, learning_rate: float) -> None:
        self.values: Array = np.zeros((states, primitives))
        self._copies = copies
        self._discount = discount
        self._learning_rate = learning_rate

    def bids(self, state: Array) -> Array:
        """What everybody bids: state [B] to bids [B, m], where bidder i speaks for primitive i modulo N."""
        return np.tile(self.values[state], (1, self._copies))

    def exploring_bids(self, state: Array, epsilon: float, bid_max: float, generator: np.random.Generator) -> Array:
        """The same, but with probability epsilon somebody of the row outbids the highest by the smallest amount.

        The price stays the highest estimate, so exploring does not spoil what the others learn.
        """
        bids = self.bids(state)
        rows = np.flatnonzero(generator.random(len(bids)) < epsilon)
        who = generator.integers(bids.shape[1], size=len(rows))
        bids[rows, who] = np.minimum(np.nextafter(bids[rows].max(axis=1), np.inf), bid_max)
        return bids

    def learn(self, pair: Array, target: Array) -> None:
        """Moves the estimates of the sold (state, primitive) pairs towards the mean of what the sales were worth.

        Args:
            pair: int [k], state times N plus primitive.
            target: float64 [k].
        """
        size = self.values.size
        count = np.bincount(pair, minlength=size)
        mean = np.bincount(pair, target, minlength=size) / np.maximum(count, 1)
        values = self.values.reshape(-1)
        values += self._learning_rate * np.where(count > 0, mean - values, 0.0)

    def primitive(self, bidder: Array) -> Array:
        """The primitive that a bidder speaks for."""
        primitive: Array = bidder.astype(np.int64) % self.values.shape[1]
        return primitive


class Ledger:
    """Remembers each row's last sale until the next auction says what it was worth."""

    def __init__(self, society: Society, rows: int) -> None:
        self._society = society
        self._open = np.zeros(rows, bool)
        self._pair = np.zeros(rows, np.int64)
        self._reward = np.zeros(rows)

    def settle(self, state: Array, turn: Turn) -> None:
        """Teaches the society what a step has shown.

        Args:
            state: int [B], where the bids of the step were made.
            turn: the step, with the metrics above, of a session with SAME_STEP.
        """
        society = self._society
        paid = turn.metrics["revenue"]
        pair = state * society.values.shape[1] + society.primitive(turn.metrics["winner"])
        reward = turn.metrics["environment_reward"]
        ended = turn.terminated
        pairs = [self._pair[self._open], pair[ended]]
        # A sale is worth its reward and the next price; the last one of an episode its reward alone. A sale that the
        # horizon cuts off teaches nothing.
        targets = [(self._reward + society._discount * paid)[self._open], reward[ended]]
        society.learn(np.concatenate(pairs), np.concatenate(targets))
        self._open, self._pair, self._reward = ~turn.done, pair, reward
