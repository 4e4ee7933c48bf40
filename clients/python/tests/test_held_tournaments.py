"""Tournaments that a server holds, by the client."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from conftest import start_server

import walras

TABLE = """
name: table
environments: [{id: auction/chain-v0, options: {copies: 1, horizon: 10}, rows: 4, episodes: 2}]
seats: ["bidders[0]", "bidders[1]"]
entrants: [{name: coin, policy: random}, {name: mine}]
seeds: [1, 2]
limits: {move_millis: 60000}
"""


@pytest.fixture(scope="module")
def holder(tmp_path_factory):
    """A client of a server with a data directory."""
    process, address, _ = start_server("--data-dir", str(tmp_path_factory.mktemp("data")))
    with walras.connect(address) as connected:
        yield connected
    process.terminate()
    process.wait(60)


def bid_the_value(seat):
    """Plays one match to its end; returns how many moves it took."""
    moves = 0
    with seat:
        turn = seat.wait()
        while True:
            try:
                turn = seat.step({"bidders": np.full(turn.reward["bidders"].shape, 0.5, np.float32)})
            except walras.FailedPreconditionError:  # the match is over, and with it the session
                return moves
            moves += 1


def test_a_program_that_connects_itself_plays_every_match(holder):
    # Guards: seats that are told twice or never, a tournament that does not notice its guest.
    made = holder.tournaments.create(TABLE)
    tournament = made.tournament.id
    [right] = made.entrant_tokens
    with ThreadPoolExecutor(8) as pool:
        seats = holder.tournaments.join(tournament, right.entrant, right.token)
        moves = list(pool.map(bid_the_value, seats))
    assert len(moves) == 4
    assert min(moves) >= 20
    *_, last = holder.tournaments.watch(tournament)
    assert last.state == walras.v1.tournaments_pb2.TOURNAMENT_STATE_FINISHED, last.error
    assert last.played == last.matches == 4
    standings = holder.tournaments.standings(tournament).standings
    assert {each.entrant for each in standings} == {"coin", "mine"}
    assert all(dict(each.faults) == {} for each in standings)
    matches = holder.tournaments.matches(tournament)
    assert [each.match for each in matches] == [0, 1, 2, 3]
    assert {seat.entrant for each in matches for seat in each.seats} == {"coin", "mine"}
    earned = [seat.mean_payoff for each in matches for seat in each.seats if seat.entrant == "mine"]
    assert np.mean(earned) == pytest.approx(next(each.mean_payoff for each in standings if each.entrant == "mine"))
    assert [each.match for each in holder.tournaments.matches(tournament, 2, 1)] == [2]
    with pytest.raises(walras.InvalidArgumentError, match=r"0 \.\. 1000"):
        holder.tournaments.matches(tournament, 0, 1001)
    assert tournament in [each.id for each in holder.tournaments.list()]
    assert holder.tournaments.get(tournament) == last
    assert holder.sessions() == []


def test_what_is_wrong_is_a_walras_error(holder):
    with pytest.raises(walras.WalrasError, match="never by a server"):
        holder.tournaments.create(TABLE.replace("{name: mine}", "{name: mine, command: [sh]}"))
    with pytest.raises(walras.WalrasError, match="a tournament of this server"):
        holder.tournaments.get("0")
    with pytest.raises(walras.WalrasError, match="a tournament of this server"):
        list(holder.tournaments.join("0", "mine", "0"))
    made = holder.tournaments.create(TABLE)
    with pytest.raises(walras.WalrasError, match="host token"):
        holder.tournaments.cancel(made.tournament.id, "0")
    holder.tournaments.cancel(made.tournament.id, made.host_token)
    *_, last = holder.tournaments.watch(made.tournament.id)
    assert last.state == walras.v1.tournaments_pb2.TOURNAMENT_STATE_CANCELLED
