"""Shared memory: the same story as over gRPC, and what happens when somebody dies or lies."""

import multiprocessing
import os
import signal
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from conftest import start_server
from test_session import attached, gauge

import walras
from walras.bench import action_sets
from walras.shared import SharedFrames
from walras.v1 import play_pb2, sessions_pb2

CHAIN = "auction/chain-v0"
MODES = ["next_step", "same_step", "disabled"]
BOUND_SECONDS = 10  # what counts as "at once" on a busy machine


@pytest.fixture(autouse=True)
def _shares(client):
    if not client.info.local_socket or not Path(client.info.local_socket).exists():
        pytest.skip("this server shares no memory with this machine")


def arrays(turn):
    """Every array of a turn with its name, in a fixed order."""
    yield "terminated", turn.terminated
    yield "truncated", turn.truncated
    yield "final_rows", turn.final_rows
    for field in ("obs", "final_obs"):
        for group, tensors in sorted(getattr(turn, field).items()):
            for name, array in sorted(tensors.items()):
                yield f"{field}.{group}.{name}", array
    for field in ("reward", "active", "action_mask", "metrics", "privileged"):
        for name, array in sorted(getattr(turn, field).items()):
            yield f"{field}.{name}", array


def assert_same(one, two):
    assert (one.step, one.shard, one.cause) == (two.step, two.shard, two.cause)
    for (name, a), (other, b) in zip(arrays(one), arrays(two), strict=True):
        assert name == other
        assert (a.dtype, a.shape, a.tobytes()) == (b.dtype, b.shape, b.tobytes()), f"turn {one.step}: {name}"


def actions(session, step):
    generator = np.random.default_rng(step)
    given = {}
    for seat in session.seats:
        shape = seat.action.fields[0].shape
        floats = seat.action.fields[0].dtype.kind == "f"
        given[seat.key] = generator.uniform(size=shape) if floats else generator.integers(0, 2, shape)
    return given


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("world", [CHAIN, "counter-v0", "exchange/markov-v0"])
def test_the_same_story_bit_by_bit(client, server, world, mode):
    arguments = {"seed": 11, "autoreset_mode": mode, "metrics": ["*"], "privileged": True}
    with walras.connect(f"unix:{server.uds}" if server.uds else server.address) as near:
        sessions = [
            client.session(world, 7, **arguments),
            near.session(world, 7, **arguments),
            client.session(world, 7, transport="shm", **arguments),
        ]
        turns = [session.reset() for session in sessions]
        ended = 0
        for step in range(60):
            for other in turns[1:]:
                assert_same(turns[0], other)
            ended += len(turns[0].final_rows) + int(turns[0].done.sum())
            if mode == "disabled" and turns[0].done.any():
                turns = [session.reset(mask=turns[0].done) for session in sessions]
            else:
                turns = [session.step(actions(session, step)) for session in sessions]
        assert ended, "episodes must end for the modes to differ"
        for session in sessions:
            session.close()


def test_arrays_are_views_that_never_change_however_many_are_kept(client):
    with client.session(CHAIN, 64, seed=1, transport="shm") as session:
        turns = [session.reset()]
        kept = [turns[0].obs["bidders"]["state"].copy()]
        for step in range(20):
            turns.append(session.step(actions(session, step)))
            kept.append(turns[-1].obs["bidders"]["state"].copy())
        lent = [turn for turn in turns if isinstance(turn.obs["bidders"]["state"].base, np.ndarray)]
        assert len(lent) == session._play.shared._slots, "the others came in the messages"
        for turn, copy in zip(turns, kept, strict=True):
            assert not turn.obs["bidders"]["state"].flags.writeable
            np.testing.assert_array_equal(turn.obs["bidders"]["state"], copy)
        last, copy = turns[-1].reward["bidders"], turns[-1].reward["bidders"].copy()
        view = last[:, 0]  # a view of a view holds the slot as well
        first = copy[:, 0]
        del turns, lent, turn, last
        for step in range(10):
            session.step(actions(session, step))
        np.testing.assert_array_equal(view, first)
    # the mapping outlives the session for as long as somebody looks at it
    np.testing.assert_array_equal(view, first)


def test_a_program_that_keeps_no_turns_gets_all_of_them_in_shared_memory(client):
    with client.session(CHAIN, 8, seed=1, transport="shm") as session:
        session.reset()
        slots = set()
        inner = session._play.shared.lend
        session._play.shared.lend = lambda shard, slot: slots.add(slot) or inner(shard, slot)
        for step in range(20):
            session.step(actions(session, step))
        assert slots == {0, 1}  # the last turn is kept for `last_turn`, the next one goes beside it


def test_two_shards_in_flight_and_copies(client):
    with (
        client.session(CHAIN, 8, seed=5, shards=2) as one,
        client.session(CHAIN, 8, seed=5, shards=2, transport="shm", copy=True) as two,
    ):
        for session in (one, two):
            for shard in range(2):
                session.reset(shard=shard)
        for step in range(20):
            for session in (one, two):
                for shard in (1, 0):
                    session.step_async(actions(session, 2 * step + shard), shard)
            for shard in (0, 1):
                turn = two.step_wait(shard)
                assert turn.reward["bidders"].flags.writeable
                assert_same(one.step_wait(shard), turn)


def test_several_seats_of_several_programs(client, address):
    with client.host(CHAIN, 3, seed=1, options={"copies": 1}, seats=["bidders/0", "bidders/1"]) as host:
        with (
            walras.connect(address, transport="shm") as near,
            near.attach(host.id, host.tickets["bidders/0"]) as one,
            client.attach(host.id, host.tickets["bidders/1"]) as two,
        ):
            host.reset()
            for turn in (one.wait(), two.wait()):
                assert turn.step == 0
            for step in range(1, 6):
                one.step_async({"bidders": 0.5})
                assert two.step({"bidders": 0.25}).step == one.step_wait().step == step
            host.reset()  # a turn that nobody asked for
            assert one.wait().cause == two.wait().cause == "reset"
        assert not attached(host)


def test_bad_actions_and_garbage_step_numbers_are_refused_and_nothing_moves(client):
    with client.session(CHAIN, 4, seed=2, transport="shm") as session, client.session(CHAIN, 4, seed=2) as other:
        assert_same(session.reset(), other.reset())
        wrong = np.full((4, 4), 0.5)
        wrong[3, 1] = np.nan
        with pytest.raises(walras.InvalidArgumentError) as caught:
            session.step({"bidders": wrong})
        assert "row 3, agent 1" in caught.value.where
        for garbage in (2**60, 17):
            session._last_step[0] = garbage
            with pytest.raises(walras.FailedPreconditionError) as caught:
                session.step(actions(session, 0))
            assert caught.value.reason == "WRONG_STEP"
            assert caught.value.expected
        session._last_step[0] = 0
        assert_same(session.step(actions(session, 0)), other.step(actions(other, 0)))
        session._awaited[0] = None
        session._send(play_pb2.PlayRequest().SerializeToString(), 0, 2)
        with pytest.raises(walras.InvalidArgumentError):
            session.step_wait()
        assert_same(session.step(actions(session, 1)), other.step(actions(other, 1)))


def test_a_file_of_another_size_or_kind_is_not_used(client, tmp_path):
    path = tmp_path / "1.frames"
    path.write_bytes(bytes(4096))
    message = play_pb2.SharedMemory(path=str(path), size_bytes=8192, turn_slots=1)
    with pytest.raises(walras.UnavailableError, match="expected 8192 bytes, got 4096"):
        SharedFrames(message, 1)
    message.size_bytes = 4096
    with pytest.raises(walras.UnavailableError, match="WALRAS"):
        SharedFrames(message, 1)
    message.path = str(tmp_path / "nothing")
    with pytest.raises(walras.UnavailableError, match="cannot be mapped"):
        SharedFrames(message, 1)
    with pytest.raises(walras.UnavailableError, match="no room"):
        SharedFrames(play_pb2.SharedMemory(refused="no room"), 1)
    with pytest.raises(walras.InvalidArgumentError, match="grpc, shm, auto") as caught:
        client.session("counter-v0", transport="smh")
    assert caught.value.nearest == "shm"


def test_a_broken_connection_loses_nothing_and_repeats_nothing(client):
    with client.session(CHAIN, 4, seed=6) as whole, client.session(CHAIN, 4, seed=6, transport="shm") as broken:
        assert_same(whole.reset(), broken.reset())
        for step in range(20):
            expected = whole.step(actions(whole, step))
            broken.step_async(actions(broken, step))
            if step % 5 == 3:
                broken._stream._socket.close()
                with pytest.raises(walras.UnavailableError):
                    broken.step_wait()
                broken.reattach()
            assert_same(expected, broken.step_wait())


def test_an_interrupted_wait_goes_on_as_if_nothing_had_happened(client):
    with client.host(CHAIN, seats=["bidders/0", "bidders/1"], options={"copies": 1}) as host:
        seat = client.attach(host.id, host.tickets["bidders/0"], transport="shm")
        threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
        with pytest.raises(KeyboardInterrupt):
            seat.wait()
        host.reset()
        assert seat.wait().step == 0
        seat.leave()


def test_gymnasium_over_shared_memory(client):
    arguments = {"num_envs": 5, "seed": 3, "client": client}
    one = walras.make_vec(CHAIN, **arguments)
    two = walras.make_vec(CHAIN, transport="shm", copy=False, **arguments)
    np.testing.assert_array_equal(one.reset(seed=3)[0], two.reset(seed=3)[0])
    for step in range(20):
        bids = np.random.default_rng(step).uniform(size=one.action_space.shape).astype(one.action_space.dtype)
        for a, b in zip(one.step(bids)[:4], two.step(bids)[:4], strict=True):
            np.testing.assert_array_equal(a, b)
    one.close()
    two.close()


def die_in_the_middle(address):
    connection = walras.connect(address, transport="shm")
    session = connection.session("counter-v0", 64, keep=0.2)
    session.reset()
    session.step_async({"counters": 1})
    os._exit(9)


def test_a_killed_client_leaves_neither_files_nor_seats(client, server):
    if not server.http:
        pytest.skip("no metrics page: WALRAS_TEST_ADDRESS without WALRAS_TEST_HTTP")
    folder = Path(client.info.local_socket).parent
    held = ("walras_sessions_open", "walras_seats_attached", "walras_streams_open")
    before = {name: gauge(server, name) for name in held}
    worker = multiprocessing.get_context("spawn").Process(target=die_in_the_middle, args=(server.address,))
    worker.start()
    worker.join()
    assert worker.exitcode == 9
    deadline = time.monotonic() + 20
    while (after := {name: gauge(server, name) for name in held}) != before and time.monotonic() < deadline:
        time.sleep(0.05)  # the keep time runs on the server's clock
    assert after == before
    assert [path.name for path in folder.iterdir()] == ["play.sock"]


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder for sockets and shared memory where no other test's server is."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.delenv("WALRAS_UDS", raising=False)
    monkeypatch.delenv("WALRAS_ADDRESS", raising=False)
    return tmp_path


def test_auto_finds_server_and_memory_and_a_killed_server_is_noticed_at_once(place):
    process, _, _ = start_server("--uds", "--shared-memory", str(place))
    try:
        with walras.connect("auto") as client:
            assert client.address == f"unix:{place}/walras.sock"
            shared = client.session(CHAIN, 16, keep=60.0)
            shared.reset()
            assert shared._play.shared is not None
            waiting = client.host(CHAIN, seats=["bidders/0", "bidders/1"], options={"copies": 1})
            seat = client.attach(waiting.id, waiting.tickets["bidders/0"])
            threading.Timer(0.3, process.kill).start()
            began = time.monotonic()
            with pytest.raises(walras.UnavailableError, match=r"has gone|broke"):
                seat.wait()
            with pytest.raises(walras.UnavailableError):
                shared.step(actions(shared, 0))
            with pytest.raises(walras.UnavailableError):
                shared.reattach(timeout=0.2)
            assert time.monotonic() - began < BOUND_SECONDS
    finally:
        process.kill()
        process.wait(30)
    (left,) = place.glob("walras-*")
    assert [path.name for path in left.iterdir()] == ["play.sock"], "no memory stays behind, only an empty socket"
    process, _, _ = start_server("--uds", "--shared-memory", str(place))
    try:
        assert not left.exists()
        assert len(list(place.glob("walras-*"))) == 1
    finally:
        process.terminate()
        assert process.wait(30) == 0
    assert list(place.iterdir()) == []


def test_a_server_that_shares_nothing_is_played_over_grpc_where_that_will_do(place):
    process, address, _ = start_server("--shared-memory", "off")
    try:
        with walras.connect(address) as client:
            assert client.info.local_socket == ""
            assert "shared_memory" not in client.info.capabilities
            with client.session("counter-v0", transport="auto") as session:
                assert session._play.shared is None
                assert session.reset().step == 0
            with pytest.raises(walras.UnavailableError, match="shares no memory"):
                client.session("counter-v0", transport="shm")
    finally:
        process.terminate()
        process.wait(30)


def test_actions_of_the_benchmark_go_straight_into_shared_memory(client):
    with client.session(CHAIN, 8, seed=1, transport="shm") as session:
        session.reset()
        (given, *_) = action_sets(session)
        session.step(given)
        placed = session._play.shared.actions(session.seats[0], 0)
        np.testing.assert_array_equal(
            placed.view(given["bidders"].dtype)[: given["bidders"].size], given["bidders"].ravel()
        )


def assert_same_trajectory(one, two):
    assert (one.first_step, one.steps) == (two.first_step, two.steps)
    for (name, a), (other, b) in zip(trajectory_arrays(one), trajectory_arrays(two), strict=True):
        assert name == other
        assert (a.dtype, a.shape, a.tobytes()) == (b.dtype, b.shape, b.tobytes()), name


def trajectory_arrays(trajectory):
    """Every array of a trajectory with its name, in a fixed order."""
    yield "terminated", trajectory.terminated
    yield "truncated", trajectory.truncated
    for field in ("obs", "actions"):
        for group, tensors in sorted(getattr(trajectory, field).items()):
            for name, array in sorted(tensors.items()):
                yield f"{field}.{group}.{name}", array
    for field in ("reward", "active", "action_mask", "metrics", "privileged"):
        for name, array in sorted(getattr(trajectory, field).items()):
            yield f"{field}.{name}", array


def frames_left(client):
    return len(list(Path(client.info.local_socket).parent.glob("*.frames")))


@pytest.mark.parametrize("world", [CHAIN, "counter-v0", "exchange/markov-v0"])
@pytest.mark.parametrize("fields", [(), ("reward", "actions")])
def test_a_rollout_is_the_same_story(client, world, fields):
    arguments = {"seed": 5, "metrics": ["*"], "privileged": True, "shards": 2}
    with (
        client.session(world, 6, **arguments) as streamed,
        client.session(world, 6, transport="shm", **arguments) as shared,
    ):
        for session in (streamed, shared):
            for shard in range(2):
                session.reset(shard=shard)
        for steps, chunk_steps in ((40, 7), (3, 0), (40, 7), (60, 20)):  # kept files, and a new one
            for shard in range(2):
                words = {"shard": shard, "chunk_steps": chunk_steps, "seed": 9, "fields": fields}
                one, two = (session.rollout(steps, **words) for session in (streamed, shared))
                assert_same_trajectory(one, two)
        assert shared._rollouts is not None, "over shared memory"
        assert streamed._rollouts is None
        if not fields:
            assert_same(streamed.step(actions(streamed, 1)), shared.step(actions(shared, 1)))


@pytest.mark.parametrize("transport", ["grpc", "shm"])
def test_a_rollout_may_write_over_another(client, transport):
    arguments = {"seed": 5, "metrics": ["*"], "transport": transport}
    with (
        client.session("auction/chain-v0", 6, **arguments) as fresh,
        client.session("auction/chain-v0", 6, **arguments) as sparing,
    ):
        fresh.reset()
        sparing.reset()
        old = None
        for steps, chunk_steps, spared in ((20, 7, False), (20, 6, True), (21, 7, False), (21, 7, True)):
            words = {"chunk_steps": chunk_steps, "seed": 9}
            new = sparing.rollout(steps, reuse=old, **words)
            assert_same_trajectory(fresh.rollout(steps, **words), new)
            for k, array in enumerate(new.arrays):
                assert (old is not None and np.shares_memory(array, old.arrays[k])) == spared
            old = new
        one = sparing.rollout(3, reuse=sparing.rollout(3, seed=9), seed=9)
        fresh.rollout(3, seed=9)
        assert_same_trajectory(fresh.rollout(3, seed=9), one)
        with pytest.raises(walras.ResourceExhaustedError, match="steps"):
            sparing.rollout(1 << 30)


def test_a_rollout_that_is_given_up_stops_and_leaves_nothing(client):
    with client.session("counter-v0", 64, seed=1, transport="shm") as session:
        session.reset()
        session.rollout(8)
        played = []

        def interrupted(*_):
            played.append(1)
            raise KeyboardInterrupt

        shared = session._rollouts
        shared._chunk = interrupted
        with pytest.raises(KeyboardInterrupt):
            session.rollout(1 << 20, chunk_steps=5)
        del shared._chunk
        assert not shared.usable()
        assert played == [1]
        deadline = time.monotonic() + BOUND_SECONDS
        while True:  # the session stands still, a few chunks on
            request = sessions_pb2.GetSessionRequest(access=session._access())
            last = client.rpc.unary("SessionService", "GetSession", request).session.last_steps[0]
            time.sleep(0.1)
            if last == client.rpc.unary("SessionService", "GetSession", request).session.last_steps[0]:
                break
            assert time.monotonic() < deadline
        assert last <= 8 + 5 * 5
        assert frames_left(client) == 0
        session._last_step[0] = last
        assert session.rollout(4).first_step == last + 1
        assert session._rollouts is not shared


def test_a_rollout_that_is_refused_is_told_and_the_next_one_is_played(client):
    with client.session("counter-v0", 4, seed=1, transport="shm") as session:
        session.reset()
        with pytest.raises(walras.InvalidArgumentError, match="steps"):
            session.rollout(0)
        kept = session._rollouts
        assert session.rollout(5).steps == 5
        assert session._rollouts is kept


def test_a_rollout_falls_back_to_grpc_where_the_server_has_no_other(client, monkeypatch):
    with client.session("counter-v0", 4, seed=1, transport="shm") as session:
        session.reset()
        info = type(client.info)()
        info.CopyFrom(client.info)
        info.capabilities.remove("shared_rollout")
        monkeypatch.setattr(client, "info", info)
        assert session.rollout(5).steps == 5
        assert session._rollouts is None
