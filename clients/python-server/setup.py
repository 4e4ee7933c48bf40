"""Refuses to build a server without its archives, which `./walras package` lays into src/walras_server/jars."""

from pathlib import Path

from setuptools import setup

if not (Path(__file__).resolve().parent / "src" / "walras_server" / "jars" / "walras-server.jar").exists():
    raise SystemExit("walras-server: expected the archives that ./walras package builds, got none")
setup()
