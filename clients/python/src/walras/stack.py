"""Stacks: the sessions of a fleet that are alike, stepped as one batch of theirs, ``[S, B, ...]``."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from walras.actions import Actions
from walras.errors import (
    CancelledError,
    FailedPreconditionError,
    InternalError,
    UnavailableError,
    WalrasError,
    of_session,
)
from walras.lanes import Lane, Lanes
from walras.layout import Array
from walras.likeness import require_alike
from walras.participant import Participant
from walras.session import Session
from walras.stack_runs import Run
from walras.stacked_turns import Part, assembled, share
from walras.turn import Turn

if TYPE_CHECKING:
    from walras.fleet import Fleet

CAPABILITY = "play_stacks"


class Stack:
    """All the sessions of a fleet as one: S sessions of B rows each. Not thread-safe; use one thread at a time.

    A step is one message up and, as a rule, one down, and what Python does for it does not grow with S. Sessions may
    also be used by themselves in between. Those of which the step's number has become another than their neighbours',
    or which have left the fleet's stream, are stepped by messages of their own from then on, in the same call.
    """

    def __init__(self, fleet: Fleet, lanes: Lanes, copy: bool, together: bool) -> None:
        """Takes the sessions; ``together`` is whether the server takes one act for several lanes."""
        self.lanes = lanes
        self._fleet = fleet
        self._sessions: Sequence[Session] = list(fleet)
        require_alike(self._sessions)
        self._copy = copy
        self._together = together
        count = len(self._sessions)
        self._place = {session.id: k for k, session in enumerate(self._sessions)}
        self._steps: Array = np.zeros(count, np.int64)  # [S]: of the lanes in runs the last turn's number, else < -1
        self._loose = set(range(count))  # the lanes that are in no run
        self._runs: list[Run] = []
        self._made: dict[tuple[int, int], Run] = {}
        self._whole = self._run(0, count)  # its frames are where all actions are written to, and checked
        self._parts: list[tuple[int, Turn]] = []  # by their first lanes: the last turns of the lanes in runs
        self._last: Turn | None = None  # None where a session may have moved since
        self._acting: tuple[int, ...] | None = None  # the seats of the act that is on its way
        self._refused: dict[int, WalrasError] = {}

    def __len__(self) -> int:
        """S."""
        return len(self._sessions)

    @property
    def num_envs(self) -> int:
        """B, the rows of one session."""
        return self._sessions[0].num_envs

    @property
    def steps(self) -> Array:
        """int64 [S]: the number of each session's last turn, -1 before the first."""
        steps: Array = self._steps.copy()
        for k in self._loose:
            steps[k] = self._sessions[k]._last_step[0]
        return steps

    def reset(self, seeds: Iterable[int | None] | None = None) -> Turn:
        """Starts new episodes in every row of every session, by a message for each.

        Args:
            seeds: one per session, as of ``Fleet.reset``.

        Returns:
            The turn, as of ``step``.

        Raises:
            InvalidArgumentError: BAD_REQUEST; not one seed per session.
            FailedPreconditionError: ALREADY_ACTED; a step is on its way.
        """
        self._require_idle()
        self._last = assembled(list(enumerate(self._fleet.reset(seeds))), len(self))
        return self._last

    def step(self, actions: Actions) -> Turn:
        """Steps all the sessions together.

        Args:
            actions: group to array ``[S, B, n, ...]``, or to tensor to array where the group has several action
                tensors. Axes of length 1 are repeated, the agents' may be left out where n is 1, and a seat may be left
                out of which no agent of any session is active: as in ``Session.step``.

        Returns:
            The turn: observations, rewards and ``active`` ``[S, B, n, ...]``, flags ``[S, B]``, metrics ``[S, B]`` or
            ``[S, B, n]``. ``final_rows`` is int32 ``[F, 2]``, session and row, ascending: with
            ``s, r = turn.final_rows.T`` the rows ``turn.obs[group][tensor][s, r]`` are those that were reset, and the
            final tensors ``[F, ...]`` are of the same rows. ``step`` is -1 where the sessions' numbers differ.

        Raises:
            InvalidArgumentError: BAD_ACTION; wrong group, shape, type or number of values, nothing was sent; or, as
                ``Session.step`` and naming the session, for the first that was refused: the others have stepped, and
                their turns are ``fleet[k].last_turn()``.
            FailedPreconditionError: as ``Session.step``, naming the session; ALREADY_ACTED; a step is on its way.
            UnavailableError: the connection broke; ``fleet.reattach`` and ``step_wait``.
        """
        self.step_async(actions)
        return self.step_wait()

    def step_async(self, actions: Actions) -> None:
        """Sends the actions and returns at once; ``step_wait`` takes the turn. The arrays may be reused at once."""
        self._require_idle()
        frames = self._whole.frames.fill(actions, self._is_idle)
        if self._loose:
            self._group()
        self._acting = tuple(frames)
        self._refused = {}
        for run in self._runs:
            own = frames if run is self._whole else run.frames.fill(self._share_of_act(run.lanes), self._is_idle)
            run.send(self._lane(run.first), int(self._steps[run.first]) + 1, own)
        for k in sorted(self._loose):
            try:
                self._sessions[k].step_async(self._share_of_act(k))
            except WalrasError as error:
                self._refused[k] = error
        self.lanes.flush()

    def step_wait(self) -> Turn:
        """Waits for the turn of the last ``step_async``; raises as ``step`` does.

        After a connection broke, and the sessions have been reattached, it goes on where it was.
        """
        if self._acting is None:
            raise FailedPreconditionError("step_wait: no step is on its way", "NOT_SENT")
        for run in self._runs:
            while not self._is_answered(run):
                self.lanes.receive()
        for k in sorted(self._loose - self._refused.keys()):
            self._wait_for(k)
        self._acting = None
        for run in self._runs:
            self._steps[run.lanes] = run.step
        self._parts = [(run.first, run.answer) for run in self._runs if run.answer is not None]
        if self._refused:
            self._last = None
            k = min(self._refused)
            raise of_session(k, self._refused[k])
        self._last = self._turn()
        return self._last

    def look(self, participant: Participant) -> None:
        """Brings a session's last turn up to date."""
        k = self._place[participant.id]
        if participant._last_step[0] != self._steps[k]:
            at = bisect_right(self._parts, k, key=lambda part: part[0]) - 1
            first, turn = self._parts[at]
            _hand_over(participant, turn, k - first)

    def part(self, participant: Participant, midway: bool) -> None:
        """Lets a session go its own way; see ``Keeper``."""
        if self._acting is not None and not midway:
            raise FailedPreconditionError("a step of its stack is on its way; step_wait there first", "ALREADY_ACTED")
        self.look(participant)
        k = self._place[participant.id]
        participant._keeper = None
        self._loose.add(k)
        self._last = None
        if self._acting is not None:
            run = next(run for run in self._runs if run.first <= k < run.end)
            run.parted.add(k)
            if run.answer is not None and run.has_answer_of(k):
                _hand_over(participant, run.answer, k - run.first)
            else:
                participant._awaited[0] = (run.step, participant._act(self._share_of_act(k), 0, run.step))

    def __repr__(self) -> str:
        return f"<Stack of {len(self)} sessions {self._sessions[0].spec.id} B={self.num_envs}>"

    def _require_idle(self) -> None:
        if self._acting is not None:
            raise FailedPreconditionError("stack: a step is on its way; step_wait first", "ALREADY_ACTED")

    def _is_idle(self, key: str) -> bool:
        """Whether no agent of a seat must act now, in any session."""
        if self._last is not None:
            return key in self._last.active and not self._last.active[key].any()
        for session in self._sessions:
            session.last_turn()
        return all(session._idle(key, 0) for session in self._sessions)

    def _share_of_act(self, at: int | slice) -> Actions:
        """The actions of one session or of some."""
        return self._whole.frames.part(self._acting or (), at)

    def _lane(self, k: int) -> Lane:
        lane = self._sessions[k]._stream
        assert isinstance(lane, Lane)
        return lane

    def _run(self, first: int, end: int) -> Run:
        if (first, end) not in self._made:
            example = self._sessions[first]
            self._made[first, end] = Run(first, end, example.seats, example.num_envs, self._copy)
        return self._made[first, end]

    def _group(self) -> None:
        """Finds the runs that there are now: what is loose joins those beside it that stand at the same step."""
        for k in self._loose:
            session = self._sessions[k]
            self._steps[k] = session._last_step[0] if self._can_join(session) else -2 - k  # like no other's
        edges = (np.flatnonzero(np.diff(self._steps)) + 1).tolist()
        spans = [(first, end) for first, end in pairwise([0, *edges, len(self)])]
        for first in [first for first, end in spans if end - first == 1]:
            if first not in self._loose:
                self.part(self._sessions[first], midway=False)
        self._runs = [self._run(first, end) for first, end in spans if end - first > 1]
        self._made = {(run.first, run.end): run for run in [self._whole, *self._runs]}
        alone = {first for first, end in spans if end - first == 1}
        for k in self._loose - alone:
            self._sessions[k]._keeper = self
        self._loose = alone

    def _can_join(self, session: Session) -> bool:
        lane = session._stream
        on_lane = isinstance(lane, Lane) and lane.is_open_on(self.lanes)
        return self._together and on_lane and not session.closed and session._awaited[0] is None

    def _is_answered(self, run: Run) -> bool:
        """Files what has come; whether the run waits for nothing more."""
        while self.lanes.stacked:
            first, answer = self.lanes.stacked.popitem()
            its = self._made.get((first, first + answer.count))
            if its is None:
                raise InternalError(f"lane {first}: an answer for lanes that were not asked together", "INTERNAL")
            its.take(answer)
        while self.lanes.heard:
            self._hear(self.lanes.heard.pop())
        return run.done

    def _hear(self, k: int) -> None:
        """Lets a session go that was answered by itself: the answer waits in it."""
        session = self._sessions[k]
        if session._keeper is not self:
            return
        lane, inbox, step = self._lane(k), session._inbox[0], int(self._steps[k]) + 1
        while lane.inbox or inbox:
            if not inbox:
                session._receive(0)
            elif session._answers(inbox[0], 0, step):
                break
            else:
                inbox.popleft()  # what came twice, after the connection broke
        if inbox or lane.ready:
            self.part(session, midway=True)

    def _wait_for(self, k: int) -> None:
        """Waits for a session that was sent an act of its own, or has parted since."""
        session = self._sessions[k]
        if session.closed:
            self._refused[k] = FailedPreconditionError("session: closed while a step was on its way", "SESSION_CLOSED")
        elif session._awaited[0] is not None:  # else whoever uses it has taken its turn
            try:
                session.step_wait()
            except (UnavailableError, CancelledError):
                raise  # the answer may still be had after reattach
            except WalrasError as error:
                self._refused[k] = error

    def _turn(self) -> Turn:
        if not self._loose and self._runs == [self._whole] and self._whole.answer is not None:
            return self._whole.answer
        parts: list[Part] = [(run.lanes, run.answer) for run in self._runs if run.answer is not None]
        for k in sorted(self._loose):
            turn = self._sessions[k].last_turn()
            assert turn is not None
            parts.append((k, turn))
        return assembled(parts, len(self))


def _hand_over(participant: Participant, turn: Turn, at: int) -> None:
    """Gives a session its share of a turn of several, of which it is the one at this place."""
    participant._last[0] = share(turn, at)
    participant._last_step[0] = turn.step
