"""Experiment ``taxation-mean-field``: ``python -m walras.learners.mean_field --experiment``.

SMFRL on variant ``closed`` against the free market, the federal and Saez's rules, the status quo and the best constant
HSV rule of a grid, on each task; how exploitable its followers are; and what remains as up to 80% of the households
follow nothing. Rules meet the very followers that learnt under SMFRL's leader and under constant levers, and the same
chance. Writes what ``./walras experiment`` writes, so that ``--claims`` takes it in; a task that is done is kept in
``tasks/`` and not run again by the same settings.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from walras.client import Client
from walras.layout import Array
from walras.learners.best_reply import exploitability
from walras.learners.closed_taxation import STATUS_QUO
from walras.learners.findings import finding, kept, show, summarise
from walras.learners.mean_field import MeanField
from walras.learners.village import TASKS, Record, Settings

NAME = "taxation-mean-field"
CLAIM = (
    "A government and a shared follower policy that learn on population statistics (SMFRL, Mi et al., ECAI 2025) beat"
    " the free market, the federal and Saez's taxes and every constant HSV tax of a grid, with followers near their"
    " best reply, though households stop following; in the economy whose accounts balance."
)
GRID = np.array([(tau, xi, wealth, 0.0, g) for tau, xi, wealth, g in
                 product((0.05, 0.2, 0.35), (0.0, 0.181), (0.0,), (0.0, 0.1))])  # fmt: skip
"""Constant HSV levers, ``[12, 5]``."""

SHARES = (0.2, 0.4, 0.6, 0.8)
LIMIT = 0.01
"""Of consumption, that followers may forgo."""

RULES = {"free-market": "the free market", "federal-2022": "the federal tax of 2022", "saez": "Saez's tax",
         "hsv": "the status quo's HSV tax", "best-hsv": "the best constant HSV tax of a grid"}  # fmt: skip
MIXED = [rule for rule in RULES if rule != "hsv"]
"""Rules that are played with households that do not follow, too; the status quo is one of the grid's kind."""


def run(client: Client, settings: Settings, out: Path, quick: bool) -> dict[str, Any]:
    """Runs all tasks, and writes tables, figure and ``summary.json``; returns the summary."""
    begin = time.monotonic()
    (out / "tasks").mkdir(parents=True, exist_ok=True)
    results = {task: _kept(client, replace(settings, task=task), out / "tasks" / f"{task}.json") for task in TASKS}
    findings = [finding for task in TASKS for finding in judge(task, results[task])]
    seconds = {task: results[task]["seconds"] for task in TASKS}
    summary = summarise(
        out, NAME, CLAIM, findings, begin, seeds=settings.seeds, quick=quick, settings=_plain(settings),
        seconds_of_tasks=seconds,
    )  # fmt: skip
    _tables(out, results)
    _draw(out, results)
    show(findings, out)
    return summary


def _plain(settings: Settings) -> dict[str, Any]:
    return {name: value for name, value in vars(settings).items() if name != "task"}


def _kept(client: Client, settings: Settings, file: Path) -> dict[str, Any]:
    plain = _plain(settings)
    return kept(file, lambda old: bool(old["settings"] == plain), lambda: measure(client, settings))


def measure(client: Client, settings: Settings) -> dict[str, Any]:
    """Learns one task, and plays it under every rule; numbers per seed."""
    begin = time.monotonic()
    learner, curve = MeanField(client, settings), []
    for k, shown in enumerate(learner.learn()):
        curve.append({"years": k * settings.judge_every, **shown})
        print(f"{settings.task}: {curve[-1]}", flush=True)
    seed = settings.seed + 20_000
    constant = np.vstack([np.full(5, np.nan), np.zeros(5), STATUS_QUO, GRID])
    names = ["smfrl", "free-market", "hsv", *[f"hsv {k}" for k in range(len(GRID))]]
    played = _shown(learner.play(seed, constant), settings, names, [0.0] * len(names))
    grid = [float(np.mean(played[f"hsv {k}", 0.0]["return"])) for k in range(len(GRID))]
    best = int(np.argmax(grid))
    played["best-hsv", 0.0] = played[f"hsv {best}", 0.0]
    levers = np.vstack([np.full(5, np.nan), np.zeros(5), GRID[best]])
    rules = ["smfrl", "free-market", "best-hsv"]
    mixed = learner.play(seed, np.repeat(levers, len(SHARES), 0), stubborn=SHARES * len(rules))
    played |= _shown(mixed, settings, np.repeat(rules, len(SHARES)).tolist(), list(SHARES) * len(rules))
    for rule in ("federal-2022", "saez"):
        shares = [0.0, *SHARES]
        ruled = learner.play(seed, policy=rule, stubborn=shares)
        played |= _shown(ruled, settings, [rule] * len(shares), shares)
    alone = learner.play(seed)
    gap, equivalent = exploitability(learner, alone)
    return {
        "settings": _plain(settings), "curve": curve, "best": GRID[best].tolist(), "grid": grid,
        "levers": np.mean([each.mean(0) for each in alone.levers], 0).tolist(),
        "exploitability": gap.tolist(), "equivalent": equivalent.tolist(),
        "played": [{"rule": rule, "share": share, **numbers} for (rule, share), numbers in played.items()],
        "seconds": time.monotonic() - begin,
    }  # fmt: skip


def _shown(record: Record, settings: Settings, names: Sequence[str], shares: Sequence[float]) -> dict[Any, Any]:
    """Per rule and share of households that do not follow: return, years and utilities, lists ``[S]`` each."""
    alive = np.stack(record.alive)
    utility = np.stack(record.utility)  # [T, B, (followers, others)]
    lived = np.where(alive[..., None], utility, 0).sum(0) / alive.sum(0)[:, None]
    columns = {"return": record.returns(settings.task, settings.horizon), "years": record.years().astype(float),
               "followers": lived[:, 0], "others": lived[:, 1]}  # fmt: skip
    shaped = {name: values.reshape(settings.seeds, len(names)) for name, values in columns.items()}
    return {(name, share): {key: values[:, k].tolist() for key, values in shaped.items()}
            for k, (name, share) in enumerate(zip(names, shares, strict=True))}  # fmt: skip


def judge(task: str, result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What one task's numbers say: a finding for each claim."""
    played = {(each["rule"], each["share"]): each for each in result["played"]}

    def ahead(rule: str, share: float) -> Array:
        return np.array(played["smfrl", share]["return"]) - np.array(played[rule, share]["return"])

    unit = "mean pay of a year of 300, ruin paid for, less the rule's"
    unit = unit.replace("300", str(result["settings"]["horizon"]))
    found = [
        finding(f"Task {task}: SMFRL's government earns more than {words}.", unit, ahead(rule, 0.0), least=0)
        for rule, words in RULES.items()
    ]
    found.append(finding(
        f"Task {task}: a household's best reply to SMFRL's path gains at most {LIMIT:.0%} of consumption.",
        "share of consumption that followers forgo", np.array(result["equivalent"]), most=LIMIT,
    ))  # fmt: skip
    for share in SHARES:
        strongest = max(MIXED, key=lambda rule: float(np.mean(played[rule, share]["return"])))
        found.append(finding(
            f"Task {task}, {share:.0%} do not follow: SMFRL's government still earns more than the strongest rule.",
            f"{unit}; strongest: {strongest}", ahead(strongest, share), least=0,
        ))  # fmt: skip
        mine = played["smfrl", share]
        found.append(finding(
            f"Task {task}, {share:.0%} do not follow: those that do have the higher utility.",
            "utility a year lived, followers' less the others'",
            np.array(mine["followers"]) - np.array(mine["others"]), least=0,
        ))  # fmt: skip
    return found


def _tables(out: Path, results: Mapping[str, Any]) -> None:
    tables: dict[str, list[dict[str, Any]]] = {"learning": [], "returns": [], "exploitability": [], "levers": []}
    for task, result in results.items():
        tables["learning"] += [{"task": task, **line} for line in result["curve"]]
        names = ("tau", "xi", "tau_wealth", "xi_wealth", "spending")
        for whose, levers in (("smfrl, mean", result["levers"]), ("best constant", result["best"])):
            tables["levers"].append({"task": task, "whose": whose, **dict(zip(names, levers, strict=True))})
        for seed in range(result["settings"]["seeds"]):
            tables["exploitability"].append(
                {"task": task, "seed": seed, "utility": result["exploitability"][seed],
                 "share_of_consumption": result["equivalent"][seed]})  # fmt: skip
            for each in result["played"]:
                numbers = {key: each[key][seed] for key in ("return", "years", "followers", "others")}
                tables["returns"].append(
                    {"task": task, "seed": seed, "rule": each["rule"], "not_following": each["share"], **numbers}
                )
    for name, lines in tables.items():
        with (out / f"{name}.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, list(lines[0]))
            writer.writeheader()
            writer.writerows(lines)


def _draw(out: Path, results: Mapping[str, Any]) -> None:
    """SMFRL beside each rule, by the share of households that do not follow."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, grid = pyplot.subplots(2, 2, figsize=(11, 7.5), layout="constrained")
    styles = (("-", "o"), ("--", "s"), (":", "^"), ("-.", "D"), ("--", "v"))
    for axes, (task, result) in zip(grid.ravel(), results.items(), strict=True):
        played = {(each["rule"], each["share"]): np.array(each["return"]) for each in result["played"]}
        for (rule, words), (style, marker) in zip(RULES.items(), styles, strict=True):
            shares = [0.0, *SHARES] if rule in MIXED else [0.0]
            gaps = [finding("", "", played["smfrl", share] - played[rule, share]) for share in shares]
            means = np.array([each["measured_value"] for each in gaps])
            halves = [(each["interval"][1] or each["measured_value"]) - each["measured_value"] for each in gaps]
            axes.errorbar(np.array(shares) * 100, means, halves, linestyle=style, marker=marker, capsize=3, label=words)
        axes.axhline(0, color="black", linewidth=0.8)
        axes.set(title=task, xlabel="households that do not follow (%)", ylabel="SMFRL less the rule, a year")
        axes.set_yscale("symlog", linthresh=0.01)
    grid[0, 0].legend(fontsize=8)
    figure.suptitle("SMFRL's government beside rules; bars: 95% intervals over seeds")
    for ending in ("svg", "png"):
        figure.savefig(out / f"figure.{ending}", dpi=150)
    pyplot.close(figure)


__all__ = ["CLAIM", "GRID", "NAME", "judge", "measure", "run"]
