"""Measures what rows, sessions and watchers cost a server, and writes ``docs/capacity.md``.

``python benchmarks/capacity.py [--page FILE]``. The server is a process of its own, with one learner after another,
over gRPC. Times are processor seconds of its process alone, which other programs on the machine change little. Without
``--page`` the page is printed.
"""

import argparse
import os
import threading
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import walras
from walras.bench_rates import action_sets, session_of

from served import Served, cpu_seconds

WORLD = "auction/chain-v0"
ROWS = (1, 64, 1024, 16384)
SECONDS, WARM_SECONDS = 6.0, 30.0
SESSIONS, KEPT_ROWS = 1000, 262_144
WATCHERS, WATCH_MILLIS = 40, 100
# Of the model's machines, and how far each is used.
CORES, GIB, SHARE = 8, 16, 0.7
LEARNERS = (("many small", 64, 100), ("some", 1024, 50), ("few large", 16384, 20))  # rows, steps a second
MACHINES = (1, 10, 1000)


def play(session: walras.Session, seconds: float, pause: float = 0) -> int:
    """Steps a session; returns how often."""
    sets = action_sets(session)
    steps, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        session.step(sets[steps % len(sets)])
        steps += 1
        time.sleep(pause)
    return steps


def micros_a_step(served: Served, client: walras.Client, rows: int) -> float:
    """Microseconds of the server's processors that one step of a session takes, its message in and its turn out."""
    with session_of(client, WORLD, rows, "grpc") as session:
        session.reset()
        play(session, SECONDS / 2)  # until the compiler is done
        before = cpu_seconds(served.process.pid)
        steps = play(session, SECONDS)
        return (cpu_seconds(served.process.pid) - before) / steps * 1e6


def kib_a_session(served: Served, client: walras.Client) -> float:
    """KiB of the server's memory that a session of one row holds."""
    before = served.settled_mib()
    sessions = [session_of(client, WORLD, 1, "grpc") for _ in range(SESSIONS)]
    for session in sessions:
        session.reset()
    held = served.settled_mib() - before
    for session in sessions:
        session.close()
    return held * 1024 / SESSIONS


def bytes_a_row(served: Served, client: walras.Client) -> float:
    """Bytes of the server's memory that a row holds."""
    before = served.settled_mib()
    with session_of(client, WORLD, KEPT_ROWS, "grpc") as session:
        session.reset()
        play(session, 1)
        return (served.settled_mib() - before) * 2**20 / KEPT_ROWS


def watch(address: str, ended: threading.Event, seen: list[int], watcher: int) -> None:
    """Reads a session's events; counts them in its place of ``seen``."""
    with urllib.request.urlopen(address, timeout=30) as answer:
        while not ended.is_set():
            seen[watcher] += answer.readline().startswith(b"event: turn")


def micros_an_event(served: Served, client: walras.Client) -> float:
    """Microseconds of the server's processors for one turn that one watcher is sent, beyond what playing takes."""
    with session_of(client, WORLD, 64, "grpc") as session:
        session.reset()
        address = f"{served.http}/watch?session={session.id}&every_ms={WATCH_MILLIS}"
        ended, seen = threading.Event(), [0] * WATCHERS
        threads = [threading.Thread(target=watch, args=(address, ended, seen, k)) for k in range(WATCHERS)]
        play(session, SECONDS / 2, 0.01)
        alone = cpu_seconds(served.process.pid)
        steps_alone = play(session, SECONDS, 0.01)
        alone = cpu_seconds(served.process.pid) - alone
        for thread in threads:
            thread.start()
        play(session, SECONDS / 2, 0.01)
        events, watched = sum(seen), cpu_seconds(served.process.pid)
        steps = play(session, SECONDS, 0.01)
        events, watched = sum(seen) - events, cpu_seconds(served.process.pid) - watched
        ended.set()
        play(session, 1, 0.01)  # so that every watcher reads once more
        for thread in threads:
            thread.join(30)
    return (watched - alone * steps / steps_alone) / events * 1e6


@dataclass(frozen=True)
class Costs:
    """What was measured."""

    rest_mib: float
    session_kib: float
    row_bytes: float
    event_micros: float
    step_micros: dict[int, float]  # by rows

    def line(self) -> tuple[float, float]:
        """Microseconds of a call, and of a row: the line whose relative errors at the measured rows are least."""
        shares = np.array([[1 / one, rows / one] for rows, one in self.step_micros.items()])
        call, row = np.linalg.lstsq(shares, np.ones(len(shares)), rcond=None)[0]
        return float(call), float(row)

    def learners(self, machines: int, rows: int, rate: int) -> int:
        """How many of ``rows`` rows at ``rate`` steps a second so many machines serve, by processors and by memory."""
        call, row = self.line()
        by_time = machines * CORES * SHARE * 1e6 / (rate * (call + row * rows))
        by_memory = machines * GIB * SHARE * 2**30 / (self.session_kib * 1024 + self.row_bytes * rows)
        return int(min(by_time, by_memory))


def measured() -> Costs:
    """Costs of a server that is started for it."""
    served = Served("--shared-memory", "off", "--max-sessions", str(2 * SESSIONS))
    served.start()
    try:
        with walras.connect(served.address) as client:
            rest = served.settled_mib()
            with session_of(client, WORLD, 64, "grpc") as session:
                session.reset()
                play(session, WARM_SECONDS)  # or the first rows would pay for the compiler
            micros = {rows: micros_a_step(served, client, rows) for rows in ROWS}
            return Costs(
                rest,
                kib_a_session(served, client),
                bytes_a_row(served, client),
                micros_an_event(served, client),
                micros,
            )
    finally:
        served.end()


def table(head: tuple[str, ...], *rows: tuple[str, ...]) -> str:
    """A table of Markdown."""
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (head, ("---",) * len(head), *rows))


def page(costs: Costs) -> str:
    """The page that says so."""
    call, row = costs.line()
    steps = [
        (f"a step of {rows:,} rows", f"{one:.0f} us; the model says {call + row * rows:.0f}")
        for rows, one in costs.step_micros.items()
    ]
    held = table(
        ("cost", "measured"),
        ("a server at rest", f"{costs.rest_mib:.0f} MiB on the heap and in direct buffers"),
        ("a session of one row", f"{costs.session_kib:.1f} KiB"),
        ("a row: state, last turn, messages", f"{costs.row_bytes:.0f} bytes"),
        ("a turn for a watcher", f"{costs.event_micros:.0f} us"),
        *steps,
    )
    served = table(
        ("learners", *(f"{machines:,} machine{'s' if machines > 1 else ''}" for machines in MACHINES)),
        *(
            (f"{name}: {rows:,} rows, {rate} steps a second", *(f"{costs.learners(m, rows, rate):,}" for m in MACHINES))
            for name, rows, rate in LEARNERS
        ),
    )
    return f"""# Capacity

What a machine serves: measured costs, and a model made of them. Written by
`python benchmarks/capacity.py --page docs/capacity.md` on {os.cpu_count()} cores, over gRPC, with `{WORLD}`.
Times are processor time of the server's process; memory is what is left after a collection of garbage.

{held}

**Model.** A step takes {call:.0f} us and {1000 * row:.0f} ns a row. A machine of C cores, {SHARE:.0%} of it used,
serves learners whose steps take {SHARE} C seconds of processor time in a second, and whose sessions and rows fit into
{SHARE:.0%} of its heap. For other worlds put the nanoseconds a row of `./walras bench costs` in this world's place.

{served}

A machine of this table has {CORES} cores and a heap of {GIB} GiB. Servers share nothing, so machines add up: clients
place sessions by the room that servers report (`walras.connect([...])`), and nothing between them has to grow. One
session does not add up: it lives on one server, unless `make_vec` spans several. The network is not in the model: a
turn has the bytes of a row's tensors, which `describe` lists, times the rows.
"""


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--page", type=Path, help="where to write the page")
    arguments = parser.parse_args()
    text = page(measured())
    if arguments.page:
        arguments.page.write_text(text)
    else:
        print(text, end="")


if __name__ == "__main__":
    main()
