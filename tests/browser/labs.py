"""Where a Chromium is, and JupyterLab as a server of its own that keeps away from the user's settings."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"

ON_PATH = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "chrome",
    "msedge",
)
ELSEWHERE = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
CHROMIUM = next((found for found in [*map(shutil.which, ON_PATH), *ELSEWHERE] if found and Path(found).is_file()), None)
OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True, slots=True)
class Lab:
    """JupyterLab over a copy of the notebooks, with the tables of the corpus `demo` beside them."""

    origin: str
    token: str
    folder: Path

    def address(self, notebook: str) -> str:
        """Where a notebook opens, in a workspace with nothing else in it."""
        return f"{self.origin}/lab/tree/notebooks/{notebook}?reset&token={self.token}"


@contextmanager
def serve_lab(work: Path, tmp_path: Path) -> Iterator[Lab]:
    """Serve a folder with `notebooks` in it for the length of a `with` block; `tmp_path` takes settings and logs."""
    settings = tmp_path / "settings" / "@jupyterlab"
    for name, values in {
        "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
        "notebook-extension/tracker": {"autoStartDefaultKernel": True, "windowingMode": "none"},
    }.items():
        path = settings / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(values), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    folders = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTERLAB_WORKSPACES_DIR", "IPYTHONDIR")
    env = os.environ | {name: str(tmp_path / name.lower()) for name in folders}
    runtime = tempfile.mkdtemp(prefix="nb")  # short, as the path of a socket may have about 100 characters
    env |= {"JUPYTERLAB_SETTINGS_DIR": str(tmp_path / "settings"), "JUPYTER_TOKEN": token}
    env |= {"JUPYTER_RUNTIME_DIR": runtime}
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--no-browser",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={work}",
        "--ServerApp.allow_root=True",
        "--ServerApp.allow_remote_access=False",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
        "--KernelManager.transport=ipc",
        "--ServerApp.terminals_enabled=False",
    ]
    log = (tmp_path / "lab.log").open("w")
    server = subprocess.Popen(command, env=env, stdout=log, stderr=log, start_new_session=True)
    try:
        for _ in range(240):
            address, header = f"http://127.0.0.1:{port}/api/status", {"Authorization": f"token {token}"}
            try:
                urllib.request.urlopen(urllib.request.Request(address, headers=header), timeout=5).close()
                break
            except OSError:
                assert server.poll() is None, (tmp_path / "lab.log").read_text()
                time.sleep(0.25)
        yield Lab(f"http://127.0.0.1:{port}", token, work)
    finally:
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
            if server.poll() is not None:
                break
            os.killpg(server.pid, sign)
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                continue
        log.close()
        shutil.rmtree(runtime, ignore_errors=True)
