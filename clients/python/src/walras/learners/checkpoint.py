"""Files of what was learned: weights, with the task that they were learned in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from walras.errors import WalrasError

_FORMAT = "walras-learner-1"


class CheckpointMismatch(WalrasError):
    """A file of another task, or of another learner."""


@dataclass
class Task:
    """Where somebody learns: the environment's id, and all of its options as the server resolved them."""

    environment: str
    options: Mapping[str, Any]

    def digest(self) -> str:
        """SHA-256 of the id and the options, in the order of names."""
        text = json.dumps([self.environment, dict(self.options)], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def save(path: Path, task: Task, modules: Mapping[str, nn.Module]) -> None:
    """Writes the weights of some modules, and the task."""
    weights = {name: module.state_dict() for name, module in modules.items()}
    whole = {"format": _FORMAT, "environment": task.environment, "options": json.dumps(dict(task.options)),
             "options_sha256": task.digest(), "weights": weights}  # fmt: skip
    torch.save(whole, path)


def load(path: Path, task: Task, modules: Mapping[str, nn.Module], transfer: bool = False) -> None:
    """Reads the weights of modules made alike.

    Raises:
        CheckpointMismatch: the file is of another task and ``transfer`` is false, or of other networks.
    """
    whole = torch.load(path, weights_only=True)
    if not isinstance(whole, dict) or whole.get("format") != _FORMAT:
        raise CheckpointMismatch(f"{path}: expected a file of format {_FORMAT}")
    if not transfer and whole["options_sha256"] != task.digest():
        raise CheckpointMismatch(f"{path}: expected {_difference(whole, task)}; transfer goes on in another task")
    try:
        for name, module in modules.items():
            module.load_state_dict(whole["weights"][name])
    except (KeyError, RuntimeError) as broken:
        raise CheckpointMismatch(f"{path}: expected networks made alike, got {broken}") from broken


def _difference(whole: Mapping[str, Any], task: Task) -> str:
    if whole["environment"] != task.environment:
        return f"{whole['environment']}, got {task.environment}"
    trained = json.loads(whole["options"])
    names = [name for name in sorted({*trained, *task.options}) if trained.get(name) != task.options.get(name)]
    before = ", ".join(f"{name}={trained.get(name)}" for name in names)
    return f"{before}, got " + ", ".join(f"{name}={task.options.get(name)}" for name in names)


def weights(*modules: nn.Module) -> Tensor:
    """All weights of some modules, one after another, copied."""
    return torch.cat([parameter.detach().flatten().clone() for module in modules for parameter in module.parameters()])


def share_moved(before: Tensor, after: Tensor, threshold: float = 1e-3) -> float:
    """The share of weights that have moved by a threshold or more."""
    return float(((after - before).abs() >= threshold).double().mean())
