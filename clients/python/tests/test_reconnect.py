"""With ``reconnect`` a server that dies or stops under a playing program is a pause, and nothing else."""

import signal
from concurrent.futures import ThreadPoolExecutor, TimeoutError

import numpy as np
import pytest
from conftest import CHANCE, start_server

import walras
from walras.patience import Patience

CHAIN = "auction/chain-v0"


class Restarting:
    """A server on one port and one data directory, ended in any way and started anew."""

    def __init__(self, folder):
        self._words = ["--data-dir", str(folder), "--uds", str(folder.parent / "w.sock"), "--drain-seconds", "1"]
        self._process, self.address, _ = start_server(*self._words)
        self._words += ["--port", self.address.rpartition(":")[2]]

    def end(self, how):
        self._process.send_signal(how)
        self._process.wait(30)

    def start(self):
        self._process, _, _ = start_server(*self._words)

    def freeze(self):
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self._process.send_signal(signal.SIGCONT)

    def restart(self, how):
        self.end(how)
        self.start()


@pytest.fixture
def restarting(tmp_path):
    server = Restarting(tmp_path / "data")
    yield server
    server.end(signal.SIGKILL)


def story(envs, interrupt, steps=60):
    """Everything that a learner sees; ``interrupt`` is called before some of the steps."""
    generator = np.random.default_rng(1)
    told = [envs.reset(seed=3)[0]]
    for step in range(steps):
        if step % 20 == 10:
            interrupt(step)
        told += envs.step(generator.integers(2, size=envs.num_envs))[:4]
    return told


@pytest.mark.timeout(240)
@pytest.mark.parametrize("transport", ["grpc", "shm"])
def test_a_vector_environment_plays_on_over_kills_and_stops(restarting, address, transport):
    arguments = {"options": CHANCE, "transport": transport, "reconnect": 60}
    hows = {10: signal.SIGKILL, 30: signal.SIGTERM, 50: signal.SIGKILL}
    envs = walras.make_vec("auction/tabular-v0", 5, address=restarting.address, **arguments)
    undisturbed = walras.make_vec("auction/tabular-v0", 5, address=address, options=CHANCE)
    got = story(envs, lambda step: restarting.restart(hows[step]))
    for one, two in zip(got, story(undisturbed, lambda step: None), strict=True):
        np.testing.assert_array_equal(one, two)
    assert envs.unwrapped.session.last_turn().step == 60
    envs.close()
    undisturbed.close()


@pytest.mark.timeout(120)
@pytest.mark.parametrize("make", ["make", "parallel_env"])
def test_the_other_environments_play_on_too(restarting, make):
    arguments = {"address": restarting.address, "log": "written", "reconnect": 60}
    env = getattr(walras, make)("counter-v0", **arguments)
    env.reset()
    act = (lambda: env.step(1)) if make == "make" else (lambda: env.step({"counters_0": 1})[0].values())
    first = next(iter(act()))
    restarting.restart(signal.SIGKILL)
    assert (first, next(iter(act()))) == (1, 2)
    env.close()


@pytest.mark.timeout(120)
def test_a_step_that_was_on_its_way_and_a_rollout_go_on(restarting):
    with (
        walras.connect(restarting.address, reconnect=60) as client,
        client.session(CHAIN, 2, seed=1, log="written") as session,
    ):
        session.reset()
        session.step_async({"bidders": 0.5})
        restarting.restart(signal.SIGKILL)
        assert session.step_wait().step == 1
        restarting.restart(signal.SIGKILL)
        assert session.rollout(4).first_step == 2
        assert session.step({"bidders": 0.5}).step == 6


@pytest.mark.timeout(120)
def test_a_session_that_nobody_wrote_down_is_gone_and_the_error_says_so(restarting):
    with walras.connect(restarting.address, reconnect=60) as client:
        session = client.session(CHAIN, 2, log="off")
        session.reset()
        restarting.restart(signal.SIGKILL)
        with pytest.raises(walras.NotFoundError) as caught:
            session.step({"bidders": 0.5})
        assert caught.value.reason == "UNKNOWN_SESSION"


@pytest.mark.timeout(120)
def test_without_reconnect_every_call_says_what_to_do(restarting):
    # step_wait that failed leaves its step on its way: what comes after must not blame the caller's order of calls
    envs = walras.make_vec("counter-v0", 3, address=restarting.address, log="written", keep=60)
    envs.reset()
    restarting.end(signal.SIGKILL)
    for _ in range(2):
        with pytest.raises(walras.UnavailableError) as caught:
            envs.step([1, 1, 1])
    assert "reconnect=SECONDS" in str(caught.value)
    with pytest.raises(walras.UnavailableError, match="reattach"):
        envs.reset()
    restarting.start()
    envs.unwrapped.session.reattach()
    assert envs.step_wait()[0].tolist() == [1, 1, 1]
    envs.close()


@pytest.mark.timeout(120)
def test_a_session_that_is_being_made_waits_for_the_server(restarting):
    # Guards: a program that begins while the server is restarted.
    with walras.connect(restarting.address) as client, ThreadPoolExecutor() as pool:
        client.describe(CHAIN)
        restarting.end(signal.SIGKILL)
        with pytest.raises(walras.UnavailableError):
            client.session(CHAIN)
        made = pool.submit(client.session, CHAIN, reconnect=60)
        envs = pool.submit(walras.make_vec, CHAIN, 2, client=client, reconnect=60)  # which asks for the seats first
        with pytest.raises(TimeoutError):
            made.result(0.5)
        restarting.start()
        envs.result(60).close()
        with made.result(60) as session:
            session.reset()
            ticket = next(iter(session._tickets.values()))
            restarting.end(signal.SIGKILL)
            joined = pool.submit(client.attach, session.id, ticket, replace=True, reconnect=60)
            restarting.start()
            assert joined.result(60).wait().step == 0


@pytest.mark.timeout(120)
def test_an_old_client_goes_on_half_a_second_after_the_server_is_back(restarting):
    # gRPC waits longer and longer between its attempts: after 3 seconds it would be seconds
    with (
        walras.connect(restarting.address, reconnect=60) as client,
        client.session(CHAIN, 2, log="written") as session,
        ThreadPoolExecutor() as pool,
    ):
        session.reset()
        restarting.end(signal.SIGKILL)
        turn = pool.submit(lambda: session.step({"bidders": 0.5}).step)
        with pytest.raises(TimeoutError):
            turn.result(3)
        restarting.start()
        with walras.connect(restarting.address) as fresh:
            fresh.session(CHAIN, 2).reset()  # until the server is warm nobody is served in time
        assert turn.result(0.5) == 1


@pytest.mark.timeout(60)
def test_a_server_that_is_frozen_is_not_waited_for_for_ever(restarting):
    with walras.connect(restarting.address, timeout=2) as client:
        session = client.session("counter-v0")
        with client.host(CHAIN) as host:
            restarting.freeze()
            calls = [
                lambda: client.session("counter-v0"),
                lambda: client.attach(host.id, host.tickets["bidders"]),
                lambda: client.solve(CHAIN),
                lambda: client.solve(CHAIN, timeout=0.1),
                lambda: session.reattach(timeout=0),
            ]
            for call in calls:
                with pytest.raises(walras.DeadlineExceededError):
                    call()
            restarting.thaw()
        session.close()


def test_patience_ends_where_every_connection_breaks_as_soon_as_it_is_there():
    # a server that lets everybody in and drops everybody must not be asked for ever
    patience, loss = Patience(0.2), walras.UnavailableError("lost")

    def ask_for_ever():
        while True:
            patience.after(loss)
            patience.back()

    with pytest.raises(walras.UnavailableError):
        ask_for_ever()
