"""The Play stream as bytes: two ways to hold one stream open with gRPC.

``DirectStream`` sends and receives on the calling thread. ``ThreadedStream`` uses gRPC's public streaming call, whose
two helper threads hand every message over and so cost a step 0.1 to 0.2 ms. The first one stands on parts of grpcio
that its authors may move; where they are not found the second one takes its place, and both pass the same tests.
"""

from __future__ import annotations

import queue
from collections import deque
from collections.abc import Callable
from typing import Any, Protocol

import grpc

from walras.errors import WalrasError, of_call, of_status
from walras.ownership import end_with

try:
    from grpc._cython import cygrpc
except ImportError:  # another grpcio than those that were tested
    cygrpc = None

METHOD = "/walras.v1.PlayService/Play"
_BEGUN, _ENDED, _SENT, _RECEIVED, _HALF_CLOSED = "begun", "ended", "sent", "received", "half-closed"
_CODES: dict[int, grpc.StatusCode] = {code.value[0]: code for code in grpc.StatusCode}

Metadata = tuple[tuple[str, str], ...]


class Stream(Protocol):
    """Bytes of messages up and down. One thread at a time."""

    def send(self, message: bytes) -> None:
        """Sends one message. A broken stream is noticed by ``receive``."""

    def receive(self) -> bytes | memoryview | None:
        """Waits for the next message; None when the server has ended the stream well.

        Raises:
            WalrasError: the stream broke.
        """

    def half_close(self) -> None:
        """Says that nothing more will be sent."""

    def cancel(self) -> None:
        """Ends the stream at once."""


def open_stream(channel: grpc.Channel, metadata: Metadata, threaded: bool) -> Stream:
    """A Play stream on this channel, the direct one unless the other is asked for or needed."""
    if not threaded and cygrpc is not None and hasattr(getattr(channel, "_channel", None), "segregated_call"):
        return DirectStream(channel, metadata)
    return ThreadedStream(channel, metadata)


class ThreadedStream:
    """gRPC's public streaming call."""

    def __init__(self, channel: grpc.Channel, metadata: Metadata) -> None:
        self._outbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        call: Callable[..., Any] = channel.stream_stream(METHOD)
        self._call = call(iter(self._outbox.get, None), metadata=metadata)
        end_with(self, _end_threaded, self._call, self._outbox)

    def send(self, message: bytes) -> None:
        """Sends one message."""
        self._outbox.put(message)

    def receive(self) -> bytes | None:
        """Waits for the next message."""
        try:
            message: bytes = next(self._call)
        except StopIteration:
            self._outbox.put(None)
            return None
        except grpc.RpcError as error:
            self._outbox.put(None)
            raise of_call(error) from None
        except KeyboardInterrupt:
            self.cancel()  # a wait that was given up cannot be taken up again
            raise
        return message

    def half_close(self) -> None:
        """Says that nothing more will be sent."""
        self._outbox.put(None)

    def cancel(self) -> None:
        """Ends the stream at once."""
        _end_threaded(self._call, self._outbox)


def _end_threaded(call: Any, outbox: queue.SimpleQueue[bytes | None]) -> None:
    call.cancel()
    outbox.put(None)  # its sending thread waits for one


class _Operations:
    """The operations of one call. Until each has completed and been looked at grpcio keeps the call's connection."""

    def __init__(self, call: Any, begun: int) -> None:
        self._call = call
        self._due = begun

    def start(self, operation: Any, tag: str) -> bool:
        begun = bool(self._call.operate((operation,), tag))
        self._due += begun
        return begun

    def next(self) -> Any:
        """Waits until one has completed."""
        self._due -= 1
        try:
            return self._call.next_event()
        except KeyboardInterrupt:
            self._due = 0  # grpcio lets go of a call when waiting for it is interrupted
            raise

    def cancel(self) -> None:
        if self._due:
            self._call.cancel(grpc.StatusCode.CANCELLED.value[0], "cancelled by its user")

    def finish(self) -> None:
        """Waits for those that are left, which a call that is over completes at once."""
        while self._due:
            self.next()

    def end(self) -> None:
        self.cancel()
        self.finish()


class DirectStream:
    """A streaming call without helper threads: the caller drives the completion queue itself.

    Sending and receiving are operations that complete as events; each kind has at most one on its way. ``_pump`` takes
    one event and files what it brought.
    """

    def __init__(self, channel: Any, metadata: Metadata) -> None:
        self._channel = channel  # a channel that is collected ends its calls
        self._inbox: deque[bytes] = deque()
        self._sending = False
        self._receiving = False
        self._status: tuple[int, str, Any] | None = None
        # The tags are words: grpcio holds them, and must not hold this object.
        first = (
            ((cygrpc.SendInitialMetadataOperation(metadata, 0), cygrpc.ReceiveStatusOnClientOperation(0)), _ENDED),
            ((cygrpc.ReceiveInitialMetadataOperation(0),), _BEGUN),
        )
        flags = cygrpc.PropagationConstants.GRPC_PROPAGATE_DEFAULTS
        call = channel._channel.segregated_call(flags, METHOD.encode(), None, None, metadata, None, first, None)
        self._operations = _Operations(call, len(first))
        end_with(self, self._operations.end)

    def send(self, message: bytes) -> None:
        """Sends one message."""
        while self._sending and self._status is None:
            self._pump()
        if self._status is None:
            self._sending = self._operations.start(cygrpc.SendMessageOperation(message, 0), _SENT)

    def receive(self) -> bytes | None:
        """Waits for the next message."""
        while not self._inbox:
            if self._status is not None:
                self._operations.finish()
                self._end(*self._status)
                return None
            if not self._receiving:
                self._receiving = self._operations.start(cygrpc.ReceiveMessageOperation(0), _RECEIVED)
            self._pump()
        return self._inbox.popleft()

    def half_close(self) -> None:
        """Says that nothing more will be sent."""
        while self._sending and self._status is None:
            self._pump()
        if self._status is None:
            self._operations.start(cygrpc.SendCloseFromClientOperation(0), _HALF_CLOSED)

    def cancel(self) -> None:
        """Ends the stream at once; any thread may."""
        self._operations.cancel()

    def _pump(self) -> None:
        try:
            event = self._operations.next()
        except KeyboardInterrupt:
            self._status = (grpc.StatusCode.CANCELLED.value[0], "interrupted; reattach to go on", ())
            raise
        if event.tag == _SENT:
            self._sending = False
        elif event.tag == _RECEIVED:
            self._receiving = False
            message = event.batch_operations[0].message()
            if message is not None:
                self._inbox.append(message)
        elif event.tag == _ENDED:
            status = event.batch_operations[1]
            self._status = (status.code(), status.details(), status.trailing_metadata())

    def _end(self, code: int, details: Any, trailers: Any) -> None:
        if code != 0:
            text = details.decode() if isinstance(details, bytes) else details
            error: WalrasError = of_status(_CODES.get(code, grpc.StatusCode.UNKNOWN), text or "", trailers)
            raise error
