"""What experiments in Python say of what they measured, in the words of ``./walras experiment``."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
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


def kept(file: Path, fits: Callable[[dict[str, Any]], bool], work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What an earlier run left in the file, where it fits; else the work's result, which is left there."""
    if file.exists():
        old: dict[str, Any] = json.loads(file.read_text())
        if fits(old):
            return old
    result = work()
    file.write_text(json.dumps(result))
    return result


def summarise(
    out: Path, name: str, claim: str, findings: Sequence[Mapping[str, Any]], begin: float, **more: Any
) -> dict[str, Any]:
    """Writes ``summary.json``, whose verdict is the first finding's; ``begin`` is of ``time.monotonic``."""
    summary = {
        "experiment": name, **findings[0], "claim": claim, "findings": list(findings),
        "seconds": time.monotonic() - begin, "machine": _machine(), **more,
    }  # fmt: skip
    (out / "summary.json").write_text(json.dumps(summary, indent=2) + "\n")
    return summary


def _machine() -> dict[str, Any]:
    """What it ran on."""
    import torch

    return {"processor": platform.processor() or platform.machine(), "cores": os.cpu_count(), "os": platform.system(),
            "python": platform.python_version(), "torch": torch.__version__,
            "threads": torch.get_num_threads()}  # fmt: skip


def show(findings: Sequence[Mapping[str, Any]], out: Path) -> None:
    """Prints them, a line each, and where everything lies."""
    for each in findings:
        ends = [f"{end:.5g}" for end in each["interval"] if end is not None]
        value = f"{each['measured_value']:.5g} [{', '.join(ends)}]"
        print(f"{each['verdict']:<12} {value}, expected {each['expected']}: {each['claim']}")
    print(f"written to {out}")
