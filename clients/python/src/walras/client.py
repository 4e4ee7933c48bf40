"""The client: one connection to a server, from which sessions are made and seats are taken."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from functools import partial
from types import TracebackType
from typing import Any

import grpc
from typing_extensions import Unpack

from walras import shows
from walras.arguments import flag, seconds, struct, time_to_answer
from walras.catalog import Evaluation, Solution, Spec, evaluation_of, solution_of
from walras.checks import held
from walras.config import (
    PolicyName,
    SessionArguments,
    policy_seat,
    remaining_seats,
    require_known,
    session_config,
    spelled_out,
)
from walras.errors import FailedPreconditionError, UnavailableError
from walras.host import Host
from walras.ownership import Owner, end_with
from walras.participant import Participant
from walras.patience import until_reached
from walras.rpc import Rpc
from walras.seats import refuse_learners, seat_label
from walras.session import Session
from walras.shared_rollout import SharedRollouts
from walras.stream import Metadata, Stream, open_stream
from walras.tournaments import Tournaments
from walras.transport import OpenPlay, attach_to, checked, open_shared, time_limit
from walras.v1 import catalog_pb2, play_pb2, sessions_pb2
from walras.version import VERSION

_PROTOCOL_MAJOR = 1


class Client:
    """A connection. Sessions and seats made from it have a stream of their own on it.

    Attributes:
        address: where the server is.
        info: what the server said of itself: version, capabilities, limits, devices.
        reconnect: for how many seconds its sessions try again where the connection breaks; None for not at all.
    """

    def __init__(
        self,
        channel: grpc.Channel,
        address: str,
        token: str | None,
        timeout: float,
        wait: bool,
        transport: str = "grpc",
        reconnect: float | None = None,
        secure: bool = False,
    ) -> None:
        self.address = address
        self._secure = secure
        self._owner = Owner()
        self._transport = checked(transport)
        self._timeout = timeout
        self.reconnect = reconnect
        self._channel = channel
        end_with(self, channel.close)
        self._metadata: Metadata = (("authorization", f"Bearer {token}"),) if token else ()
        self.rpc = Rpc(channel, self._metadata, timeout)
        self.info: catalog_pb2.GetServerInfoResponse = self._server_info(wait)

    @held
    @spelled_out
    def session(
        self,
        environment: str,
        num_envs: int = 1,
        *,
        copy: bool = False,
        threaded: bool = False,
        **arguments: Unpack[SessionArguments],
    ) -> Session:
        """Makes a session, takes all its remote seats and becomes its host.

        Args:
            environment: the id, ``auction/chain-v0``.
            num_envs: B, the number of rows.
            copy: True to get arrays that may be written to, instead of views over the received bytes.
            threaded: True to use gRPC's public streaming call, which is slower.
            **arguments: ``seed``, ``options``, ``metrics``, ``seats`` and more; see ``walras.SessionArguments``.

        Returns:
            The session; not yet reset.

        Raises:
            NotFoundError: UNKNOWN_ENVIRONMENT, UNKNOWN_GROUP, UNKNOWN_POLICY or UNKNOWN_METRIC, with the nearest name.
            InvalidArgumentError: UNKNOWN_OPTION, BAD_OPTION or BAD_REQUEST.
            ResourceExhaustedError: LIMIT; more rows, shards or sessions than the server allows.
        """
        reconnect = self._patience(arguments.get("reconnect"))

        def made() -> tuple[OpenPlay, dict[str, Any]]:
            own, players = self._players(environment, arguments)
            config = self._config(environment, num_envs, own)
            transport = arguments.get("transport") or self._transport
            return self.open_play(play_pb2.Attach(create=config), threaded, transport), players

        # Made again where the answer was lost: the server closes a session that no stream attends.
        play, players = until_reached(reconnect or 0.0, made)
        session = Session(self, play, copy, reconnect)
        session.players = {seat.key: players[seat.label] for seat in session.seats if players}
        return session

    @held
    @spelled_out
    def host(self, environment: str, num_envs: int = 1, **arguments: Unpack[SessionArguments]) -> Host:
        """Makes a session for others to play in, and takes none of its seats.

        Arguments and errors are as of ``session``. The host hands the tickets to the participants, which take their
        seats with ``attach``, and resets the session.
        """
        require_known(arguments)
        config = self._config(environment, num_envs, arguments)
        request = sessions_pb2.CreateSessionRequest(config=config)
        created = self.rpc.unary("SessionService", "CreateSession", request)
        return Host(self.rpc, created, (self.address, self._secure))

    @held
    def attach(
        self,
        session_id: str,
        *tickets: str,
        host_token: str = "",
        replace: bool = False,
        text: bool = False,
        copy: bool = False,
        threaded: bool = False,
        transport: str | None = None,
        reconnect: float | None = None,
    ) -> Participant:
        """Takes seats of somebody's session.

        Args:
            session_id: the session.
            tickets: one per seat.
            host_token: the host's token, to reset as well; the participant is then a ``Session``.
            replace: True to end the stream that holds the seats, after a connection was lost.
            text: True for words beside the arrays (``Participant.rules``, ``Turn.text``), in a session of one row, also
                where the host did not make its seats with ``text``.
            copy: as in ``session``.
            threaded: as in ``session``.
            transport: as in ``session``.
            reconnect: as in ``session``.

        Returns:
            The participant. ``wait`` returns the turn at which the session stands, or its first one.

        Raises:
            NotFoundError: UNKNOWN_SESSION.
            PermissionDeniedError: TOKEN_WRONG; no such ticket.
            FailedPreconditionError: SEAT_TAKEN; another stream holds the seat. BAD_REQUEST; words for several rows.
        """
        patience = self._patience(reconnect)
        access = sessions_pb2.Access(
            session_id=session_id, host_token=host_token, tickets=tickets, text=flag("text", text)
        )
        message = play_pb2.Attach(access=access, replace=replace)
        play = until_reached(patience or 0.0, lambda: self.open_play(message, threaded, transport or self._transport))
        attached = play.attached
        attached.host_token = host_token
        for seat, ticket in zip(attached.seats, tickets, strict=False):
            attached.tickets.add(seat=seat, ticket=ticket)
        return (Session if host_token else Participant)(self, play, copy, patience)

    @held
    def environments(self, prefix: str = "") -> dict[str, str]:
        """Every environment's id and summary; only those whose id starts with the prefix."""
        request = catalog_pb2.ListEnvironmentsRequest(prefix=prefix)
        response = self.rpc.unary("CatalogService", "ListEnvironments", request)
        return {environment.id: environment.summary for environment in response.environments}

    @held
    def describe(self, environment: str, options: Mapping[str, Any] | None = None) -> Spec:
        """One environment under given options: groups, spaces, options, metrics, policies, sources.

        Raises:
            NotFoundError: UNKNOWN_ENVIRONMENT, with the nearest id.
            InvalidArgumentError: UNKNOWN_OPTION or BAD_OPTION.
        """
        request = catalog_pb2.GetEnvironmentRequest(environment=environment, options=struct(options))
        asked = partial(self.rpc.unary, "CatalogService", "GetEnvironment", request)
        return Spec(until_reached(self.reconnect or 0.0, asked).spec)

    @held
    def solve(
        self, environment: str, options: Mapping[str, Any] | None = None, *, timeout: float | None = None
    ) -> Solution:
        """The exact solution.

        Args:
            environment: the id.
            options: as in ``session``.
            timeout: seconds that the server may take; None for those of ``connect``.

        Raises:
            WalrasError: as ``describe``; NOT_SUPPORTED where an environment has none.
            DeadlineExceededError: it took longer.
        """
        request = catalog_pb2.SolveRequest(environment=environment, options=struct(options))
        limit = None if timeout is None else time_to_answer("timeout", timeout)
        return solution_of(self.rpc.unary("CatalogService", "Solve", request, timeout=limit))

    @held
    def evaluate(
        self,
        environment: str,
        policies: Mapping[str, PolicyName] | None = None,
        options: Mapping[str, Any] | None = None,
        *,
        timeout: float | None = None,
    ) -> Evaluation:
        """How exploitable a profile of built-in policies is: what each agent would gain by a best reply.

        Args:
            environment: the id.
            policies: as in ``session``; who is not named is played by the group's default policy.
            options: as in ``session``.
            timeout: seconds that the server may take; None for those of ``connect``.

        Raises:
            WalrasError: as ``describe``; NO_EPISODE_END where episodes do not end.
            DeadlineExceededError: it took longer.
        """
        request = catalog_pb2.EvaluateRequest(
            environment=environment,
            options=struct(options),
            seats=[policy_seat(label, policy) for label, policy in (policies or {}).items()],
        )
        limit = None if timeout is None else time_to_answer("timeout", timeout)
        return evaluation_of(self.rpc.unary("CatalogService", "Evaluate", request, timeout=limit))

    def sessions(self) -> list[sessions_pb2.SessionSummary]:
        """All sessions of the server, without anything private."""
        request = sessions_pb2.ListSessionsRequest()
        return list(self.rpc.unary("SessionService", "ListSessions", request).sessions)

    @property
    def tournaments(self) -> Tournaments:
        """The tournaments that the server holds."""
        return Tournaments(self)

    def close(self) -> None:
        """Closes the connection; streams that are still open break, and their sessions are abandoned."""
        self._channel.close()

    def __deepcopy__(self, memo: dict[int, Any]) -> Client:
        return self  # a connection is shared, never copied: Gymnasium copies the arguments of environments

    def __reduce__(self) -> tuple[Any, ...]:
        raise FailedPreconditionError(
            f"client: a connection cannot be pickled; give address={self.address!r} instead of client=", "NOT_PICKLED"
        )

    def __repr__(self) -> str:
        return f"<Client {self.address} server {self.info.version}>"

    def _repr_html_(self) -> str:
        return shows.html(repr(self)[1:-1], ("environment", "what it is"), self.environments().items())

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _patience(self, reconnect: float | None) -> float | None:
        return self.reconnect if reconnect is None else seconds("reconnect", reconnect)

    def _players(self, environment: str, given: SessionArguments) -> tuple[SessionArguments, dict[str, Any]]:
        """Where policies play every seat this program holds all of them, so that it sees what is played.

        They then play by rollouts, in which nobody learns: a policy that does is refused rather than played as it is.
        """
        require_known(given)
        policies = given.get("policies") or {}
        if given.get("seats") is not None or not policies:
            return given, {}
        spec = self.describe(environment, given.get("options"))
        if remaining_seats(spec, policies):
            return given, {}
        players = {seat_label(label): policy for label, policy in policies.items()}
        refuse_learners(spec, players)
        return {**given, "policies": {}, "seats": list(players)}, players

    def _config(self, environment: str, num_envs: int, given: SessionArguments) -> sessions_pb2.SessionConfig:
        policies = given.get("policies") or {}
        if given.get("seats") is None and (policies or given.get("privileged") or given.get("text")):
            # Where one seat is named the server gives the others to policies, so name them all.
            spec = self.describe(environment, given.get("options"))
            given = {**given, "seats": remaining_seats(spec, policies)}
        without = {name: value for name, value in given.items() if name not in ("transport", "reconnect")}
        return session_config(environment, num_envs, **without)  # type: ignore[arg-type]

    def _server_info(self, wait: bool = False) -> catalog_pb2.GetServerInfoResponse:
        request = catalog_pb2.GetServerInfoRequest(protocol_major=_PROTOCOL_MAJOR, client=f"walras-python/{VERSION}")
        info: catalog_pb2.GetServerInfoResponse = self.rpc.unary(
            "CatalogService", "GetServerInfo", request, wait_for_ready=wait
        )
        return info

    def open_play(self, attach: play_pb2.Attach, threaded: bool, transport: str) -> OpenPlay:
        """A play stream that has attached; ``session`` and ``attach`` are made of it."""
        if checked(transport) != "grpc":
            try:
                return self._open_shared(attach, needed=transport == "shm")
            except UnavailableError:
                if transport == "shm":
                    raise
        self._owner.require("client")
        stream = open_stream(self._channel, self._metadata, threaded)
        with self.time_limit(stream, "attach"):
            return OpenPlay(stream, attach_to(stream, attach), None, transport, threaded)

    def time_limit(self, stream: Stream, what: str) -> AbstractContextManager[None]:
        """Ends the stream where what is done inside takes longer than a call may."""
        return time_limit(stream, self._timeout, what)

    def reopen_play(self, attach: play_pb2.Attach, broken: OpenPlay) -> OpenPlay:
        """Another one of the same kind."""
        return self.open_play(attach, broken.threaded, broken.transport)

    def open_rollouts(self) -> SharedRollouts:
        """A connection for rollouts through shared memory.

        Raises:
            UnavailableError: the server shares no memory with this program.
        """
        return SharedRollouts(*self._local())

    def _open_shared(self, attach: play_pb2.Attach, needed: bool) -> OpenPlay:
        path, authorization = self._local()
        return open_shared(path, authorization, attach, needed, self._timeout)

    def _local(self) -> tuple[str, str]:
        """The server's local socket, and what it asks for."""
        path = self._server_info().local_socket  # asked for anew: a server that was started again has another one
        if not path:
            raise UnavailableError(f"the server at {self.address} shares no memory", "UNAVAILABLE")
        return path, dict(self._metadata).get("authorization", "")
