"""What is still open when Python ends closes without a word, and without a thread, which cannot be started then."""

import os
import subprocess
import sys

PROGRAM = """
import builtins, sys, walras

class Late:
    def __init__(self):
        self.env = walras.MAKE
        self.env.reset()

    def __del__(self):
        self.env.close()
        print("closed", sys.is_finalizing())

builtins.late = Late()
"""


def test_environment_closed_at_the_very_end_does_not_hang(address):
    for made in ('make("counter-v0")', 'make("counter-v0", transport="auto")', 'parallel_env("auction/chain-v0")'):
        words = [sys.executable, "-c", PROGRAM.replace("MAKE", made)]
        environment = {**os.environ, "WALRAS_ADDRESS": address}
        done = subprocess.run(words, capture_output=True, text=True, env=environment, timeout=20)
        assert (done.stdout.strip(), done.returncode) == ("closed True", 0), done.stderr
