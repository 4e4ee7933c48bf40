"""Tournaments as a reader of docs/tournaments.md meets them: the page's own commands, its report, five languages."""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from browser import Browser, executable
from conftest import ROOT

pytestmark = [pytest.mark.full, pytest.mark.timeout(3600)]

PAGE = ROOT / "docs" / "tournaments.md"
CLI = shlex.split(os.environ.get("WALRAS_CLI", str(ROOT / "walras")))
JAVA_CLIENT = os.environ.get(
    "WALRAS_JAVA_CLIENT", f"{ROOT}/clients/java/target/*:{ROOT}/proto/target/*:{ROOT}/server/target/lib/*"
)
TWO_CORES_SECONDS = 2 * 300


def say(*words, folder):
    """Runs a command of the CLI; returns what it says."""
    done = subprocess.run([*CLI, *words], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def blocks():
    """The page's commands, block by block, under their headings."""
    found, heading = {}, ""
    for line in PAGE.read_text().splitlines():
        heading = line.removeprefix("## ") if line.startswith("## ") else heading
        if line.startswith("    "):
            found.setdefault(heading, []).append(line.strip())
    return found


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A folder in which the page's commands mean what they mean in a checkout, with this Python before all others."""
    folder = tmp_path_factory.mktemp("checkout")
    script = folder / "walras"
    script.write_text(f'#!/bin/sh\nexec {shlex.join(CLI)} "$@"\n')
    script.chmod(0o755)
    for name in ("tournament", "clients", "docs"):
        (folder / name).symlink_to(ROOT / name)
    return folder


def follow(lines, folder):
    """Does what the page says, as a reader does."""
    words = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    said = []
    for line in lines:
        done = subprocess.run(["bash", "-c", line], cwd=folder, env=words, capture_output=True, text=True)
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
        said.append(done.stdout)
    return said


@pytest.fixture(scope="module")
def mine(checkout):
    """What the page's first ten minutes leave behind."""
    follow([line for line in blocks()["Ten minutes"] if "pip install" not in line], checkout)
    return checkout


def test_the_first_ten_minutes_lead_to_a_tournament_of_ones_own(mine):
    # Guards: a page whose commands do not work as they stand.
    first = json.loads((mine / "mine" / "results.json").read_text())
    second = json.loads((mine / "second" / "results.json").read_text())
    assert first["standings"][0] == "truth"
    assert first["entrants"]["python"]["faults"] == {}
    before, after = (each["entrants"]["python"]["mean_payoff"] for each in (first, second))
    assert before != after, "the bot was changed"
    assert (mine / "mine" / "report.html").exists()


def test_ten_thousand_matches_fit_into_five_minutes_of_two_cores(checkout):
    # Guards: matches of built-in policies that cost more than playing them.
    said = follow(blocks()["What it costs"], checkout)[-1]
    assert "10000 of 10000 matches" in said
    own, others = map(float, re.search(r"CPU: runner (\S+) s .* (\S+) s", said).groups())
    assert own + others < TWO_CORES_SECONDS, said


@pytest.mark.skipif(executable() is None and os.environ.get("CI") != "true", reason="no Chromium")
@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_report_is_read_in_a_browser(mine, width, scheme):
    # Guards: a report that throws, that is wider than a telephone, or that does not begin with what came out.
    with Browser(width=width, scheme=scheme) as browser:
        browser.go((mine / "mine" / "report.html").as_uri())
        browser.wait("document.readyState === 'complete' && document.querySelector('h1')")
        words = browser.value("document.body.innerText")
        assert "truth" in words[:600], words[:600]
        assert browser.value("document.documentElement.scrollWidth") <= width
        background, ink = (
            browser.value(f"getComputedStyle(document.body).{what}.match(/[0-9.]+/g).slice(0, 3).map(Number)")
            for what in ("backgroundColor", "color")
        )
        assert (sum(background) > sum(ink)) == (scheme == "light")
        scrub(browser)
        if folder := os.environ.get("WALRAS_PICTURES"):
            browser.picture(Path(folder) / f"report-{width}-{scheme}.png")
        assert browser.faults == []


def scrub(browser):
    """Moves a match's slider to its end: what is shown of the match changes."""
    slider = "document.querySelector('input[type=range]')"
    shown = f"{slider}.closest('section, details, figure, div').innerHTML"
    browser.value(f"document.querySelectorAll('details').forEach(each => each.open = true), {slider}.scrollIntoView()")
    browser.value(f"{slider}.value = {slider}.min, {slider}.dispatchEvent(new Event('input'))")
    before = browser.value(shown)
    browser.value(f"{slider}.value = {slider}.max, {slider}.dispatchEvent(new Event('input'))")
    assert browser.value(shown) != before


def build(folder):
    """The starter bots in four compiled languages, and their commands by language."""
    bots = folder / "bots"
    environment = {**os.environ, "GOFLAGS": "-mod=mod"}
    for line, where in (
        ("go generate", ROOT / "clients/go"),
        ("go mod tidy && go build -o ../gopher .", bots / "go"),
        ("cargo build --release --quiet", bots / "rust"),
        ("[ -f dist/src/index.js ] || (npm ci && npm run build)", ROOT / "clients/typescript"),
        (f"javac -d classes -cp '{JAVA_CLIENT}' Bot.java", bots),
    ):
        done = subprocess.run(["bash", "-c", line], cwd=where, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
    return {
        "python": [sys.executable, "bots/bot.py"],
        "typescript": ["node", "bots/bot.mjs"],
        "go": ["bots/gopher"],
        "java": ["java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", f"bots/classes:{JAVA_CLIENT}", "Bot"],
        "rust": [f"{os.environ.get('CARGO_TARGET_DIR', 'bots/rust/target')}/release/bot"],
    }


# The entrants that take too much do so before they take their seat, where no clock of a move runs. While the runner
# is dead nobody looks at them, so each has bounds of its own, a little above those of the file: 300 processes, which
# end by themselves, 896 MiB, and ten minutes.
BAD = """
import os, signal, subprocess, sys, time
import numpy as np
import walras

signal.alarm(600)
fault = sys.argv[1]
if fault == "forks":
    subprocess.run(["sh", "-c", "for each in $(seq 300); do sleep 120 & sleep 0.02; done; wait"])
if fault == "eats":
    eaten = [np.ones(1 << 24) for each in range(7)]
    time.sleep(1000)
with walras.join(os.environ["WALRAS_JOIN"]) as seat:
    turn = seat.wait()
    rows = turn.obs["bidders"]["state"].shape
    for step in range(1000):
        if step == 2 and fault == "crashes":
            os._exit(3)
        if fault == "sleeps":
            time.sleep(1000)
        if fault == "garbage":
            os.write(1, os.urandom(1 << 22))
        turn = seat.step({"bidders": np.full(rows, 1e9 if fault == "illegal" else 0.5)})
"""

TABLE = """
name: five languages
environments:
  - {id: auction/chain-v0, options: {copies: 1}, rows: 4, episodes: 3}
  - {id: auction/duality-v0, options: {copies: 1}, rows: 4, episodes: 3}
  - {id: auction/tabular-v0, options: {copies: 1}, rows: 4, episodes: 3}
seats: ["bidders[0]", "bidders[1]"]
entrants: ENTRANTS
format: {kind: round-robin, rotate: false}
seeds: [1]
limits: {move_millis: 5000, join_seconds: 120, memory_mib: 700, processes: 150, output_mib: 2, lapses: 1, illegal: 1}
"""

FAULTS = {
    "crashes": "crash",
    "sleeps": "late",
    "garbage": "output",
    "illegal": "illegal",
    "forks": "processes",
    "eats": "memory",
}


def toolchains():
    return [name for name in ("node", "npm", "go", "cargo", "javac") if shutil.which(name) is None]


@pytest.mark.skipif(bool(toolchains()) and os.environ.get("CI") != "true", reason=f"missing: {toolchains()}")
def test_five_languages_with_one_of_each_fault_come_to_the_same_bytes_however_they_are_run(tmp_path):
    # Guards: the tournament that all the rest is for.
    say("tournament", "new", "mine.yaml", folder=tmp_path)
    good = build(tmp_path)
    (tmp_path / "bad.py").write_text(BAD)
    entrants = [{"name": name, "command": line, "language": name} for name, line in good.items()]
    entrants += [{"name": name, "command": [sys.executable, "bad.py", name]} for name in FAULTS]
    (tmp_path / "t.yaml").write_text(TABLE.replace("ENTRANTS", json.dumps(entrants)))

    say("tournament", "run", "t.yaml", "--out", "eight", "--workers", "8", folder=tmp_path)
    killed(tmp_path)
    say("tournament", "resume", "t.yaml", "--out", "killed", "--workers", "4", folder=tmp_path)
    say("tournament", "run", "t.yaml", "--out", "one", "--workers", "1", folder=tmp_path)

    results = {name: (tmp_path / name / "results.json").read_text() for name in ("one", "eight", "killed")}
    found = json.loads(results["eight"])["entrants"]
    for name in good:
        assert found[name]["faults"] == {}, name
    for name, fault in FAULTS.items():
        assert fault in found[name]["faults"], (name, found[name]["faults"])
    assert results["eight"] == results["one"]
    assert results["killed"] == results["one"]
    say("tournament", "verify", "t.yaml", "--out", "killed", folder=tmp_path)
    assert b"sleep\x00120" not in b"".join(command_lines())


def killed(folder):
    """Runs a part, then kills runner and server at once, as a machine does that loses its power."""
    out = folder / "killed"
    with (folder / "killed.txt").open("w") as said:
        runner = subprocess.Popen(
            [*CLI, "tournament", "run", "t.yaml", "--out", "killed", "--workers", "8"],
            cwd=folder,
            stdout=said,
            stderr=said,
        )
    deadline = time.monotonic() + 1800
    while len(list((out / "logs" / "closed").glob("*"))) < 20:
        assert runner.poll() is None, (folder / "killed.txt").read_text()
        assert time.monotonic() < deadline
        time.sleep(0.1)
    os.kill(json.loads((out / "server.json").read_text())["pid"], signal.SIGKILL)
    runner.kill()
    runner.wait()


def command_lines():
    for process in Path("/proc").glob("[0-9]*"):
        try:
            yield (process / "cmdline").read_bytes()
        except OSError:
            continue
