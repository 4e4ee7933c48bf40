"""Builds the package; the protocol's modules are generated from the .proto files of the repository on the way."""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py
from setuptools.command.sdist import sdist

HERE = Path(__file__).resolve().parent
PROTOS = HERE.parent.parent / "proto" / "src" / "main" / "proto"
TARGET = HERE / "src"


def generate() -> None:
    """Compiles walras/v1/*.proto into src/walras/v1; a source distribution brings them compiled."""
    files = sorted(str(path.relative_to(PROTOS)) for path in PROTOS.glob("walras/v1/*.proto"))
    if not files:
        if not (TARGET / "walras" / "v1" / "play_pb2.py").exists():
            raise SystemExit(f"no .proto files in {PROTOS}, and none compiled in {TARGET}")
        return
    import grpc_tools
    from grpc_tools import protoc

    known_types = Path(grpc_tools.__file__).parent / "_proto"
    words = ["protoc", f"-I{PROTOS}", f"-I{known_types}", f"--python_out={TARGET}", f"--pyi_out={TARGET}", *files]
    if protoc.main(words) != 0:
        raise SystemExit("protoc failed: " + " ".join(words))


class BuildWithProtos(build_py):
    """Generates, then builds."""

    def run(self) -> None:
        """Runs the step."""
        generate()
        super().run()


class SdistWithProtos(sdist):
    """Generates, then packs."""

    def run(self) -> None:
        """Runs the step."""
        generate()
        super().run()


setup(cmdclass={"build_py": BuildWithProtos, "sdist": SdistWithProtos})
