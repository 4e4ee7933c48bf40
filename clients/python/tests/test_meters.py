"""Meters of a server that is played: what steps and logs wait for."""

import re
import urllib.request

import numpy as np
from conftest import start_server

import walras


def meters(http, name):
    """Values of a meter by its labels' values; "" where it has none."""
    with urllib.request.urlopen(f"{http}/metrics") as answer:
        lines = answer.read().decode().splitlines()
    found = [re.fullmatch(rf"{name}(?:{{(.*)}})? (\S+)", line) for line in lines]
    return {" ".join(re.findall('="([^"]*)"', one[1] or "")): float(one[2]) for one in found if one}


def test_waiting_for_seats_workers_and_the_disk_is_metered_apart(tmp_path):
    # Guards: waits that are counted as steps, of sessions of one seat too, or not at all.
    process, address, http = start_server("--data-dir", str(tmp_path))
    try:
        with walras.connect(address) as client:
            seats = ["bidders/0", "bidders/1"]
            options = {"copies": 1}
            bids = np.full((3, 1), 0.5)
            with client.session("auction/chain-v0", 3, seats=seats, options=options, log="synced") as pair:
                pair.reset()
                for _ in range(4):
                    pair.step({"bidders/0": bids, "bidders/1": bids})
            with client.session("counter-v0", 3) as alone:
                alone.reset()
                alone.step({"counters": np.zeros((3, 1), np.int32)})
        waits = meters(http, "walras_step_wait_seconds_count")
        assert waits["auto auction/chain-v0 seats"] == 4
        assert waits["auto counter-v0 seats"] == 0
        assert waits["auto auction/chain-v0 worker"] >= 1  # the first step, whose cost nobody knows
        assert set(meters(http, "walras_workers_busy")) == {"step", "solve", "make"}
        assert set(meters(http, "walras_workers_queued").values()) == {0.0}
        assert meters(http, "walras_log_sync_seconds_count")[""] >= 4
        assert meters(http, "walras_log_sync_seconds_sum")[""] > 0
    finally:
        process.terminate()
        process.wait(60)
