"""Addresses of seats in one string: ``walras://host:port/SESSION?ticket=TICKET``."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from walras.errors import InvalidArgumentError, bad_request

_SCHEMES = {"walras": False, "walrass": True}
_FORM = "walras://HOST:PORT/SESSION?ticket=TICKET, or walrass:// with TLS"


@dataclass(frozen=True)
class SeatAddress:
    """Seats of a session, and where its server is. Whoever has it may take them: it is as secret as its tickets.

    Attributes:
        place: ``host:port``.
        secure: whether the server speaks TLS.
        session: the session's id.
        tickets: one per seat.
    """

    place: str
    secure: bool
    session: str
    tickets: tuple[str, ...] = field(repr=False)

    def text(self) -> str:
        """The address, to be handed to whoever shall play, and to nobody else."""
        scheme = "walrass" if self.secure else "walras"
        query = urlencode([("ticket", ticket) for ticket in self.tickets])
        return f"{scheme}://{self.place}/{quote(self.session, safe='')}?{query}"

    def server(self) -> str:
        """The server's address, as ``connect`` takes it."""
        return f"{'grpcs' if self.secure else 'grpc'}://{self.place}"


def parse(address: str) -> SeatAddress:
    """Reads an address.

    Raises:
        InvalidArgumentError: BAD_REQUEST; it has another form. Its message shows no ticket.
    """
    try:
        parts = urlsplit(address)
        port, host = parts.port, parts.hostname
        query = parse_qs(parts.query, keep_blank_values=True, strict_parsing=True)
    except ValueError:
        raise _unlike(address) from None
    session = parts.path.removeprefix("/")
    tickets = query.get("ticket", [])
    good = parts.scheme in _SCHEMES and host and port and "@" not in parts.netloc and not parts.fragment
    if not (good and session and "/" not in session and set(query) == {"ticket"} and all(tickets)):
        raise _unlike(address)
    return SeatAddress(parts.netloc, _SCHEMES[parts.scheme], session, tuple(tickets))


def _unlike(address: str) -> InvalidArgumentError:
    shown = address.partition("?")[0].partition("#")[0]
    return bad_request("address", _FORM, repr(shown if "@" not in shown else shown.partition("://")[0] + "://..."))
