"""Several servers as one: sessions are placed where there is room."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, TypeVar

from walras.catalog import Solution
from walras.client import Client
from walras.errors import InvalidArgumentError, NotFoundError, ResourceExhaustedError, UnavailableError
from walras.host import Host
from walras.participant import Participant
from walras.session import Session
from walras.v1 import sessions_pb2, spec_pb2

_T = TypeVar("_T")


class Spanning:
    """Connections to several servers. What ``walras.connect`` returns for a list of addresses.

    A session lives in one server: in the one that has the most room for more when it is made, else in the next that
    takes it. A server that does not answer is left out, and tried again when the next session is made.

    Attributes:
        addresses: where the servers are.
    """

    def __init__(self, addresses: Sequence[str], opening: Callable[[str], Client]) -> None:
        if not addresses or len(set(addresses)) != len(addresses):
            raise InvalidArgumentError(f"address: expected different addresses, got {list(addresses)}", "BAD_REQUEST")
        self.addresses = tuple(addresses)
        self._opening = opening
        self._clients: dict[str, Client] = {}
        self.clients()

    def clients(self) -> list[Client]:
        """Connections to the servers that answer, in the order of their addresses.

        Raises:
            UnavailableError: none answers.
        """
        failure: UnavailableError | None = None
        for address in self.addresses:
            if address not in self._clients:
                try:
                    self._clients[address] = self._opening(address)
                except UnavailableError as error:
                    failure = error
        if not self._clients:
            assert failure is not None
            raise failure
        return [self._clients[address] for address in self.addresses if address in self._clients]

    def session(self, environment: str, num_envs: int = 1, **arguments: Any) -> Session:
        """Makes a session where there is room; arguments and errors as of ``Client.session``."""
        return self._placed(lambda client: client.session(environment, num_envs, **arguments))

    def host(self, environment: str, num_envs: int = 1, **arguments: Any) -> Host:
        """Makes a session for others where there is room; arguments and errors as of ``Client.host``."""
        return self._placed(lambda client: client.host(environment, num_envs, **arguments))

    def attach(self, session_id: str, *tickets: str, **arguments: Any) -> Participant:
        """Takes seats of a session, whichever server has it; arguments and errors as of ``Client.attach``."""
        unknown: NotFoundError | None = None
        for client in self.clients():
            try:
                return client.attach(session_id, *tickets, **arguments)
            except NotFoundError as error:
                unknown = error
            except UnavailableError:
                self._drop(client)
        if unknown is None:
            raise UnavailableError(f"none of {list(self.addresses)} answers", "UNAVAILABLE")
        raise unknown

    def environments(self, prefix: str = "") -> dict[str, str]:
        """As of ``Client.environments``, from the first server that answers: all are taken to have the same."""
        return self._first(lambda client: client.environments(prefix))

    def describe(self, environment: str, options: Mapping[str, Any] | None = None) -> spec_pb2.EnvironmentSpec:
        """As of ``Client.describe``."""
        return self._first(lambda client: client.describe(environment, options))

    def solve(
        self, environment: str, options: Mapping[str, Any] | None = None, *, timeout: float | None = None
    ) -> Solution:
        """As of ``Client.solve``."""
        return self._first(lambda client: client.solve(environment, options, timeout=timeout))

    def sessions(self) -> list[sessions_pb2.SessionSummary]:
        """All sessions of the servers that answer."""
        return [session for _, sessions in self._occupied() for session in sessions]

    def close(self) -> None:
        """Closes all connections."""
        for client in self._clients.values():
            client.close()
        self._clients.clear()

    def __enter__(self) -> Spanning:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Spanning {', '.join(self.addresses)}>"

    def _occupied(self) -> list[tuple[Client, list[sessions_pb2.SessionSummary]]]:
        """Servers that answer, and their sessions."""
        found = []
        for client in self.clients():
            try:
                found.append((client, client.sessions()))
            except UnavailableError:
                self._drop(client)
        return found

    def _placed(self, making: Callable[[Client], _T]) -> _T:
        """Makes something at the server with the most room, else at the next."""
        rooms = [(len(sessions) - client.info.limits.max_sessions, client) for client, sessions in self._occupied()]
        failure: ResourceExhaustedError | UnavailableError = UnavailableError(
            f"none of {list(self.addresses)} answers", "UNAVAILABLE"
        )
        for _, client in sorted(rooms, key=lambda room: room[0]):
            try:
                return making(client)
            except ResourceExhaustedError as full:
                failure = full
            except UnavailableError as gone:
                failure = gone
                if gone.reason != "DRAINING":
                    self._drop(client)
        raise failure

    def _first(self, asking: Callable[[Client], _T]) -> _T:
        for client in self.clients():
            try:
                return asking(client)
            except UnavailableError:
                self._drop(client)
        raise UnavailableError(f"none of {list(self.addresses)} answers", "UNAVAILABLE")

    def _drop(self, client: Client) -> None:
        """Forgets a server that does not answer, until somebody asks for it again."""
        self._clients = {address: other for address, other in self._clients.items() if other is not client}
        client.close()
