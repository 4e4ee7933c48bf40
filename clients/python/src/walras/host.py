"""Hosts: a session for others to play in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any

from walras import shows
from walras.checks import held
from walras.errors import bad_request
from walras.layout import Array
from walras.resets import reset_config
from walras.rpc import Rpc
from walras.seat_address import SeatAddress
from walras.seats import label_of
from walras.v1 import sessions_pb2


class Host:
    """A session whose seats others take.

    Attributes:
        id: the session's id.
        token: the host's token; whoever has it may reset, snapshot, restore and close.
        tickets: seat to ticket, ``{"bidders/0": ..., "bidders/1": ...}``; hand each to its participant.
    """

    def __init__(self, rpc: Rpc, created: sessions_pb2.CreateSessionResponse, server: tuple[str, bool]) -> None:
        self._rpc = rpc
        self._server = server
        labels = {seat.index: label_of(seat) for seat in created.session.seats}
        self.id = created.session.id
        self.token = created.host_token
        self.tickets = {labels[ticket.seat]: ticket.ticket for ticket in created.tickets}
        self._rows = max(1, created.session.config.num_envs) // max(1, created.session.config.shards)
        self._access = sessions_pb2.Access(session_id=self.id, host_token=self.token)
        self._closed = False

    @held
    def address(self, *seats: str) -> str:
        """The address of seats, ``walras://host:port/SESSION?ticket=TICKET``, which ``walras.join`` and the other
        clients' ``join`` take. It is as secret as the seats' tickets: hand it to whoever shall play; log it nowhere.

        Args:
            seats: ``"bidders/0"``; none for all.

        Raises:
            InvalidArgumentError: BAD_REQUEST; no such seat is for others, or the server is on a socket of this machine,
                which has no port.
        """
        place, secure = self._server
        if place.startswith("unix:"):
            raise bad_request("address", "a server with a host and a port", place)
        for seat in seats:
            if seat not in self.tickets:
                raise bad_request("seat", f"one of {', '.join(self.tickets)}", repr(seat))
        tickets = tuple(self.tickets[seat] for seat in seats or self.tickets)
        return SeatAddress(place.rpartition("://")[2], secure, self.id, tickets).text()

    @held
    def page(self, seat: str, server: str = "http://localhost:50052") -> str:
        """The link to the page on which a person plays a seat of a session of one row; as secret as the seat's ticket.

        Args:
            seat: ``"bidders/0"``.
            server: where the server's HTTP port is, as the person's browser reaches it.

        Raises:
            InvalidArgumentError: BAD_REQUEST; no such seat is for others.
        """
        if seat not in self.tickets:
            raise bad_request("seat", f"one of {', '.join(self.tickets)}", repr(seat))
        return f"{server.rstrip('/')}/#seat={self.id}&ticket={self.tickets[seat]}"

    def describe(self) -> sessions_pb2.Session:
        """The session as it stands: seats and who holds them, step numbers, spec."""
        request = sessions_pb2.GetSessionRequest(access=self._access)
        session: sessions_pb2.Session = self._rpc.unary("SessionService", "GetSession", request).session
        return session

    @held
    def reset(
        self,
        *,
        mask: Array | Sequence[bool] | None = None,
        seed: int | None = None,
        row_seeds: Sequence[int] | Array | None = None,
        options: Mapping[str, Any] | None = None,
        shard: int = 0,
    ) -> int:
        """Starts new episodes; arguments as of ``Session.reset``. The participants receive the turn.

        Returns:
            The turn's number.
        """
        message = reset_config(self._rows, mask, seed, row_seeds, options)
        message.shard = shard
        request = sessions_pb2.ResetRequest(access=self._access, reset=message)
        step: int = self._rpc.unary("SessionService", "Reset", request).turn.step
        return step

    def snapshot(self) -> bytes:
        """The whole state, as bytes that this server can restore in a session made alike."""
        request = sessions_pb2.SnapshotRequest(access=self._access)
        snapshot: bytes = self._rpc.unary("SessionService", "Snapshot", request).snapshot
        return snapshot

    @held
    def restore(self, snapshot: bytes) -> None:
        """Goes back to a snapshot of this session or of one made alike; the participants receive the turns."""
        request = sessions_pb2.RestoreRequest(access=self._access, snapshot=snapshot)
        self._rpc.unary("SessionService", "Restore", request)

    def close(self) -> None:
        """Ends the session for everybody. Twice is once."""
        if not self._closed:
            self._closed = True
            self._rpc.unary("SessionService", "CloseSession", sessions_pb2.CloseSessionRequest(access=self._access))

    def _repr_html_(self) -> str:
        return shows.html(repr(self)[1:-1], ("seat",), ((label,) for label in self.tickets))

    def __repr__(self) -> str:
        return f"<Host {self.id} rows={self._rows} seats=[{', '.join(self.tickets)}]>"

    def __enter__(self) -> Host:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
