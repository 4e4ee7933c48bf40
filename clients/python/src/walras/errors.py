"""Errors: what the server says went wrong, as Python exceptions with the server's own words and fields."""

from __future__ import annotations

from typing import Any

import grpc

from walras.v1 import errors_pb2

# The server's errors in unary calls travel here, serialised; the standard details stand beside it.
_TRAILER = "walras-error-bin"
MOST_SHOWN = 200  # letters of a caller's own words


class WalrasError(Exception):
    """Something that the server refused, or that could not reach it.

    Attributes:
        message: one sentence: where, expected, got, nearest.
        reason: machine-readable, ``BAD_ACTION``; the table is in docs/protocol.md.
        code: the gRPC code's name, ``INVALID_ARGUMENT``.
        fields: the parts of the message, as far as they are known: ``where``, ``expected``, ``got``, ``nearest`` and
            ``incident_id`` (the number of an INTERNAL error in the server's log).
    """

    code = "UNKNOWN"

    def __init__(self, message: str, reason: str = "", fields: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.reason = reason
        self.fields = dict(fields or {})

    def __str__(self) -> str:
        return f"[{self.reason}] {self.message}" if self.reason else self.message

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.message, self.reason, self.fields))

    @property
    def where(self) -> str:
        """The place, ``actions[bidders]: row 3, agent 1``; empty when there is none."""
        return self.fields.get("where", "")

    @property
    def expected(self) -> str:
        """What would have been right; empty when that cannot be said."""
        return self.fields.get("expected", "")

    @property
    def got(self) -> str:
        """What came; empty when nothing did."""
        return self.fields.get("got", "")

    @property
    def nearest(self) -> str:
        """The nearest valid value or name; empty when there is none near."""
        return self.fields.get("nearest", "")


class NotFoundError(WalrasError, LookupError):
    """No environment, session, seat, group, policy or metric of that name."""

    code = "NOT_FOUND"


class InvalidArgumentError(WalrasError, ValueError):
    """A bad option, action or frame. Nothing has moved; the same step can be sent again."""

    code = "INVALID_ARGUMENT"


class UnknownKeywordError(InvalidArgumentError, TypeError):
    """A keyword that no function of this package takes."""


class FailedPreconditionError(WalrasError):
    """The right thing at the wrong time: a step before a reset, a stale step number, a taken seat, a closed session."""

    code = "FAILED_PRECONDITION"


class AbortedError(WalrasError):
    """A reset or another stream took the place of what the call waited for."""

    code = "ABORTED"


class ResourceExhaustedError(WalrasError):
    """Above one of the server's limits."""

    code = "RESOURCE_EXHAUSTED"


class UnauthenticatedError(WalrasError):
    """A token or ticket is missing."""

    code = "UNAUTHENTICATED"


class PermissionDeniedError(WalrasError):
    """A token or ticket is wrong, or is not for this."""

    code = "PERMISSION_DENIED"


class UnavailableError(WalrasError):
    """The server cannot be reached, is stopping, or the connection broke."""

    code = "UNAVAILABLE"


class DeadlineExceededError(WalrasError):
    """The call took longer than its timeout."""

    code = "DEADLINE_EXCEEDED"


class CancelledError(WalrasError):
    """The call was cancelled."""

    code = "CANCELLED"


class UnimplementedError(WalrasError):
    """The server does not have this call; it may be older than this client."""

    code = "UNIMPLEMENTED"


class InternalError(WalrasError):
    """The server's own fault; ``fields["incident_id"]`` is in its log."""

    code = "INTERNAL"


_BY_CODE: dict[str, type[WalrasError]] = {
    kind.code: kind
    for kind in (
        NotFoundError,
        InvalidArgumentError,
        FailedPreconditionError,
        AbortedError,
        ResourceExhaustedError,
        UnauthenticatedError,
        PermissionDeniedError,
        UnavailableError,
        DeadlineExceededError,
        CancelledError,
        UnimplementedError,
        InternalError,
    )
}
_NAME_BY_NUMBER: dict[int, str] = {code.value[0]: code.name for code in grpc.StatusCode}


def of_status(code: grpc.StatusCode, details: str, trailers: Any = None) -> WalrasError:
    """The error of a gRPC status, in the server's words where its trailers carry them."""
    for key, value in trailers or ():
        if key == _TRAILER:
            return of_detail(errors_pb2.ErrorDetail.FromString(value))
    kind = _BY_CODE.get(code.name, WalrasError)
    return kind(details or code.name.lower().replace("_", " "), code.name)


def of_call(error: grpc.RpcError) -> WalrasError:
    """The error of a failed unary call."""
    return of_status(error.code(), error.details() or "", error.trailing_metadata())


def of_detail(detail: errors_pb2.ErrorDetail) -> WalrasError:
    """The error that a stream carried, or a trailer."""
    kind = _BY_CODE.get(_NAME_BY_NUMBER.get(detail.code, ""), WalrasError)
    names = ("where", "expected", "got", "nearest", "incident_id")
    return kind(detail.message, detail.reason, {name: getattr(detail, name) for name in names if getattr(detail, name)})


def unanswered(what: str, seconds: float) -> DeadlineExceededError:
    """The server took longer than it may."""
    message = f"{what}: expected an answer within {seconds:g} s, got none; a longer timeout= waits longer"
    return DeadlineExceededError(message, "DEADLINE_EXCEEDED")


def cut(text: str, most: int = MOST_SHOWN) -> str:
    """Text as an error shows it, of so many letters; a caller's words can be megabytes."""
    return text if len(text) <= most else text[: most - 3] + "..."


def bad_action(where: str, expected: str, got: str) -> InvalidArgumentError:
    """Actions that do not fit the layout, found before they are sent."""
    return _invalid("BAD_ACTION", cut(where), expected, cut(got))


def bad_request(where: str, expected: str, got: str) -> InvalidArgumentError:
    """Arguments that no server could accept, found before they are sent."""
    return _invalid("BAD_REQUEST", cut(where), expected, cut(got))


def _invalid(reason: str, where: str, expected: str, got: str) -> InvalidArgumentError:
    fields = {"where": where, "expected": expected, "got": got}
    return InvalidArgumentError(f"{where}: expected {expected}, got {got}", reason, fields)
