"""Environments are copied and pickled as what they were made of: the twin has a session of its own, not yet reset."""

from __future__ import annotations

from typing import Any

from walras.client import Client
from walras.own_server import running
from walras.spanning import Spanning


class Twin:
    """What is made anew where it is copied or pickled."""

    spec: Any = None
    _made_of: dict[str, Any]

    def _remember(self, own_client: Client | None, client: Client | Spanning | None, arguments: dict[str, Any]) -> None:
        """Notes what it was made of: by the address that was found, or by a client that twins in this process share.

        A server of this process's own has no address for others: the twin finds a server as this one did.
        """
        server = running()
        own = own_client is None or (server is not None and server.address == own_client.address)
        address = None if own or own_client is None else own_client.address
        self._made_of = {**arguments, "address": address, "client": client}

    session: Any

    def __repr__(self) -> str:
        return f"<{type(self).__name__} on {repr(self.session)[1:-1]}>"

    def _repr_html_(self) -> str:
        shown: str = self.session._repr_html_()
        return shown

    def __reduce__(self) -> tuple[Any, ...]:
        return (_twin, (type(self), self._made_of, self.spec))


def _twin(kind: type[Twin], made_of: dict[str, Any], spec: Any) -> Twin:
    twin = kind(**made_of)
    twin.spec = spec
    return twin
