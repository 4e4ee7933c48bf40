"""Plays for long, kills clients and the server, and says whether anything was lost, doubled or kept.

``python benchmarks/soak.py [--minutes 30] [--busy .7]``. Players step vector environments, over gRPC or through shared
memory, with ``reconnect``, under a token with a role and quotas; a flooder with a token of its own asks for exact
solutions without end. Every few seconds a player is killed, every minute the server, and the next one starts on the
same port and data directory. Players come and go so that server and players take a given share of the machine. A player
that reaches its end prints the hash of all it saw, which has to be that of an undisturbed run. Exit status 1 where
something was lost, doubled, or grew.
"""

import argparse
import hashlib
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import walras
from walras.patience import until_reached

from served import CHANCE, WALRAS, Served, Usage, cpu_seconds

ROWS, STEPS, SEEDS = 64, 600, 8
PACE = 1 / 40  # seconds between a player's steps
MOST_PLAYERS = 48
# A restarted server keeps sessions of players that are gone anew, so they are kept for less than a server lives.
KILL_PLAYER_SECONDS, KILL_SERVER_SECONDS, KEEP_SECONDS = 8, 60, 45
FLOOD = {"states": 2000, "discount": 0.9999}


def story(address: str, token: str, seed: int, pace: float) -> str:
    """Plays an episode's worth of steps; returns the hash of all that the learner sees. Odd seeds share memory."""
    # The server may be on its way back.
    with until_reached(KEEP_SECONDS, lambda: walras.connect(address, token=token)) as client:
        patience = {"reconnect": KEEP_SECONDS, "keep": KEEP_SECONDS, "transport": "shm" if seed % 2 else "grpc"}
        envs = walras.make_vec("auction/tabular-v0", ROWS, client=client, options=CHANCE, **patience)
        generator = np.random.default_rng(seed)
        told = hashlib.sha256(np.asarray(envs.reset(seed=seed)[0]).tobytes())
        for _ in range(STEPS):
            time.sleep(pace)
            for part in envs.step(generator.integers(2, size=ROWS))[:4]:
                told.update(np.asarray(part).tobytes())
        envs.close()
        return told.hexdigest()


def flood(address: str, token: str) -> None:
    """Asks for solutions until it is killed; whatever is refused is asked again."""
    while True:
        try:
            with walras.connect(address, token=token) as client:
                while True:
                    client.solve("auction/chain-v0", FLOOD)
        except walras.WalrasError:
            time.sleep(0.1)


@dataclass(frozen=True)
class Sample:
    """What there was before a kill of the server."""

    usage: Usage
    left_sessions: float  # open ones beyond those of the players that live


class Soak:
    """One run: the server, who plays, and what came of it."""

    def __init__(self, folder: Path, shared: Path) -> None:
        self.tokens = {name: self.token(name, folder / "access.yaml") for name in ("lab", "flooder")}
        self.data = folder / "data"
        words = ["--data-dir", str(self.data), "--access-file", str(folder / "access.yaml"), "--closed-logs", "20"]
        self.shared = shared
        self.served = Served(*words, "--shared-memory", str(self.shared))
        self.served.start()
        self.expected = {seed: story(self.served.address, self.tokens["lab"], seed, 0) for seed in range(SEEDS)}
        self.players: dict[subprocess.Popen[str], int] = {}
        self.told = {"right": 0, "wrong": 0, "failed": 0, "players killed": 0, "server killed": 0}
        self.samples: list[Sample] = []
        self.shares: list[float] = []
        self.random = random.Random(1)
        self.worked: dict[int, float] = {}  # processor seconds of each process that lives

    @staticmethod
    def token(name: str, access: Path) -> str:
        """Draws a token and writes its entry, with quotas, into the access file."""
        words = [*WALRAS, "token", name, "--role", "host"]
        said = subprocess.run(
            words, check=True, capture_output=True, text=True
        ).stdout  # "# token: TOKEN", and the entry
        token, _, entry = said.partition("# token: ")[2].partition("\n")
        quotas = ", sessions: 200, rows: 20000" if name == "lab" else ", sessions: 2, rows: 100, cpu-seconds: 6"
        lines = access.read_text() if access.exists() else "tokens:\n"
        access.write_text(lines + "  " + entry.strip().replace("}", quotas + "}") + "\n")
        return token.strip()

    def begin(self, *words: str, token: str) -> "subprocess.Popen[str]":
        """Starts this program as a player or as the flooder."""
        command = [sys.executable, __file__, "--address", self.served.address, *words]
        environment = {**os.environ, "SOAK_TOKEN": token}
        return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)

    def busy(self) -> float:
        """Processor seconds that the living server and players took since the last call."""
        alive = [self.served.process.pid, *(player.pid for player in self.players)]
        now = {process: cpu_seconds(process) for process in alive}
        spent = sum(seconds - self.worked.get(process, 0) for process, seconds in now.items())
        self.worked = now
        return spent

    def gather(self) -> None:
        """Judges the players that have ended."""
        for player, seed in list(self.players.items()):
            if player.poll() is not None:
                del self.players[player]
                assert player.stdout is not None
                said = player.stdout.read().strip()
                what = "failed" if player.returncode else "right" if said == self.expected[seed] else "wrong"
                self.told[what] += 1

    def kill_player(self) -> None:
        """Kills one of the players."""
        if self.players:
            player = self.random.choice(list(self.players))
            del self.players[player]
            player.kill()
            player.wait()
            self.told["players killed"] += 1

    def kill_server(self) -> None:
        """Kills the server, and starts it again."""
        sessions = self.served.meters(self.tokens["lab"])["walras_sessions_open"]
        self.samples.append(Sample(self.served.usage(), sessions - len(self.players)))
        self.served.end(signal.SIGKILL)
        self.served.start()
        self.told["server killed"] += 1

    def run(self, minutes: float, busy: float) -> None:
        """Plays, kills, and prints a line every ten seconds."""
        flooder = self.begin("--flood", token=self.tokens["flooder"])
        begun = killed = served = told = time.monotonic()
        wanted = 4
        self.busy()
        while time.monotonic() - begun < 60 * minutes:
            time.sleep(1)
            self.gather()
            now = time.monotonic()
            if len(self.players) < wanted:
                seed = self.random.randrange(SEEDS)
                self.players[self.begin("--seed", str(seed), token=self.tokens["lab"])] = seed
            if now - killed >= KILL_PLAYER_SECONDS:
                self.kill_player()
                killed = now
            if now - served >= KILL_SERVER_SECONDS:
                self.kill_server()
                served = now
            if now - told >= 10:
                self.shares.append(self.busy() / (now - told) / (os.cpu_count() or 1))
                wanted = min(max(wanted + (1 if self.shares[-1] < busy else -1), 2), MOST_PLAYERS)
                told = now
                seen = f"busy {self.shares[-1]:.0%}  players {len(self.players)}  {self.told}"
                print(f"{(now - begun) / 60:5.1f} min  {seen}", flush=True)
        flooder.kill()
        for player in self.players:
            player.wait(300)
        self.gather()

    def verdict(self) -> bool:
        """Prints what was seen; returns whether nothing was lost, and nothing grew."""
        print(f"{'busy':<34} {statistics.mean(self.shares):.0%} of the machine on average")
        for name, count in self.told.items():
            print(f"{name:<34} {count}")
        part = max(len(self.samples) // 3, 1)
        flat = True
        for name, read, most in (
            ("memory, MiB", lambda sample: sample.usage.resident_mib, 1.25),
            ("threads", lambda sample: sample.usage.threads, 1.2),
            ("files and sockets", lambda sample: sample.usage.files, 1.5),
            ("shared memory, MiB", lambda sample: sample.usage.shared_mib, 1.5),
            ("sessions of players that are gone", lambda sample: sample.left_sessions, 1.5),
        ):
            first, last = (
                statistics.median(map(read, samples)) for samples in (self.samples[:part], self.samples[-part:])
            )
            held = last <= most * first + 4
            flat = flat and held
            print(
                f"{name:<34} {first:.0f} in the first third of kills, {last:.0f} in the last{'' if held else ': GROWS'}"
            )
        left = sum(1 for _ in self.shared.iterdir())
        kept = sum(file.stat().st_size for file in self.data.rglob("*") if file.is_file()) / 1e6
        print(f"{'shared memory left at the end':<34} {left} folders")
        print(f"{'data directory, MB':<34} {kept:.1f}")
        good = flat and left == 0 and self.told["wrong"] == self.told["failed"] == 0 < self.told["right"]
        print(f"{'verdict':<34} {'as promised' if good else 'NOT as promised'}")
        return good


def main() -> None:
    """The command, and the players that it starts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--busy", type=float, default=0.7, help="share of the machine that server and players take")
    parser.add_argument("--address", help=argparse.SUPPRESS)
    parser.add_argument("--seed", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--flood", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.flood:
        flood(arguments.address, os.environ["SOAK_TOKEN"])
    elif arguments.seed is not None:
        print(story(arguments.address, os.environ["SOAK_TOKEN"], arguments.seed, PACE))
    else:
        memory = "/dev/shm" if Path("/dev/shm").is_dir() else None
        with (
            tempfile.TemporaryDirectory(prefix="walras-soak-") as name,
            tempfile.TemporaryDirectory(prefix="walras-soak-", dir=memory) as shared,
        ):
            soak = Soak(Path(name), Path(shared))
            try:
                soak.run(arguments.minutes, arguments.busy)
            finally:
                soak.served.end()
            if not soak.verdict():
                raise SystemExit("soak: not as promised")


if __name__ == "__main__":
    main()
