"""What experiments in Python say of what they measured, in the words of ``./walras experiment``."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from walras.layout import Array

STUDENT = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131)
"""97.5% quantiles of Student's t for 1, 2, ... degrees of freedom."""

SEEDS_MOST = len(STUDENT) + 1


def finding(claim: str, measured: str, values: Array, least: float = -np.inf, most: float = np.inf) -> dict[str, Any]:
    """A claim that the mean is within limits, held against a 95% interval over seeds (Student's t)."""
    n, mean = len(values), float(values.mean())
    half = STUDENT[n - 2] * float(values.std(ddof=1)) / n**0.5 if n > 1 else float("nan")
    low, high = mean - half, mean + half
    inside, outside = low >= least and high <= most, high < least or low > most
    return {
        "claim": claim, "measured": measured, "measured_value": mean,
        "interval": [low, high] if n > 1 else [None, None],
        "expected": f">= {least}" if np.isfinite(least) else f"<= {most}", "target": "our own threshold",
        "verdict": "supported" if inside else "refuted" if outside else "inconclusive",
    }  # fmt: skip


def machine() -> dict[str, Any]:
    """What it ran on."""
    import torch

    return {"processor": platform.processor() or platform.machine(), "cores": os.cpu_count(), "os": platform.system(),
            "python": platform.python_version(), "torch": torch.__version__,
            "threads": torch.get_num_threads()}  # fmt: skip


def show(findings: Iterable[Mapping[str, Any]]) -> None:
    """Prints them, a line each."""
    for each in findings:
        ends = [f"{end:.5g}" for end in each["interval"] if end is not None]
        value = f"{each['measured_value']:.5g} [{', '.join(ends)}]"
        print(f"{each['verdict']:<12} {value}, expected {each['expected']}: {each['claim']}")
