"""The server's facade for dm_env_rpc: the library's own compliance classes, unmodified, and its adaptor."""

import contextlib
import threading
import unittest

import grpc
import numpy as np
import pytest

pytest.importorskip("dm_env_rpc")
from dm_env_rpc.v1 import connection as connections
from dm_env_rpc.v1 import dm_env_adaptor, dm_env_rpc_pb2, error, spec_manager, tensor_utils
from dm_env_rpc.v1.compliance import create_destroy_world, join_leave_world, reset, reset_world, step
from dm_env_rpc.v1.extensions import properties

pack = tensor_utils.pack_tensor
RUNNING = dm_env_rpc_pb2.EnvironmentStateType.RUNNING
TERMINATED = dm_env_rpc_pb2.EnvironmentStateType.TERMINATED
INTERRUPTED = dm_env_rpc_pb2.EnvironmentStateType.INTERRUPTED

# What compliance is held against: whole numbers and reals, one agent and several, vectors, two groups at once.
WORLDS = {
    "chain": {"environment": "auction/chain-v0", "horizon": 100},
    "bidder": {"environment": "auction/chain-v0", "horizon": 100, "seats": "bidders[1]"},
    "matrix": {"environment": "stackelberg/matrix-v0"},
    "counter": {"environment": "counter-v0", "agents": 3, "target": 1000},
    "exchange": {"environment": "exchange/static-v0", "market": "report"},
}


@contextlib.contextmanager
def connected(address):
    with grpc.insecure_channel(address) as channel:
        connection = connections.Connection(channel)
        try:
            yield connection
        finally:
            connection.close()


def packed(settings):
    return {name: pack(value) for name, value in settings.items()}


def create(connection, **settings):
    return connection.send(dm_env_rpc_pb2.CreateWorldRequest(settings=packed(settings))).world_name


def join(connection, world, **settings):
    request = dm_env_rpc_pb2.JoinWorldRequest(world_name=world, settings=packed(settings))
    return connection.send(request).specs


def take_step(connection, specs, actions=None, observe=()):
    """One step with actions by name; returns the state and the observations by name."""
    names = spec_manager.SpecManager(specs.observations)
    uids = {spec.name: uid for uid, spec in specs.actions.items()}
    given = {uids[name]: pack(value, specs.actions[uids[name]].dtype) for name, value in (actions or {}).items()}
    wanted = [names.name_to_uid(name) for name in observe]
    response = connection.send(dm_env_rpc_pb2.StepRequest(actions=given, requested_observations=wanted))
    return response.state, {
        names.uid_to_name(uid): tensor_utils.unpack_tensor(value) for uid, value in response.observations.items()
    }


class OfOneWorld:
    """A connection that has made a world of the case at hand, for compliance classes."""

    __test__ = False  # by itself: there is no address yet
    address = None
    settings = WORLDS["chain"]

    def setUp(self):
        super().setUp()
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        self.made = stack.enter_context(connected(self.address))

    @property
    def connection(self):
        return self.made


class CreateDestroyWorld(OfOneWorld, create_destroy_world.CreateDestroyWorld):
    has_multiple_world_support = True
    required_world_settings = packed({"environment": "auction/chain-v0"})
    invalid_world_settings = packed(
        {"copies": 1.5, "mechanism": "barter", "seed": -1, "nonsense": 1, "seats": "nobody"}
    )


class JoinLeaveWorld(OfOneWorld, join_leave_world.JoinLeaveWorld):
    invalid_join_settings = packed({"seats": "nobody", "copies": 2})

    def setUp(self):
        super().setUp()
        self.world = create(self.made, **self.settings)

    @property
    def world_name(self):
        return self.world


class Reset(OfOneWorld, reset.Reset):
    def join_world(self):
        return join(self.made, create(self.made, **self.settings))


class ResetWorld(OfOneWorld, reset_world.ResetWorld):
    def setUp(self):
        super().setUp()
        self.world = create(self.made, **self.settings)

    @property
    def world_name(self):
        return self.world


class Step(OfOneWorld, step.Step):
    def setUp(self):
        super().setUp()
        self.joined = join(self.made, create(self.made, **self.settings))

    @property
    def specs(self):
        return self.joined

    @property
    def required_actions(self):
        """Every action is required here; each is the least one, or 0 where there is none."""
        return {uid: step._create_test_tensor(spec) for uid, spec in self.joined.actions.items()}


SUITES = (CreateDestroyWorld, JoinLeaveWorld, Reset, ResetWorld, Step)


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.__name__)
def test_the_librarys_own_compliance_classes_pass(address, interop, suite, world):
    # Guards: a server that the library's clients cannot use.
    interop("dm-env-rpc", "its compliance classes, unmodified")
    case = type(suite.__name__, (suite,), {"address": address, "settings": WORLDS[world]})
    tests = unittest.defaultTestLoader.loadTestsFromTestCase(case)
    result = unittest.TestResult()
    tests.run(result)
    assert result.testsRun >= 3
    assert [text for _, text in result.failures + result.errors] == []
    assert result.skipped == []


def test_its_adaptor_plays_the_episodes_that_the_wire_has(address, client, interop):
    # Guards: rewards, ends or observations that are not the session's.
    interop("dm-env-rpc", "its adaptor for dm_env")
    with connected(address) as connection:
        world = create(connection, environment="auction/chain-v0", copies=2, seed=7, horizon=5)
        env = dm_env_adaptor.DmEnvAdaptor(connection, join(connection, world))
        bids = np.linspace(0.1, 0.9, 4)
        with client.session("auction/chain-v0", num_envs=1, seed=7, options={"copies": 2, "horizon": 5}) as session:
            for begin in (session.reset, lambda: session.step({"bidders": bids[None]})):
                turn = begin()
                seen = env.reset()
                assert seen.first()
                np.testing.assert_array_equal(seen.observation["state"], turn.obs["bidders"]["state"][0])
                while not seen.last():
                    turn = session.step({"bidders": bids[None]})
                    seen = env.step({"bid": bids.astype(env.action_spec()["bid"].dtype)})
                    np.testing.assert_array_equal(seen.observation["state"], turn.obs["bidders"]["state"][0])
                    np.testing.assert_array_equal(seen.reward, turn.reward["bidders"][0])
                    assert seen.last() == bool(turn.terminated[0] or turn.truncated[0])
                assert seen.discount == (0.0 if turn.terminated[0] else 1.0)
        env.close()


def test_options_and_metrics_are_properties(address, interop):
    # Guards: metrics that nobody can read, keys that lead nowhere.
    interop("dm-env-rpc", "its extension of properties")
    with connected(address) as connection:
        tree = properties.PropertiesExtension(connection)
        assert "auction/chain-v0" in tree["environments"]
        assert set(tree.specs()) == {"environments"}
        specs = join(connection, create(connection, environment="auction/chain-v0", copies=2, horizon=9))
        assert set(tree.specs()) == {"environments", "environment", "options", "metrics"}
        assert tree["environment"] == "auction/chain-v0"
        assert tree["options.copies"] == 2
        assert tree.specs("options")["options.horizon"].readable
        take_step(connection, specs)
        take_step(connection, specs, {"bid": [0.1, 0.9, 0.2, 0.8]})
        listed = tree.specs("metrics")
        assert listed["metrics.price"].description
        for key in listed:
            assert np.shape(tree[key]) == listed[key].spec.shape, key
        with pytest.raises(KeyError):
            tree["metrics.prize"]
        with pytest.raises(PermissionError):
            tree["options.copies"] = 3
        with pytest.raises(ValueError, match="error"):
            tree["metrics"]


def test_two_streams_play_one_world(address):
    # Guards: steps that do not wait for each other, a reset that the others do not hear of.
    with connected(address) as host, connected(address) as guest:
        world = create(host, environment="auction/chain-v0", seats=["bidders[0]", "bidders[1]"], horizon=50)
        mine, theirs = join(host, world, seats="bidders[0]"), join(guest, world, seats="bidders[1]")
        with pytest.raises(error.DmEnvRpcError, match="seat"), connected(address) as third:
            join(third, world)
        assert take_step(host, mine)[0] == take_step(guest, theirs)[0] == RUNNING
        states = []
        waiting = threading.Thread(target=lambda: states.append(take_step(host, mine, {"bid": 0.5}, ["reward"])))
        waiting.start()
        assert take_step(guest, theirs, {"bid": 0.25}, ["reward"])[0] == RUNNING
        waiting.join(30)
        assert states[0][0] == RUNNING
        assert np.shape(states[0][1]["reward"]) == ()
        host.send(dm_env_rpc_pb2.ResetWorldRequest(world_name=world))
        assert take_step(host, mine)[0] == RUNNING, "who resets a world begins at once"
        assert take_step(guest, theirs, {"bid": 0.25})[0] == INTERRUPTED
        assert take_step(guest, theirs)[0] == RUNNING
        host.send(dm_env_rpc_pb2.LeaveWorldRequest())
        host.send(dm_env_rpc_pb2.DestroyWorldRequest(world_name=world))
        with pytest.raises(error.DmEnvRpcError, match="closed"):
            take_step(guest, theirs, {"bid": 0.25})


def test_a_reset_changes_options_and_seed(address):
    # Guards: settings of a reset that are taken and forgotten.
    with connected(address) as connection:
        specs = join(connection, create(connection, environment="auction/chain-v0", horizon=50))
        tree = properties.PropertiesExtension(connection)
        take_step(connection, specs)
        settings = packed({"horizon": 2, "seed": 3})
        assert connection.send(dm_env_rpc_pb2.ResetRequest(settings=settings)).specs == specs
        assert tree["options.horizon"] == 2
        bids = {"bid": [0.5] * specs.actions[1].shape[0]}
        states = [take_step(connection, specs, bids)[0] for _ in range(3)]
        assert states[:2] == [RUNNING, RUNNING]
        assert states[2] in (TERMINATED, INTERRUPTED)
        with pytest.raises(error.DmEnvRpcError, match="horizons"):
            connection.send(dm_env_rpc_pb2.ResetRequest(settings=packed({"horizons": 2})))


def test_a_seat_of_somebody_elses_session_is_a_world(address, client):
    # Guards: tables at which these clients could not sit; a reset by who is no host.
    with (
        connected(address) as connection,
        client.host("auction/chain-v0", num_envs=1, seats=["bidders/0"], options={"horizon": 50}) as host,
    ):
        world = host.address("bidders/0").rpartition("/")[2]
        specs = join(connection, world)
        with pytest.raises(error.DmEnvRpcError, match="reset"):
            take_step(connection, specs)
        host.reset()
        assert take_step(connection, specs)[0] == RUNNING
        assert take_step(connection, specs, {"bid": 0.5}, ["state", "reward"])[0] == RUNNING
        with pytest.raises(error.DmEnvRpcError, match=r"host.+s token"):
            connection.send(dm_env_rpc_pb2.ResetRequest())
        with pytest.raises(error.DmEnvRpcError, match=r"host.+s token"):
            connection.send(dm_env_rpc_pb2.DestroyWorldRequest(world_name=world))


def test_worlds_end_with_their_stream_and_are_bounded(address, client):
    # Guards: sessions that nobody closes; a stream that takes the server.
    before = len(client.sessions())
    with connected(address) as connection:
        for _ in range(32):
            create(connection, environment="counter-v0")
        with pytest.raises(error.DmEnvRpcError, match="at most 32 worlds"):
            create(connection, environment="counter-v0")
        assert len(client.sessions()) == before + 32
    wait_until(lambda: len(client.sessions()) == before)


def wait_until(condition):
    done = threading.Event()
    for _ in range(300):
        if condition():
            return
        done.wait(0.1)
    raise AssertionError("it did not come to that")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"environment": "auction/chain-v1"}, "did you mean auction/chain-v0"),
        ({"environment": "auction/chain-v0", "copy": 2}, "did you mean copies"),
        ({"environment": 3}, "a text"),
        ({"environment": "auction/chain-v0", "policies": "bidders=random"}, "the seats of those who join"),
        ({"environment": "auction/chain-v0", "seats": "bidders[0]", "policies": ["bidders[1]"]}, "SEAT=POLICY"),
    ],
)
def test_what_is_wrong_is_said_in_words(address, settings, words):
    with connected(address) as connection, pytest.raises(error.DmEnvRpcError, match="code: ") as refused:
        create(connection, **settings)
    assert words in str(refused.value)
