"""Writes the list of classes that a server loads while it is played with: list_classes.py JAVA FILE."""

import subprocess
import sys
import tempfile

import walras
from walras_server import class_path

LOADED = "auction/chain-v0", "exchange/markov-v0", "stackelberg/matrix-v0"


def play(address: str) -> None:
    """What a first program does: a catalogue, an optimum, sessions over both transports, a rollout."""
    for transport in ("shm", "grpc"):
        with walras.connect(address, transport=transport) as client:
            client.environments()
            for environment in LOADED:
                client.solve(environment)
                with client.session(environment, 16, policies={}) as session:
                    session.reset()
                    session.rollout(4)
        envs = walras.make_vec("stackelberg/matrix-v0", 16, address=address)
        envs.reset(seed=1)
        envs.step(envs.action_space.sample())
        envs.close()


def main(java: str, file: str) -> int:
    """Starts the server, plays, and ends it by the end of its input."""
    with tempfile.TemporaryDirectory() as folder:
        line = [java, f"-XX:DumpLoadedClassList={file}", "-cp", class_path(), "walras.server.cli.Walras"]
        with subprocess.Popen([*line, "serve-local", folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
            assert server.stdout is not None and server.stdin is not None
            if not server.stdout.readline():
                return 1
            play(f"unix:{folder}/walras.sock")
            server.stdin.close()
            return server.wait()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
