"""A server of its own for the programs beside this file, and what its process takes from the machine."""

import json
import os
import queue
import re
import shlex
import signal
import subprocess
import threading
import urllib.request
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# A world with chance, so that a step that is lost or taken twice shows.
CHANCE = json.loads((ROOT / "benchmarks" / "chance.json").read_text())
START_SECONDS = 300  # the launcher may have to build the server first
# The command line; `WALRAS_SERVER` names another one, for example that of an installed client, `walras serve`.
WALRAS = shlex.split(os.environ.get("WALRAS_SERVER", f"{ROOT / 'walras'} serve"))[:-1]
TICKS = os.sysconf("SC_CLK_TCK")
MIB = 1 << 20


def cpu_seconds(process: int) -> float:
    """Processor seconds that a process has taken, also one that has ended and is not waited for yet."""
    stat = Path(f"/proc/{process}/stat").read_text()
    fields = stat.rpartition(")")[2].split()  # from the state on, the third field
    return (int(fields[11]) + int(fields[12])) / TICKS


@dataclass(frozen=True)
class Usage:
    """What a process holds at one moment."""

    resident_mib: float
    shared_mib: float  # of memory that it shares with others, touched
    threads: int
    files: int

    @staticmethod
    def of(process: int) -> "Usage":
        """What this process holds now."""
        proc = Path(f"/proc/{process}")
        status = (proc / "status").read_text()
        words = dict(re.findall(r"^(\w+):\s+(\d+)", status, re.MULTILINE))
        resident, shared = (int(words[name]) / 1024 for name in ("VmRSS", "RssShmem"))
        return Usage(resident, shared, int(words["Threads"]), sum(1 for _ in (proc / "fd").iterdir()))


def started(*words: str) -> tuple["subprocess.Popen[str]", str, str]:
    """Starts a server by a command line, and waits until it listens.

    Returns:
        Its process, the address of gRPC, and that of HTTP, which is empty where it serves none.

    Raises:
        RuntimeError: it has ended before.
    """
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    lines: queue.Queue[str | None] = queue.Queue()
    threading.Thread(target=_read, args=(process, lines), daemon=True).start()
    seen = []
    while (line := lines.get(timeout=START_SECONDS)) is not None:
        seen.append(line)
        ready = re.search(r"listening on (?:tls )?(\S+:\d+)", line)
        if ready:
            http = re.search(r"http://\S+:\d+", line)
            return process, ready[1], http[0] if http else ""
    raise RuntimeError("the server has ended: " + " ".join(words) + "\n" + "".join(seen))


def _read(process: "subprocess.Popen[str]", lines: "queue.Queue[str | None]") -> None:
    """Until its end, for a server whose output nobody reads stands still."""
    assert process.stdout is not None
    for line in process.stdout:
        lines.put(line)
    lines.put(None)


class Served:
    """``./walras serve`` with ``words``, on the same ports whenever it is started again."""

    def __init__(self, *words: str) -> None:
        self.words = list(words)
        self.address, self.http = "", ""
        self._ports = ["--port", "0", "--http-port", "0"]

    def start(self) -> None:
        """Returns when the server is ready."""
        self.process, self.address, self.http = started(*WALRAS, "serve", *self._ports, *self.words)
        self._ports = ["--port", self.address.rpartition(":")[2], "--http-port", self.http.rpartition(":")[2]]

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Returns the exit status."""
        self.process.send_signal(how)
        return self.process.wait(60)

    def usage(self) -> Usage:
        """What the server's process holds now."""
        return Usage.of(self.process.pid)

    def meters(self, token: str = "") -> dict[str, float]:
        """Every meter by its name with labels, as ``/metrics`` prints it."""
        headers = {"authorization": f"Bearer {token}"} if token else {}
        asked = urllib.request.Request(self.http + "/metrics", headers=headers)
        with urllib.request.urlopen(asked, timeout=30) as answer:
            lines = [line for line in answer.read().decode().splitlines() if not line.startswith("#")]
        return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}

    def settled_mib(self, token: str = "") -> float:
        """Memory in use, on the heap and outside, after a collection of garbage."""
        subprocess.run(["jcmd", str(self.process.pid), "GC.run"], check=True, capture_output=True)
        meters = self.meters(token)
        heap = sum(value for name, value in meters.items() if name.startswith('jvm_memory_used_bytes{area="heap"'))
        return (heap + meters['jvm_buffer_memory_used_bytes{id="direct"}']) / MIB
