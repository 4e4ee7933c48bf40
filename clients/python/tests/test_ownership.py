"""Nothing is left behind: descriptors, streams, sessions; and nothing of another process is touched."""

import gc
import os
import re
import subprocess
import sys
import time
import urllib.request

import numpy as np
import pytest

import walras

THOUSAND = """
import os, resource, walras
resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))
for number in range({times}):
    env = walras.make("counter-v0", transport={transport!r})
    env.reset()
    {end}
    if number == 20:
        before = len(os.listdir("/proc/self/fd"))
assert len(os.listdir("/proc/self/fd")) <= before + 10, os.listdir("/proc/self/fd")
"""


def transports(server):
    return ["grpc", "shm"] if server.uds else ["grpc"]


@pytest.mark.timeout(240)
@pytest.mark.parametrize("end", ["env.close()", "del env"])
@pytest.mark.parametrize("transport", ["grpc", "shm"])
def test_a_thousand_environments_leave_no_descriptor(server, address, transport, end):
    if transport not in transports(server):
        pytest.skip("no shared memory: WALRAS_TEST_ADDRESS")
    program = THOUSAND.format(times=1000 if transport == "grpc" else 300, transport=transport, end=end)
    subprocess.run([sys.executable, "-c", program], check=True)


def streams_open(server):
    page = urllib.request.urlopen(server.http + "/metrics").read().decode()
    return float(re.search(r"^walras_streams_open (\S+)", page, re.MULTILINE).group(1))


@pytest.mark.parametrize("threaded", [False, True], ids=["direct", "threaded"])
@pytest.mark.parametrize("transport", ["grpc", "shm"])
def test_a_session_that_is_dropped_is_abandoned(server, client, transport, threaded):
    # without an end of its stream the session's keep would never begin
    if not server.http or transport not in transports(server):
        pytest.skip("WALRAS_TEST_ADDRESS")
    dropped = [client.session("counter-v0", keep=0.2, transport=transport, threaded=threaded) for _ in range(20)]
    for session in dropped:
        session.reset()
    ids = {session.id for session in dropped}
    before = streams_open(server)
    del dropped, session
    gc.collect()
    patience = time.monotonic() + 20
    while ids & {summary.id for summary in client.sessions()}:
        assert time.monotonic() < patience
    assert streams_open(server) <= before - 20


def in_a_forked_child(act):
    """What the child's act raised, as text; empty if nothing."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            act()
        except BaseException as error:
            os.write(writing, f"{getattr(error, 'reason', '')} {error!r}".encode())
        os._exit(0)
    os.close(writing)
    told = os.read(reading, 10_000).decode()
    os.close(reading)
    os.waitpid(child, 0)
    return told


@pytest.mark.timeout(60)
@pytest.mark.parametrize("transport", ["grpc", "shm"])
def test_a_forked_child_is_kept_from_its_parents_session(server, client, transport):
    # in shared memory the child's step would be the parent's, and nobody would be told
    if transport not in transports(server):
        pytest.skip("no shared memory: WALRAS_TEST_ADDRESS")
    envs = walras.make_vec("counter-v0", 2, client=client, transport=transport)
    envs.reset()
    session = envs.unwrapped.session
    acts = [
        lambda: envs.step([1, 1]),
        lambda: envs.reset(),
        lambda: session.rollout(3),
        lambda: session.snapshot(),
        lambda: session.reattach(),
        lambda: client.session("counter-v0"),
        lambda: client.environments(),
    ]
    for act in acts:
        assert "FORKED" in in_a_forked_child(act)
    assert in_a_forked_child(envs.close) == ""
    np.testing.assert_array_equal(envs.step([1, 1])[0], [1, 1])
    envs.close()
