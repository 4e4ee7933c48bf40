"""Several servers as one."""

import pytest
from conftest import start_server

import walras


@pytest.fixture
def pair():
    """Two servers with room for two sessions each: processes and addresses."""
    started = [start_server("--max-sessions", "2", "--drain-seconds", "0") for _ in range(2)]
    yield [process for process, _, _ in started], [address for _, address, _ in started]
    for process, _, _ in started:
        process.kill()
        process.wait(30)


def test_sessions_go_where_there_is_room(pair):
    _, addresses = pair
    with walras.connect(addresses) as servers:
        made = [servers.session("counter-v0", 2) for _ in range(4)]
        assert [len(client.sessions()) for client in servers.clients()] == [2, 2]
        assert {session.id for session in servers.sessions()} == {session.id for session in made}
        with pytest.raises(walras.ResourceExhaustedError):
            servers.session("counter-v0")
        for session in made:
            session.reset()
            assert session.step({"counters": 1}).step == 1
            session.close()
        assert servers.environments("counter") == servers.clients()[0].environments("counter")


def test_a_server_that_is_lost_is_left_out_and_seats_are_found_where_they_are(pair):
    processes, addresses = pair
    with walras.connect(addresses) as servers:
        servers.host("counter-v0")
        hosted = servers.host("counter-v0")
        assert [len(client.sessions()) for client in servers.clients()] == [1, 1]
        processes[0].kill()
        processes[0].wait(30)
        with servers.session("counter-v0") as session:
            session.reset()
        assert [client.address for client in servers.clients()] == addresses[1:]
        with servers.attach(hosted.id, *hosted.tickets.values()) as seat:
            assert seat.id == hosted.id
        with pytest.raises(walras.NotFoundError):
            servers.attach("0" * 32, "0" * 32)


def test_addresses_that_are_none_are_refused():
    with pytest.raises(walras.InvalidArgumentError, match="different addresses"):
        walras.connect([])
    with pytest.raises(walras.InvalidArgumentError, match="different addresses"):
        walras.connect(["localhost:1", "localhost:1"])
    with pytest.raises(walras.UnavailableError):
        walras.connect(["localhost:1", "localhost:2"])
