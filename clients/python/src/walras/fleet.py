"""Fleets: many sessions, each with parameters of its own, stepped by one call over one stream."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, overload

from typing_extensions import Self, Unpack

from walras.actions import Actions
from walras.config import SessionArguments
from walras.errors import UnimplementedError, WalrasError, bad_request
from walras.lanes import Lanes
from walras.session import Session
from walras.stream import Stream
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

    A sequence of its sessions: each can also be reset, stepped, rolled out, left or closed by itself. After a broken
    connection each can ``reattach``, which gives it a stream of its own. They may have
    any environments, options and sizes.
    """

    def __init__(
        self, client: Client, stream: Stream, configs: Sequence[sessions_pb2.SessionConfig], copy: bool
    ) -> None:
        lanes = Lanes(stream)
        self._sessions: list[Session] = []
        opened = [lanes.open() for _ in configs]
        for lane, config in zip(opened, configs, strict=True):
            attach = play_pb2.Attach(create=config)
            lane.send(play_pb2.PlayRequest(attach=attach).SerializeToString())
        try:
            for k, lane in enumerate(opened):
                try:
                    play = OpenPlay(lane, attached_of(lane), None, "grpc", False)
                except WalrasError as error:
                    _name(k, error)
                    raise
                self._sessions.append(Session(client, play, copy))
        except BaseException:
            lanes.cancel()  # the sessions that were made end when nobody has cared for a while
            raise

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
        """
        each = [None] * len(self) if seeds is None else list(seeds)
        self._require_one_each("seeds", each)
        for session, seed in zip(self._sessions, each, strict=True):
            session.reset_async(seed=seed)
        return [session.step_wait() for session in self._sessions]

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
        refused: WalrasError | None = None
        sent = [False] * len(self)
        turns: list[Turn | None] = [None] * len(self)
        for k, (session, action) in enumerate(zip(self._sessions, actions, strict=True)):
            if action is not None:
                try:
                    session.step_async(action)
                    sent[k] = True
                except WalrasError as error:
                    refused = refused or _name(k, error)
        for k, session in enumerate(self._sessions):
            if sent[k]:
                try:
                    turns[k] = session.step_wait()
                except WalrasError as error:
                    refused = refused or _name(k, error)
        if refused is not None:
            raise refused
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


def _name(k: int, error: WalrasError) -> WalrasError:
    error.message = f"session {k} of the fleet: {error.message}"
    return error


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
