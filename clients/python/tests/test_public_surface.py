"""Everything public, found by looking: none is forgotten.

Signatures say their keywords, names are listed, texts are short, and what is wrong is refused by a ``WalrasError`` that
names the argument, before protobuf or NumPy sees it.
"""

import inspect
import sys

import numpy as np
import pytest

import walras
import walras.datasets
import walras.suites

# Functions whose keywords are another's names: an environment's options, a policy's, a dataset's, a method's.
OPEN = {"parts", "named", "to_minari", "env_method"}
MODULES = [walras, walras.policies, walras.datasets, walras.suites]
WRONG = [object(), b"\xff\x00", {3}]


def functions():
    """Every public function and method, with its name."""
    found = {}
    for module in MODULES:
        for name in module.__all__:
            thing = getattr(module, name)
            if inspect.isfunction(thing):
                found[f"{module.__name__}.{name}"] = thing
            elif inspect.isclass(thing) and thing.__module__.startswith("walras") and not is_data(thing):
                for method, member in inspect.getmembers(thing, inspect.isfunction):
                    if not method.startswith("_") and member.__module__.startswith("walras"):
                        found[f"{name}.{method}"] = member
    return found


def is_data(kind):
    return issubclass(kind, (dict, BaseException))


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_modules_list_what_is_public(module):
    assert sorted(dir(module)) == sorted(module.__all__)
    assert all(hasattr(module, name) for name in module.__all__)
    assert module.__doc__


@pytest.mark.parametrize("name", functions())
def test_functions_say_what_they_do_and_what_they_take(name):
    function = functions()[name]
    assert inspect.getdoc(function), f"{name} has no text"
    open_ended = [
        each.name
        for each in inspect.signature(function).parameters.values()
        if each.kind is inspect.Parameter.VAR_KEYWORD
    ]
    assert not open_ended or name.rpartition(".")[2] in OPEN, f"{name}(**{open_ended[0]}) hides its keywords"


def things(client):
    """One of each thing that shows itself."""
    session = client.session("auction/chain-v0", 3, metrics=["price"])
    turn = session.reset()
    yield from (client, session, turn, session.rollout(2), session.spec, client.describe("stackelberg/taxation-v0"))
    yield client.solve("auction/chain-v0")
    yield client.evaluate("auction/sealed-bid-v0")
    session.close()
    with client.host("auction/chain-v0") as host:
        yield host
    with walras.make("counter-v0", client=client) as env:
        yield env.unwrapped
    envs = walras.make_vec("counter-v0", 3, client=client)
    yield envs
    envs.close()
    if "pettingzoo" in sys.modules:
        par = walras.parallel_env("auction/chain-v0", client=client)
        yield par
        par.close()
    with walras.connect([client.address]) as spanning:
        yield spanning


def test_everything_shows_itself_in_one_short_line(client):
    seen = set()
    for thing in things(client):
        kind = type(thing).__name__
        seen.add(kind)
        text = repr(thing)
        assert len(text) < 800, (kind, len(text))
        assert "\n" not in text, kind
        assert "object at 0x" not in text, text
        if kind != "Evaluation":
            table = thing._repr_html_()
            assert table.startswith("<table>"), kind
            assert table.count("<tr>") > 1, kind
    assert {"Client", "Session", "Turn", "Trajectory", "Spec", "Solution", "Host", "WalrasEnv", "Spanning"} <= seen


def calls(client, session, host, trajectory):
    """Every function that takes arguments, and arguments that it takes."""
    chain = {"environment": "auction/chain-v0"}
    bids = np.zeros((2, 4))
    many = {"num_envs": 2, "seat": "bidders", "client": client}
    return {
        "walras.connect": (walras.connect, {"address": client.address}),
        "walras.join": (walras.join, {"address": "walras://localhost:1/s?ticket=t"}),
        "walras.make": (walras.make, {**chain, "seat": "bidders", "client": client}),
        "walras.make_vec": (walras.make_vec, {**chain, **many}),
        "walras.parallel_env": (walras.parallel_env, {**chain, "client": client}),
        "walras.parts": (walras.parts, {"count": 2}),
        "walras.register": (walras.register, {"environments": ["counter-v0"]}),
        "walras.suite": (walras.suite, {"name": "chain-small"}),
        "walras.suites.suite": (walras.suite, {"name": "chain-small"}),
        "walras.policies.named": (walras.policies.named, {"name": "truthful"}),
        "walras.policies.table": (walras.policies.table, {"values": np.zeros((2, 2))}),
        "walras.policies.network": (walras.policies.network, {"layers": [(np.zeros((2, 2)), np.zeros(2))]}),
        "walras.policies.of": (walras.policies.of, {"policy": "uniform"}),
        "Client.attach": (client.attach, {"session_id": session.id}),
        "Client.describe": (client.describe, chain),
        "Client.environments": (client.environments, {"prefix": ""}),
        "Client.evaluate": (client.evaluate, chain),
        "Client.host": (client.host, chain),
        "Client.session": (client.session, chain),
        "Client.solve": (client.solve, chain),
        "Host.address": (host.address, {}),
        "Host.page": (host.page, {"seat": next(iter(host.tickets))}),
        "Host.reset": (host.reset, {}),
        "Host.restore": (host.restore, {"snapshot": b""}),
        "Session.reset": (session.reset, {}),
        "Session.reset_async": (session.reset_async, {}),
        "Session.restore": (session.restore, {"snapshot": b""}),
        "Session.rollout": (session.rollout, {"steps": 1}),
        "Session.step": (session.step, {"actions": {"bidders": bids}}),
        "Session.step_async": (session.step_async, {"actions": {"bidders": bids}}),
        "Session.last_turn": (session.last_turn, {}),
        "Session.recording": (session.recording, {}),
        "Session.step_wait": (session.step_wait, {}),
        "Session.wait": (session.wait, {}),
        "Session.reattach": (session.reattach, {}),
        "Trajectory.turn": (trajectory.turn, {"k": 0}),
        "Trajectory.last_turn": (trajectory.last_turn, {"shard": 0}),
        "Trajectory.save": (trajectory.save, {"path": "x.npz"}),
        "Trajectory.to_minari": (trajectory.to_minari, {"name": "a/b-v0"}),
        "walras.datasets.load": (walras.datasets.load, {"path": "x.npz"}),
        "walras.datasets.save": (walras.datasets.save, {"trajectory": trajectory, "path": "x.npz"}),
    }


# Not held to it, with the reason.
EXCUSED = {
    "walras.policies.from_torch": "a module is whatever has layers; tested in test_networks.py",
    "walras.datasets.episodes": "a trajectory is its only argument that can be wrong",
    "walras.datasets.flat": "a trajectory is its only argument",
    "walras.datasets.to_minari": "as Trajectory.to_minari",
    "Session.by_part": "takes anything",
    "Client.open_play": "of the client's own parts", "Client.open_rollouts": "", "Client.reopen_play": "",
    "Client.time_limit": "",
}  # fmt: skip
# Any value is a right one, true or false; or it is another thing of walras' own, or a type checker's business.
ANY = {"copy", "threaded", "wait", "replace", "client", "tls", "self", "trajectory", "reuse"}


def same_elsewhere(name):
    """Spanning passes on to Client, Task to make, a Session has what a Participant has."""
    return name.rpartition(".")[0] in {
        "Spanning",
        "Task",
        "Suite",
        "Participant",
        "Tls",
        "LocalServer",
        "Episode",
        "Policy",
    }


def test_every_function_with_arguments_is_held_to_it(client):
    with client.session("auction/chain-v0", 2) as session, client.host("counter-v0") as host:
        session.reset()
        known = set(calls(client, session, host, session.rollout(1))) | set(EXCUSED)
    for name, function in functions().items():
        parameters = [each for each in inspect.signature(function).parameters if each not in {"self", "cls"}]
        assert not parameters or name in known or same_elsewhere(name), f"{name}: nobody tries what it refuses"


def test_what_is_no_argument_is_refused_by_its_name(client, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    forgiven, silent = [], []
    with client.session("auction/chain-v0", 2) as session, client.host("auction/chain-v0", 2) as host:
        session.reset()
        trajectory = session.rollout(1)
        for name, (function, right) in calls(client, session, host, trajectory).items():
            for parameter in inspect.signature(function).parameters.values():
                if parameter.name in ANY or parameter.kind is inspect.Parameter.VAR_KEYWORD:
                    continue
                for wrong in WRONG:
                    if parameter.name == "snapshot" and isinstance(wrong, bytes):
                        continue  # bytes are what it is
                    try:
                        called(function, parameter, right, wrong)
                        silent.append((name, parameter.name, wrong))
                    except walras.WalrasError as error:
                        if parameter.name not in str(error):
                            forgiven.append((name, parameter.name, str(error)[:100]))
                    except Exception as error:  # the list of all is the finding
                        forgiven.append((name, parameter.name, f"{type(error).__name__}: {error}"[:100]))
    assert not [*silent, *forgiven], "\n".join(map(str, [*silent, *forgiven]))


def called(function, parameter, right, wrong):
    if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
        result = function(*right.values(), wrong)
    elif parameter.kind is inspect.Parameter.POSITIONAL_ONLY:
        result = function(wrong)
    elif function is walras.parts:  # its count is positional
        result = function(2, **{parameter.name: wrong})
    else:
        result = function(**{**right, parameter.name: wrong})
    if hasattr(result, "close"):
        result.close()
