"""One batch over several servers: each holds a run of its rows, and all of them step together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from walras import shows
from walras.catalog import Spec
from walras.errors import (
    FailedPreconditionError,
    InvalidArgumentError,
    NotFoundError,
    UnavailableError,
    WalrasError,
    bad_request,
)
from walras.layout import Array
from walras.seats import Seat
from walras.session import Session
from walras.turn import Turn
from walras.v1 import sessions_pb2

_OF_ROWS = ("terminated", "truncated", "obs", "reward", "active", "action_mask", "metrics", "privileged")
_OF_FINALS = ("final_obs", "final_action_mask", "final_privileged")


_LOSSES = (UnavailableError, NotFoundError)


class Block:
    """Rows ``[start, stop)`` of the batch, in one session of one server; a new one where that is lost, if so asked."""

    def __init__(self, rows: slice, making: Callable[[], Session], anew: bool) -> None:
        self.rows = rows
        self.session = making()
        self.last: Turn | None = None
        self._making = making
        self._anew = anew
        self._made: list[Turn] = []  # turns of a new session that are shown before it is asked for another one

    def reset(self, **arguments: Any) -> Turn:
        """As ``Session.reset``."""
        self._made.clear()
        try:
            self.last = self.session.reset(**arguments)
        except _LOSSES as loss:
            self._begin_anew(loss)
            self.last = self.session.reset(**arguments)
        return self.last

    def send(self, actions: Any) -> None:
        """Sends actions, unless the step that comes shows new episodes, which ignore them."""
        if not self._made:
            try:
                self.session.step_async(actions)
            except _LOSSES as loss:
                self._begin_anew(loss)

    def receive(self) -> Turn:
        """The turn of what was sent."""
        if not self._made:
            try:
                self.last = self.session.step_wait()
                return self.last
            except _LOSSES as loss:
                self._begin_anew(loss)
        self.last = self._made.pop(0)
        return self.last

    def _begin_anew(self, loss: WalrasError) -> None:
        """What is shown of it: the last turn again, its episodes cut off with reward 0, and the first of new ones."""
        if not self._anew:
            raise loss
        self.session = self._making()
        begun = replace(self.session.reset(), cause="step")
        last = self.last or begun
        nothing = {key: np.zeros_like(reward) for key, reward in last.reward.items()}
        over = np.ones_like(last.truncated)
        cut = replace(last, cause="step", reward=nothing, truncated=over, terminated=np.zeros_like(over))
        self._made = [cut, begun]


class SpreadSession:
    """What ``make_vec`` plays over ``walras.connect([...])``: rows are as on one server, a turn has those of all.

    Rows have the bytes that they would have in one session, for a row's story is a function of its seed alone. A server
    that is lost is waited for with ``reconnect=SECONDS``; with ``connect([...], lost="anew")`` its rows are made anew
    at another: their episodes are cut off (``truncated``, reward 0, the last observation once more), and the step
    after that begins new ones, as after any end of an episode.

    Attributes:
        sessions: one of each server, in the order of the rows.
        num_envs: B.
    """

    def __init__(self, num_envs: int, blocks: Sequence[Block]) -> None:
        self.num_envs = num_envs
        self._blocks = tuple(blocks)
        self._torn = False
        self._last: Turn | None = None

    @property
    def sessions(self) -> tuple[Session, ...]:
        """The sessions that it is made of."""
        return tuple(block.session for block in self._blocks)

    def __repr__(self) -> str:
        return f"<SpreadSession {self.spec.id} B={self.num_envs} over {len(self.sessions)} servers>"

    def _repr_html_(self) -> str:
        return shows.html(repr(self)[1:-1], ("session",), ((repr(each)[1:-1],) for each in self.sessions))

    @property
    def spec(self) -> Spec:
        """The environment under the options."""
        return self.sessions[0].spec

    @property
    def seats(self) -> tuple[Seat, ...]:
        """The seats that it holds of each session."""
        return self.sessions[0].seats

    @property
    def session(self) -> sessions_pb2.Session:
        """The first session as its server described it, with the rows of all."""
        whole = sessions_pb2.Session()
        whole.CopyFrom(self.sessions[0].session)
        whole.config.num_envs = self.num_envs
        return whole

    def last_turn(self) -> Turn | None:
        """The last turn."""
        return self._last

    def reset(
        self,
        *,
        mask: Array | None = None,
        seed: int | None = None,
        row_seeds: Sequence[int] | None = None,
        options: Mapping[str, Any] | None = None,
    ) -> Turn:
        """As ``Session.reset``; servers without a row in the mask are left alone."""
        if seed is not None:
            raise bad_request("reset: seed", "row_seeds, over several servers", "seed")
        if self._torn and not (mask is None or np.all(mask)):
            raise self._out_of_step()
        turns = []
        for block in self._blocks:
            rows = None if mask is None else np.asarray(mask)[block.rows]
            if rows is not None and not rows.any() and block.last is not None:
                turns.append(block.last)
                continue
            seeds = None if row_seeds is None else row_seeds[block.rows]
            turns.append(block.reset(mask=rows, row_seeds=seeds, options=self._cut(options, block.rows)))
        self._torn = False
        return self._joined(turns)

    def step_async(self, actions: Any) -> None:
        """Sends every server the actions of its rows and returns at once.

        Raises:
            InvalidArgumentError: BAD_ACTION; there is not one action for each row.
            FailedPreconditionError: some servers refused the step before and others took it; reset.
        """
        if self._torn:
            raise self._out_of_step()
        pieces = [self._cut(actions, block.rows, "actions") for block in self._blocks]
        self._torn = True  # until all have answered
        for block, piece in zip(self._blocks, pieces, strict=True):
            block.send(piece)

    def step_wait(self) -> Turn:
        """Waits for the step of all servers.

        Raises:
            InvalidArgumentError: BAD_ACTION; where no server took the step nothing has moved.
        """
        turns: list[Turn] = []
        refused: list[InvalidArgumentError] = []
        for block in self._blocks:
            try:
                turns.append(block.receive())
            except InvalidArgumentError as error:
                refused.append(error)
        self._torn = bool(turns and refused)
        if refused:
            raise refused[0]
        return self._joined(turns)

    def step(self, actions: Any) -> Turn:
        """Acts in every row."""
        self.step_async(actions)
        return self.step_wait()

    def close(self) -> None:
        """Closes every session."""
        for session in self.sessions:
            session.close()

    def _joined(self, turns: Sequence[Turn]) -> Turn:
        self._last = joined(turns, [block.rows.start for block in self._blocks])
        return self._last

    def _cut(self, tree: Any, rows: slice, what: str = "options") -> Any:
        """Those of some rows: of arrays [B, ...], alone or in dictionaries; what is one for all stays."""
        if tree is None or isinstance(tree, str):
            return tree
        if isinstance(tree, Mapping):
            return {name: self._cut(value, rows, f"{what}.{name}") for name, value in tree.items()}
        array = np.asarray(tree)
        if array.ndim == 0:
            return tree
        if len(array) != self.num_envs:
            raise bad_request(what, f"one for all rows, or {self.num_envs} of them", f"{len(array)}")
        return array[rows]

    @staticmethod
    def _out_of_step() -> FailedPreconditionError:
        return FailedPreconditionError(
            "step: expected a reset of all rows: some servers took their part of the last step, others refused it",
            "NOT_RESET",
        )


def joined(turns: Sequence[Turn], starts: Sequence[int]) -> Turn:
    """One turn of the rows of all, which begin at ``starts`` in the batch."""
    last = max(turns, key=lambda turn: turn.step)
    whole = replace(last)
    for name in _OF_ROWS:
        setattr(whole, name, _stacked([getattr(turn, name) for turn in turns]))
    ended = [turn for turn in turns if len(turn.final_rows)]
    for name in _OF_FINALS:
        setattr(whole, name, _stacked([getattr(turn, name) for turn in ended]) if ended else {})
    shifted = [turn.final_rows + start for turn, start in zip(turns, starts, strict=True)]
    whole.final_rows = np.concatenate(shifted).astype(np.int32)
    whole.late = tuple(dict.fromkeys(key for turn in turns for key in turn.late))
    return whole


def _stacked(parts: Sequence[Any]) -> Any:
    if isinstance(parts[0], Mapping):
        return {name: _stacked([part[name] for part in parts]) for name in parts[0]}
    return np.concatenate(parts)


def runs(num_envs: int, count: int) -> Iterator[slice]:
    """As many runs of rows as even as they can be."""
    ends = [num_envs * k // count for k in range(count + 1)]
    yield from (slice(first, last) for first, last in pairwise(ends) if last > first)
