"""Fleets: many sessions, each with parameters of its own, stepped by one call over one stream."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, overload

from typing_extensions import Self, Unpack

from walras.actions import Actions
from walras.config import SessionArguments
from walras.errors import NotFoundError, UnavailableError, UnimplementedError, WalrasError, bad_request, of_session
from walras.lanes import Lane, Lanes
from walras.participant import until_reached
from walras.session import Session
from walras.stack import CAPABILITY as STACKS
from walras.stack import Stack
from walras.transport import OpenPlay, attached_of
from walras.turn import Turn
from walras.v1 import play_pb2, sessions_pb2

if TYPE_CHECKING:
    from walras.client import Client

CAPABILITY = "play_many"


@dataclass(frozen=True)
class Plan:
    """What one session of a fleet is made of; made by ``walras.plan``."""

    environment: str
    num_envs: int = 1
    arguments: SessionArguments = field(default_factory=SessionArguments)


def plan(environment: str, num_envs: int = 1, **arguments: Unpack[SessionArguments]) -> Plan:
    """A session of a fleet; arguments as of ``Client.session``, but for ``transport``.

    Raises:
        InvalidArgumentError: BAD_REQUEST; a transport was given, which is the fleet's own.
    """
    if "transport" in arguments:
        raise bad_request("transport", "none, for a fleet has one stream for all", repr(arguments["transport"]))
    return Plan(environment, num_envs, arguments)


class Fleet(Sequence[Session]):
    """Many sessions on one stream. Not thread-safe; use one thread at a time.

    A sequence of its sessions: each can also be reset, stepped, rolled out, left or closed by itself. They may have any
    environments, options and sizes; ``stack`` takes those that are alike as one batch. After a broken connection
    ``reattach`` goes on with all of them, or ``reattach`` of a session with that one, on a stream of its own.
    """

    def __init__(
        self, client: Client, configs: Sequence[sessions_pb2.SessionConfig], copy: bool, threaded: bool
    ) -> None:
        self._client = client
        self._copy = copy
        self._threaded = threaded
        self._stack: Stack | None = None
        self._sessions: list[Session] = []
        asked = {k: play_pb2.Attach(create=config) for k, config in enumerate(configs)}
        self._lanes, opened = self._attach(asked)
        try:
            for k, lane in opened.items():
                self._sessions.append(Session(client, _opened(k, lane), copy))
        except BaseException:
            self._lanes.cancel()  # the sessions that were made end when nobody has cared for a while
            raise

    def _attach(self, asked: dict[int, play_pb2.Attach]) -> tuple[Lanes, dict[int, Lane]]:
        """A new stream, and the lanes in it that have been asked to attach."""
        lanes = Lanes(self._client.open_many(self._threaded))
        opened = {k: lanes.open(k) for k in asked}
        for k, lane in opened.items():
            lane.send(play_pb2.PlayRequest(attach=asked[k]).SerializeToString())
        return lanes, opened

    def __len__(self) -> int:
        return len(self._sessions)

    @overload
    def __getitem__(self, index: int) -> Session: ...

    @overload
    def __getitem__(self, index: slice) -> list[Session]: ...

    def __getitem__(self, index: int | slice) -> Session | list[Session]:
        return self._sessions[index]

    def __iter__(self) -> Iterator[Session]:
        return iter(self._sessions)

    def reset(self, seeds: Iterable[int | None] | None = None) -> list[Turn]:
        """Starts new episodes in every row of every session.

        Args:
            seeds: one per session, as ``seed`` of ``Session.reset``; None to go on with the sessions' own streams.

        Returns:
            A turn per session.

        Raises:
            InvalidArgumentError: BAD_REQUEST; not one seed per session.
            WalrasError: as ``Session.reset``, for the first session that was refused; the others have been reset.
        """
        each = [None] * len(self) if seeds is None else list(seeds)
        self._require_one_each("seeds", each)
        sends = {k: partial(self._sessions[k].reset_async, seed=seed) for k, seed in enumerate(each)}
        return list(self._together(sends).values())

    def stack(self) -> Stack:
        """All the sessions as one batch of theirs, ``[S, B, ...]``: for sessions that are alike but for their seeds.

        A step of a stack costs little more than one of a session with all the rows, on both sides; where the server
        is too old for that, a step for each session. There is one stack to a fleet.

        Raises:
            InvalidArgumentError: BAD_REQUEST; the sessions differ, or have several shards; the message says which one,
                and in what.
        """
        if self._stack is None:
            self._stack = Stack(self, self._lanes, self._copy, STACKS in self._client.info.capabilities)
        return self._stack

    def reattach(self, timeout: float = 10.0) -> None:
        """Takes the seats of all sessions again after the connection broke, on one new stream.

        What was on its way is asked for again, and never happens twice: ``step_wait`` of the stack, or of the sessions,
        returns its turn. Sessions that were closed or left stay so.

        Args:
            timeout: for how many seconds to try while the server cannot be reached.

        Raises:
            NotFoundError: UNKNOWN_SESSION, naming the first session that was not kept long enough; the others have
                been reattached.
            UnavailableError: the server could not be reached in time.
        """
        asked = {k: session._asking_again() for k, session in enumerate(self._sessions) if not session.closed}
        self._lanes.cancel()
        refused = until_reached(timeout, lambda: self._go_on(asked))
        if refused is not None:
            raise refused

    def _go_on(self, asked: dict[int, play_pb2.Attach]) -> WalrasError | None:
        """Goes on with a new stream; the first refusal of a session."""
        lanes, opened = self._attach(asked)
        plays: dict[int, OpenPlay] = {}
        refused: WalrasError | None = None
        for k, lane in opened.items():
            try:
                plays[k] = _opened(k, lane)
            except UnavailableError:
                lanes.cancel()
                raise
            except NotFoundError as error:
                self._sessions[k]._closed = True
                refused = refused or error
            except WalrasError as error:
                refused = refused or error
        self._lanes = lanes
        if self._stack is not None:
            self._stack.lanes = lanes
        for k, play in plays.items():
            self._sessions[k]._go_on(play)
        return refused

    def step(self, actions: Sequence[Actions | None]) -> list[Turn | None]:
        """Steps the sessions together: one message up, and as few down as the server can do with.

        Args:
            actions: one per session, as ``Session.step`` takes them; None leaves a session where it is.

        Returns:
            A turn per session, of read-only views over the received bytes; None for those that were left.

        Raises:
            InvalidArgumentError: BAD_REQUEST, not one per session, nothing was sent; or as ``Session.step``, for the
                first session that was refused: the others have stepped, and their turns are ``last_turn()``.
            WalrasError: as ``Session.step``.
        """
        self._require_one_each("actions", actions)
        sends = {k: partial(self._sessions[k].step_async, act) for k, act in enumerate(actions) if act is not None}
        turns = self._together(sends)
        return [turns.get(k) for k in range(len(self))]

    def _together(self, sends: Mapping[int, Callable[[], None]]) -> dict[int, Turn]:
        """Lets sessions send and then waits for each of them; raises for the first that was refused."""
        turns: dict[int, Turn] = {}
        refused: dict[int, WalrasError] = {}
        for k, send in sends.items():
            try:
                send()
            except WalrasError as error:
                refused[k] = error
        for k in sends:
            if k not in refused:
                try:
                    turns[k] = self._sessions[k].step_wait()
                except WalrasError as error:
                    refused[k] = error
        if refused:
            k = min(refused)
            raise of_session(k, refused[k])
        return turns

    def close(self) -> None:
        """Ends every session for everybody. Twice is once."""
        leaving = [session for session in self._sessions if session._ask_to_leave(close_session=True)]
        for session in leaving:
            session._left()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Fleet of {len(self)} sessions>"

    def _require_one_each(self, what: str, given: Sequence[object]) -> None:
        if len(given) != len(self):
            raise bad_request(what, f"one per session, {len(self)}", str(len(given)))


def _opened(k: int, lane: Lane) -> OpenPlay:
    """What came of asking to attach.

    Raises:
        WalrasError: what the server answered instead; names the session.
    """
    try:
        return OpenPlay(lane, attached_of(lane), None, "grpc", False)
    except WalrasError as error:
        raise of_session(k, error) from None


def require_capability(capabilities: Iterable[str], address: str) -> None:
    """Refuses a server that is older than fleets.

    Raises:
        UnimplementedError: the server does not play many sessions on one stream.
    """
    if CAPABILITY not in capabilities:
        raise UnimplementedError(
            f"the server at {address} cannot play many sessions on one stream: it lacks the capability {CAPABILITY}; "
            "use a newer server, or one client.session each",
            "UNIMPLEMENTED",
        )
