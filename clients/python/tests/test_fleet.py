"""Many sessions on one stream: each is as a session of its own."""

import numpy as np
import pytest

import walras

SESSIONS = 40


@pytest.fixture(params=[False, True], ids=["direct", "threaded"])
def threaded(request):
    return request.param


def plans(count=SESSIONS):
    """Economies that differ: in their seed, their size and their number of agents."""
    return [
        walras.plan("counter-v0", 2 + k % 3, seed=k, options={"agents": 1 + k % 2}, metrics=["*"]) for k in range(count)
    ]


def increments(fleet, step):
    return [
        {"counters": np.full((session.num_envs, 1 + k % 2), (k + step) % 2, np.int32)}
        for k, session in enumerate(fleet)
    ]


def same(one, other):
    assert (one.step, one.cause) == (other.step, other.cause)
    np.testing.assert_array_equal(one.obs["counters"]["count"], other.obs["counters"]["count"])
    np.testing.assert_array_equal(one.reward["counters"], other.reward["counters"])
    np.testing.assert_array_equal(one.terminated, other.terminated)
    assert one.metrics.keys() == other.metrics.keys()


def test_a_fleet_equals_sessions_of_their_own(client, threaded):
    with client.play_many(plans(), threaded=threaded) as fleet:
        turns = [fleet.reset()]
        for step in range(1, 6):
            turns.append(fleet.step(increments(fleet, step)))
        assert [turn.step for turn in turns[-1]] == [5] * SESSIONS
        for k in (0, 7, SESSIONS - 1):
            given = plans()[k]
            with client.session(given.environment, given.num_envs, **given.arguments) as alone:
                same(turns[0][k], alone.reset())
                for step in range(1, 6):
                    same(turns[step][k], alone.step(increments(fleet, step)[k]))


def test_arrays_are_views_that_do_not_change(client):
    with client.play_many(plans(3)) as fleet:
        fleet.reset()
        first = fleet.step(increments(fleet, 1))
        count = first[1].obs["counters"]["count"]
        kept = count.copy()
        assert not count.flags.writeable
        fleet.step(increments(fleet, 2))
        np.testing.assert_array_equal(count, kept)
    with client.play_many(plans(2), copy=True) as fleet:
        assert fleet.reset()[0].obs["counters"]["count"].flags.writeable


def test_some_sessions_may_be_left_where_they_are(client):
    with client.play_many(plans(3)) as fleet:
        fleet.reset([5, None, 5])
        actions = increments(fleet, 1)
        turns = fleet.step([actions[0], None, actions[2]])
        assert turns[1] is None
        assert [turn.step for turn in fleet.step(actions)] == [2, 1, 2]


def test_a_refusal_says_which_session_and_leaves_the_others(client):
    with client.play_many(plans(3)) as fleet:
        fleet.reset()
        actions = increments(fleet, 1)
        actions[1] = {"counters": np.full_like(actions[1]["counters"], 99)}
        with pytest.raises(walras.InvalidArgumentError, match=r"session 1 of the fleet") as refused:
            fleet.step(actions)
        assert refused.value.reason == "BAD_ACTION"
        assert [session.last_turn().step for session in fleet] == [1, 0, 1]
        assert [turn.step for turn in fleet.step(increments(fleet, 2))] == [2, 1, 2]


def test_sessions_play_by_themselves_too(client):
    with client.play_many(plans(4)) as fleet:
        fleet.reset()
        fleet[2].close()
        assert fleet[0].step(increments(fleet, 1)[0]).step == 1
        trajectory = fleet[3].rollout(4)
        assert len(trajectory.terminated) == 4
        actions = increments(fleet, 1)
        actions[2] = None
        assert [turn and turn.step for turn in fleet.step(actions)] == [2, 1, None, 5]
        snapshot = fleet[1].snapshot()
        assert fleet[1].restore(snapshot)[0].step == 2


def test_a_wrong_plan_is_named(client):
    with pytest.raises(walras.NotFoundError, match=r"session 1 of the fleet.*counter-v0"):
        client.play_many([walras.plan("counter-v0"), walras.plan("countre-v0")])
    with pytest.raises(walras.InvalidArgumentError, match="at least one"):
        client.play_many([])
    with pytest.raises(walras.InvalidArgumentError, match="transport"):
        walras.plan("counter-v0", transport="shm")


def test_one_of_each_is_needed(client):
    with client.play_many(plans(2)) as fleet:
        with pytest.raises(walras.InvalidArgumentError, match="one per session, 2"):
            fleet.reset([1])
        fleet.reset()
        with pytest.raises(walras.InvalidArgumentError, match="one per session, 2"):
            fleet.step([None])


def test_closing_ends_the_sessions(client):
    before = len(client.sessions())
    fleet = client.play_many(plans(5))
    assert len(client.sessions()) == before + 5
    fleet.close()
    fleet.close()
    assert len(client.sessions()) == before
    with pytest.raises(walras.FailedPreconditionError):
        fleet.reset()


def test_a_session_of_a_broken_stream_reattaches(client):
    with client.play_many(plans(2)) as fleet:
        fleet.reset()
        fleet.step(increments(fleet, 1))
        fleet[0]._stream._lanes.cancel()
        with pytest.raises(walras.WalrasError):
            fleet.step(increments(fleet, 2))
        fleet[0].reattach()
        assert fleet[0].step_wait().step == 2
