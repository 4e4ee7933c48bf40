"""Many Play streams in one: each lane is a stream to its participant, and the messages of all travel together."""

from __future__ import annotations

from collections import deque

from walras.errors import CancelledError, FailedPreconditionError, WalrasError, of_detail
from walras.stream import Stream
from walras.v1 import play_pb2
from walras.wire import Data, message_fields, varint

_LANE = 1
_MESSAGE = 2  # the request of a LaneRequest, the response of a LaneResponse
_END = 3
_NUMBER_TAG = bytes([_LANE << 3])
_MESSAGE_TAG = bytes([_MESSAGE << 3 | 2])
_LANES_TAG = bytes([1 << 3 | 2])


class Lanes:
    """A PlayMany stream: gathers what its lanes send until one of them waits, and hands out what comes."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._gathered: list[bytes] = []
        self._lanes: dict[int, Lane] = {}
        self._open = 0
        self._failure: WalrasError | None = None

    def open(self) -> Lane:
        """A new lane; nothing is sent yet."""
        lane = Lane(self, len(self._lanes))
        self._lanes[lane.number] = lane
        self._open += 1
        return lane

    def gather(self, head: bytes, message: bytes) -> None:
        """Keeps a message of a lane for the next flush."""
        body = len(head) + 1
        length = varint(len(message))
        self._gathered += (_LANES_TAG, varint(body + len(length) + len(message)), head, _MESSAGE_TAG, length, message)

    def flush(self) -> None:
        """Sends what was gathered."""
        if self._gathered:
            message = b"".join(self._gathered)
            self._gathered.clear()
            self._stream.send(message)

    def receive(self) -> None:
        """Waits for the next message and gives its parts to their lanes.

        Raises:
            WalrasError: the stream broke, and with it every lane.
        """
        if self._failure is not None:
            raise self._failure
        self.flush()
        try:
            data = self._stream.receive()
        except WalrasError as failure:
            self._failure = failure
            raise
        if data is None:
            self._failure = FailedPreconditionError("the server has ended the stream", "SESSION_CLOSED")
            raise self._failure
        view = memoryview(data)
        for _, start, end in message_fields(data, 0, len(data)):
            self._file(data, view, start, end)

    def _file(self, data: Data, view: memoryview, at: int, end: int) -> None:
        number = 0
        for field, value, stop in message_fields(data, at, end):
            if field == _LANE:
                number = value
            elif field == _MESSAGE and number in self._lanes:
                self._lanes[number].inbox.append(view[value:stop])
            elif field == _MESSAGE:
                error = play_pb2.PlayResponse.FromString(bytes(view[value:stop])).error.error
                raise of_detail(error)  # the server could not make out whose message it was
            elif field == _END:
                self._lanes[number].finish(play_pb2.LaneEnd.FromString(bytes(view[value:stop])))

    def ended(self) -> None:
        """A lane has ended; the stream ends with the last one."""
        self._open -= 1
        if self._open == 0:
            self.flush()
            self._stream.half_close()

    def cancel(self) -> None:
        """Ends the stream at once, and with it every lane."""
        self._failure = self._failure or CancelledError("the stream of this lane was cancelled", "CANCELLED")
        self._stream.cancel()


class Lane:
    """The stream of one participant among many: what it sends leaves when it, or another one, waits."""

    def __init__(self, lanes: Lanes, number: int) -> None:
        self.number = number
        self.inbox: deque[memoryview] = deque()
        self._lanes = lanes
        self._head = _NUMBER_TAG + varint(number) if number else b""
        self._end: play_pb2.LaneEnd | None = None

    def send(self, message: bytes) -> None:
        """Gathers one message."""
        if self._end is None:
            self._lanes.gather(self._head, message)

    def receive(self) -> memoryview | None:
        """Waits for the next message of the lane; None when it has ended well.

        Raises:
            WalrasError: the lane, or the whole stream, broke.
        """
        while not self.inbox:
            if self._end is not None:
                if self._end.HasField("error"):
                    raise of_detail(self._end.error)
                return None
            self._lanes.receive()
        return self.inbox.popleft()

    def half_close(self) -> None:
        """A lane ends when its participant has left; there is nothing more to say."""

    def cancel(self) -> None:
        """Gives the lane up; its session is where it was."""
        if self._end is None:
            leave = play_pb2.PlayRequest(leave=play_pb2.Leave())
            self.send(leave.SerializeToString())
            self._lanes.flush()

    def finish(self, end: play_pb2.LaneEnd) -> None:
        """The server has ended the lane."""
        self._end = end
        self._lanes.ended()
