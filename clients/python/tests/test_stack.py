"""Many sessions stepped as one batch: each is as a session of its own, whatever way the server answers."""

import contextlib

import numpy as np
import pytest
from stacking import Stacking
from test_reattach import wait_until_taken

import walras
from walras.layout import Layout
from walras.v1 import sessions_pb2

CHAIN = "auction/chain-v0"
SESSIONS = 7
ROWS = 3
WAYS = {
    "the server's": None,
    "together": lambda lane, step: False,
    "some apart": lambda lane, step: (lane + step) % 3 == 0,
    "all apart": lambda lane, step: True,
}


@contextlib.contextmanager
def fleet_of(address, plans, way="the server's", capable=True, log=None, **more):
    """A fleet whose stacked acts are answered in one of the ways there are."""
    with walras.connect(address) as client:
        apart, open_many = WAYS[way], client.open_many
        if apart is not None:
            client.info.capabilities.append("play_stacks")
            client.open_many = lambda threaded: Stacking(open_many(threaded), apart, [] if log is None else log)
        elif not capable and "play_stacks" in client.info.capabilities:
            client.info.capabilities.remove("play_stacks")
        with client.play_many(plans, **more) as fleet:
            yield fleet


def plans(world=CHAIN, sessions=SESSIONS, **arguments):
    return [walras.plan(world, ROWS, **{"seed": 10 + k, "metrics": ["*"], **arguments}) for k in range(sessions)]


def drawn(session, *shape, seed):
    """Random actions of all its seats, with these axes before the agents'."""
    generator = np.random.default_rng(seed)
    spaces = {group.name: {one.name: one.space for one in group.actions} for group in session.spec.groups}
    actions = {}
    for seat in session.seats:
        actions[seat.key] = {}
        for field in seat.action.fields:
            space, size = spaces[seat.group][field.name], (*shape, *field.shape[1:])
            if space.HasField("discrete"):
                values = generator.integers(space.discrete.count, size=size)
            else:
                low, high = space.box.low[0], min(space.box.high[0], 2)
                values = generator.uniform(low, high, size)
            actions[seat.key][field.name] = values.astype(field.dtype)
    return actions


def cut(actions, k):
    return {key: {name: array[k] for name, array in tensors.items()} for key, tensors in actions.items()}


def same(one, other):
    """Whether two turns have the same arrays."""
    assert (one.step, one.cause) == (other.step, other.cause)
    for name in ("terminated", "truncated", "final_rows"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)
        assert getattr(one, name).dtype == getattr(other, name).dtype
    for kind in ("obs", "final_obs"):
        assert getattr(one, kind).keys() == getattr(other, kind).keys()
        for group, tensors in getattr(other, kind).items():
            same_arrays(getattr(one, kind)[group], tensors)
    for kind in ("reward", "active", "action_mask", "metrics", "privileged", "final_action_mask", "final_privileged"):
        same_arrays(getattr(one, kind), getattr(other, kind))


def same_arrays(one, other):
    assert one.keys() == other.keys()
    for name, array in other.items():
        np.testing.assert_array_equal(one[name], array, err_msg=name)
        assert (one[name].dtype, one[name].shape) == (array.dtype, array.shape)


def of_session(turn, k):
    """One session's part of a stack's turn, cut here by hand."""
    mine = turn.final_rows[:, 0] == k
    named = {
        kind: {name: array[k] for name, array in getattr(turn, kind).items()}
        for kind in ("reward", "active", "action_mask", "metrics", "privileged")
    }
    obs = {key: {name: array[k] for name, array in tensors.items()} for key, tensors in turn.obs.items()}
    one = walras.Turn(0, turn.step, turn.cause, turn.terminated[k], turn.truncated[k], obs, **named)
    one.final_rows = turn.final_rows[mine, 1]
    if mine.any():
        one.final_obs = {
            key: {name: array[mine] for name, array in tensors.items()} for key, tensors in turn.final_obs.items()
        }
        one.final_action_mask = {name: array[mine] for name, array in turn.final_action_mask.items()}
        one.final_privileged = {name: array[mine] for name, array in turn.final_privileged.items()}
    return one


def steps_like_sessions_of_their_own(client, fleet, given, steps=12):
    """Plays a stack beside its sessions alone; returns the stack's last turn."""
    with contextlib.ExitStack() as opened:
        alone = [opened.enter_context(client.session(one.environment, one.num_envs, **one.arguments)) for one in given]
        stack = fleet.stack()
        turn = stack.reset()
        for k, session in enumerate(alone):
            same(of_session(turn, k), session.reset())
        ended = 0
        for step in range(1, steps + 1):
            actions = drawn(fleet[0], len(fleet), ROWS, seed=step)
            turn = stack.step(actions)
            assert (turn.step, stack.steps.tolist()) == (step, [step] * len(fleet))
            assert turn.final_rows.dtype == np.int32
            assert turn.final_rows.tolist() == sorted(turn.final_rows.tolist())
            for k, session in enumerate(alone):
                expected = session.step(cut(actions, k))
                same(of_session(turn, k), expected)
                if step % 4 == 0:
                    same(fleet[k].last_turn(), expected)
            ended += len(turn.final_rows)
        return turn, ended


@pytest.mark.parametrize("threaded", [False, True], ids=["direct", "threaded"])
@pytest.mark.parametrize("way", WAYS)
def test_a_stack_equals_sessions_of_their_own(client, address, way, threaded):
    given = plans()
    with fleet_of(address, given, way, threaded=threaded) as fleet:
        turn, _ = steps_like_sessions_of_their_own(client, fleet, given)
        assert turn.obs["bidders"]["state"].shape == (SESSIONS, ROWS, 4)
        assert (turn.terminated.shape, turn.metrics["price"].shape) == ((SESSIONS, ROWS), (SESSIONS, ROWS))
        assert not turn.obs["bidders"]["state"].flags.writeable
        if way in ("the server's", "together"):
            assert not fleet.stack()._loose, "every session was answered together with the others"


@pytest.mark.parametrize("way", WAYS)
def test_rows_that_are_reset_in_their_last_step(client, address, way):
    given = plans(autoreset_mode="same_step", privileged=True, options={"states": 3})
    with fleet_of(address, given, way) as fleet:
        _, ended = steps_like_sessions_of_their_own(client, fleet, given, 30)
        assert ended > SESSIONS


@pytest.mark.parametrize("way", WAYS)
def test_several_seats_and_action_tensors(client, address, way):
    given = plans("exchange/markov-v0", 4, options={"market": "proposal"}, privileged=True)
    with fleet_of(address, given, way) as fleet:
        assert len(fleet[0].seats) == 2
        assert any(len(seat.action.fields) > 1 for seat in fleet[0].seats)
        steps_like_sessions_of_their_own(client, fleet, given, 6)


@pytest.mark.parametrize("way", WAYS)
def test_seats_of_which_nobody_is_active_may_be_left_out(client, address, way):
    given = plans("stackelberg/newsvendor-v0", 4, options={"follower": "seat"})
    with fleet_of(address, given, way) as fleet, contextlib.ExitStack() as opened:
        alone = [opened.enter_context(client.session(one.environment, ROWS, **one.arguments)) for one in given]
        stack = fleet.stack()
        turn, turns, moved = stack.reset(), [session.reset() for session in alone], set()
        for step in range(8):
            drawn_now = drawn(fleet[0], 4, ROWS, seed=step)
            active = {key: tensors for key, tensors in drawn_now.items() if turn.active[key].any()}
            moved.add(tuple(active))
            if step == 5:
                turns[1] = alone[1].step(cut(active, 1))
                assert fleet[1].step(cut(active, 1)).step == turns[1].step
                active = drawn_now  # the sessions' turns are of different seats now
            turn = stack.step(active)
            turns = [session.step(cut(active, k)) for k, session in enumerate(alone)]
            for k, expected in enumerate(turns):
                np.testing.assert_array_equal(turn.reward["leader"][k], expected.reward["leader"])
        assert len(moved) > 1
        with pytest.raises(walras.InvalidArgumentError, match=r"actions\[\w+\]: expected an array, got nothing"):
            stack.step({})


def test_a_server_without_stacks_steps_each_session(client, address):
    given = plans()
    with fleet_of(address, given, capable=False) as fleet:
        steps_like_sessions_of_their_own(client, fleet, given)


def test_one_act_is_sent_for_all_that_stand_at_the_same_step(address):
    log = []
    with fleet_of(address, plans("counter-v0"), "together", log=log) as fleet:
        stack = fleet.stack()
        assert fleet.stack() is stack
        stack.reset()
        stack.step({"counters": 1})
        assert log == [SESSIONS]
        fleet[2].step({"counters": 1})
        log.clear()
        turn = stack.step({"counters": 1})
        assert sorted(log) == [1, 2, SESSIONS - 3]
        assert turn.step == -1
        assert stack.steps.tolist() == [2, 2, 3, 2, 2, 2, 2]
        for k in (0, 1, *range(3, SESSIONS)):
            fleet[k].step({"counters": 0})
        log.clear()
        assert stack.step({"counters": 1}).step == 4
        assert log == [SESSIONS]


def test_actions_may_be_left_out_repeated_or_shaped_as_a_sessions(address):
    with fleet_of(address, plans("counter-v0", options={"target": 50}), "together") as fleet:
        stack = fleet.stack()
        stack.reset()
        counts = [
            stack.step({"counters": given}).obs["counters"]["count"].sum()
            for given in (1, np.ones((SESSIONS, ROWS), int), np.arange(SESSIONS).reshape(-1, 1, 1) % 2)
        ]
        assert counts == [SESSIONS * ROWS, 2 * SESSIONS * ROWS, (2 * SESSIONS + 3) * ROWS]
        for wrong in (np.ones((ROWS, 1), int), np.ones((SESSIONS, ROWS, 1)), np.ones((SESSIONS, ROWS, 2), int)):
            with pytest.raises(walras.InvalidArgumentError, match=r"actions\[counters\]: expected") as refused:
                stack.step({"counters": wrong})
            assert refused.value.reason == "BAD_ACTION"
        with pytest.raises(walras.InvalidArgumentError, match="counters"):
            stack.step({})
        assert stack.step({"counters": 0}).step == 4


@pytest.mark.parametrize("way", WAYS)
def test_a_bad_action_of_one_session_is_its_own(address, way):
    with fleet_of(address, plans("counter-v0"), way) as fleet:
        stack = fleet.stack()
        stack.reset()
        stack.step({"counters": 0})
        given = np.ones((SESSIONS, ROWS, 1), np.int32)
        given[3, 1] = 99
        given[5, 2] = 99
        with pytest.raises(walras.InvalidArgumentError, match=r"session 3 of the fleet: .*row 1") as refused:
            stack.step({"counters": given})
        assert refused.value.reason == "BAD_ACTION"
        expected = [2, 2, 2, 1, 2, 1, 2]
        assert [session.last_turn().step for session in fleet] == expected
        assert [session.last_turn().obs["counters"]["count"].sum() for session in fleet] == [
            ROWS * (step - 1) for step in expected
        ]
        stack.step({"counters": 1})
        assert stack.steps.tolist() == [step + 1 for step in expected]


@pytest.mark.parametrize("way", WAYS)
def test_sessions_are_used_by_themselves_in_between(client, address, way):
    given = plans()
    with fleet_of(address, given, way) as fleet, contextlib.ExitStack() as opened:
        alone = [opened.enter_context(client.session(CHAIN, ROWS, **one.arguments)) for one in given]
        stack = fleet.stack()
        stack.reset()
        for session in alone:
            session.reset()
        kept = fleet[4].snapshot()
        for step in range(12):
            actions = drawn(fleet[0], SESSIONS, ROWS, seed=step)
            for sessions in (fleet, alone):
                if step == 2:
                    sessions[1].step(cut(actions, 1))
                if step == 3:
                    sessions[1].reset(mask=[True, False, True])
                if step == 4:
                    sessions[SESSIONS - 1].rollout(3, "truthful", seed=4)
                if step == 6:
                    sessions[4].restore(kept)
            turn = stack.step(actions)
            for k, session in enumerate(alone):
                expected = session.step(cut(actions, k))
                assert fleet[k].last_turn().step == expected.step
                np.testing.assert_array_equal(turn.obs["bidders"]["state"][k], expected.obs["bidders"]["state"])
                np.testing.assert_array_equal(turn.reward["bidders"][k], expected.reward["bidders"])
        assert fleet[4].restore(kept)[0].step == alone[4].restore(kept)[0].step


@pytest.mark.parametrize("way", WAYS)
def test_a_reset_in_between_seeds_each_session(address, way):
    with fleet_of(address, plans(), way) as fleet:
        stack = fleet.stack()
        stack.reset()
        stack.step({"bidders": 0.5})
        first = stack.reset(range(SESSIONS))
        assert (first.cause, first.step) == ("reset", 2)
        states = [stack.step({"bidders": 0.25}).obs["bidders"]["state"] for _ in range(4)]
        fleet.reset(range(SESSIONS))
        again = [stack.step({"bidders": 0.25}).obs["bidders"]["state"] for _ in range(4)]
        np.testing.assert_array_equal(states, again)
        with pytest.raises(walras.InvalidArgumentError, match="one per session"):
            stack.reset([1])


@pytest.mark.parametrize("way", WAYS)
def test_a_session_that_is_gone_is_named_and_holds_up_no_other(address, way):
    with fleet_of(address, plans("counter-v0"), way) as fleet:
        stack = fleet.stack()
        stack.reset()
        stack.step({"counters": 1})
        fleet[2].close()
        assert fleet[2].last_turn().step == 1
        for step in (2, 3):
            with pytest.raises(walras.FailedPreconditionError, match="session 2 of the fleet"):
                stack.step({"counters": 1})
            assert stack.steps.tolist() == [step, step, 1, *[step] * 4]
        fleet[5].leave()
        with pytest.raises(walras.FailedPreconditionError, match="session 2 of the fleet"):
            stack.step({"counters": 1})
        assert stack.steps.tolist() == [4, 4, 1, 4, 4, 3, 4]


@pytest.mark.parametrize("way", WAYS)
def test_a_session_that_somebody_else_closes(client, address, way):
    with fleet_of(address, plans("counter-v0"), way) as fleet:
        stack = fleet.stack()
        stack.reset()
        stack.step({"counters": 1})
        end_elsewhere(client, fleet[0])
        end_elsewhere(client, fleet[3])
        for step in (2, 3):
            with pytest.raises(walras.WalrasError, match="session 0 of the fleet"):
                stack.step({"counters": 1})
            assert stack.steps.tolist() == [1, step, step, 1, *[step] * 3]
        with pytest.raises(walras.WalrasError, match="session 0 of the fleet"):
            stack.reset()
        assert stack.steps.tolist() == [1, 4, 4, 1, 4, 4, 4]


def end_elsewhere(client, session):
    request = sessions_pb2.CloseSessionRequest(access=session._access())
    client.rpc.unary("SessionService", "CloseSession", request)


def test_a_session_that_is_gone_when_the_others_reattach(client, address):
    with fleet_of(address, plans("counter-v0"), "together") as fleet:
        stack = fleet.stack()
        stack.reset()
        fleet._lanes.cancel()
        stack.step_async({"counters": 1})
        with pytest.raises(walras.CancelledError):
            stack.step_wait()
        end_elsewhere(client, fleet[4])
        with pytest.raises(walras.NotFoundError, match="session 4 of the fleet"):
            fleet.reattach()
        with pytest.raises(walras.FailedPreconditionError, match="session 4 of the fleet"):
            stack.step_wait()
        assert stack.steps.tolist() == [1, 1, 1, 1, 0, 1, 1]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("threaded", [False, True], ids=["direct", "threaded"])
def test_a_broken_connection_loses_and_repeats_nothing(client, address, way, threaded):
    given = plans()
    with fleet_of(address, given, way, threaded=threaded) as fleet, contextlib.ExitStack() as opened:
        alone = [opened.enter_context(client.session(CHAIN, ROWS, **one.arguments)) for one in given]
        stack = fleet.stack()
        stack.reset()
        for session in alone:
            session.reset()
        for step in range(1, 13):
            actions = drawn(fleet[0], SESSIONS, ROWS, seed=step)
            if step % 4 == 0:
                if step != 8:
                    fleet._lanes.cancel()  # before the act
                stack.step_async(actions)
                if step == 8:
                    for session in fleet:
                        wait_until_taken(session.id, client, session._host_token, step)
                    fleet._lanes.cancel()  # after it was taken
                with pytest.raises(walras.CancelledError):
                    stack.step_wait()
                with pytest.raises(walras.FailedPreconditionError, match="on its way"):
                    stack.step(actions)
                fleet.reattach()
                turn = stack.step_wait()
            else:
                turn = stack.step(actions)
            for k, session in enumerate(alone):
                same(of_session(turn, k), session.step(cut(actions, k)))
        assert [session.last_turn().step for session in fleet] == [12] * SESSIONS


@pytest.mark.parametrize("way", WAYS)
def test_sessions_reattach_by_themselves_too(client, address, way):
    with fleet_of(address, plans("counter-v0", options={"target": 50}), way) as fleet:
        stack = fleet.stack()
        stack.reset()
        stack.step({"counters": 1})
        fleet[1].reattach()  # which nobody needed, and which gives it a stream of its own
        turn = stack.step({"counters": 1})
        assert (turn.step, turn.obs["counters"]["count"].sum()) == (2, 2 * SESSIONS * ROWS)
        fleet._lanes.cancel()
        stack.step_async({"counters": 1})
        with pytest.raises(walras.CancelledError):
            stack.step_wait()
        for k, session in enumerate(fleet):
            if k != 1:
                session.reattach()
        assert fleet[3].step_wait().step == 3
        turn = stack.step_wait()
        assert (turn.step, turn.obs["counters"]["count"].sum()) == (3, 3 * SESSIONS * ROWS)
        assert stack.step({"counters": 1}).step == 4


def test_while_a_step_is_on_its_way(address):
    with fleet_of(address, plans("counter-v0"), "some apart") as fleet:
        stack = fleet.stack()
        with pytest.raises(walras.FailedPreconditionError, match="no step"):
            stack.step_wait()
        before = stack.reset()
        given = np.ones((SESSIONS, ROWS, 1), int)
        stack.step_async({"counters": given})
        given[...] = 0
        assert fleet[2].last_turn().step == before.step
        for refused in (lambda: fleet[2].step({"counters": 1}), stack.reset, lambda: stack.step_async({"counters": 1})):
            with pytest.raises(walras.FailedPreconditionError) as caught:
                refused()
            assert caught.value.reason == "ALREADY_ACTED"
        assert stack.step_wait().obs["counters"]["count"].sum() == SESSIONS * ROWS
        fleet[2].close()
        stack.step_async({"counters": 1})
        fleet[4].close()
        with pytest.raises(walras.FailedPreconditionError, match="session 2 of the fleet"):
            stack.step_wait()
        assert stack.steps.tolist()[:4] == [2, 2, 1, 2]


def test_before_the_first_reset_every_session_is_refused(address):
    with fleet_of(address, plans("counter-v0")) as fleet:
        with pytest.raises(walras.FailedPreconditionError, match="session 0 of the fleet") as refused:
            fleet.stack().step({"counters": 1})
        assert refused.value.reason == "NOT_RESET"
        fleet.reset()
        assert fleet.stack().step({"counters": 1}).step == 1


@pytest.mark.parametrize("way", WAYS)
def test_arrays_do_not_change_and_may_be_asked_for_as_copies(address, way):
    with fleet_of(address, plans("counter-v0"), way) as fleet:
        stack = fleet.stack()
        stack.reset()
        first = stack.step({"counters": 1})
        count = first.obs["counters"]["count"].copy()
        alone = fleet[1].last_turn().obs["counters"]["count"]
        stack.step({"counters": 1})
        np.testing.assert_array_equal(first.obs["counters"]["count"], count)
        np.testing.assert_array_equal(alone, count[1])
    with fleet_of(address, plans("counter-v0"), way, copy=True) as fleet:
        fleet.stack().reset()
        assert fleet.stack().step({"counters": 1}).obs["counters"]["count"].flags.writeable
        assert fleet[1].last_turn().obs["counters"]["count"].flags.writeable


def test_sessions_that_differ_are_refused_by_name(client):
    alike = walras.plan("counter-v0", 2, seed=1)
    for other, words in (
        (walras.plan("counter-v0", 3), r"session 2: num_envs: expected 2, as of session 0, got 3"),
        (walras.plan("counter-v0", 2, options={"target": 9}), r"session 2: options\[target\]: expected .* got .*9"),
        (walras.plan(CHAIN, 2), r"session 2: environment: expected counter-v0, as of session 0, got auction/chain-v0"),
        (walras.plan("counter-v0", 2, shards=2), r"session 2: shards: expected 1"),
    ):
        with client.play_many([alike, walras.plan("counter-v0", 2, row_seeds=[4, 5]), other]) as fleet:
            with pytest.raises(walras.InvalidArgumentError, match=words):
                fleet.stack()
            assert fleet.reset()[0].step == 0


@pytest.mark.parametrize("world", ["counter-v0", CHAIN, "exchange/markov-v0"])
def test_a_stacked_layout_is_that_of_a_session_of_all_the_rows(client, world):
    with client.session(world, 5, metrics=["*"]) as small, client.session(world, 35, metrics=["*"]) as large:
        for one, all_ in zip(small.seats, large.seats, strict=True):
            for mine, theirs in ((one.observation, all_.observation), (one.action, all_.action)):
                stacked: Layout = mine.stacked(7)
                assert stacked.size_bytes == theirs.size_bytes
                assert [field.offset for field in stacked.fields] == [field.offset for field in theirs.fields]
                assert stacked.final(4) == theirs.final(4)
