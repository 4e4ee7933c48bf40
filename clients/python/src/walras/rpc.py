"""Unary calls: every method of the services by its name, with errors in Python's own terms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import grpc
from google.protobuf import message_factory
from google.protobuf.message import Message

from walras.errors import of_call, unanswered
from walras.ownership import Owner
from walras.stream import Metadata
from walras.v1 import catalog_pb2, sessions_pb2, tournaments_pb2

_SERVICES: dict[str, Any] = {
    **catalog_pb2.DESCRIPTOR.services_by_name,
    **sessions_pb2.DESCRIPTOR.services_by_name,
    **tournaments_pb2.DESCRIPTOR.services_by_name,
}


class Rpc:
    """The unary methods of one server."""

    def __init__(self, channel: grpc.Channel, metadata: Metadata, timeout_seconds: float) -> None:
        self._owner = Owner()
        self._channel = channel
        self._metadata = metadata
        self._timeout_seconds = timeout_seconds
        self._calls: dict[str, Any] = {}

    def unary(
        self, service: str, method: str, request: Message, *, timeout: float | None = None, **options: Any
    ) -> Any:
        """Calls and returns the response.

        Args:
            service: its name.
            method: its name.
            request: the message.
            timeout: seconds that the server may take; None for the client's.
            **options: of gRPC's call.

        Raises:
            WalrasError: what the server answered, or that it did not.
        """
        self._owner.require("client")
        name = f"/walras.v1.{service}/{method}"
        if name not in self._calls:
            output = message_factory.GetMessageClass(_SERVICES[service].methods_by_name[method].output_type)
            self._calls[name] = self._channel.unary_unary(name, type(request).SerializeToString, output.FromString)
        limit = self._timeout_seconds if timeout is None else timeout
        try:
            return self._calls[name](request, timeout=limit, metadata=self._metadata, **options)
        except grpc.RpcError as error:
            if error.code() is grpc.StatusCode.DEADLINE_EXCEEDED:
                raise unanswered(method, limit) from None
            raise of_call(error) from None

    def stream(self, service: str, method: str, request: Message) -> Iterator[bytes]:
        """Calls and yields the responses as bytes; raises as ``unary`` does."""
        self._owner.require("client")
        call = self._channel.unary_stream(f"/walras.v1.{service}/{method}", type(request).SerializeToString)
        try:
            yield from call(request, metadata=self._metadata)
        except grpc.RpcError as error:
            raise of_call(error) from None
