"""Tournaments that a server holds: made of a file's text, watched, joined."""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from typing import TYPE_CHECKING

from walras.checks import held
from walras.participant import Participant
from walras.v1 import tournaments_pb2 as pb

if TYPE_CHECKING:
    from walras.client import Client

_SERVICE = "TournamentService"


class Tournaments:
    """``client.tournaments``. Entrants are built-in policies, or connect themselves by ``join``."""

    def __init__(self, client: Client) -> None:
        self._client = client

    @held
    def create(self, text: str) -> pb.CreateTournamentResponse:
        """Begins a tournament.

        Args:
            text: of a tournament's file, YAML or JSON; without commands and images.

        Returns:
            The tournament, the token with which it is cancelled, and a token for each entrant that connects itself.

        Raises:
            InvalidArgumentError: BAD_REQUEST with line and column; a command or an image.
            ResourceExhaustedError: LIMIT; more than a server holds.
            FailedPreconditionError: NOT_LOGGED; a server without a data directory.
        """
        request = pb.CreateTournamentRequest(text=text)
        made: pb.CreateTournamentResponse = self._client.rpc.unary(_SERVICE, "CreateTournament", request)
        return made

    def list(self) -> list[pb.Tournament]:
        """All tournaments that run or are kept, the youngest first."""
        response = self._client.rpc.unary(_SERVICE, "ListTournaments", pb.ListTournamentsRequest())
        return [*response.tournaments]

    @held
    def get(self, tournament_id: str) -> pb.Tournament:
        """One tournament.

        Raises:
            NotFoundError: UNKNOWN_TOURNAMENT.
        """
        request = pb.GetTournamentRequest(id=tournament_id)
        found: pb.Tournament = self._client.rpc.unary(_SERVICE, "GetTournament", request).tournament
        return found

    @held
    def cancel(self, tournament_id: str, host_token: str) -> pb.Tournament:
        """Ends a tournament; what was played stays.

        Raises:
            PermissionDeniedError: TOKEN_WRONG.
        """
        request = pb.CancelTournamentRequest(id=tournament_id, host_token=host_token)
        ended: pb.Tournament = self._client.rpc.unary(_SERVICE, "CancelTournament", request).tournament
        return ended

    @held
    def standings(self, tournament_id: str) -> pb.GetStandingsResponse:
        """The standings, of what was played so far.

        Raises:
            FailedPreconditionError: BUSY; no match is over.
        """
        request = pb.GetStandingsRequest(id=tournament_id)
        response: pb.GetStandingsResponse = self._client.rpc.unary(_SERVICE, "GetStandings", request)
        return response

    @held
    def matches(self, tournament_id: str, first_match: int = 0, count: int = 100) -> builtins.list[pb.TournamentMatch]:
        """Matches that are over, in the order of the plan: who sat where, what was earned, in which session.

        Args:
            tournament_id: the tournament.
            first_match: index in the plan of the first that is asked for.
            count: at most so many, 1000 at most.

        Raises:
            NotFoundError: UNKNOWN_TOURNAMENT.
        """
        request = pb.ListMatchesRequest(id=tournament_id, first_match=first_match, count=count)
        return [*self._client.rpc.unary(_SERVICE, "ListMatches", request).matches]

    def watch(self, tournament_id: str) -> Iterator[pb.Tournament]:
        """The tournament as it stands, now and whenever that changes, until it has ended."""
        request = pb.WatchTournamentRequest(id=tournament_id)
        for message in self._client.rpc.stream(_SERVICE, "WatchTournament", request):
            yield pb.WatchTournamentResponse.FromString(message).tournament

    def join(self, tournament_id: str, entrant: str, token: str) -> Iterator[Participant]:
        """The seats of an entrant that connects itself, each as soon as it waits, until the tournament has ended.

        Several matches are played at once: give each seat a thread of its own. A seat that is not taken within the
        file's ``join_seconds`` is forfeited. A match is over when its session is closed.

        Args:
            tournament_id: the tournament.
            entrant: its name in the file.
            token: its token, as ``create`` has told it.

        Yields:
            One seat of one match.

        Raises:
            PermissionDeniedError: TOKEN_WRONG.
        """
        request = pb.JoinTournamentRequest(id=tournament_id, entrant=entrant, entrant_token=token)
        for message in self._client.rpc.stream(_SERVICE, "JoinTournament", request):
            seat = pb.JoinTournamentResponse.FromString(message)
            yield self._client.attach(seat.session_id, seat.ticket)
