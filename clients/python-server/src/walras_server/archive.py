"""The archive of the classes that a server loads: with it a server starts in half the time. Nothing depends on it.

It fits one Java and one installation, so it is made on the machine where it is used, from the list of classes that a
server loaded while the package was built: ``python -m walras_server.archive``, at the lowest priority, ended with the
program that asked for it.
"""

from __future__ import annotations

import hashlib
import os
import select
import subprocess
import sys
import time
from pathlib import Path

import walras_server
from walras_server.java import Java, find_java

_STALE_SECONDS = 300.0
_LOOK_SECONDS = 0.1


def archive_of(java: Java) -> Path:
    """Where the archive for this Java and this installation lies, once it has been made."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "walras"
    jar = walras_server.JARS / "walras-server.jar"
    made_of = (walras_server.class_path(), jar.stat().st_mtime_ns, java.home, _stamp(java))
    return cache / f"classes-{hashlib.sha256(repr(made_of).encode()).hexdigest()[:16]}.jsa"


def _stamp(java: Java) -> int:
    try:
        return (java.home / "lib" / "modules").stat().st_mtime_ns
    except OSError:
        return 0


def begin() -> subprocess.Popen[bytes] | None:
    """Begins to make it where it is missing; the process ends with the pipe to its standard input."""
    if archive_of(find_java()).exists() or not walras_server.CLASS_LIST.exists():
        return None
    words = [sys.executable, "-m", "walras_server.archive"]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=quiet, stderr=quiet, start_new_session=True)


def make() -> None:
    """Makes it, unless somebody else does; gives up when standard input ends."""
    java = find_java()
    archive = archive_of(java)
    part = archive.with_suffix(".part")
    archive.parent.mkdir(parents=True, exist_ok=True)
    if part.exists() and time.time() - part.stat().st_mtime > _STALE_SECONDS:
        part.unlink()
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return
    try:
        if _dumped(java, part):
            part.replace(archive)
    finally:
        part.unlink(missing_ok=True)


def _dumped(java: Java, part: Path) -> bool:
    os.nice(19)
    words = ["-Xshare:dump", f"-XX:SharedClassListFile={walras_server.CLASS_LIST}", f"-XX:SharedArchiveFile={part}"]
    line = [java.executable, *words, *java.flags(), "-cp", walras_server.class_path()]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(line, stdin=quiet, stdout=quiet, stderr=quiet) as dump:
        while dump.poll() is None:
            ready, _, _ = select.select([sys.stdin], [], [], _LOOK_SECONDS)
            if ready and not os.read(sys.stdin.fileno(), 1):
                dump.kill()
        return dump.wait() == 0


if __name__ == "__main__":
    make()
