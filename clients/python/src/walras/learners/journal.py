"""What a learner leaves: a line for each update as CSV, the curve beside the optimum as a picture."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from walras.layout import Array
from walras.learners.judging import Verdict

_NAMES = {
    "return": "mean return while exploring",
    "value": "exact value of the greedy commitment",
    "utility": "bidders' mean utility of an auction",
}
_STYLES = (("-", "o"), ("--", "s"), (":", "^"))
_MARKERS = 10


class Journal:
    """Lines of updates, and what is written of them."""

    def __init__(self, learner: str, environment: str, counted: str = "episodes") -> None:
        """``counted`` is what the horizontal axis counts."""
        self._title = f"{learner}, {environment}"
        self._counted = counted
        self.lines: list[dict[str, float]] = []

    def add(self, done: int, shown: Mapping[str, float]) -> None:
        """Of one update: how many episodes or decisions are done, and what it showed."""
        self.lines.append({self._counted: done, **shown})

    def finish(self, folder: Path, verdict: Verdict) -> None:
        """Prints the verdict, and writes ``learning.csv`` and ``learning.svg`` with ``.png``."""
        for line in verdict.lines():
            print(line)
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "learning.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, list(self.lines[0]) if self.lines else [self._counted])
            writer.writeheader()
            writer.writerows(self.lines)
        with (folder / "verdict.csv").open("w", newline="") as file:
            verdict_writer = csv.writer(file)
            verdict_writer.writerow(verdict.__dataclass_fields__)
            verdict_writer.writerow(getattr(verdict, name) for name in verdict.__dataclass_fields__)
        self._draw(folder, verdict)
        print(f"written to {folder}: learning.csv, verdict.csv, learning.svg, learning.png")

    def _draw(self, folder: Path, verdict: Verdict) -> None:
        curves = {
            words: np.array([line.get(name, float("nan")) for line in self.lines]) for name, words in _NAMES.items()
        }
        shown = {words: values for words, values in curves.items() if not np.isnan(values).all()}
        step = self.lines[0][self._counted] if self.lines else 1.0
        unit = verdict.short_unit or "reward units"
        draw(folder, self._counted, step, {self._title: shown}, {self._title: verdict.optimum}, unit, verdict.reached)


def draw(
    folder: Path,
    counted: str,
    step: float,
    panels: Mapping[str, Mapping[str, Array]],
    optimum: Mapping[str, float],
    unit: str = "reward units",
    reached: float = float("nan"),
    name: str = "learning",
) -> None:
    """Draws curves beside the optimum, told apart by lines and markers too: SVG and PNG.

    Args:
        folder: where they go.
        counted: what the horizontal axis counts.
        step: how many of these an update takes.
        panels: title to name to the values of every update, [updates].
        optimum: title to the exact optimum; NaN where nobody knows it.
        unit: of the values.
        reached: what the greedy learner has come to; NaN not to draw it.
        name: of the two files, without their ending.
    """
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot
    from matplotlib.ticker import MaxNLocator

    figure, grid = pyplot.subplots(1, len(panels), figsize=(6.4 * len(panels), 4), layout="constrained", squeeze=False)
    for axes, (title, curves) in zip(grid[0], panels.items(), strict=True):
        for (label, values), (style, marker) in zip(curves.items(), _STYLES, strict=False):
            done = step * np.arange(1, len(values) + 1)
            every = max(1, len(values) // _MARKERS)
            axes.plot(done, values, style, marker=marker, markevery=every, markersize=5, label=label)
        for value, colour, style, label in (
            (optimum[title], "black", "-.", "exact optimum"),
            (reached, "grey", ":", "greedy in the end"),
        ):
            if not np.isnan(value):
                axes.axhline(value, color=colour, linestyle=style, label=f"{label} ({value:.4g})")
        axes.set(title=title, xlabel=f"{counted} of learning", ylabel=f"value of an episode ({unit})")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.legend(fontsize=8)
    for ending in ("svg", "png"):
        figure.savefig(folder / f"{name}.{ending}", dpi=150)
    pyplot.close(figure)
