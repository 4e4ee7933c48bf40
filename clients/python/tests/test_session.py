"""Sessions against a real server: reset, step, shards, rollout, snapshot, seats, errors."""

import multiprocessing
import urllib.request

import numpy as np
import pytest

import walras
from walras.v1 import play_pb2, sessions_pb2

CHAIN = "auction/chain-v0"


def bids(session, seed=0):
    shape = session.seats[0].action.fields[0].shape
    return np.random.default_rng(seed).uniform(size=shape)


def test_evaluate_says_who_gains_by_a_best_reply(client):
    """By hand: 0.6 v against itself gains 1/7.2 - 2/15; the seat's label is that of the command line."""
    found = client.evaluate("auction/sealed-bid-v0", policies={"bidders": ("truthful", {"factor": 0.6})})
    assert found.nash_conv == pytest.approx(2 / 180)
    assert found.exploitability == pytest.approx(1 / 180)
    assert set(found.best_reply) == {"bidders[0]", "bidders[1]"}
    assert found["bidders[1]"].exact
    assert found["bidders[1]"].value == pytest.approx(1 / 7.2)
    fair = client.evaluate("auction/sealed-bid-v0", {"bidders[0]": "equilibrium", "bidders/1": "equilibrium"})
    assert fair.nash_conv == pytest.approx(0)
    with pytest.raises(walras.InvalidArgumentError, match=r"0 \.\. 1"):
        client.evaluate("auction/sealed-bid-v0", {("bidders", 2): "truthful"})


def test_catalogue_lists_describes_and_solves(client):
    assert {"counter-v0", CHAIN} <= set(client.environments())
    assert set(client.environments("auction/")) < set(client.environments())
    spec = client.describe(CHAIN, {"copies": 3})
    assert [(group.name, group.agents) for group in spec.groups] == [("bidders", 6)]
    solution = client.solve(CHAIN)
    # spec/auction.md 2.2
    np.testing.assert_allclose(solution["q_star"][0], [0.7607920399, 0.7684768080], atol=1e-9)
    assert solution.dims["q_star"] == ("state", "primitive")
    assert solution["uniform_return"].shape == ()


def test_gymnasium_knows_every_environment_of_the_server(client):
    missing = set(client.environments()) - set(walras.registration.ENVIRONMENTS)
    assert not missing


def test_step_shapes_types_and_views(client):
    with client.session(CHAIN, 5, seed=7, metrics=["price", "bid_distance"]) as session:
        turn = session.reset()
        assert turn.step == 0
        turn = session.step({"bidders": bids(session)})
        assert (turn.step, turn.cause) == (1, "step")
        assert turn.obs["bidders"]["state"].shape == (5, 4)
        assert turn.obs["bidders"]["state"].dtype == np.int32
        assert turn.reward["bidders"].dtype == np.float64
        assert turn.terminated.dtype == bool
        assert turn.metrics["price"].shape == (5,)
        assert turn.metrics["bid_distance"].shape == (5, 4)
        assert not turn.metrics["price"].flags.owndata


def test_turns_are_never_overwritten_by_later_ones(client):
    with client.session(CHAIN, 64, seed=1) as session:
        turns = [session.reset()]
        kept = [turns[0].obs["bidders"]["state"].copy()]
        for step in range(20):
            turns.append(session.step({"bidders": bids(session, step)}))
            kept.append(turns[-1].obs["bidders"]["state"].copy())
        for turn, copy in zip(turns, kept, strict=True):
            np.testing.assert_array_equal(turn.obs["bidders"]["state"], copy)


def history(session, steps=25):
    turns = [session.reset()]
    turns += [session.step({"bidders": bids(session, step)}) for step in range(steps)]
    return np.stack([turn.obs["bidders"]["state"] for turn in turns]), np.stack(
        [turn.reward["bidders"] for turn in turns]
    )


@pytest.mark.parametrize("other", [{"threaded": True}, {"copy": True}, {"backend": "fused"}])
def test_same_seed_same_story(client, other):
    with client.session(CHAIN, 16, seed=3) as one, client.session(CHAIN, 16, seed=3, **other) as two:
        for first, second in zip(history(one), history(two), strict=True):
            np.testing.assert_array_equal(first, second)


def test_row_seeds_are_row_0_of_a_batch_of_that_seed(client):
    # tabular worlds with chance, so that the seed shows
    options = {
        "transitions": [[[0.5, 0.5], [0.1, 0.9]], [[0.9, 0.1], [0.4, 0.6]]],
        "rewards": [[0, 1], [0.5, 0]],
        "horizon": 50,
    }
    world = "auction/tabular-v0"

    def states(**seeding):
        rows = len(seeding.get("row_seeds", [0]))
        with client.session(world, rows, options=options, **seeding) as session:
            turns = [session.reset()] + [session.step({"bidders": 0.5}) for _ in range(30)]
            return np.stack([turn.obs["bidders"]["state"][:, 0] for turn in turns], axis=1)

    alone = states(seed=11)
    together = states(row_seeds=[5, 11, 12])
    np.testing.assert_array_equal(alone[0], together[1])
    assert (together[0] != together[2]).any()


def test_shards_step_on_their_own_and_agree_with_the_whole(client):
    with client.session(CHAIN, 8, seed=5) as whole, client.session(CHAIN, 8, seed=5, shards=2) as parts:
        whole.reset()
        for shard in range(2):
            parts.reset(shard=shard)
        for step in range(10):
            given = np.random.default_rng(step).uniform(size=(8, 4))
            turn = whole.step({"bidders": given})
            for shard in (1, 0):
                parts.step_async({"bidders": given[shard * 4 : shard * 4 + 4]}, shard)
            for shard in (0, 1):
                part = parts.step_wait(shard)
                np.testing.assert_array_equal(
                    part.obs["bidders"]["state"], turn.obs["bidders"]["state"][shard * 4 : shard * 4 + 4]
                )
        with pytest.raises(IndexError):
            parts.step({"bidders": 0.5}, shard=2)


def test_step_async_misuse_is_refused(client):
    with client.session("counter-v0", 2) as session:
        session.reset()
        with pytest.raises(walras.FailedPreconditionError):
            session.step_wait()
        session.step_async({"counters": 1})
        with pytest.raises(walras.FailedPreconditionError):
            session.step_async({"counters": 1})
        assert session.step_wait().step == 1


@pytest.mark.parametrize("bad", [1.5, -0.1, np.nan, np.inf])
def test_bad_numbers_are_refused_by_the_server_and_nothing_moves(client, bad):
    with client.session(CHAIN, 4, seed=2) as session, client.session(CHAIN, 4, seed=2) as undisturbed:
        session.reset()
        undisturbed.reset()
        wrong = np.full((4, 4), 0.5)
        wrong[3, 1] = bad
        with pytest.raises(walras.InvalidArgumentError) as caught:
            session.step({"bidders": wrong})
        error = caught.value
        assert error.reason == "BAD_ACTION"
        assert "bidders" in error.where
        assert "row 3" in error.where
        assert error.expected
        assert error.got
        right = bids(session)
        turn, other = session.step({"bidders": right}), undisturbed.step({"bidders": right})
        assert turn.step == 1
        np.testing.assert_array_equal(turn.reward["bidders"], other.reward["bidders"])


def test_garbage_in_the_stream_is_answered_and_the_stream_lives(client):
    with client.session("counter-v0", 2) as session:
        session.reset()
        session._send(play_pb2.PlayRequest().SerializeToString(), 0, 1)
        with pytest.raises(walras.InvalidArgumentError):
            session.step_wait()
        assert session.step({"counters": 1}).step == 1


def test_errors_of_a_unary_call_have_reason_and_fields(client):
    with pytest.raises(walras.NotFoundError) as caught:
        client.describe("auction/chian-v0")
    error = caught.value
    assert (error.reason, error.code, error.nearest) == ("UNKNOWN_ENVIRONMENT", "NOT_FOUND", CHAIN)
    with pytest.raises(walras.InvalidArgumentError) as caught:
        client.solve(CHAIN, {"discount": 2})
    assert caught.value.reason == "BAD_OPTION"
    with pytest.raises(LookupError):
        client.host(CHAIN, policies={"bidders": "truthfull"})


def test_policies_fill_the_seats_that_are_theirs(client):
    with client.session(CHAIN, 4, seed=1, policies={"bidders/0": "truthful"}) as session:
        assert [seat.label for seat in session.seats] == ["bidders/1", "bidders/2", "bidders/3"]
        session.reset()
        turn = session.step({f"bidders/{agent}": 0.2 for agent in (1, 2, 3)})
        assert turn.reward["bidders/1"].shape == (4, 1)


@pytest.fixture
def serves(client):
    """Skips tests of calls that an older server does not have, and says which."""

    def ask(method, request):
        try:
            client.rpc.unary("SessionService", method, request)
        except walras.UnimplementedError:
            pytest.skip(f"this server has no {method}")
        except walras.WalrasError:
            pass  # it has it, and minds the empty request

    return ask


def test_snapshot_and_restore_tell_the_same_story(client, serves):
    serves("Snapshot", sessions_pb2.SnapshotRequest())
    with client.session(CHAIN, 8, seed=9) as session:
        session.reset()
        for step in range(5):
            session.step({"bidders": bids(session, step)})
        snapshot = session.snapshot()
        first = [session.step({"bidders": bids(session, step)}) for step in range(10)]
        (turn,) = session.restore(snapshot)
        assert turn.cause == "restore"
        again = [session.step({"bidders": bids(session, step)}) for step in range(10)]
        for one, two in zip(first, again, strict=True):
            np.testing.assert_array_equal(one.obs["bidders"]["state"], two.obs["bidders"]["state"])
            np.testing.assert_array_equal(one.reward["bidders"], two.reward["bidders"])
        with pytest.raises(walras.WalrasError):
            session.restore(snapshot[:-1] + bytes([snapshot[-1] ^ 1]))
        assert session.step({"bidders": 0.5}).step > again[-1].step


def test_rollout_is_what_stepping_would_have_been(client, serves):
    serves("Rollout", sessions_pb2.RolloutRequest())
    with client.session(CHAIN, 6, seed=4) as session, client.session(CHAIN, 6, seed=4) as stepped:
        session.reset()
        stepped.reset()
        trajectory = session.rollout(32, policy="uniform")
        acted = trajectory.actions["bidders"]["bid"]
        assert acted.shape == (32, 6, 4)
        assert acted.std() > 0.1
        for step in range(32):
            turn = stepped.step({"bidders": acted[step]})
            np.testing.assert_array_equal(turn.obs["bidders"]["state"], trajectory.obs["bidders"]["state"][step])
            np.testing.assert_array_equal(turn.reward["bidders"], trajectory.reward["bidders"][step])
            np.testing.assert_array_equal(turn.terminated, trajectory.terminated[step])
        assert session.step({"bidders": 0.5}).step == stepped.step({"bidders": 0.5}).step


def test_rollout_records_what_was_asked_for(client, serves):
    serves("Rollout", sessions_pb2.RolloutRequest())
    with (
        client.session(CHAIN, 6, seed=4, metrics=["price"]) as session,
        client.session(CHAIN, 6, seed=4, metrics=["price"]) as other,
    ):
        session.reset()
        other.reset()
        everything = session.rollout(32, chunk_steps=5)
        some = other.rollout(32, chunk_steps=5, fields=["obs.state", "reward", "truncated", "actions"])
        np.testing.assert_array_equal(some.obs["bidders"]["state"], everything.obs["bidders"]["state"])
        np.testing.assert_array_equal(some.reward["bidders"], everything.reward["bidders"])
        np.testing.assert_array_equal(some.truncated, everything.truncated)
        np.testing.assert_array_equal(some.actions["bidders"]["bid"], everything.actions["bidders"]["bid"])
        assert some.steps == 32
        assert some.terminated.size == 0
        assert (some.active, some.metrics) == ({}, {})
        assert other.step({"bidders": 0.5}).step == 33
        priced = other.rollout(4, fields=["metrics.price"])
        assert priced.metrics["price"].shape == (4, 6)
        assert (priced.obs, priced.actions) == ({}, {})
        with pytest.raises(walras.InvalidArgumentError, match="rewards"):
            other.rollout(4, fields=["rewards"])
        with pytest.raises(walras.InvalidArgumentError, match="fields"):
            other.rollout(4, fields=["metrics.profit"])


def test_rollout_policies_as_data(client, serves):
    serves("Rollout", sessions_pb2.RolloutRequest())
    with client.session(CHAIN, 3, seed=4) as session:
        session.reset()
        table = np.linspace(0.1, 0.6, len(client.solve(CHAIN)["v_star"]))[:, None]
        trajectory = session.rollout(8, {"bidders": walras.policies.table(table)}, chunk_steps=3)
        before = np.concatenate([[[[0] * 4] * 3], trajectory.obs["bidders"]["state"][:-1]])
        played = trajectory.actions["bidders"]["bid"]
        live = ~np.concatenate([[[False] * 3], (trajectory.terminated | trajectory.truncated)[:-1]])
        np.testing.assert_allclose(played[live], table[before, 0][live])
        session.rollout(4, "truthful")
        with pytest.raises(walras.NotFoundError):
            session.rollout(4, "truthfull")
        with pytest.raises(walras.InvalidArgumentError):
            session.rollout(4, {"planner": "uniform"})


def play_seat(address, session_id, ticket, seat, episodes, results):
    """One process with one bidder's seat: plays until so many episodes are over."""
    with walras.connect(address) as connection, connection.attach(session_id, ticket) as mine:
        turn, done, total = mine.wait(), 0, 0.0
        generator = np.random.default_rng(seat)
        while done < episodes:
            turn = mine.step({"bidders": generator.uniform(0.1, 0.9)})
            total += float(turn.reward["bidders"].sum())
            done += int(turn.done.sum())
        results.put((seat, turn.step, total))


@pytest.mark.timeout(120)
def test_two_processes_play_a_thousand_episodes_in_step(client, address):
    # a society of two bidders, each in a process of its own; a third one meddles
    context = multiprocessing.get_context("spawn")
    results, episodes = context.Queue(), 1000
    with client.host(CHAIN, seed=1, options={"copies": 1}, seats=["bidders/0", "bidders/1"]) as host:
        workers = [
            context.Process(
                target=play_seat, args=(address, host.id, host.tickets[f"bidders/{seat}"], seat, episodes, results)
            )
            for seat in range(2)
        ]
        for worker in workers:
            worker.start()
        host.reset()
        refused = 0
        while len(attached(host)) < 2 and all(worker.is_alive() for worker in workers):
            pass
        with walras.connect(address) as third:
            with pytest.raises(walras.FailedPreconditionError) as caught:
                third.attach(host.id, host.tickets["bidders/0"])
            assert caught.value.reason == "SEAT_TAKEN"
            with pytest.raises(walras.WalrasError) as caught:
                third.attach(host.id, "0" * 32)
            assert caught.value.code in ("PERMISSION_DENIED", "UNAUTHENTICATED")
            refused = wrong_step(third, host)
        assert refused.reason == "WRONG_STEP"
        ended = {seat: (step, total) for seat, step, total in (results.get(timeout=100) for _ in workers)}
        for worker in workers:
            worker.join(30)
            assert worker.exitcode == 0
    assert ended[0][0] == ended[1][0] >= episodes


def attached(host):
    return [seat for seat in host.describe().seats if seat.state == sessions_pb2.SEAT_STATE_ATTACHED]


def wrong_step(client, host):
    """A unary act for a step far in the future."""
    seat = host.describe().seats[0]
    frame = sessions_pb2.SeatFrame(seat=seat.index, frame=bytes(seat.action_layout.size_bytes))
    request = sessions_pb2.StepRequest(
        access=sessions_pb2.Access(session_id=host.id, tickets=[host.tickets["bidders/0"]]),
        act=sessions_pb2.Act(step=10**9, frames=[frame]),
    )
    with pytest.raises(walras.WalrasError) as caught:
        client.rpc.unary("SessionService", "Step", request)
    return caught.value


def die_in_the_middle(address):
    import os

    connection = walras.connect(address)
    session = connection.session("counter-v0", 64, keep=0.2)
    session.reset()
    session.step_async({"counters": 1})
    os._exit(9)


def gauge(server, name):
    with urllib.request.urlopen(f"{server.http}/metrics") as page:
        lines = page.read().decode().splitlines()
    values = [float(line.rpartition(" ")[2]) for line in lines if line.startswith(name)]
    assert values, [line for line in lines if line.startswith("walras")]
    return sum(values)


@pytest.mark.timeout(60)
def test_killing_a_client_in_the_middle_of_a_step_leaks_nothing(client, server):
    import time

    if not server.http:
        pytest.skip("no metrics page: WALRAS_TEST_ADDRESS without WALRAS_TEST_HTTP")
    held = ("walras_sessions_open", "walras_seats_attached", "walras_streams_open", "walras_calls_open")
    before = {name: gauge(server, name) for name in held}
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=die_in_the_middle, args=(server.address,)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
        assert worker.exitcode == 9
    deadline = time.monotonic() + 20
    while (after := {name: gauge(server, name) for name in held}) != before and time.monotonic() < deadline:
        time.sleep(0.1)  # the keep time runs on the server's clock
    assert after == before


def test_a_unix_socket_serves_the_same(client, server):
    if not server.uds:
        pytest.skip("no socket: WALRAS_TEST_ADDRESS")
    with (
        walras.connect(f"unix:{server.uds}") as near,
        near.session(CHAIN, 4, seed=8) as one,
        client.session(CHAIN, 4, seed=8) as two,
    ):
        for first, second in zip(history(one), history(two), strict=True):
            np.testing.assert_array_equal(first, second)


def test_leaving_a_closed_session_and_closing_twice(client):
    session = client.session("counter-v0", 1)
    session.reset()
    session.close()
    session.close()
    with pytest.raises(walras.FailedPreconditionError):
        session.step({"counters": 1})
    assert session.id not in [summary.id for summary in client.sessions()]


def test_final_frames_carry_the_privileged_state_that_an_episode_ended_in(client):
    # guards CTDE learners in same_step: the critic values the state before the reset, as disabled shows it
    with (
        client.session(CHAIN, 6, seed=3, privileged=True, autoreset_mode="same_step") as same,
        client.session(CHAIN, 6, seed=3, privileged=True, autoreset_mode="disabled") as disabled,
    ):
        same.reset()
        disabled.reset()
        for step in range(20):
            ended, truth = same.step({"bidders": bids(same, step)}), disabled.step({"bidders": bids(same, step)})
            if len(ended.final_rows):
                break
        assert len(ended.final_rows)
        rows = ended.final_rows
        np.testing.assert_array_equal(ended.final_privileged["world_state"], truth.privileged["world_state"][rows])
        np.testing.assert_array_equal(ended.final_obs["bidders"]["state"], truth.obs["bidders"]["state"][rows])


@pytest.mark.parametrize("transport", ["grpc", "shm"])
def test_a_late_seat_learns_from_the_turn_that_its_action_was_not_used(client, server, transport):
    # its act is answered with the stored turn, which looks like success
    if transport == "shm" and not server.uds:
        pytest.skip("no shared memory: WALRAS_TEST_ADDRESS")
    seats = ["bidders/0", "bidders/1"]
    arguments = {"options": {"copies": 1}, "deadline": walras.Deadline(1.0)}
    with client.host("auction/chain-v0", seats=seats, **arguments) as host:
        prompt, late = (client.attach(host.id, host.tickets[seat], transport=transport) for seat in seats)
        host.reset()
        assert [seat.wait().late for seat in (prompt, late)] == [(), ()]
        turn = prompt.step({"bidders": 0.5})
        assert (turn.step, turn.late) == (1, ())
        turn = late.step({"bidders": 0.9})
        assert (turn.step, turn.late) == (1, ("bidders",))
        late.step_async({"bidders": 0.9})
        assert prompt.step({"bidders": 0.5}).step == 2
        assert late.step_wait().late == ()
        prompt.leave()
        late.leave()


def test_whoever_comes_late_has_the_present_turn_of_every_shard(client):
    with client.host("counter-v0", num_envs=4, shards=2, seats=["counters"]) as host:
        host.reset()
        host.reset(shard=1)
        with client.attach(host.id, host.tickets["counters"]) as late:
            assert late.wait(shard=1).step == 0
            assert late.wait().step == 0
            assert late.step({"counters": 1}).step == 1


def test_a_seat_that_is_given_back_is_not_lost(client):
    seats = ["counters/0", "counters/1"]
    with client.host("counter-v0", seats=seats, options={"agents": 2}) as host:
        host.reset()
        with client.attach(host.id, host.tickets["counters/0"]) as stays:
            stays.wait()
            client.attach(host.id, host.tickets["counters/1"]).leave()
            host.reset()
            assert stays.wait().step == 1
            kinds = [play_pb2.EventKind.Name(event.kind) for event in stays.events if event.seat == 1]
            assert kinds == ["EVENT_KIND_SEAT_ATTACHED", "EVENT_KIND_SEAT_LEFT"]


def test_metrics_of_several_seats_of_a_group_are_joined_along_the_agents(client):
    # In a trajectory the rows and the steps were taken for agents.
    seats = [f"counters/{agent}" for agent in range(3)]
    with client.session("counter-v0", num_envs=2, seats=seats, options={"agents": 3}, metrics=["*"]) as session:
        session.reset()
        turn = session.step({"counters/0": 1, "counters/1": [[0], [1]], "counters/2": 0})
        assert turn.metrics["regret"].tolist() == [[0, 1, 1], [0, 0, 1]]
        assert turn.metrics["total"].tolist() == [1, 2]
        trajectory = session.rollout(4)
        assert trajectory.metrics["regret"].shape == (4, 2, 3)
        assert trajectory.metrics["total"].shape == (4, 2)
        done = np.stack([trajectory.obs[seat]["count"][..., 0] for seat in seats], axis=-1).sum(axis=-1)
        assert (trajectory.metrics["total"] == done).all()


def test_a_session_that_only_policies_play_refuses_those_that_learn(client):
    # guards learners that are stepped and learn nothing, in silence
    for policies, named in [
        ({"bidders": "value-learning"}, "bidders"),
        ({"bidders": ("beta", {})}, "bidders"),
        ({"bidders/0": "truthful", "bidders/1": "beta", "bidders/2": "random", "bidders/3": "random"}, "bidders/1"),
    ]:
        with pytest.raises(walras.InvalidArgumentError, match=rf"policies\['{named}'\].*does not learn") as caught:
            client.session(CHAIN, 4, policies=policies)
        assert caught.value.reason == "BAD_REQUEST"
    with client.session(CHAIN, 4, policies={"bidders": "truthful"}) as session:
        session.reset()
        assert session.step().step == 1


def test_a_policy_that_learns_does_so_beside_a_seat_that_is_held(client):
    # the follower learns what the held leader's fixed price is worth: its regret falls
    options = {"follower": "seat", "noise_std": 0.1}
    with client.session(
        "stackelberg/newsvendor-v0", 8, seed=0, options=options, policies={"follower": "follower-oful"},
        metrics=["follower_regret"], autoreset_mode="same_step",
    ) as session:  # fmt: skip
        turn = session.reset()
        seen = []
        for _ in range(400):
            turn = session.step({"leader": [[4.0]] * 8})
            seen.append(turn.metrics["follower_regret"].mean())
        seen = [each for each in seen if each == each]
        assert sum(seen[-50:]) < 0.5 * sum(seen[:50]), (sum(seen[:50]), sum(seen[-50:]))
