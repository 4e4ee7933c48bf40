"""Builds the image with buildah and proves it: ``python docker/prove.py [--ca FILE] [--built]``.

Needs buildah and mmdebstrap (packages of Debian), root, and a Python that has the client. No registry of images is asked: the base
is made from Debian's packages, as its published image of the same name is. Each proof prints a line; the first that fails ends the
program with exit status 1.
"""

import argparse
import contextlib
import hashlib
import json
import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

import walras

ROOT = Path(__file__).resolve().parent.parent
BASE = "docker.io/library/debian:bookworm-slim"
IMAGE = "localhost/walras-proof"
USER = 10001
# What Debian's own slim images leave out.
LEFT_OUT = ("doc", "man", "info", "locale", "groff", "lintian", "linda")
# A world with chance, so that a step that is lost or taken twice shows.
CHANCE = json.loads((ROOT / "benchmarks" / "chance.json").read_text())
LARGEST_MB = 250
REBUILT_SECONDS = 180
READY_SECONDS = 3.0
REST_MIB = 120


def say(proof: str, seen: object) -> None:
    print(f"{proof:<58} {seen}", flush=True)


def require(proof: str, held: bool, seen: object) -> None:
    say(proof, seen)
    if not held:
        raise SystemExit(f"prove: {proof}: not as promised")


def buildah(*words: str) -> str:
    done = subprocess.run(["buildah", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"prove: buildah {words[0]} failed\n{(done.stdout + done.stderr)[-3000:]}")
    return done.stdout.strip()


def make_base(folder: Path) -> None:
    if BASE in buildah("images", "--format", "{{.Name}}:{{.Tag}}").split():
        return
    archive = folder / "base.tar"
    rules = [f"--dpkgopt=path-exclude=/usr/share/{name}/*" for name in LEFT_OUT]
    rules.append("--dpkgopt=path-include=/usr/share/doc/*/copyright")
    subprocess.run(["mmdebstrap", "--quiet", "--variant=minbase", *rules, "bookworm", str(archive)], check=True)
    made = buildah("from", "scratch")
    buildah("add", "--quiet", made, str(archive), "/")
    buildah("config", "--cmd", "/bin/bash", made)
    buildah("commit", "--quiet", "--rm", made, BASE)
    archive.unlink()


def build(context: Path, ca: str | None, target: str | None = None) -> tuple[float, float]:
    """Returns how many seconds it took, by the clock and of one processor."""
    name = IMAGE + (f":{target}" if target else ":latest")
    words = ["bud", "--isolation", "chroot", "--layers", "--pull-never", "--format", "docker", "-t", name]
    words += ["-f", str(context / "docker" / "Dockerfile")]
    words += ["--secret", f"id=ca,src={ca}"] if ca else []
    words += ["--target", target] if target else []
    begun, used = time.monotonic(), cpu_seconds()
    buildah(*words, str(context))
    return time.monotonic() - begun, cpu_seconds() - used


def cpu_seconds() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime


def mounted_mb(container: str) -> float:
    folder = buildah("mount", container)
    try:
        sizes = subprocess.run(["du", "-sk", "-x", folder], capture_output=True, text=True, check=True).stdout
        return int(sizes.split()[0]) * 1024 / 1e6
    finally:
        buildah("umount", container)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Served:
    """A server in a container, on one port and one volume, ended in any way and started anew.

    The volume is ``/logs``, for buildah lays the image's own volume ``/data`` over whatever is mounted there.
    """

    def __init__(self, container: str, data: Path, port: int, http: int) -> None:
        self.container, self.data, self.port, self.http = container, data, port, http
        self.address = f"127.0.0.1:{port}"
        self.words = ["serve", "--host", "127.0.0.1", "--plaintext", "--data-dir", "/logs"]
        self.words += ["--port", str(port), "--http-port", str(http), "--shared-memory", "off"]
        self.log = data.parent / f"{data.name}-{port}.log"

    def run(self, *words: str, **rest: object) -> "subprocess.Popen[str]":
        command = ["buildah", "run", "--isolation", "chroot", "--user", str(USER), "--volume", f"{self.data}:/logs"]
        command += ["--env", f"WALRAS_HTTP_PORT={self.http}", self.container, "--", *words]
        return subprocess.Popen(command, text=True, **rest)  # type: ignore[call-overload, no-any-return]

    def start(self) -> float:
        """Returns the seconds until the line that says ready."""
        begun = time.monotonic()
        with self.log.open("w") as log:
            self.process = self.run("walras", *self.words, stdout=log, stderr=subprocess.STDOUT)
        while "listening on" not in self.log.read_text():
            if self.process.poll() is not None or time.monotonic() - begun > 120:
                raise SystemExit(f"prove: the server did not start\n{self.log.read_text()[-2000:]}")
            time.sleep(0.02)
        return time.monotonic() - begun

    def java(self) -> int:
        """The server's process: the one that holds the port."""
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with contextlib.suppress(OSError):
                    words = (entry / "cmdline").read_bytes().split(b"\0")
                    if words[0].endswith(b"/java") and str(self.port).encode() in words:
                        return int(entry.name)
        raise SystemExit("prove: no server's process")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        os.kill(self.java(), how)
        return self.process.wait(60)


def resident_mib(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found.group(1)) / 1024 if found else float("nan")


def story(address: str, interrupt: Callable[[int], None], steps: int = 300) -> str:
    """Plays a vector environment; returns the hash of all that the learner sees."""
    envs = walras.make_vec("auction/tabular-v0", 64, address=address, options=CHANCE, reconnect=60)
    generator = np.random.default_rng(1)
    told = hashlib.sha256()
    told.update(np.asarray(envs.reset(seed=3)[0]).tobytes())
    for step in range(steps):
        interrupt(step)
        for part in envs.step(generator.integers(2, size=64))[:4]:
            told.update(np.asarray(part).tobytes())
    envs.close()
    return told.hexdigest()


@contextlib.contextmanager
def containers(name: str, count: int) -> Iterator[list[str]]:
    made = [buildah("from", "--pull-never", name) for _ in range(count)]
    try:
        yield made
    finally:
        for container in made:
            buildah("rm", container)


def volume(folder: Path, name: str) -> Path:
    made = folder / name
    made.mkdir()
    shutil.chown(made, USER, USER)
    return made


def prove_build(folder: Path, ca: str | None) -> None:
    context = folder / "context"
    names = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(names, capture_output=True, check=True).stdout.split(b"\0")
    for name in filter(None, (one.decode() for one in listed)):
        if (ROOT / name).exists():
            (context / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, context / name)
    say("build: the first", "{:.0f} s, {:.0f} CPU seconds".format(*build(context, ca)))
    source = context / "server/src/main/java/walras/server/package-info.java"
    source.write_text(source.read_text() + "\n// changed\n")
    seconds, cpu = build(context, ca)
    # By the clock on two processors that have nothing else to do.
    quick = min(seconds, cpu / 2) < REBUILT_SECONDS
    require(f"build: after a change of sources, under {REBUILT_SECONDS} s", quick, f"{seconds:.0f} s, {cpu:.0f} CPU seconds")
    say("build: with ND4J", "{:.0f} s, {:.0f} CPU seconds".format(*build(context, ca, "nd4j")))


def prove_content(container: str, with_nd4j: str) -> None:
    mb = mounted_mb(container)
    require(f"size: under {LARGEST_MB} MB", mb < LARGEST_MB, f"{mb:.0f} MB; with ND4J {mounted_mb(with_nd4j):.0f} MB")
    folder = Path(buildah("mount", container))
    try:
        bill = (folder / "opt/walras/own/bom.json").read_text()
        require("bill of materials: CycloneDX, names gRPC", '"CycloneDX"' in bill and "grpc-netty" in bill, f"{len(bill)} bytes")
    finally:
        buildah("umount", container)
    labels = buildah("inspect", "--format", "{{.OCIv1.Config.Labels}}", container)
    require("labels: version and revision", "image.version" in labels and "image.revision" in labels, "both")


def prove_life(served: Served) -> None:
    seconds = [served.start()]
    require("SIGTERM: drains and exits 0", served.stop() == 0, "exit 0")
    seconds.append(served.start())
    require(f"ready: under {READY_SECONDS:.0f} s", min(seconds) < READY_SECONDS, " and ".join(f"{s:.2f} s" for s in seconds))
    time.sleep(2)
    mib = resident_mib(served.java())
    require(f"at rest: at most {REST_MIB} MiB", mib <= REST_MIB, f"{mib:.0f} MiB")
    owner = os.stat(f"/proc/{served.java()}").st_uid
    require("runs as 10001", owner == USER, owner)
    first = served.log.read_text().splitlines()[0]
    require("log: the first line says ready", "listening on" in first, first[:60])
    require("probe: 0 while serving", served.run("healthy").wait(30) == 0, "exit 0")


def prove_volume(served: Served, other: Served) -> None:
    other.data = served.data
    second = other.run("walras", *other.words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    words = second.communicate(timeout=60)[0]
    said = [line for line in words.splitlines() if "exit" not in line]  # the other lines are buildah's
    refused = second.returncode != 0 and len(said) == 1
    require("a second start on one volume: refused in one line", refused, f"exit {second.returncode}: {said[0]}")


def prove_restarts(served: Served) -> None:
    undisturbed = story(served.address, lambda step: None)
    hows = {60: signal.SIGTERM, 140: signal.SIGKILL, 220: signal.SIGTERM}

    def restart(step: int) -> None:
        if step in hows:
            served.stop(hows[step])
            served.start()

    disturbed = story(served.address, restart)
    require("restarts under a player: two drains, one kill, equal", undisturbed == disturbed, f"sha256 {disturbed[:16]} twice")


def prove_solve(container: str) -> None:
    words = ["run", "--isolation", "chroot", "--user", str(USER), container, "--", "walras", "solve", "auction/chain-v0", "--json"]
    require("solve in the image", '"verified"' in buildah(*words), "verified")


def prove_tournament(served: Served) -> None:
    shutil.copy(ROOT / "tournament" / "examples" / "bidders.yaml", served.data / "bidders.yaml")
    with served.run("walras", "tournament", "run", "/logs/bidders.yaml", "--out", "/logs/bidders", stdout=subprocess.DEVNULL) as run:
        played = run.wait(300) == 0 and json.loads((served.data / "bidders" / "results.json").read_text())
    require("a tournament in the image", bool(played), "{}: {}".format(played["matches"], " > ".join(played["standings"])))
    with walras.connect(served.address) as client:
        made = client.tournaments.create((ROOT / "tournament" / "examples" / "bidders.yaml").read_text()).tournament
        *_, last = client.tournaments.watch(made.id)
        results = json.loads(client.tournaments.standings(made.id).results_json)
    same = last.played == last.matches and results["standings"] == played["standings"]
    require("the same, held by the server", same, f"{last.played} matches, the same standings")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ca", help="certificates that the build trusts besides")
    parser.add_argument("--built", action="store_true", help="prove the images that the last run built")
    arguments = parser.parse_args()
    for tool in ("buildah", "mmdebstrap"):
        if not shutil.which(tool):
            raise SystemExit(f"prove: expected {tool} (Debian: apt-get install {tool}), got none")
    with tempfile.TemporaryDirectory(prefix="walras-proof-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        if not arguments.built:
            make_base(folder)
            prove_build(folder, arguments.ca)
        with containers(IMAGE + ":latest", 2) as (one, two), containers(IMAGE + ":nd4j", 1) as (with_nd4j,):
            prove_content(one, with_nd4j)
            data = volume(folder, "data")
            served = Served(one, data, free_port(), free_port())
            other = Served(two, data, free_port(), free_port())
            prove_solve(one)
            prove_life(served)
            prove_volume(served, other)
            prove_restarts(served)
            prove_tournament(served)
            require("SIGTERM at the end: exit 0", served.stop() == 0, "exit 0")
            require("probe: 1 after the end", served.run("healthy", stderr=subprocess.DEVNULL).wait(30) == 1, "exit 1")
    say("proved", IMAGE)


if __name__ == "__main__":
    main()
