"""The command line: ``walras WORDS``, or ``python -m walras WORDS``.

``demo``, ``mcp`` and ``llm`` are Python's own; every other command is the server's, and takes the place of this
process. Without words: where the server is, what it has, and what to do next.
"""

from __future__ import annotations

import os
import sys
import time

from walras.connecting import connect
from walras.errors import WalrasError
from walras.version import VERSION

_OF_A_CHECKOUT = ("test", "package")


def main() -> int:
    """The command; its exit code."""
    words = sys.argv[1:]
    if not words:
        return _greet()
    if words[0] == "demo":
        from walras.demo.__main__ import main as demo

        return demo(words[1:])
    if words[0] == "mcp":
        from walras.mcp_seat import main as mcp

        return mcp(words[1:])
    if words[0] == "llm":
        from walras.llm import main as llm

        return llm(words[1:])
    if words[0] in _OF_A_CHECKOUT:
        return _refuse(f"{words[0]} is a command of a checkout: ./walras {words[0]}", 2)
    try:
        from walras_server import command
    except ModuleNotFoundError:
        return _refuse('the command line is the server\'s: pip install "walras[server]" brings it', 1)
    try:
        line = command(*words)
    except RuntimeError as error:
        return _refuse(str(error), 1)
    os.execv(line[0], line)


def _refuse(message: str, code: int) -> int:
    print(f"walras: {message}", file=sys.stderr)
    return code


def _greet() -> int:
    began = time.monotonic()
    try:
        with connect() as client:
            seconds = time.monotonic() - began
            print(f"walras {VERSION}: server {client.info.version} at {client.address}, found in {seconds:.1f} s")
            for name, summary in client.environments().items():
                print(f"  {name:32} {summary}")
    except WalrasError as error:
        return _refuse(error.message, 1)
    print("\nnext: walras demo; walras describe ID; walras solve ID; walras run ID; walras serve; help(walras)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
