"""Several servers as one."""

import hashlib
import socket

import numpy as np
import pytest
from conftest import CHANCE, start_server

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
        held = [[each.id for each in client.sessions()] for client in servers.clients()]
        assert [len(sessions) for sessions in held] == [1, 1]
        lost = 0 if [hosted.id] == held[1] else 1  # lots decide which server has it
        processes[lost].kill()
        processes[lost].wait(30)
        with servers.session("counter-v0") as session:
            session.reset()
        assert [client.address for client in servers.clients()] == [addresses[1 - lost]]
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


SHORT = {**CHANCE, "horizon": 7}  # a row that draws from another's stream shows soon
WORLD = "auction/tabular-v0"


def told(infos):
    """Infos as something that compares."""
    return {name: told(value) if isinstance(value, dict) else np.asarray(value) for name, value in infos.items()}


def story(envs, interrupt=lambda step: None, steps=40):
    """Everything that a learner is told, infos too; some rows are reset on the way."""
    generator = np.random.default_rng(1)
    rows = envs.num_envs
    yield envs.reset(seed=3)
    for step in range(steps):
        interrupt(step)
        yield envs.step(generator.integers(2, size=rows))
        if step % 10 == 7:
            yield envs.reset(options={"reset_mask": np.arange(rows) % 3 == 0})
        if step == 19:
            yield envs.reset(seed=[k if k % 2 else None for k in range(rows)])
        if step == 29:  # rows of one server alone
            yield envs.reset(options={"reset_mask": np.arange(rows) < 1})


def assert_same(one, two):
    for ours, theirs in zip(one, two, strict=True):
        for mine, yours in zip(ours, theirs, strict=True):
            if isinstance(mine, dict):
                compare(told(mine), told(yours))
            else:
                np.testing.assert_array_equal(mine, yours)


def compare(mine, yours):
    assert mine.keys() == yours.keys()
    for name, value in mine.items():
        if isinstance(value, dict):
            compare(value, yours[name])
        elif value.dtype == object:
            assert str(value) == str(yours[name]), name
        else:
            np.testing.assert_array_equal(value, yours[name], name)


@pytest.mark.parametrize("mode", ["next_step", "same_step"])
@pytest.mark.parametrize("rows", [2, 7])
def test_a_vector_environment_over_servers_is_that_of_one(pair, address, mode, rows):
    arguments = {"options": SHORT, "metrics": "*", "autoreset_mode": mode}
    with walras.connect(pair[1]) as servers:
        spread = walras.make_vec(WORLD, rows, client=servers, **arguments)
        assert [len(client.sessions()) for client in servers.clients()] == [1, 1]
        one = walras.make_vec(WORLD, rows, address=address, **arguments)
        assert spread.observation_space == one.observation_space
        assert spread.action_space == one.action_space
        assert_same(story(spread), story(one))
        spread.close()
        one.close()
        assert servers.sessions() == []


def test_a_vector_environment_over_servers_refuses_what_one_server_has(pair):
    with walras.connect(pair[1]) as servers:
        for wrong in ({"parts": walras.parts(2, 2)}, {"shards": 2}):
            with pytest.raises(walras.InvalidArgumentError, match="several servers"):
                walras.make_vec(WORLD, 4, client=servers, options=SHORT, **wrong)
        envs = walras.make_vec(WORLD, 4, client=servers, options=SHORT)
        envs.reset()
        with pytest.raises(walras.InvalidArgumentError, match="4 of them"):
            envs.step([0, 1])
        with pytest.raises(walras.InvalidArgumentError):
            envs.step([0, 1, 0, 7])  # the first server's rows have moved
        with pytest.raises(walras.FailedPreconditionError, match="reset of all rows"):
            envs.step([0, 1, 0, 1])
        envs.reset()
        with pytest.raises(walras.InvalidArgumentError):
            envs.step([7, 7, 7, 7])
        envs.step([0, 1, 0, 1])
        envs.close()
        assert servers.sessions() == []
    with pytest.raises(walras.InvalidArgumentError, match="lost"):
        walras.connect(pair[1], lost="never")


def test_rows_of_a_lost_server_are_made_anew_where_it_was_asked_for(pair):
    processes, addresses = pair
    with walras.connect(addresses, lost="anew") as servers:
        envs = walras.make_vec("counter-v0", 4, client=servers)
        envs.reset(seed=1)
        before = envs.step([1, 1, 1, 1])[0]
        processes[1].kill()
        processes[1].wait(30)
        observation, reward, terminated, truncated, _ = envs.step([1, 1, 1, 1])
        assert truncated.sum() == 2
        lost = truncated
        assert not terminated.any()
        assert reward[lost].tolist() == [0, 0]
        np.testing.assert_array_equal(observation[lost], before[lost])
        assert (observation[~lost] != before[~lost]).all()
        observation, reward, terminated, truncated, _ = envs.step([1, 1, 1, 1])
        assert not (terminated | truncated).any()
        assert observation[lost].tolist() == [0, 0]
        assert envs.step([1, 1, 1, 1])[0][lost].tolist() == [1, 1]
        assert len(servers.clients()) == 1
        envs.close()
    with pytest.raises(walras.InvalidArgumentError, match="next_step"):
        walras.make_vec("counter-v0", 4, client=walras.connect(addresses, lost="anew"), autoreset_mode="disabled")


def test_a_name_spans_the_servers_that_it_has(monkeypatch):
    process, address, _ = start_server("--host", "127.0.0.1", "--http-host", "127.0.0.1")
    port = address.rpartition(":")[2]
    other, _, _ = start_server("--host", "127.0.0.2", "--http-host", "127.0.0.1", "--port", port)
    names = {"walras.example": ["127.0.0.1"]}
    real = socket.getaddrinfo

    def looked_up(host, *arguments, **more):
        if host not in names:
            return real(host, *arguments, **more)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, int(port))) for one in names[host]]

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    try:
        with walras.connect(f"dns:///walras.example:{port}") as servers:
            assert [client.address for client in servers.clients()] == [f"127.0.0.1:{port}"]
            names["walras.example"].append("127.0.0.2")
            for _ in range(2):
                servers.host("counter-v0")
            assert [len(client.sessions()) for client in servers.clients()] == [1, 1]
        with pytest.raises(walras.InvalidArgumentError, match="dns:///host:port"):
            walras.connect("dns:///walras.example")
    finally:
        for each in (process, other):
            each.kill()
            each.wait(30)


class Three:
    """Three servers, each on a port and a data directory of its own."""

    def __init__(self, folder):
        self.words, self.processes, self.addresses = [], [], []
        for k in range(3):
            words = ["--data-dir", str(folder / f"data{k}"), "--drain-seconds", "1"]
            process, address, _ = start_server(*words)
            self.words.append([*words, "--port", address.rpartition(":")[2]])
            self.processes.append(process)
            self.addresses.append(address)

    def restart(self, k):
        self.processes[k].terminate()
        self.processes[k].wait(60)
        self.processes[k], _, _ = start_server(*self.words[k])

    def close(self):
        for process in self.processes:
            process.kill()
            process.wait(30)


@pytest.mark.full
@pytest.mark.timeout(300)
def test_a_rolling_restart_of_all_servers_is_a_pause(tmp_path, address):
    servers = Three(tmp_path)
    try:
        with walras.connect(servers.addresses, reconnect=120) as spanning:
            arguments = {"options": SHORT, "metrics": "*"}
            envs = walras.make_vec(WORLD, 8, client=spanning, **arguments)
            one = walras.make_vec(WORLD, 8, address=address, **arguments)
            restarts = {6: 0, 17: 1, 28: 2}
            rolling = story(envs, lambda step: servers.restart(restarts[step]) if step in restarts else None)
            hashes = [hashlib.sha256(), hashlib.sha256()]
            for ours, theirs in zip(rolling, story(one), strict=True):
                for digest, told_of in zip(hashes, (ours, theirs), strict=True):
                    for part in told_of:
                        digest.update(part.tobytes() if isinstance(part, np.ndarray) else str(told(part)).encode())
            assert hashes[0].hexdigest() == hashes[1].hexdigest()
            envs.close()
            one.close()
    finally:
        servers.close()
