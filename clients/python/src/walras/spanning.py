"""Several servers as one: sessions are placed where there is room."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, TypeVar

from typing_extensions import Unpack

from walras import shows
from walras.catalog import Evaluation, Solution, Spec
from walras.client import Client
from walras.config import PolicyName, SessionArguments, as_of, spelled_out
from walras.errors import (
    InvalidArgumentError,
    NotFoundError,
    ResourceExhaustedError,
    UnavailableError,
    bad_request,
)
from walras.host import Host
from walras.participant import Participant
from walras.session import Session
from walras.spread import Block, SpreadSession, runs
from walras.v1 import sessions_pb2

LOST = ("wait", "anew")
"""What becomes of the rows of a server that is lost under a vector environment."""

_T = TypeVar("_T")


class Spanning:
    """Connections to several servers. What ``walras.connect`` returns for a list of addresses.

    A session lives in one server: in the one that has the most room for more when it is made, else in the next that
    takes it. A server that does not answer is left out, and tried again when the next session is made.

    Attributes:
        addresses: where the servers are.
        reconnect: as of ``Client``.
    """

    def __init__(
        self,
        addresses: Sequence[str],
        opening: Callable[[str], Client],
        lost: str = "wait",
        finding: Callable[[], Sequence[str]] | None = None,
        reconnect: float | None = None,
    ) -> None:
        """Connects to the servers that answer.

        Args:
            addresses: where they are.
            opening: connects to one.
            lost: ``wait`` or ``anew``; see ``connect``.
            finding: finds where they are now, each time somebody asks for clients.
            reconnect: for how many seconds the clients' sessions try again.
        """
        if not addresses or len(set(addresses)) != len(addresses):
            raise InvalidArgumentError(f"address: expected different addresses, got {list(addresses)}", "BAD_REQUEST")
        if lost not in LOST:
            raise bad_request("lost", f"one of {', '.join(LOST)}", repr(lost))
        self.addresses = tuple(addresses)
        self.reconnect = reconnect
        self._lost = lost
        self._finding = finding
        self._opening = opening
        self._clients: dict[str, Client] = {}
        self.clients()

    def clients(self) -> list[Client]:
        """Connections to the servers that answer, in the order of their addresses.

        Raises:
            UnavailableError: none answers.
        """
        failure: UnavailableError | None = None
        if self._finding is not None:
            found = tuple(self._finding())
            self.addresses = (*found, *(held for held in self._clients if held not in found))
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

    @spelled_out
    def session(self, environment: str, num_envs: int = 1, **arguments: Unpack[SessionArguments]) -> Session:
        """Makes a session where there is room; arguments and errors as of ``Client.session``."""
        return self._placed(lambda client: client.session(environment, num_envs, **arguments))

    @spelled_out
    def spread(self, environment: str, num_envs: int = 1, **arguments: Any) -> Session | SpreadSession:
        """Makes a session of B rows as ``Client.session``, over all servers that answer; what ``make_vec`` plays.

        Raises:
            InvalidArgumentError: BAD_REQUEST; ``parts``, ``shards`` or one ``seed``, which belong to one server.
        """
        blocks = list(runs(num_envs, min(num_envs, len(self.clients()))))
        if len(blocks) == 1 and self._lost == "wait":
            return self.session(environment, num_envs, **arguments)
        for name, usual in (("parts", None), ("shards", 1), ("seed", None)):
            if arguments.get(name) not in (None, usual):
                raise bad_request(name, "none over several servers; row_seeds, or one address", repr(arguments[name]))
        mode = getattr(arguments.get("autoreset_mode"), "value", arguments.get("autoreset_mode") or "next_step")
        if self._lost == "anew" and str(mode).lower().replace("_", "") != "nextstep":
            raise bad_request("autoreset_mode", 'next_step with lost="anew"', repr(mode))
        seeds = arguments.pop("row_seeds", None)
        made: list[Block] = []
        try:
            for rows in blocks:
                first = {**arguments, "row_seeds": None if seeds is None else list(seeds[rows])}
                made.append(Block(rows, self._making(environment, rows, [first, arguments]), self._lost == "anew"))
        except BaseException:
            for block in made:
                block.session.close()
            raise
        return SpreadSession(num_envs, made)

    def _making(self, environment: str, rows: slice, ways: list[dict[str, Any]]) -> Callable[[], Session]:
        """Makes the session of some rows, the first time with the first arguments, then with the others."""

        def make() -> Session:
            arguments = ways.pop(0) if len(ways) > 1 else ways[0]
            return self.session(environment, rows.stop - rows.start, **arguments)

        return make

    @spelled_out
    def host(self, environment: str, num_envs: int = 1, **arguments: Unpack[SessionArguments]) -> Host:
        """Makes a session for others where there is room; arguments and errors as of ``Client.host``."""
        return self._placed(lambda client: client.host(environment, num_envs, **arguments))

    @as_of(Client.attach)
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

    def describe(self, environment: str, options: Mapping[str, Any] | None = None) -> Spec:
        """As of ``Client.describe``."""
        return self._first(lambda client: client.describe(environment, options))

    def solve(
        self, environment: str, options: Mapping[str, Any] | None = None, *, timeout: float | None = None
    ) -> Solution:
        """As of ``Client.solve``."""
        return self._first(lambda client: client.solve(environment, options, timeout=timeout))

    def evaluate(
        self,
        environment: str,
        policies: Mapping[str, PolicyName] | None = None,
        options: Mapping[str, Any] | None = None,
        *,
        timeout: float | None = None,
    ) -> Evaluation:
        """As of ``Client.evaluate``."""
        return self._first(lambda client: client.evaluate(environment, policies, options, timeout=timeout))

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

    def _repr_html_(self) -> str:
        return shows.html(repr(self)[1:-1], ("server",), ((address,) for address in self.addresses))

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
        # Lots decide between equals: programs that begin together do not all take the first.
        rooms = [
            (len(sessions) - client.info.limits.max_sessions, random.random(), client)
            for client, sessions in self._occupied()
        ]
        failure: ResourceExhaustedError | UnavailableError = UnavailableError(
            f"none of {list(self.addresses)} answers", "UNAVAILABLE"
        )
        for _, _, client in sorted(rooms, key=lambda room: room[:2]):
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
