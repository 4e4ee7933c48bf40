"""Says what an open live page costs a step: ``python benchmarks/watching.py [--pairs 20]``.

Pairs of stretches of play, one with and one without a reader that asks the server for what the live page asks for, in
an order that changes. Prints the median of the pairs' ratios of a step's median round trip, with a 95 percent interval
from resampling the pairs. Exit status 1 where it is above 1.05.
"""

import argparse
import multiprocessing
import multiprocessing.synchronize
import time
import urllib.request

import numpy as np
import walras
from walras.bench_rates import action_sets, session_of

from served import Served

WORLD, ROWS = "auction/chain-v0", 64
SECONDS, WARM_SECONDS = 4.0, 20.0
MOST = 1.05


def read(address: str, http: str, opened: multiprocessing.synchronize.Event) -> None:
    """Reads what the page of one session reads, until it is ended."""
    with urllib.request.urlopen(address, timeout=30) as answer:
        opened.set()
        looked = 0.0
        while answer.readline():
            if time.monotonic() - looked > 1:
                urllib.request.urlopen(http + "/metrics", timeout=30).read()
                looked = time.monotonic()


def stretch(session: walras.Session, seconds: float) -> float:
    """Plays; returns the median microseconds of a round trip."""
    sets, trips = action_sets(session), []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.perf_counter()
        session.step(sets[len(trips) % len(sets)])
        trips.append(time.perf_counter() - began)
    return float(np.median(trips)) * 1e6


def watched(served: Served, session: walras.Session) -> float:
    """A stretch with a reader."""
    opened = multiprocessing.Event()
    address = f"{served.http}/watch?session={session.id}&rows=64&every_ms=200"
    reader = multiprocessing.Process(target=read, args=(address, served.http, opened))
    reader.start()
    try:
        opened.wait(30)
        return stretch(session, SECONDS)
    finally:
        reader.terminate()
        reader.join()


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=20)
    pairs = parser.parse_args().pairs
    multiprocessing.set_start_method("spawn")  # a fork would take the client's threads with it
    served = Served()
    served.start()
    ratios = []
    try:
        with walras.connect(served.address) as client, session_of(client, WORLD, ROWS, "grpc") as session:
            session.reset()
            stretch(session, WARM_SECONDS)
            for pair in range(pairs):
                if pair % 2:
                    one, two = watched(served, session), stretch(session, SECONDS)
                else:
                    two, one = stretch(session, SECONDS), watched(served, session)
                ratios.append(one / two)
                print(f"pair {pair + 1:2}: {two:.0f} us alone, {one:.0f} us watched", flush=True)
    finally:
        served.end()
    drawn = np.random.default_rng(1).integers(pairs, size=(2000, pairs))
    median = float(np.median(ratios))
    low, high = np.quantile(np.median(np.array(ratios)[drawn], axis=1), (0.025, 0.975))
    print(f"round trip, watched / alone: median {median:.3f} of {pairs} pairs, interval {low:.3f} to {high:.3f}")
    if median > MOST:
        raise SystemExit(f"watching: above {MOST}")


if __name__ == "__main__":
    main()
