"""The benchmark's yardsticks are the same worlds as the server's, number by number."""

import json

import numpy as np
import pytest

from walras import yardsticks


@pytest.mark.parametrize("library", ["numpy", "jax"])
@pytest.mark.parametrize("world", sorted(yardsticks.NUMPY))
def test_a_yardstick_is_the_same_world(client, world, library):
    if library == "jax":
        pytest.importorskip("jax")
    rows = 16
    step = (yardsticks.jax_step if library == "jax" else yardsticks.numpy_step)(world, rows)
    generator = np.random.default_rng(1)
    with client.session(world, rows) as session:
        session.reset()
        (seat,) = session.seats
        (place,) = seat.action.fields
        ended = 0
        for _ in range(100):
            drawn = (
                generator.uniform(size=place.shape)
                if place.dtype.kind == "f"
                else generator.integers(2, size=place.shape)
            )
            given = drawn.astype(place.dtype)
            turn = session.step({seat.key: given})
            (seen,) = turn.obs[seat.key].values()
            observation, reward, terminated, truncated = step(given)
            np.testing.assert_array_equal(observation, seen)
            np.testing.assert_allclose(reward, turn.reward[seat.key], atol=1e-12)
            np.testing.assert_array_equal(terminated, turn.terminated)
            np.testing.assert_array_equal(truncated, turn.truncated)
            ended += int(turn.done.sum())
        assert ended


def test_another_world_has_no_yardstick():
    assert yardsticks.numpy_step("exchange/static-v0", 1) is None
    assert yardsticks.jax_step("exchange/static-v0", 1) is None


def test_the_command_prints_a_line_for_each_library(capsys):
    assert yardsticks.main(["--environment", "counter-v0", "--rows", "32", "--seconds", "0.01"]) == 0
    lines = json.loads(capsys.readouterr().out)["results"]
    assert [line["library"] for line in lines] == ["NumPy", "JAX"][: 1 + yardsticks.has_jax()]
    for line in lines:
        assert line["name"] == f"counter-v0 B=32, {line['library']}"
        assert 0 < line["low"] <= line["median"] <= line["high"]


def test_the_command_refuses_no_rows(capsys):
    with pytest.raises(SystemExit):
        yardsticks.main(["--environment", "counter-v0", "--rows", "0"])
    assert "expected at least 1, got 0" in capsys.readouterr().err
