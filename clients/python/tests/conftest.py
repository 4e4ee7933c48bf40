"""One real server for the whole run: ``WALRAS_TEST_ADDRESS``, else the launcher, started on free ports."""

import importlib.metadata
import os
import platform
import shlex
import signal
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

import walras

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "benchmarks"))
from served import CHANCE, started  # noqa: E402, F401 - tests take CHANCE from here


def pytest_addoption(parser):
    """``--full`` as of ``./walras test``."""
    parser.addoption("--full", action="store_true", help="the tests of minutes too")
    parser.addoption("--interop", metavar="FILE", help="write which library at which version passed what")


@pytest.fixture
def interop(record_property):
    """Says that a test is of another library, and what of it the test tries; several tests may try the same.

    The version is asked for where the library is a package. A test that runs a library's own tests says how many.
    """
    return lambda library, what, version=None, count=1: record_property("interop", (library, what, version, count))


class Interop:
    """Gathers what the tests of other libraries came to, and writes the page."""

    def __init__(self, file):
        self.file = Path(file)
        self.results = {}
        self.lines = {}  # of runs before, elsewhere installed
        for line in self.file.read_text().splitlines() if self.file.exists() else []:
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if line.startswith("| ") and len(cells) == 4 and cells[1][0].isdigit():
                self.lines[cells[0], cells[2]] = line

    def pytest_runtest_logreport(self, report):
        """One phase of one test."""
        for name, value in report.user_properties:
            if name == "interop" and (report.when == "call" or report.failed):
                library, what, version, count = value
                counts = self.results.setdefault((library, what, version), [0, 0])
                counts[0] += count * report.passed
                counts[1] += count

    def pytest_sessionfinish(self):
        """Writes the page."""
        lines = [
            "# Interoperability",
            "",
            "What other libraries, as they are published, made of Walras. Written by the tests:",
            "`cd clients/python && pytest --full --interop ../../docs/interop.md`, and once more in an environment of",
            "its own with the extra `interop-test`, as Ray and BenchMARL hold others back. Lines of earlier runs stay.",
            "`CLEANRL` and `GYMNASIUM` name checkouts of these libraries, whose files are in no package.",
            "The programs are in [recipes.md](recipes.md).",
            "",
            f"Python {platform.python_version()}, {platform.system()} {platform.machine()}.",
            "",
            "| library | version | what | result |",
            "| --- | --- | --- | --- |",
        ]
        for (module, what, known), (passed, run) in self.results.items():
            library = module.replace("_", "-")
            version = known or importlib.metadata.version(library)
            result = f"{passed} of {run} tests passed"
            self.lines[library, what] = f"| {library} | {version} | {what} | {result} |"
        lines += [line for _, line in sorted(self.lines.items())]
        self.file.write_text("\n".join(lines) + "\n")


def pytest_collection_modifyitems(config, items):
    """Leaves the tests of minutes out, unless they are asked for."""
    if not config.getoption("--full"):
        for item in items:
            if "full" in item.keywords:
                item.add_marker(pytest.mark.skip(reason="takes minutes: --full"))


def pytest_configure(config):
    """A shell ignores SIGINT for what it starts in the background; the tests send it to themselves."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if config.getoption("--interop"):
        config.pluginmanager.register(Interop(config.getoption("--interop")))


class Server(NamedTuple):
    """Where the server is; ``http`` is empty when nobody said."""

    address: str
    http: str
    uds: str


def start_server(*more):
    """Starts a server on free ports; returns its process, gRPC address and HTTP address."""
    command = shlex.split(os.environ.get("WALRAS_SERVER", str(ROOT / "walras") + " serve"))
    free = ["--http-port", "0"] if "--port" in more else ["--port", "0", "--http-port", "0"]
    return started(*command, *free, *more)


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    given = os.environ.get("WALRAS_TEST_ADDRESS")
    if given:
        yield Server(given, os.environ.get("WALRAS_TEST_HTTP", ""), "")
        return
    uds = tmp_path_factory.mktemp("walras") / "w.sock"
    process, address, http = start_server("--uds", str(uds))
    try:
        yield Server(address, http, str(uds))
    finally:
        process.terminate()
        assert process.wait(30) == 0, "SIGTERM drains and exits 0"


@pytest.fixture(scope="session")
def address(server):
    old = os.environ.get("WALRAS_ADDRESS")
    os.environ["WALRAS_ADDRESS"] = server.address
    yield server.address
    if old is None:
        del os.environ["WALRAS_ADDRESS"]
    else:
        os.environ["WALRAS_ADDRESS"] = old


@pytest.fixture(scope="session")
def client(address):
    with walras.connect(address) as connection:
        yield connection
