"""Takes the seats of an address."""

from __future__ import annotations

from walras.arguments import flag
from walras.channel import Tls
from walras.checks import held
from walras.connecting import connect
from walras.participant import Participant
from walras.seat_address import parse


@held
def join(
    address: str,
    *,
    tls: Tls | None = None,
    token: str | None = None,
    timeout: float = 30.0,
    wait: bool = False,
    replace: bool = False,
    text: bool = False,
    copy: bool = False,
    transport: str | None = None,
    reconnect: float | None = None,
) -> Participant:
    """Takes the seats that an address names.

    >>> with walras.join("walras://localhost:50051/SESSION?ticket=TICKET") as seat:
    ...     turn = seat.wait()

    Args:
        address: ``walras://host:port/SESSION?ticket=TICKET``, or ``walrass://`` with TLS; ``ticket`` may repeat, for
            several seats. A host makes it with ``Host.address``.
        tls: what TLS needs beyond the system's roots.
        token: as of ``connect``, as are ``timeout``, ``wait``, ``transport`` and ``reconnect``.
        timeout: seconds.
        wait: True to wait for the server.
        replace: as of ``Client.attach``, as are the next two.
        text: True for words too, in a session of one row.
        copy: True for arrays that may be written to.
        transport: how frames are exchanged.
        reconnect: seconds.

    Returns:
        The participant, on a connection of its own, which ends when it leaves.

    Raises:
        InvalidArgumentError: BAD_REQUEST; the address has another form.
        WalrasError: as of ``connect`` and ``Client.attach``.
    """
    to = parse(address)
    flag("text", text)  # before anybody is connected
    secure = tls if tls is not None and to.secure else to.secure
    client = connect(
        to.server(), tls=secure, token=token, timeout=timeout, wait=wait, transport=transport, reconnect=reconnect
    )
    try:
        return client.attach(to.session, *to.tickets, replace=replace, text=text, copy=copy).owning()
    except BaseException:
        client.close()
        raise
