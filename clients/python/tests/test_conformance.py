"""The script that every language's client plays; clients/conformance/README.md says how it is read."""

import json
from pathlib import Path

import numpy as np
import pytest

import walras
from walras.wire import ActWriter

CASES = json.loads((Path(__file__).parents[2] / "conformance" / "script.json").read_text())["cases"]
SESSION = ("options", "autoreset_mode", "metrics", "row_seeds")


def raw_step(session, sizes):
    """Sends frames of zeros of these lengths, past the client's own checks."""
    indices = {seat.key: seat.index for seat in session.seats}
    frames = {indices[group]: bytearray(size) for group, size in sizes.items()}
    message = ActWriter({seat: len(frame) for seat, frame in frames.items()})
    step = session._last_step[0] + 1
    session._send(message.write(0, step, list(frames.values())), 0, step)
    return session.step_wait()


def play(session, move):
    if "reset" in move:
        return session.reset(**move["reset"])
    if "raw_step" in move:
        return raw_step(session, move["raw_step"])
    return session.step(move["step"])


def compare(expected, got, where):
    if isinstance(expected, dict):
        for name, inner in expected.items():
            compare(inner, got[name], f"{where}.{name}")
    else:
        np.testing.assert_array_equal(got, expected, where)


@pytest.mark.parametrize("threaded", [False, True], ids=["direct", "threaded"])
@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_conformance(client, case, threaded):
    arguments = {name: case[name] for name in SESSION if name in case}
    if "create_error" in case:
        with pytest.raises(walras.WalrasError) as caught:
            client.session(case["environment"], case.get("num_envs", 1), threaded=threaded, **arguments)
        assert (caught.value.reason, caught.value.code) == (
            case["create_error"]["reason"],
            case["create_error"]["code"],
        )
        return
    with client.session(case["environment"], case.get("num_envs", 1), threaded=threaded, **arguments) as session:
        for number, move in enumerate(case["moves"]):
            if "error" in move:
                with pytest.raises(walras.WalrasError) as caught:
                    play(session, move)
                assert (caught.value.reason, caught.value.code) == (move["error"]["reason"], move["error"]["code"])
                assert caught.value.message
            else:
                turn = play(session, move)
                for name, expected in move["turn"].items():
                    compare(expected, getattr(turn, name), f"move {number}: {name}")
