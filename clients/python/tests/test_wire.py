"""The hand-written messages against the generated classes."""

import numpy as np
import pytest

from walras.v1 import play_pb2, sessions_pb2
from walras.wire import ActWriter, read_turn, varint


@pytest.mark.parametrize("step", [0, 1, 127, 128, 300, 2**40])
@pytest.mark.parametrize("shard", [0, 3, 200])
def test_act_any_numbers_reads_as_the_generated_class(step, shard):
    frames = {0: bytearray(b"abc"), 2: bytearray(range(200)), 300: bytearray()}
    data = ActWriter({seat: len(frame) for seat, frame in frames.items()}).write(shard, step, list(frames.values()))
    act = play_pb2.PlayRequest.FromString(data).act
    assert (act.shard, act.step, act.HasField("step")) == (shard, step, True)
    assert {frame.seat: bytearray(frame.frame) for frame in act.frames} == frames


def test_turn_with_everything_reads_as_the_generated_class():
    turn = sessions_pb2.Turn(
        shard=2,
        step=1000,
        cause=sessions_pb2.TURN_CAUSE_STEP,
        frames=[
            sessions_pb2.SeatFrame(seat=0, frame=b"first"),
            sessions_pb2.SeatFrame(seat=7, frame=bytes(1000)),
        ],
        final_rows=np.array([1, 5], "<i4").tobytes(),
        final_frames=[sessions_pb2.SeatFrame(seat=7, frame=b"last")],
    )
    data = play_pb2.PlayResponse(turn=turn).SerializeToString()
    raw = read_turn(data)
    assert raw is not None
    assert (raw.shard, raw.step, raw.cause) == (2, 1000, sessions_pb2.TURN_CAUSE_STEP)
    assert {seat: data[a:b] for seat, (a, b) in raw.frames.items()} == {0: b"first", 7: bytes(1000)}
    assert data[slice(*raw.final_rows)] == turn.final_rows
    assert {seat: data[a:b] for seat, (a, b) in raw.final_frames.items()} == {7: b"last"}


def test_turn_with_nothing_has_the_defaults():
    raw = read_turn(play_pb2.PlayResponse(turn=sessions_pb2.Turn()).SerializeToString())
    assert raw is not None
    assert (raw.shard, raw.step, raw.cause, raw.frames) == (0, 0, 0, {})


def test_read_turn_of_an_error_or_event_is_none():
    assert read_turn(play_pb2.PlayResponse(error=play_pb2.PlayError(step=3)).SerializeToString()) is None
    assert read_turn(play_pb2.PlayResponse(event=play_pb2.Event(message="x")).SerializeToString()) is None
    assert read_turn(b"") is None


def test_varint_is_protobufs():
    for value in (0, 1, 127, 128, 16_383, 16_384, 2**63):
        message = sessions_pb2.Turn(step=value) if value < 2**63 else None
        if message is not None and value:
            assert message.SerializeToString() == b"\x10" + varint(value)
