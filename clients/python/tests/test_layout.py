"""Layouts and actions, without a server."""

import numpy as np
import pytest

import walras
from walras.actions import ActionFrames
from walras.layout import Field, Layout, align
from walras.seats import Seat, parse_label
from walras.turn import TurnReader
from walras.v1 import sessions_pb2, tensor_pb2
from walras.wire import RawTurn

B = 5


def layout(*fields):
    """A layout of (kind, name, dtype, shape), offsets as the server makes them."""
    placed, end = [], 0
    for kind, name, dtype, shape in fields:
        offset = align(end)
        placed.append(Field(kind, name, np.dtype(dtype), shape, offset))
        end = offset + int(np.prod(shape)) * np.dtype(dtype).itemsize
    return Layout(tuple(placed), end)


def seat(*actions, key="bidders", observation=None):
    return Seat(0, "bidders", None, key, observation or layout(), layout(*actions))


BID = (tensor_pb2.FIELD_KIND_ACTION, "bid", "<f8", (B, 2))
PICK = (tensor_pb2.FIELD_KIND_ACTION, "pick", "<i4", (B, 1))


def never_idle(key):
    return False


def filled(one_seat, action):
    data = ActionFrames((one_seat,)).fill({"bidders": action}, never_idle)[0]
    return {field.name: field.view(data, 0) for field in one_seat.action.fields}


def test_fill_exact_shape_lands_in_the_frame():
    bids = np.arange(10.0).reshape(B, 2)
    np.testing.assert_array_equal(filled(seat(BID), bids)["bid"], bids)


@pytest.mark.parametrize("given", [0.5, [[0.1, 0.2]], np.zeros((B, 1), np.float32), np.ones((B, 2), np.int64)])
def test_fill_repeatable_shapes_and_safe_types_are_taken(given):
    np.testing.assert_allclose(filled(seat(BID), given)["bid"], np.broadcast_to(given, (B, 2)))


def test_fill_one_agent_may_leave_its_axis_out():
    np.testing.assert_array_equal(filled(seat(PICK), np.arange(B))["pick"], np.arange(B)[:, None])


@pytest.mark.parametrize(
    ("given", "expected", "got"),
    [
        (np.zeros(B), "shape (5, 2) float64", "shape (5,) float64"),
        (np.zeros((B, 3)), "shape (5, 2) float64", "shape (5, 3) float64"),
        (np.zeros((2, B)), "shape (5, 2) float64", "shape (2, 5) float64"),
        (np.zeros((B, 2), complex), "float64", "complex128"),
        ("x", "float64", "<U1"),
    ],
)
def test_fill_wrong_shape_or_type_says_where_expected_and_got(given, expected, got):
    with pytest.raises(walras.InvalidArgumentError) as caught:
        filled(seat(BID), given)
    error = caught.value
    assert (error.reason, error.where, error.expected, error.got) == ("BAD_ACTION", "actions[bidders]", expected, got)


def test_fill_integers_never_wrap_around_or_lose_a_fraction():
    for given in (np.full(B, 2**32 + 1), np.full(B, 0.5), np.full(B, 1.0)):
        with pytest.raises(walras.InvalidArgumentError):
            filled(seat(PICK), given)


def test_fill_several_tensors_go_by_name():
    both = seat(BID, PICK)
    views = filled(both, {"bid": 0.25, "pick": 1})
    assert (views["bid"] == 0.25).all()
    assert (views["pick"] == 1).all()
    for given in (0.25, {"bid": 0.25}, {"bid": 0.25, "pick": 1, "more": 2}):
        with pytest.raises(walras.InvalidArgumentError):
            filled(both, given)


def test_fill_unknown_missing_and_idle_seats():
    frames = ActionFrames((seat(BID),))
    with pytest.raises(walras.InvalidArgumentError) as caught:
        frames.fill({"biders": 0.5}, never_idle)
    assert caught.value.nearest == "bidders"
    with pytest.raises(walras.InvalidArgumentError):
        frames.fill({}, never_idle)
    with pytest.raises(walras.InvalidArgumentError):
        frames.fill(np.zeros((B, 2)), never_idle)
    assert frames.fill({}, lambda key: True) == {}


def test_read_turn_arrays_are_views_of_the_bytes_and_final_frames_are_packed():
    observation = layout(
        (tensor_pb2.FIELD_KIND_OBSERVATION, "state", "<i4", (B, 2)),
        (tensor_pb2.FIELD_KIND_REWARD, "reward", "<f8", (B, 2)),
        (tensor_pb2.FIELD_KIND_TERMINATED, "terminated", "?", (B,)),
        (tensor_pb2.FIELD_KIND_TRUNCATED, "truncated", "?", (B,)),
        (tensor_pb2.FIELD_KIND_PRIVILEGED, "secret", "<f8", (B, 3)),
    )
    frame = bytearray(observation.size_bytes)
    observation.fields[0].view(frame, 0)[...] = np.arange(10).reshape(B, 2)
    observation.fields[2].view(frame, 0)[3] = True
    final = observation.final(2)
    assert [(field.name, field.shape, field.offset) for field in final.fields] == [
        ("state", (2, 2), 0),
        ("secret", (2, 3), 64),
    ]
    rows, last = np.array([1, 3], "<i4").tobytes(), bytearray(final.size_bytes)
    final.fields[0].view(last, 0)[...] = [[7, 7], [8, 8]]
    data = b"head" + bytes(frame) + rows + bytes(last)
    at = 4 + len(frame)
    finals = {0: (at + 8, at + 8 + len(last))}
    raw = RawTurn(data, 0, 4, sessions_pb2.TURN_CAUSE_STEP, {0: (4, at)}, (at, at + 8), finals, data)
    turn = TurnReader((seat(BID, observation=observation),), copy=False).read(raw)
    np.testing.assert_array_equal(turn.obs["bidders"]["state"], np.arange(10).reshape(B, 2))
    assert not turn.obs["bidders"]["state"].flags.owndata
    assert turn.done.tolist() == [False, False, False, True, False]
    assert turn.final_rows.tolist() == [1, 3]
    np.testing.assert_array_equal(turn.final_obs["bidders"]["state"], [[7, 7], [8, 8]])
    copied = TurnReader((seat(BID, observation=observation),), copy=True).read(raw)
    copied.obs["bidders"]["state"][0, 0] = 99  # guards copy=True against read-only views


def test_parse_label_forms():
    assert parse_label("bidders") == ("bidders", None)
    assert parse_label("bidders/3") == ("bidders", 3)
    assert parse_label(("bidders", 3)) == ("bidders", 3)
    with pytest.raises(walras.InvalidArgumentError):
        parse_label("bidders/x")
