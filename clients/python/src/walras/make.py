"""Environments for the libraries: one line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import Unpack

from walras.checks import held
from walras.client import Client
from walras.config import SessionArguments, spelled_out
from walras.gym_env import WalrasEnv
from walras.gym_vector import WalrasVectorEnv
from walras.spanning import Spanning

if TYPE_CHECKING:
    from walras.parallel import WalrasParallelEnv

Seat = str | tuple[str, int] | None


@held
@spelled_out
def make(
    environment: str,
    *,
    seat: Seat = None,
    address: str | None = None,
    client: Client | None = None,
    **arguments: Unpack[SessionArguments],
) -> WalrasEnv:
    """One row as a ``gymnasium.Env``, played from one seat; see ``WalrasEnv``."""
    return WalrasEnv(environment, seat=seat, address=address, client=client, **arguments)


@held
@spelled_out
def make_vec(
    environment: str,
    num_envs: int = 1,
    *,
    seat: Seat = None,
    address: str | None = None,
    client: Client | Spanning | None = None,
    copy: bool = True,
    **arguments: Unpack[SessionArguments],
) -> WalrasVectorEnv:
    """B rows as a ``gymnasium.vector.VectorEnv``, played from one seat; see ``WalrasVectorEnv``."""
    return WalrasVectorEnv(environment, num_envs, seat=seat, address=address, client=client, copy=copy, **arguments)


@held
@spelled_out
def parallel_env(
    environment: str,
    *,
    address: str | None = None,
    client: Client | None = None,
    **arguments: Unpack[SessionArguments],
) -> WalrasParallelEnv:
    """One row as a ``pettingzoo.ParallelEnv``; see ``WalrasParallelEnv``. Needs the extra ``pettingzoo``."""
    try:
        from walras.parallel import WalrasParallelEnv
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(f"{error}; install it with: pip install 'walras[pettingzoo]'") from error
    return WalrasParallelEnv(environment, address=address, client=client, **arguments)
