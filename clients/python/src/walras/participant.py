"""A participant: one Play stream that holds one or more seats of a session."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from typing_extensions import Self

from walras import shows
from walras.actions import Actions
from walras.acts import Acts
from walras.arguments import time_to_answer, whole
from walras.catalog import Spec
from walras.checks import held
from walras.errors import CancelledError, FailedPreconditionError, UnavailableError, WalrasError, of_detail
from walras.inbox import Inbox
from walras.ownership import Owner
from walras.patience import Patience, lost_with, until_reached
from walras.recording import Recording
from walras.seats import Seat, held_seats
from walras.transport import OpenPlay
from walras.turn import Turn, TurnReader
from walras.v1 import play_pb2, sessions_pb2

if TYPE_CHECKING:
    from walras.client import Client

_KEPT_EVENTS = 1000
_T = TypeVar("_T")


class Participant:
    """Seats of a session, held by one stream. Not thread-safe; use one thread at a time.

    The batch may be cut into shards that step on their own; every method takes the shard, 0 unless said. After
    ``step_async`` on one shard others can be stepped while the server works.

    Attributes:
        id: the session's id.
        session: the session as the server described it when this participant attached.
        seats: the seats that it holds.
        events: what happened beside the turns, oldest first: seats taken, left or lost, deadlines lapsed, the server
            draining.
    """

    def __init__(self, client: Client, play: OpenPlay, copy: bool, reconnect: float | None = None) -> None:
        attached = play.attached
        self._owner = Owner()
        self._patience = Patience(reconnect)
        self._lost: WalrasError | None = None  # why the connection broke, until reattach
        self.id = attached.session.id
        self.session: sessions_pb2.Session = attached.session
        self.seats: tuple[Seat, ...] = held_seats(attached.session, attached.seats)
        self.events: deque[play_pb2.Event] = deque(maxlen=_KEPT_EVENTS)
        self._client = client
        self._play = play
        self._stream = play.stream
        self._host_token = attached.host_token
        self._tickets = {ticket.seat: ticket.ticket for ticket in attached.tickets}
        self._acts = Acts(self.seats, play.shared, self.shards)
        self._reader = TurnReader(self.seats, copy)
        self._inbox = Inbox(self.shards, self.events)
        self._last: list[Turn | None] = [None] * self.shards
        self._last_step: list[int] = list(attached.session.last_steps) or [-1] * self.shards
        self._awaited: list[tuple[int, bytes] | None] = [None] * self.shards
        self._closed = False
        self._recording: Recording | None = None
        self._owning = False

    def owning(self) -> Self:
        """This participant, which closes its client when it leaves."""
        self._owning = True
        return self

    @property
    def spec(self) -> Spec:
        """The environment under the session's options."""
        return Spec(self.session.spec)

    @property
    def num_envs(self) -> int:
        """B of the whole session, all shards together."""
        return max(1, self.session.config.num_envs)

    @property
    def shards(self) -> int:
        """Into how many equal parts the batch is cut."""
        return max(1, self.session.config.shards)

    @property
    def rules(self) -> dict[str, str]:
        """Group to the game in words, as whoever sits there must know it; for seats with ``text``."""
        return {seat.key: self.session.seats[seat.index].rules for seat in self.seats if self._told(seat)}

    def _told(self, seat: Seat) -> bool:
        return bool(self.session.seats[seat.index].rules)

    @property
    def closed(self) -> bool:
        """Whether this participant has left."""
        return self._closed

    @held
    def last_turn(self, shard: int = 0) -> Turn | None:
        """The last turn that was returned; None before the first."""
        return self._last[shard]

    def step(self, actions: Actions, shard: int = 0) -> Turn:
        """Acts for the held seats and waits for the turn, that is, until every other remote seat has acted too.

        Args:
            actions: group to array ``[B, n, ...]``, or to tensor to array where the group has several action tensors;
                in sessions of one row also group to words, ``'{"bid": 0.5}'``, which the server reads strictly.
                A seat of which no agent is active may be left out.
            shard: which shard.

        Returns:
            The turn.

        Raises:
            InvalidArgumentError: BAD_ACTION; wrong group, shape, type or value. Nothing has moved; act again.
            FailedPreconditionError: NOT_RESET, ROW_FINISHED, SEAT_FORFEITED, SESSION_CLOSED.
            AbortedError: REPLACED; the host has reset the session in the meantime; ``wait`` for its turn.
            UnavailableError: the connection broke; ``reattach`` and ``step_wait``. With ``reconnect`` that is done
                already, and was of no use.
        """
        self.step_async(actions, shard)
        return self.step_wait(shard)

    def step_async(self, actions: Actions, shard: int = 0) -> None:
        """Sends the actions and returns at once; ``step_wait`` takes the turn. The arrays may be reused at once."""
        self._require_idle(shard)
        step = self._last_step[shard] + 1
        self._send(self._act(actions, shard, step), shard, step)

    def _act(self, actions: Actions, shard: int, step: int) -> bytes:
        if isinstance(actions, Mapping) and any(isinstance(action, str) for action in actions.values()):
            if self._recording is not None:
                raise FailedPreconditionError("actions: words cannot be recorded; end the recording", "BAD_REQUEST")
            return self._acts.in_words(actions, shard, step, lambda key: self._idle(key, shard))
        frames = self._acts.frames(actions, shard, lambda key: self._idle(key, shard))
        if self._recording is not None and self._recording.shard == shard:
            self._recording.acted(frames)
        return self._acts.message(frames, shard, step)

    def step_wait(self, shard: int = 0) -> Turn:
        """Waits for the turn of the last ``step_async``; raises as ``step`` does."""
        self._require_open(shard)
        awaited = self._awaited[shard]
        if awaited is None:
            raise FailedPreconditionError(f"step_wait: shard {shard}: no step is on its way", "NOT_SENT")
        try:
            turn = self._take(shard, awaited[0])
        except (UnavailableError, CancelledError):
            raise  # the answer may still be had after reattach
        except WalrasError:
            self._awaited[shard] = None
            raise
        self._awaited[shard] = None
        return turn

    def wait(self, shard: int = 0) -> Turn:
        """Waits for the next turn without acting: the first one after attaching, or the one of the host's reset."""
        self._require_idle(shard)
        return self._take(shard, 0)

    @held
    def reattach(self, timeout: float = 10.0) -> None:
        """Takes the seats again after the connection broke, and goes on where the session stands.

        What was on its way is asked for again, and never happens twice: ``step_wait`` returns its turn.

        Args:
            timeout: for how many seconds to try while the server cannot be reached.

        Raises:
            InvalidArgumentError: BAD_REQUEST; the timeout is no time.
            NotFoundError: UNKNOWN_SESSION; it was not kept long enough (see ``keep``).
            UnavailableError: the server could not be reached in time.
        """
        self._owner.require(type(self).__name__.lower())
        limit = time_to_answer("timeout", timeout)
        self._stream.cancel()
        access = sessions_pb2.Access(
            session_id=self.id,
            host_token=self._host_token,
            tickets=list(self._tickets.values()),
            text=any(map(self._told, self.seats)),
        )
        attach = play_pb2.Attach(access=access, last_steps=self._last_step, replace=True)
        play = until_reached(limit, lambda: self._client.reopen_play(attach, self._play))
        if play.shared is not None and self._play.shared is not None:
            play.shared.take_over(self.seats, self._play.shared)
        self._play, self._stream = play, play.stream
        self._lost = None
        self._acts = Acts(self.seats, play.shared, self.shards)
        for awaited in self._awaited:
            if awaited is not None:
                self._stream.send(awaited[1])

    def _come_back(self, lost: UnavailableError) -> None:
        """Reattaches after a loss, where that was asked for; raises the loss where it was not."""
        self._lost = lost
        self.reattach(self._patience.after(lost))
        self._patience.back()

    def _reached(self, call: Callable[[], _T]) -> _T:
        """What the call returns, tried again as ``reconnect`` says; only for calls that may be made twice."""
        return until_reached(self._patience.seconds or 0.0, call)

    @held
    def recording(self, shard: int = 0) -> Recording:
        """Records every turn from now on, until it is closed; it takes the place of one before it."""
        self._require_open(shard)
        self._recording = Recording(self.seats, self.session, shard, self._last[shard], self._end_recording)
        return self._recording

    def _end_recording(self) -> None:
        self._recording = None

    def leave(self) -> None:
        """Gives the seats back and ends the stream; the session goes on. Twice is once."""
        self._leave(close_session=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.leave()

    def __reduce__(self) -> tuple[Any, ...]:
        what = type(self).__name__.lower()
        raise FailedPreconditionError(
            f"{what}: a stream cannot be copied or pickled; its session can be attached to with id and tickets",
            "NOT_PICKLED",
        )

    def _repr_html_(self) -> str:
        return shows.html(repr(self)[1:-1], ("seat", "observations", "actions"), map(self._shown, self.seats))

    @staticmethod
    def _shown(seat: Seat) -> tuple[str, str, str]:
        named = [", ".join(field.name for field in layout.fields) for layout in (seat.observation, seat.action)]
        return seat.label, named[0], named[1]

    def __repr__(self) -> str:
        seats = ", ".join(seat.label for seat in self.seats)
        return f"<{type(self).__name__} {self.session.spec.id} B={self.num_envs} seats=[{seats}]>"

    def _require_open(self, shard: int) -> None:
        self._owner.require(type(self).__name__.lower())
        if self._closed:
            raise FailedPreconditionError(f"{type(self).__name__.lower()}: already closed", "SESSION_CLOSED")
        if type(shard) is not int:  # as nearly always
            shard = whole("shard", shard)
        if not 0 <= shard < self.shards:
            raise IndexError(f"shard: expected 0 <= shard < {self.shards}, got {shard}")

    def _require_idle(self, shard: int) -> None:
        self._require_open(shard)
        if self._lost is not None:
            raise lost_with(self._lost, self._awaited[shard])
        if self._awaited[shard] is not None:
            raise FailedPreconditionError(f"shard {shard}: a step is on its way; step_wait first", "ALREADY_ACTED")

    def _idle(self, key: str, shard: int) -> bool:
        last = self._last[shard]
        return last is not None and key in last.active and not last.active[key].any()

    def _send(self, message: bytes, shard: int, step: int) -> None:
        self._awaited[shard] = (step, message)
        self._stream.send(message)

    def _take(self, shard: int, least_step: int) -> Turn:
        """As ``_next``; where the connection breaks it goes on over another one, if that was asked for."""
        while True:
            try:
                return self._next(shard, least_step)
            except CancelledError as lost:
                self._lost = lost
                raise
            except UnavailableError as lost:
                self._come_back(lost)

    def _next(self, shard: int, least_step: int) -> Turn:
        """The first turn of the shard that is not older than asked for; raises what came in its place."""
        while True:
            last = self._last[shard]
            item = self._inbox.pick(shard, least_step, -1 if last is None else last.step)
            if item is None:
                self._receive(shard)
                continue
            if isinstance(item, play_pb2.PlayError):
                raise of_detail(item.error)
            turn = self._reader.read(item)
            if self._recording is not None and self._recording.shard == shard:
                self._recording.came(turn)
            self._last[shard], self._last_step[shard] = turn, item.step
            return turn

    def _receive(self, waiting_shard: int) -> None:
        data = self._stream.receive()
        if data is None:
            self._closed = True
            raise FailedPreconditionError(f"session {self.id}: the server has ended the stream", "SESSION_CLOSED")
        self._inbox.put(data, waiting_shard, self._play.shared)

    def _leave(self, close_session: bool) -> None:
        if self._closed or not self._owner.here():
            return
        self._closed = True
        if sys.is_finalizing():
            self._stream.cancel()  # no thread can be started any more, so nothing can be waited for
            return
        leave = play_pb2.Leave(close_session=close_session)
        self._stream.send(play_pb2.PlayRequest(leave=leave).SerializeToString())
        self._stream.half_close()
        try:
            with self._client.time_limit(self._stream, "leave"):
                while self._stream.receive() is not None:
                    pass  # turns and events that were on their way
        except WalrasError:
            self._stream.cancel()  # a broken stream holds no seat
        finally:
            if self._owning:
                self._client.close()
