"""The Walras server: where its archives lie, and the command line that runs them."""

from __future__ import annotations

import importlib.util
import os
import shlex
from pathlib import Path

from walras_server.java import Java, find_java

JARS = Path(__file__).parent / "jars"
CLASS_LIST = Path(__file__).parent / "classes.lst"
_MAIN = "walras.server.cli.Walras"


def class_path() -> str:
    """This package's archives, ND4J's where ``walras-nd4j`` is installed, and those of ``WALRAS_CLASSPATH``."""
    folders = [JARS]
    nd4j = importlib.util.find_spec("walras_nd4j")
    if nd4j is not None and nd4j.origin is not None:
        folders.append(Path(nd4j.origin).parent / "jars")
    places = [f"{folder}{os.sep}*" for folder in folders]
    return os.pathsep.join([*places, *filter(None, [os.environ.get("WALRAS_CLASSPATH")])])


def command(*words: str, java: Java | None = None) -> list[str]:
    """The command line of ``walras WORDS``; what ``WALRAS_JAVA_OPTS`` says comes last and wins.

    Raises:
        RuntimeError: no Java of 17 or newer is to be found.
    """
    from walras_server.archive import archive_of

    java = java or find_java()
    own = shlex.split(os.environ.get("WALRAS_JAVA_OPTS", ""))
    collector = [] if any(word.startswith("-XX:+Use") and word.endswith("GC") for word in own) else [_collector(words)]
    archive = archive_of(java)
    shared = [f"-XX:SharedArchiveFile={archive}"] if archive.exists() else []
    return [str(java.executable), *collector, *shared, *java.flags(), *own, "-cp", class_path(), _MAIN, *words]


def _collector(words: tuple[str, ...]) -> str:
    """For commands that answer at once, and for those that work for long."""
    brief = bool(words) and words[0] in ("envs", "describe", "solve", "docs", "--help")
    return "-XX:+UseSerialGC" if brief else "-XX:+UseParallelGC"
