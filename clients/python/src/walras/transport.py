"""Transports: how a Play stream reaches its server, and how it is opened."""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches

from walras.errors import InternalError, UnavailableError, WalrasError, bad_request, cut, of_detail, unanswered
from walras.local import LocalStream
from walras.shared import SharedFrames
from walras.stream import Stream
from walras.v1 import play_pb2

TRANSPORTS = ("grpc", "shm", "auto")


@dataclass(slots=True)
class OpenPlay:
    """A stream that has attached.

    Attributes:
        stream: its messages.
        attached: what the server answered.
        shared: where frames lie; None when they are in the messages.
        transport: how it was opened.
        threaded: whether gRPC's public streaming call was asked for.
    """

    stream: Stream
    attached: play_pb2.Attached
    shared: SharedFrames | None = None
    transport: str = "grpc"
    threaded: bool = False


def checked(transport: str) -> str:
    """The transport's name.

    Raises:
        InvalidArgumentError: BAD_REQUEST; there is no such transport.
    """
    if transport not in TRANSPORTS:
        error = bad_request("transport", "one of " + ", ".join(TRANSPORTS), repr(transport))
        error.fields["nearest"] = "".join(get_close_matches(cut(str(transport)), TRANSPORTS, 1, 0))
        raise error
    return transport


@contextmanager
def time_limit(stream: Stream, seconds: float, what: str) -> Generator[None, None, None]:
    """Ends the stream where what is done inside takes longer.

    Raises:
        DeadlineExceededError: it did.
    """
    late = threading.Event()

    def end() -> None:
        late.set()
        stream.cancel()

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    except WalrasError as error:
        if not late.is_set():
            raise
        raise unanswered(what, seconds) from error
    finally:
        timer.cancel()


def attach_to(stream: Stream, attach: play_pb2.Attach) -> play_pb2.Attached:
    """Sends the first message and returns the answer.

    Raises:
        WalrasError: what the server answered instead.
    """
    stream.send(play_pb2.PlayRequest(attach=attach).SerializeToString())
    return attached_of(stream)


def attached_of(stream: Stream) -> play_pb2.Attached:
    """The answer to an attach that was sent.

    Raises:
        WalrasError: what the server answered instead.
    """
    data = stream.receive()
    if data is None:
        raise InternalError("play: expected an answer to attach, got the end of the stream", "INTERNAL")
    message = play_pb2.PlayResponse.FromString(bytes(data))
    if message.HasField("error"):
        stream.cancel()
        raise of_detail(message.error.error)
    return message.attached


def open_shared(path: str, authorization: str, attach: play_pb2.Attach, needed: bool, seconds: float) -> OpenPlay:
    """A stream on the server's local socket, its frames in shared memory.

    Args:
        path: of the socket.
        authorization: as gRPC's metadata has it; may be empty.
        attach: the first message.
        needed: False to be content with frames in the messages where the server cannot share memory.
        seconds: how long the server may take to answer.

    Raises:
        UnavailableError: nobody listens there, or memory is needed and cannot be shared.
    """
    asking = play_pb2.Attach()
    asking.CopyFrom(attach)
    asking.shared_memory.SetInParent()
    stream = LocalStream(path, authorization)
    with time_limit(stream, seconds, "attach"):
        attached = attach_to(stream, asking)
    try:
        memory = attached.shared_memory
        shared = SharedFrames(memory, len(attached.session.last_steps)) if memory.path or needed else None
    except UnavailableError:
        leave = play_pb2.Leave(close_session=attach.HasField("create"))
        stream.send(play_pb2.PlayRequest(leave=leave).SerializeToString())
        stream.cancel()
        raise
    return OpenPlay(stream, attached, shared, "shm" if shared else "auto")
