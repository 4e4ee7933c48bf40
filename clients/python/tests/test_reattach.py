"""A connection that breaks in the middle of a step loses nothing and repeats nothing."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

import walras


class Wire:
    """A TCP connection in between, that can be cut."""

    def __init__(self, address):
        self._to = address.rpartition(":")
        self._sockets = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.swallow = False
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection((self._to[0], int(self._to[2])))
                self._sockets += [near, far]
                threading.Thread(target=self._pump, args=(near, far, False), daemon=True).start()
                threading.Thread(target=self._pump, args=(far, near, True), daemon=True).start()

    def _pump(self, source, sink, down):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if not (down and self.swallow):
                    sink.sendall(data)

    def cut(self):
        for end in self._sockets:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._sockets.clear()

    def close(self):
        self._listener.close()
        self.cut()


@pytest.fixture
def wire(address):
    between = Wire(address)
    yield between
    between.close()


@pytest.mark.parametrize("threaded", [False, True], ids=["direct", "threaded"])
@pytest.mark.parametrize("answered", [False, True], ids=["answer lost", "between steps"])
def test_reattach_goes_on_as_if_nothing_had_happened(client, wire, threaded, answered):
    world, steps = "auction/chain-v0", 30
    with (
        client.session(world, 4, seed=6) as whole,
        walras.connect(wire.address) as shaky,
        shaky.session(world, 4, seed=6, threaded=threaded) as broken,
    ):
        whole.reset()
        broken.reset()
        generator = np.random.default_rng(0)
        for step in range(steps):
            bids = {"bidders": generator.uniform(size=(4, 4))}
            expected = whole.step(bids)
            if step % 10 == 5:
                if answered:
                    wire.cut()
                    broken.step_async(bids)
                else:
                    wire.swallow = True
                    broken.step_async(bids)
                    wait_until_taken(shaky_id=broken.id, client=client, host_token=broken._host_token, step=step + 1)
                    wire.cut()
                    wire.swallow = False
                with pytest.raises(walras.WalrasError):
                    broken.step_wait()
                broken.reattach()
                turn = broken.step_wait()
            else:
                turn = broken.step(bids)
            assert turn.step == expected.step
            np.testing.assert_array_equal(turn.obs["bidders"]["state"], expected.obs["bidders"]["state"])
            np.testing.assert_array_equal(turn.reward["bidders"], expected.reward["bidders"])


def wait_until_taken(shaky_id, client, host_token, step):
    """Until the server has taken the step whose answer nobody will see."""
    from walras.v1 import sessions_pb2

    access = sessions_pb2.Access(session_id=shaky_id, host_token=host_token)
    request = sessions_pb2.GetSessionRequest(access=access)
    while client.rpc.unary("SessionService", "GetSession", request).session.last_steps[0] < step:
        pass


def test_reattach_to_a_session_that_is_gone_says_so(client, address):
    with walras.connect(address) as other:
        session = other.session("counter-v0", 1)
        session.reset()
        session.close()
        with pytest.raises(walras.NotFoundError) as caught:
            session.reattach()
        assert caught.value.reason == "UNKNOWN_SESSION"


@pytest.mark.parametrize("threaded", [False, True], ids=["direct", "threaded"])
def test_an_interrupted_wait_can_be_taken_up_again(client, threaded):
    # Ctrl-C in a notebook: the stream is gone, the session is not
    with client.host("auction/chain-v0", seats=["bidders/0", "bidders/1"], options={"copies": 1}) as host:
        seat = client.attach(host.id, host.tickets["bidders/0"], threaded=threaded)
        timer = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT))
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            seat.wait()
        host.reset()
        with pytest.raises(walras.CancelledError):
            seat.wait()
        seat.reattach()
        assert seat.wait().step == 0
        seat.leave()


def test_tests_that_interrupt_themselves_hold_where_the_shell_ignores_it(server):
    # a shell ignores SIGINT for what it starts in the background, and so do the children: `./walras test &`
    names = ["test_reattach.py::test_an_interrupted_wait_can_be_taken_up_again", "test_shared.py"]
    here = Path(__file__).parent
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "interrupt"]
    run = subprocess.run(
        ["sh", "-c", 'trap "" INT; exec "$@"', "sh", *words, *(str(here / name) for name in names)],
        env={**os.environ, "WALRAS_TEST_ADDRESS": server.address},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert " passed" in run.stdout
