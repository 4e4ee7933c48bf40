"""Gymnasium's registry: ``gymnasium.make("walras/auction-chain-v0")`` after ``import walras``.

Gymnasium reads ids as ``[namespace/]name[-vN]`` with no slash in a name. Ours have one, so that an id is the same in
every language; in specs, which other processes read, it is a hyphen. ``walras/auction/chain-v0`` is another name of the
same environment: the reader is taught that ``walras/FAMILY`` is a namespace, and everything else stays as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from gymnasium.envs import registration as gymnasium_registration

from walras.checks import held

ENVIRONMENTS = (
    "auction/bandit-v0",
    "auction/chain-v0",
    "auction/duality-v0",
    "auction/grid-v0",
    "auction/key-door-v0",
    "auction/mental-rotation-v0",
    "auction/random-v0",
    "auction/sealed-bid-v0",
    "auction/tabular-v0",
    "auction/two-rooms-v0",
    "conformance-v0",
    "counter-v0",
    "exchange/markov-v0",
    "exchange/static-v0",
    "stackelberg/allocation-v0",
    "stackelberg/bandit-v0",
    "stackelberg/bayesian-v0",
    "stackelberg/matrix-design-v0",
    "stackelberg/matrix-v0",
    "stackelberg/newsvendor-v0",
    "stackelberg/price-mechanism-v0",
    "stackelberg/pricing-platform-v0",
    "stackelberg/taxation-v0",
)
"""The environments of this version. ``register`` adds those that a server has beyond them."""


@held
def register(environments: Iterable[str] = ENVIRONMENTS) -> None:
    """Registers ids with Gymnasium under ``walras/``, and with PettingZoo 1.27 or newer; those that are there stay.

    A server may have environments of outside authors: ``walras.register(client.environments())``.
    """
    _admit_families()
    for environment in environments:
        gymnasium_id = f"walras/{environment.replace('/', '-')}"
        registry = gymnasium_registration.registry
        if gymnasium_id not in registry:
            gymnasium_registration.register(
                gymnasium_id,
                entry_point="walras.gym_env:WalrasEnv",
                vector_entry_point="walras.gym_vector:WalrasVectorEnv",
                kwargs={"environment": environment},
            )
        registry.setdefault(f"walras/{environment}", registry[gymnasium_id])
        _register_parallel(gymnasium_id, environment)


def _register_parallel(name: str, environment: str) -> None:
    try:
        from pettingzoo import parallel_registry
        from pettingzoo import register as register_with_pettingzoo
    except ImportError:  # not installed, or older than its registry
        return
    if name not in parallel_registry:
        kwargs = {"environment": environment}
        register_with_pettingzoo("parallel", name, "walras.parallel:WalrasParallelEnv", kwargs=kwargs)


def _admit_families() -> None:
    reader = gymnasium_registration.ENV_ID_RE
    if reader.fullmatch("walras/family/name-v0") is None:
        namespace = r"(?P<namespace>[\w:-]+)"
        wider = reader.pattern.replace(namespace, r"(?P<namespace>walras\/[\w-]+|[\w:-]+)")
        gymnasium_registration.ENV_ID_RE = re.compile(wider)
