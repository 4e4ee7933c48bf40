"""Refuses to build without ND4J's archives, which `./walras package` lays into src/walras_nd4j/jars."""

from pathlib import Path

from setuptools import setup

if not list((Path(__file__).resolve().parent / "src" / "walras_nd4j" / "jars").glob("nd4j-native-*.jar")):
    raise SystemExit("walras-nd4j: expected the archives that ./walras package builds, got none")
setup()
