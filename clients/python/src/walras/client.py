"""The client: one connection to a server, from which sessions are made and seats are taken."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Any

import grpc
from typing_extensions import Unpack

from walras.catalog import Solution, solution_of
from walras.channel import Tls, candidates, open_channel
from walras.config import SessionArguments, remaining_seats, session_config, struct
from walras.errors import InternalError, UnavailableError, WalrasError, of_detail
from walras.host import Host
from walras.participant import Participant
from walras.rpc import Rpc
from walras.session import Session
from walras.stream import Metadata, Stream, open_stream
from walras.v1 import catalog_pb2, play_pb2, sessions_pb2, spec_pb2
from walras.version import VERSION

_PROTOCOL_MAJOR = 1


class Client:
    """A connection. Sessions and seats made from it have a stream of their own on it.

    Attributes:
        address: where the server is.
        info: what the server said of itself: version, capabilities, limits, devices.
    """

    def __init__(self, channel: grpc.Channel, address: str, token: str | None, timeout: float, wait: bool) -> None:
        self.address = address
        self._channel = channel
        self._metadata: Metadata = (("authorization", f"Bearer {token}"),) if token else ()
        self.rpc = Rpc(channel, self._metadata, timeout)
        request = catalog_pb2.GetServerInfoRequest(protocol_major=_PROTOCOL_MAJOR, client=f"walras-python/{VERSION}")
        self.info: catalog_pb2.GetServerInfoResponse = self.rpc.unary(
            "CatalogService", "GetServerInfo", request, wait_for_ready=wait
        )

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
        config = self._config(environment, num_envs, arguments)
        stream, attached = self.open_play(play_pb2.Attach(create=config), threaded)
        return Session(self, stream, attached, copy, threaded)

    def host(self, environment: str, num_envs: int = 1, **arguments: Unpack[SessionArguments]) -> Host:
        """Makes a session for others to play in, and takes none of its seats.

        Arguments and errors are as of ``session``. The host hands the tickets to the participants, which take their
        seats with ``attach``, and resets the session.
        """
        config = self._config(environment, num_envs, arguments)
        request = sessions_pb2.CreateSessionRequest(config=config)
        return Host(self.rpc, self.rpc.unary("SessionService", "CreateSession", request))

    def attach(
        self,
        session_id: str,
        *tickets: str,
        host_token: str = "",
        replace: bool = False,
        copy: bool = False,
        threaded: bool = False,
    ) -> Participant:
        """Takes seats of somebody's session.

        Args:
            session_id: the session.
            tickets: one per seat.
            host_token: the host's token, to reset as well; the participant is then a ``Session``.
            replace: True to end the stream that holds the seats, after a connection was lost.
            copy: as in ``session``.
            threaded: as in ``session``.

        Returns:
            The participant. ``wait`` returns the turn at which the session stands, or its first one.

        Raises:
            NotFoundError: UNKNOWN_SESSION.
            PermissionDeniedError: TOKEN_WRONG; no such ticket.
            FailedPreconditionError: SEAT_TAKEN; another stream holds the seat.
        """
        access = sessions_pb2.Access(session_id=session_id, host_token=host_token, tickets=tickets)
        described = self.rpc.unary("SessionService", "GetSession", sessions_pb2.GetSessionRequest(access=access))
        # Nothing was seen yet: the server sends the turns at which the shards stand.
        unseen = [-1] * max(1, described.session.config.shards)
        message = play_pb2.Attach(access=access, last_steps=unseen, replace=replace)
        stream, attached = self.open_play(message, threaded)
        attached.host_token = host_token
        for seat, ticket in zip(attached.seats, tickets, strict=False):
            attached.tickets.add(seat=seat, ticket=ticket)
        return (Session if host_token else Participant)(self, stream, attached, copy, threaded)

    def environments(self, prefix: str = "") -> dict[str, str]:
        """Every environment's id and summary; only those whose id starts with the prefix."""
        request = catalog_pb2.ListEnvironmentsRequest(prefix=prefix)
        response = self.rpc.unary("CatalogService", "ListEnvironments", request)
        return {environment.id: environment.summary for environment in response.environments}

    def describe(self, environment: str, options: Mapping[str, Any] | None = None) -> spec_pb2.EnvironmentSpec:
        """One environment under given options: groups, spaces, options, metrics, policies, sources.

        Raises:
            NotFoundError: UNKNOWN_ENVIRONMENT, with the nearest id.
            InvalidArgumentError: UNKNOWN_OPTION or BAD_OPTION.
        """
        request = catalog_pb2.GetEnvironmentRequest(environment=environment, options=struct(options))
        spec: spec_pb2.EnvironmentSpec = self.rpc.unary("CatalogService", "GetEnvironment", request).spec
        return spec

    def solve(self, environment: str, options: Mapping[str, Any] | None = None) -> Solution:
        """The exact solution; raises as ``describe`` does, and NOT_SUPPORTED where an environment has none."""
        request = catalog_pb2.SolveRequest(environment=environment, options=struct(options))
        return solution_of(self.rpc.unary("CatalogService", "Solve", request))

    def sessions(self) -> list[sessions_pb2.SessionSummary]:
        """All sessions of the server, without anything private."""
        request = sessions_pb2.ListSessionsRequest()
        return list(self.rpc.unary("SessionService", "ListSessions", request).sessions)

    def close(self) -> None:
        """Closes the connection; streams that are still open break, and their sessions are abandoned."""
        self._channel.close()

    def __deepcopy__(self, memo: dict[int, Any]) -> Client:
        return self  # a connection is shared, never copied: Gymnasium copies the arguments of environments

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _config(self, environment: str, num_envs: int, given: SessionArguments) -> sessions_pb2.SessionConfig:
        policies = given.get("policies") or {}
        if given.get("seats") is None and (policies or given.get("privileged")):
            # Where one seat is named the server gives the others to policies, so name them all.
            spec = self.describe(environment, given.get("options"))
            given = {**given, "seats": remaining_seats(spec, policies)}
        return session_config(environment, num_envs, **given)

    def open_play(self, attach: play_pb2.Attach, threaded: bool) -> tuple[Stream, play_pb2.Attached]:
        """A play stream that has attached; ``session`` and ``attach`` are made of it."""
        stream = open_stream(self._channel, self._metadata, threaded)
        stream.send(play_pb2.PlayRequest(attach=attach).SerializeToString())
        data = stream.receive()
        if data is None:
            raise InternalError("play: expected an answer to attach, got the end of the stream", "INTERNAL")
        message = play_pb2.PlayResponse.FromString(data)
        if message.HasField("error"):
            stream.cancel()
            raise of_detail(message.error.error)
        return stream, message.attached


def connect(
    address: str | None = None,
    *,
    tls: Tls | bool | None = None,
    token: str | None = None,
    timeout: float = 30.0,
    wait: bool = False,
) -> Client:
    """Connects to a server.

    Args:
        address: ``host:port``, ``unix:PATH``, ``grpc://host:port`` (plaintext), ``grpcs://host:port`` (TLS), or
            ``auto`` for the best one that answers. None for ``WALRAS_ADDRESS``, else ``localhost:50051``.
        tls: True, or a ``Tls`` with files; False for plaintext. None: plaintext on this machine, TLS beyond it.
        token: sent as ``authorization: Bearer`` with every call.
        timeout: seconds that a unary call may take.
        wait: True to wait for a server that is not up yet, for as long as ``timeout``.

    Returns:
        The client; close it, or use it in a ``with``.

    Raises:
        UnavailableError: nothing answers there.
        FailedPreconditionError: PROTOCOL_VERSION; the server speaks another major version.
    """
    failure: WalrasError | None = None
    for place in candidates(address):
        channel = open_channel(place, tls)
        try:
            return Client(channel, place, token, timeout, wait)
        except UnavailableError as error:
            channel.close()
            failure = UnavailableError(
                f"no server answers at {place}: start one with ./walras serve, or say where it is with an address or "
                f"WALRAS_ADDRESS ({error.message})",
                error.reason,
                error.fields,
            )
        except WalrasError:
            channel.close()
            raise
    assert failure is not None
    raise failure from None
