"""Environments are copied and pickled as what they were made of: the twin has a session of its own, not yet reset."""

from __future__ import annotations

from typing import Any

from walras.client import Client


class Twin:
    """What is made anew where it is copied or pickled."""

    spec: Any = None
    _made_of: dict[str, Any]

    def _remember(self, own_client: Client | None, client: Client | None, arguments: dict[str, Any]) -> None:
        """Notes what it was made of: by the address that was found, or by a client that twins in this process share."""
        address = None if own_client is None else own_client.address
        self._made_of = {**arguments, "address": address, "client": client}

    def __reduce__(self) -> tuple[Any, ...]:
        return (_twin, (type(self), self._made_of, self.spec))


def _twin(kind: type[Twin], made_of: dict[str, Any], spec: Any) -> Twin:
    twin = kind(**made_of)
    twin.spec = spec
    return twin
