"""A headless Chromium, driven over a pipe by its own protocol: nothing but the browser has to be installed."""

import base64
import contextlib
import json
import os
import queue
import shutil
import subprocess
import tempfile
import threading
import time
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--no-first-run",
    "--force-color-profile=srgb",
    "--remote-debugging-pipe",
)
PATIENCE_SECONDS = 60


def executable():
    """The browser of ``WALRAS_BROWSER``, else the first one on the path; None where there is none."""
    named = os.environ.get("WALRAS_BROWSER")
    return named or next((found for found in map(shutil.which, NAMES) if found), None)


class Browser:
    """One browser with one page, at a size and in a colour scheme.

    Attributes:
        faults: what the page's scripts threw, and what its policy refused.
    """

    def __init__(self, width=1280, height=900, scheme="light"):
        self._profile = tempfile.mkdtemp(prefix="walras-browser-")
        down, self._to = os.pipe()
        self._from, up = os.pipe()
        command = f'exec "$0" "$@" 3<&{down} 4>&{up}'
        words = ["bash", "-c", command, executable(), *FLAGS, f"--user-data-dir={self._profile}", "about:blank"]
        self._process = subprocess.Popen(
            words, pass_fds=(down, up), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        os.close(down)
        os.close(up)
        self._answers = queue.Queue()
        self._count = 0
        self._session = None
        self.faults = []
        threading.Thread(target=self._read, daemon=True).start()
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.ask(f"{domain}.enable")
        self.size(width, height)
        self.scheme(scheme)

    def _read(self):
        rest = b""
        while data := os.read(self._from, 1 << 16):
            *messages, rest = (rest + data).split(b"\0")
            for message in map(json.loads, messages):
                if "id" in message:
                    self._answers.put(message)
                elif message["method"] == "Runtime.exceptionThrown":
                    self.faults.append(message["params"]["exceptionDetails"])
                elif message["method"] == "Log.entryAdded" and message["params"]["entry"]["source"] == "security":
                    self.faults.append(message["params"]["entry"])
        self._answers.put(None)

    def ask(self, method, **parameters):
        """Asks the browser for something, and waits for its answer."""
        self._count += 1
        message = {"id": self._count, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        answer = self._answers.get(timeout=PATIENCE_SECONDS)
        assert answer is not None, f"the browser has ended: {method}"
        assert answer["id"] == self._count, answer
        assert "error" not in answer, answer
        return answer["result"]

    def size(self, width, height):
        """Of the page, in pixels."""
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def scheme(self, name):
        """Light or dark."""
        self.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": name}])

    def go(self, address):
        """Loads an address, as somebody who opens it anew."""
        self.ask("Page.navigate", url="about:blank")
        self.ask("Page.navigate", url=address)

    def value(self, expression):
        """What an expression, or the promise that it is, comes to in the page."""
        answer = self.ask("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def wait(self, expression, seconds=PATIENCE_SECONDS):
        """Waits until an expression is true."""
        deadline = time.monotonic() + seconds
        while not self.value(f"Boolean({expression})"):
            assert time.monotonic() < deadline, f"never true: {expression}\n{self.value('document.body.innerText')}"
            time.sleep(0.05)

    def press(self, key, code=0, text=""):
        """One key, as a person presses it."""
        for kind in ("keyDown", "keyUp"):
            given = {"text": text} if kind == "keyDown" and text else {}
            self.ask("Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code, **given)

    def picture(self, file):
        """Writes the whole page as a picture."""
        size = self.ask("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        shot = self.ask("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)
        Path(file).write_bytes(base64.b64decode(shot["data"]))

    def close(self):
        """Ends the browser and removes what it kept."""
        self._process.terminate()
        self._process.wait(30)
        for pipe in (self._to, self._from):
            with contextlib.suppress(OSError):
                os.close(pipe)
        shutil.rmtree(self._profile, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
