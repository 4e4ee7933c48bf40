"""Channels: from an address to an open gRPC channel."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import grpc

from walras.errors import bad_request

DEFAULT_ADDRESS = "localhost:50051"
_OPTIONS = [
    # Frames are as long as the batch makes them; the server says what it allows.
    ("grpc.max_receive_message_length", -1),
    ("grpc.max_send_message_length", -1),
    # A frame of 200 kB in one HTTP/2 frame instead of thirteen.
    ("grpc.http2.max_frame_size", 16_777_215),
    # Clients share no connection: a long rollout of one does not stand before another's steps.
    ("grpc.use_local_subchannel_pool", 1),
    # After the server's restart, try again soon.
    ("grpc.initial_reconnect_backoff_ms", 50),
    ("grpc.max_reconnect_backoff_ms", 200),
    ("grpc.dns_min_time_between_resolutions_ms", 200),
    # A machine that is gone says nothing: ask, and break the streams that wait for it.
    ("grpc.keepalive_time_ms", 30_000),
    ("grpc.keepalive_timeout_ms", 20_000),
]
_LOOPBACK = ("localhost", "127.", "[::1]", "::1")


@dataclass(frozen=True)
class Tls:
    """What TLS needs beyond the system's roots; all fields are PEM files.

    Attributes:
        ca: certificates to trust instead of the system's.
        certificate: the client's own, for mutual TLS.
        key: the client's own key.
    """

    ca: str | None = None
    certificate: str | None = None
    key: str | None = None

    def credentials(self) -> grpc.ChannelCredentials:
        """For gRPC."""
        ca, certificate, key = (
            Path(path).read_bytes() if path else None for path in (self.ca, self.certificate, self.key)
        )
        return grpc.ssl_channel_credentials(ca, key, certificate)


def default_address() -> str:
    """``WALRAS_ADDRESS``, else ``localhost:50051``."""
    return os.environ.get("WALRAS_ADDRESS") or DEFAULT_ADDRESS


def candidates(address: str | None) -> list[str]:
    """The addresses to try, best first: one, except for ``auto``.

    ``auto`` looks where ``./walras serve --uds`` listens: at ``WALRAS_UDS``, else ``walras.sock`` in the folder
    ``XDG_RUNTIME_DIR`` or ``/tmp``. A socket that nobody named must be this user's, or root's: anybody may put
    one into ``/tmp``.
    """
    if address != "auto":
        return [address or default_address()]
    named = os.environ.get("WALRAS_UDS")
    path = Path(named or f"{os.environ.get('XDG_RUNTIME_DIR') or '/tmp'}/walras.sock")
    usable = path.is_socket() and (named or path.stat().st_uid in (os.getuid(), 0))
    return [f"unix:{path}", default_address()] if usable else [default_address()]


def open_channel(address: str, tls: Tls | bool | None) -> grpc.Channel:
    """A channel to ``host:port``, ``grpc://host:port``, ``grpcs://host:port`` or ``unix:PATH``.

    Args:
        address: where.
        tls: True or a Tls for TLS, False for plaintext; None means plaintext on this machine and TLS beyond it.

    Raises:
        InvalidArgumentError: BAD_REQUEST; the address has another form, or ``tls`` is something else.
    """
    target = _split(address)[1]
    options = [*_OPTIONS, ("grpc.enable_http_proxy", 0)] if _is_local(target) else _OPTIONS
    if not is_secure(address, tls):
        return grpc.insecure_channel(target, options)
    return grpc.secure_channel(target, (tls if isinstance(tls, Tls) else Tls()).credentials(), options)


def is_secure(address: str, tls: Tls | bool | None) -> bool:
    """Whether a connection as of ``open_channel`` speaks TLS; raises as that does."""
    scheme, target = _split(address)
    if not (tls is None or isinstance(tls, Tls | bool)):
        raise bad_request("tls", "True, False, None or a walras.Tls, whose fields name files", repr(tls))
    if tls is None:
        return scheme == "grpcs" or not (scheme == "grpc" or _is_local(target))
    return tls is not False


def _split(address: str) -> tuple[str, str]:
    scheme, found, rest = address.partition("://")
    if not found:
        scheme, rest = "", address
    target_is_good = rest.startswith("unix:") or rest.rpartition(":")[2].isdecimal()
    if scheme not in ("", "grpc", "grpcs") or not target_is_good:
        raise bad_request("address", "host:port, unix:PATH, grpc://host:port or grpcs://host:port", repr(address))
    return scheme, rest


def _is_local(target: str) -> bool:
    return target.startswith(("unix:", *_LOOPBACK))
