"""Python that explains itself: signatures, names, short texts, errors that name the argument."""

import inspect
import pydoc

import numpy as np
import pytest

import walras


@pytest.mark.parametrize(
    "function",
    [walras.make, walras.make_vec, walras.parallel_env, walras.Client.session, walras.Client.host],
    ids=lambda function: function.__qualname__,
)
def test_signatures_name_every_keyword(function):
    parameters = inspect.signature(function).parameters
    assert set(walras.SessionArguments.__annotations__) <= set(parameters)
    assert not any(each.kind is inspect.Parameter.VAR_KEYWORD for each in parameters.values())


def test_names_are_the_public_ones():
    assert set(walras.__all__) <= set(dir(walras))
    assert not {"grpc", "np", "VERSION"} & set(dir(walras))
    for name in walras.__all__:
        assert getattr(walras, name) is not None


def test_help_begins_with_what_to_do():
    text = pydoc.plain(pydoc.render_doc(walras))
    assert text.index("walras.make(") < 500


def test_unknown_keyword_is_named_with_the_nearest(address, client):
    for make in (walras.make, walras.make_vec, client.session, client.host):
        with pytest.raises(walras.InvalidArgumentError, match=r"optons.*nearest is options"):
            make("counter-v0", optons={})


def test_results_show_themselves_in_a_line_and_a_table(client):
    solution = client.solve("auction/chain-v0")
    assert repr(solution).startswith("<Solution auction/chain-v0: q_star float64 [6, 2], ")
    assert "<td>q_star</td>" in solution._repr_html_()
    with client.session("auction/chain-v0", 3, metrics=["price"]) as session:
        turn = session.reset()
        assert repr(turn).startswith("<Turn 0 reset B=3 done=0: obs.bidders.state int32 [3, 4], ")
        assert len(repr(session.rollout(2))) < 800
        assert "<td>metrics.price</td>" in session.rollout(2)._repr_html_()
    assert client.address in repr(client)
    assert "auction/chain-v0" in client._repr_html_()
    with client.host("counter-v0") as host:
        assert repr(host).startswith(f"<Host {host.id} ")


def test_suites_have_parts_that_share_nothing():
    for suite in walras.suites.SUITES.values():
        parts = [{repr(task.options) for task in getattr(suite, part)} for part in walras.suites.PARTS]
        seeds = [{seed for task in getattr(suite, part) for seed in task.seeds} for part in walras.suites.PARTS]
        for sets in (parts, seeds):
            assert sum(map(len, sets)) == len(set.union(*sets))
    with pytest.raises(walras.NotFoundError, match="nearest is chain-small"):
        walras.suite("chain-smal")


def test_suite_is_played(address):
    for _, task in walras.suite("matrix-games"):
        walras.make(task.environment, options=dict(task.options)).close()
    task = walras.suite("chain-small").test[0]
    envs = task.make_vec(seat="bidders")
    first = envs.reset()[0]
    assert len(first) == len(task.seeds)
    envs.close()
    env = task.make(seat="bidders")
    assert np.array_equal(env.reset()[0], first[0])
    env.close()
