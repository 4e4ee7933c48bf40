"""Finds a server and connects to it."""

from __future__ import annotations

import os
import socket
from typing import overload

from walras import own_server
from walras.arguments import time_to_answer
from walras.channel import DEFAULT_ADDRESS, Tls, candidates, is_secure, open_channel
from walras.checks import held
from walras.client import Client
from walras.errors import UnavailableError, WalrasError, bad_request
from walras.spanning import Spanning

_PROBE_SECONDS = 2.0
_DNS = "dns:///"


@overload
def connect(
    address: str | None = None,
    *,
    tls: Tls | bool | None = None,
    token: str | None = None,
    timeout: float | None = 30.0,
    wait: bool = False,
    transport: str | None = None,
    reconnect: float | None = None,
) -> Client: ...


@overload
def connect(
    address: list[str] | tuple[str, ...],
    *,
    tls: Tls | bool | None = None,
    token: str | None = None,
    timeout: float = 30.0,
    wait: bool = False,
    transport: str | None = None,
    reconnect: float | None = None,
    lost: str = "wait",
) -> Spanning: ...


@held
def connect(
    address: str | list[str] | tuple[str, ...] | None = None,
    *,
    tls: Tls | bool | None = None,
    token: str | None = None,
    timeout: float | None = 30.0,
    wait: bool = False,
    transport: str | None = None,
    reconnect: float | None = None,
    lost: str = "wait",
) -> Client | Spanning:
    """Connects to a server.

    Args:
        address: ``host:port``, ``unix:PATH``, ``grpc://host:port`` (plaintext), ``grpcs://host:port`` (TLS), or
            ``auto`` for the best one that answers. None for ``WALRAS_ADDRESS``, else ``localhost:50051``, else, where
            nobody listens there, a server of this process's own (``walras.local_server``). A list of addresses spans
            servers: sessions are placed where there is room, see ``walras.Spanning``. ``dns:///name:port`` spans those
            that the name has, looked up anew for each session.
        tls: True, or a ``Tls`` with files; False for plaintext. None: plaintext on this machine, TLS beyond it.
        token: sent as ``authorization: Bearer`` with every call.
        timeout: seconds that the server may take to answer: a unary call, and a stream that makes a session, takes
            seats or leaves; None for as long as it likes. A step waits for the other seats, for as long as the
            session's deadline lets it.
        wait: True to wait for a server that is not up yet, for as long as ``timeout``.
        transport: how sessions exchange frames, unless they say so themselves: ``grpc``; ``shm`` for shared memory with
            a server of the same user on the same machine; ``auto`` for shared memory where it can be had. None:
            ``auto`` with the address ``auto`` and with a server of this process's own, else ``grpc``.
        reconnect: for how many seconds sessions try again where the connection breaks, unless they say so themselves;
            None for not at all. See ``walras.SessionArguments``.
        lost: of several servers, what becomes of a vector environment's rows whose server is lost, after ``reconnect``:
            ``wait`` raises, and the rows wait for its return; ``anew`` makes them anew at another server.

    Returns:
        The client, or for several addresses what stands for their clients; close it, or use it in a ``with``.

    Raises:
        UnavailableError: nothing answers there, and no server can be started here.
        InvalidArgumentError: BAD_REQUEST; the timeout is no time.
        FailedPreconditionError: PROTOCOL_VERSION; the server speaks another major version.
    """
    name = address.removeprefix(_DNS) if isinstance(address, str) and address.startswith(_DNS) else None
    if name is not None or isinstance(address, list | tuple):
        return Spanning(
            resolved(name) if name is not None else address or (),
            lambda one: connect(
                one, tls=tls, token=token, timeout=timeout, wait=wait, transport=transport, reconnect=reconnect
            ),
            lost,
            None if name is None else lambda: resolved(name),
            reconnect,
        )
    if lost != "wait":
        raise bad_request("lost", "wait, with one address", repr(lost))
    patience = time_to_answer("timeout", timeout)
    own = _own_server(address, wait)
    places = candidates(address) if own is None else [own]
    failure: WalrasError | None = None
    for place in places:
        channel = open_channel(place, tls)
        try:
            way = transport or ("auto" if address == "auto" or own else "grpc")
            return Client(channel, place, token, patience, wait, way, reconnect, is_secure(place, tls))
        except UnavailableError as error:
            channel.close()
            failure = UnavailableError(
                f"no server answers at {place}: start one with `walras serve`, or say where it is with an address or "
                f'WALRAS_ADDRESS; pip install "walras[server]" brings one that starts by itself ({error.message})',
                error.reason,
                error.fields,
            )
        except WalrasError:
            channel.close()
            raise
    assert failure is not None
    raise failure from None


def resolved(name: str) -> list[str]:
    """The addresses that ``host:port`` has now.

    Raises:
        InvalidArgumentError: BAD_REQUEST; it has another form.
        UnavailableError: there is no such name.
    """
    host, _, port = name.rpartition(":")
    if not host or not port.isdecimal():
        raise bad_request("address", "dns:///host:port", repr(_DNS + name))
    try:
        found = socket.getaddrinfo(host.strip("[]"), int(port), type=socket.SOCK_STREAM)
    except OSError as error:
        raise UnavailableError(f"{_DNS}{name}: {error}", "UNAVAILABLE") from error
    hosts = [(kind, str(at[0])) for kind, _, _, _, at in found]
    places = [f"[{host}]:{port}" if kind == socket.AF_INET6 else f"{host}:{port}" for kind, host in hosts]
    return sorted(set(places))


def _own_server(address: str | None, wait: bool) -> str | None:
    """The address of this process's own server, where nobody names one and nobody listens at the usual place."""
    if address is not None or os.environ.get("WALRAS_ADDRESS"):
        return None
    running = own_server.running()
    if running is not None:
        return running.address
    if wait or not own_server.installed() or _listens(DEFAULT_ADDRESS):
        return None
    return own_server.start().address


def _listens(address: str) -> bool:
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host, int(port)), _PROBE_SECONDS).close()
    except ConnectionRefusedError:
        return False
    except OSError:
        return False
    return True
