"""What the wire cannot carry is refused by its name, in every place alike, before protobuf or NumPy sees it."""

import time

import numpy as np
import pytest

import walras

# A world with chance, so that seeds show.
CHANCE = {
    "transitions": [[[0.5, 0.5], [0.1, 0.9]], [[0.9, 0.1], [0.4, 0.6]]],
    "rewards": [[0, 1], [0.5, 0]],
    "horizon": 12,
    "control": "planner",
}
WORLD = "auction/tabular-v0"
PLACES = ["session", "session.reset", "make", "make.reset", "make_vec", "make_vec.reset", "parallel", "parallel.reset"]


@pytest.fixture(autouse=True)
def _address(address):
    """Environments find the server by WALRAS_ADDRESS."""


def states_of_session(client, seed, in_reset):
    given = {} if in_reset else {"row_seeds": [seed]}
    with client.session(WORLD, options=CHANCE, **given) as session:
        turns = [session.reset(row_seeds=[seed] if in_reset else None)]
        turns += [session.step({"planner": 1}) for _ in range(11)]
        return [int(turn.obs["planner"]["state"].item()) for turn in turns]


def states_of_env(make, seed, in_reset):
    env = make(WORLD, options=CHANCE, **({} if in_reset else {"seed": seed}))
    try:
        seen = [env.reset(seed=seed if in_reset else None)[0]]
        name = env.agents[0] if hasattr(env, "agents") else None
        act = [1] if hasattr(env, "num_envs") else 1
        seen += [env.step(act if name is None else {name: 1})[0] for _ in range(11)]
        return [int(np.asarray(one if name is None else one[name]).item()) for one in seen]
    finally:
        env.close()


def states(client, place, seed):
    """What one row with this seed goes through, the seed given in one of the places."""
    kind, _, reset = place.partition(".")
    if kind == "session":
        return states_of_session(client, seed, bool(reset))
    make = {"make": walras.make, "make_vec": walras.make_vec, "parallel": walras.parallel_env}[kind]
    return states_of_env(make, seed, bool(reset))


@pytest.mark.parametrize(
    "seed",
    [0, 7, 2**53 + 1, 2**63 - 1, 2**63, 2**64 + 5, pytest.param(10**6000, id="huge"), np.int64(9), np.uint64(2**63)],
)
def test_every_seed_works_and_is_the_same_everywhere(client, seed, interop):
    interop("gymnasium", "any seed, the same in make, make_vec, reset and session")
    told = [states(client, place, seed) for place in PLACES]
    assert told == [told[0]] * len(PLACES)


def test_folded_seeds_differ():
    from walras.arguments import wire_seed

    folded = {wire_seed("seed", 2**63 + k) for k in range(1000)} | {
        wire_seed("seed", 2 ** (63 + k)) for k in range(100)
    }
    assert len(folded) == 1099
    assert all(0 <= seed < 2**63 for seed in folded)


@pytest.mark.parametrize(
    "seed", [-1, 1.5, "3", True, np.float64(2), b"1", pytest.param(-(10**6000), id="hugely negative"), np.bool_(True)]
)
@pytest.mark.parametrize("place", PLACES)
def test_what_is_no_seed_is_refused_everywhere(client, place, seed):
    with pytest.raises(walras.InvalidArgumentError, match="seed") as caught:
        states(client, place, seed)
    assert caught.value.reason == "BAD_REQUEST"


@pytest.mark.parametrize("seed", [-1, 1.5, "3", True])
def test_what_is_no_batch_seed_is_refused(client, seed):
    with pytest.raises(walras.InvalidArgumentError, match="seed"):
        client.session(WORLD, seed=seed)
    with pytest.raises(walras.InvalidArgumentError, match="seed"):
        client.host(WORLD, seed=seed)
    with client.session("counter-v0") as session:
        session.reset()
        with pytest.raises(walras.InvalidArgumentError, match="reset: seed"):
            session.reset(seed=seed)
        with pytest.raises(walras.InvalidArgumentError, match="rollout: seed"):
            session.rollout(3, seed=seed)
        assert session.step({"counters": 1}).step == 1


NESTED: list = []
NESTED.append(NESTED)
LONG = "x" * 1_000_000


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"num_envs": 0}, "num_envs"),
        ({"num_envs": 2.5}, "num_envs"),
        ({"num_envs": True}, "num_envs"),
        ({"num_envs": "2"}, "num_envs"),
        ({"num_envs": 2**40}, "num_envs"),
        ({"row_seeds": [1, 2, 3]}, "row_seeds"),
        ({"row_seeds": 1}, "row_seeds"),
        ({"row_seeds": [1, None]}, r"row_seeds\[1\]"),
        ({"row_seeds": np.ones((2, 2), int)}, "row_seeds"),
        ({"options": {"target": b"3"}}, "options\\['target'\\]"),
        ({"options": {"target": {3}}}, "options\\['target'\\]"),
        ({"options": {"target": 2**53 + 1}}, "options\\['target'\\]"),
        ({"options": {"target": np.array([2**60])}}, "options\\['target'\\]"),
        ({"options": {"target": [1, [object()]]}}, r"options\['target'\]\[1\]\[0\]"),
        ({"options": {3: 3}}, "options"),
        ({"options": ["target"]}, "options"),
        ({"options": {"target": "\ud800"}}, "options\\['target'\\]"),
        ({"options": {"\ud800": 1}}, "options"),
        ({"options": {"target": NESTED}}, "options\\['target'\\].*deep"),
        ({"seats": {"counters": "random"}}, "seats.*policies="),
        ({"shards": 0}, "shards"),
        ({"shards": 1.5}, "shards"),
        ({"keep": -1}, "keep"),
        ({"keep": float("nan")}, "keep"),
        ({"keep": 1e300}, "keep"),
        ({"reconnect": "soon"}, "reconnect"),
        ({"reconnect": -1}, "reconnect"),
        ({"deadline": walras.Deadline("soon")}, "deadline"),
        ({"log": "sometimes"}, "log"),
    ],
)
def test_arguments_are_refused_by_name(client, arguments, named):
    with pytest.raises(walras.InvalidArgumentError, match=named):
        client.session("counter-v0", **{"num_envs": 2, **arguments})


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"mask": [True]}, "mask"),
        ({"mask": [[True], [True, False]]}, "mask"),
        ({"mask": ["yes", "no"]}, "mask"),
        ({"row_seeds": [1]}, "row_seeds"),
        ({"options": {"start": [1, 2, 3]}}, r"options\['start'\]"),
        ({"options": {"start": "x"}}, r"options\['start'\]"),
        ({"options": {"start": [[1], [2, 3]]}}, r"options\['start'\]"),
    ],
)
def test_a_reset_is_refused_by_name_and_nothing_moves(client, arguments, named):
    with client.session("counter-v0", 2) as session:
        session.reset()
        with pytest.raises(walras.InvalidArgumentError, match=named):
            session.reset(**arguments)
        assert session.step({"counters": 1}).step == 1


def test_ragged_actions_are_refused(client):
    with client.session("auction/chain-v0", 2) as session:
        session.reset()
        with pytest.raises(walras.InvalidArgumentError) as caught:
            session.step({"bidders": [[0.1], [0.2, 0.3]]})
        assert caught.value.reason == "BAD_ACTION"


@pytest.mark.parametrize("timeout", [-1, float("nan"), float("inf"), "1", True])
def test_a_timeout_that_is_no_time_is_refused(client, address, timeout):
    with pytest.raises(walras.InvalidArgumentError, match="timeout"):
        walras.connect(address, timeout=timeout)
    with pytest.raises(walras.InvalidArgumentError, match="timeout"):
        client.solve("auction/chain-v0", timeout=timeout)
    with client.session("counter-v0") as session, pytest.raises(walras.InvalidArgumentError, match="timeout"):
        session.reattach(timeout)


@pytest.mark.parametrize("timeout", [None, 1e300])
def test_a_timeout_beyond_every_clock_is_none(address, timeout):
    with walras.connect(address, timeout=timeout) as client, client.session("counter-v0") as session:
        assert session.reset().step == 0


@pytest.mark.parametrize(
    "arguments",
    [
        {"autoreset_mode": LONG},
        {"log": LONG},
        {"transport": LONG},
        {"options": {LONG: object()}},
        {"options": {"target": {LONG: object()}}},
        {"options": {"agents": 2}, "policies": {"counters/0": (LONG, {LONG: object()})}},
        {"keep": LONG},
        {"seed": LONG},
    ],
)
def test_long_words_are_cut_before_anybody_shows_them(client, arguments):
    with pytest.raises(walras.InvalidArgumentError) as caught:
        client.session("counter-v0", **arguments)
    assert len(str(caught.value)) < 1000
    assert all(len(text) < 1000 for text in caught.value.fields.values())


@pytest.mark.parametrize("keep", [0, 1e-9])
def test_a_session_that_is_not_kept_lives_while_somebody_is_there(client, keep):
    session = client.session("counter-v0", keep=keep)
    session.reset()
    assert session.step({"counters": 1}).step == 1
    session.leave()
    deadline = time.monotonic() + 20
    while session.id in {summary.id for summary in client.sessions()}:
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize("make", [walras.make, walras.parallel_env])
def test_one_row_has_no_autoreset_mode(client, make):
    with pytest.raises(walras.InvalidArgumentError, match="autoreset_mode: expected none"):
        make("counter-v0", client=client, autoreset_mode="foo")
