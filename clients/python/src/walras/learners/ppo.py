"""What the learners that use PPO have in common: settings, the clipped gain, one step of an optimiser.

Source: Schulman et al., "Proximal Policy Optimization Algorithms", arXiv:1707.06347.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import Tensor, nn


@dataclass
class PpoSettings:
    """What every learner has to be told; each sets defaults of its own."""

    rows: int = 32
    updates: int = 100
    epochs: int = 2
    minibatches: int = 4
    learning_rate: float = 3e-3
    clip: float = 0.2
    entropy: float = 0.01
    gradient_max: float = 0.5
    seed: int = 0


def clipped_gain(log_prob: Tensor, old: Tensor, advantage: Tensor, clip: float) -> Tensor:
    """The clipped surrogate of each sample, in the shape of its log-probabilities."""
    ratio = (log_prob - old).exp()
    return torch.min(ratio * advantage, ratio.clamp(1 - clip, 1 + clip) * advantage)


def descend(
    optimizer: torch.optim.Optimizer, loss: Tensor, parameters: Iterable[Tensor], gradient_max: float = float("inf")
) -> None:
    """One step down the loss; the gradient of the parameters is scaled to a norm of at most ``gradient_max``."""
    optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    if gradient_max < float("inf"):
        nn.utils.clip_grad_norm_(parameters, gradient_max)
    optimizer.step()
