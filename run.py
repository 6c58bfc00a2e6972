"""Sets the project up and runs it: `python run.py`, `… test`, `… lab`, or any command of the analysis.

Standard library only, in syntax that Python 3.8 can read: an older Python must get as far as saying what it lacks.
Everything goes into the folder `.venv` beside this file; a stamp in it says what was installed from which lock file.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

ROOT = Path(__file__).resolve().parent
OLDEST_PYTHON = (3, 11)
WINDOWS = os.name == "nt"

USAGE = """\
usage: python run.py [FOLDER] [OPTION...]    analyse articles: tables, figures, notebooks, report
       python run.py watch [FOLDER] [OPTION...] the same whenever articles arrive or change, until Ctrl-C
       python run.py new corpus NAME         make a folder for articles, with an example and instructions
       python run.py test [PYTEST-OPTION...] check the project: lint, format, types, tests, notebooks
       python run.py lab [JUPYTER-OPTION...] explore the notebooks in JupyterLab, on this computer only
       python run.py COMMAND ...             any other command of the analysis, such as `quotes`

The first call installs what is needed into the folder .venv (some minutes on a slow line, about 1.2 GB) and needs
the network; later calls do not, `fetch` apart. FOLDER holds articles, or one folder of articles a corpus; without it
the project's own data/articles is analysed. A folder that is called as a command is written with ./ before it: ./test.

  python run.py --help          this text
  python run.py run --help      the options of the analysis
  python run.py COMMAND --help  those of another command:
{commands}

Exit status: 0 done, 1 failed, 2 wrong use, 130 stopped with Ctrl-C.
"""

COMMANDS = (
    *("fetch", "watch", "new", "quotes", "frames", "sentiment", "targets", "clean", "concordance", "figures", "copies"),
    *("collocates", "keyness", "share", "lexicon", "validate"),
)
"""The commands of `python -m analysis` beside `run`."""

LOCKS = {
    **dict.fromkeys(("run", "lab", *COMMANDS), "requirements.txt"),
    "test": "requirements-dev.txt",
}
COVERED = {
    "requirements.txt": ("requirements.txt", "pyproject.toml"),
    "requirements-dev.txt": ("requirements-dev.txt", "requirements.txt", "pyproject.toml"),
}
"""The files whose content an installation from a lock file answers for."""

LOCKED = ("--no-deps", "--require-hashes", "--only-binary", ":all:", "--requirement")
"""How a lock file is installed: what it names, with the checksums it names, and nothing is built."""
PROJECT = ("--no-deps", "--no-build-isolation", "--editable")
"""How the project is installed, from its pyproject.toml. The lock file has the build backend: nothing is fetched."""

CHECKS = (
    ("ruff check .", ("ruff", "check", ".")),
    ("ruff format --check .", ("ruff", "format", "--check", ".")),
    ("mypy", ("mypy",)),
)

INSTALL_PYTHON = {
    "win32": """\
Install it with `winget install Python.Python.3.13`, or from https://www.python.org/downloads/, then call
    py -3.13 run.py""",
    "darwin": """\
Install it with `brew install python@3.13`, or from https://www.python.org/downloads/, then call
    python3.13 run.py""",
    "linux": """\
Debian 12, Ubuntu 24.04 or later: sudo apt install python3 python3-venv, then call python3 run.py
Fedora: sudo dnf install python3.13, then call python3.13 run.py
Older systems, and without administrator rights: install uv (https://docs.astral.sh/uv/), then call
    uv run --no-project --python 3.13 run.py""",
}

# What installers print when they fail, and what it means for the person who reads it.
WRONG_HASH = r"hash(es)? mismatch|do not match the hashes"
DISK_FULL = r"no space left|os error 28\b|errno 28\b|not enough space|os error 112\b|winerror 112\b|quota exceeded"
NO_NETWORK = (
    r"failed to fetch|error sending request|dns error|connection (refused|broken|aborted|reset)|timed? ?out"
    r"|newconnectionerror|max retries|name resolution|name or service not known|network is unreachable"
    r"|cannot connect to proxy|getaddrinfo failed|could not connect|certificate"
)
NO_ACCESS = r"permission denied|access is denied|read-only file system|os error (13|30)\b|winerror 5\b"
NO_WHEEL = r"no matching distribution|no solution found|no (usable )?wheels|not a supported wheel"
LONG_PATH = r"filename or extension is too long|long path"
ADVICE = {  # the first that fits: a lack of network shows as a lack of distributions, too
    WRONG_HASH: """\
A downloaded package is not the one that the lock file names: its checksum differs. Nothing was installed.
Try again in another network. If it stays so, do not install the package by hand: report it.""",
    DISK_FULL: """\
The disk is full. The installation takes about 1.2 GB, and as much again in the installer's cache.
Make room (`pip cache purge` may help), then call run.py again.""",
    NO_NETWORK: """\
The package index could not be reached. The installation needs the network once: connect and call run.py again.
Behind a company's proxy, set HTTPS_PROXY, and name its certificate file in PIP_CERT and SSL_CERT_FILE.""",
    NO_ACCESS: """\
A file could not be written. Copy the project to a folder of your own, close programs that use its .venv,
and call run.py again.""",
    NO_WHEEL: """\
There is no ready-made package for this Python or processor. Python 3.11 to 3.14 (64 bit) on Windows, macOS and
Linux is supported: call run.py with one of these.""",
    LONG_PATH: """\
A file name became too long for Windows. Move the project to a short path, such as C:\\framing, and try again.""",
}
BEFORE_ANY_CHANGE = (WRONG_HASH, NO_NETWORK, NO_WHEEL)
"""Causes that installers notice before they change anything: an environment that worked still does."""


class SetupError(Exception):
    """What went wrong in the installation and what to do about it, to be shown as it is."""

    def __init__(self, message: str, *, untouched: bool = False) -> None:
        super().__init__(message)
        self.untouched = untouched
        """Nothing was changed: the environment is as good as it was before."""


def say(message: str) -> None:
    """Print at once, so that the lines of child processes come after it."""
    print(message, flush=True)


# This Python


def this_version() -> str:
    """Major and minor number of the Python that runs this file."""
    return f"{sys.version_info[0]}.{sys.version_info[1]}"


def version_problem(version: Sequence[int], system: str = sys.platform) -> str:
    """Say what to install if this Python is too old; empty if it is not."""
    if tuple(version) >= OLDEST_PYTHON:
        return ""
    advice = INSTALL_PYTHON.get(system, INSTALL_PYTHON["linux"])
    return f"This is Python {version[0]}.{version[1]}; Python 3.11 or newer is needed.\n{advice}"


def venv_problem(system: str = sys.platform) -> str:
    """Say what to install if this Python cannot make virtual environments; empty if it can."""
    missing = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
    if not missing:
        return ""
    problem = f"This Python ({sys.executable}) comes without its module {' and '.join(missing)}.\n"
    if system.startswith("linux"):
        return problem + f"On Debian and Ubuntu: sudo apt install python{this_version()}-venv, then call run.py again."
    return problem + INSTALL_PYTHON.get(system, "Install a complete Python from https://www.python.org/downloads/.")


def venv_folder() -> Path:
    """The folder of the virtual environment."""
    return ROOT / ".venv"


def venv_python(windows: bool = WINDOWS) -> Path:
    """The Python of the virtual environment, whether it exists or not."""
    return venv_folder() / ("Scripts/python.exe" if windows else "bin/python")


def child_environment(environ: Mapping[str, str] = os.environ, windows: bool = WINDOWS) -> dict[str, str]:
    """The environment variables of everything that is started from here."""
    # The matrices of the language model are small: a second BLAS thread halves the speed.
    defaults = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    if windows:
        defaults["PYTHONUTF8"] = "1"
    return {**defaults, **environ}


# What is installed


def stamp_file() -> Path:
    """Where the environment says what was installed into it."""
    return venv_folder() / "installed.json"


def read_stamp() -> dict[str, object]:
    """What was installed; empty if nothing was, or not by this program."""
    try:
        stamp = json.loads(stamp_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def write_stamp(stamp: Mapping[str, object]) -> None:
    """Say what is installed; an empty stamp is no stamp."""
    if stamp:
        stamp_file().write_text(json.dumps(stamp, indent=1) + "\n", encoding="utf-8")
    elif stamp_file().exists():
        stamp_file().unlink()


def this_kind() -> str:
    """What an environment depends on: version, system and processor."""
    return f"{this_version()} {sys.platform} {platform.machine()}"


def wanted_stamp(files: Sequence[str]) -> dict[str, object]:
    """The stamp of an installation that answers for some files, by this Python, here."""
    return {
        "python": this_kind(),
        "project": str(ROOT),
        "files": {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in files},
    }


def is_current(lock: str) -> bool:
    """Whether all that a lock file names is installed already, maybe with more."""
    stamp, needed = read_stamp(), (lock, "pyproject.toml")
    files = stamp.get("files")
    if not isinstance(files, dict) or not venv_python().exists():
        return False
    return {**stamp, "files": {name: files.get(name) for name in needed}} == wanted_stamp(needed)


def rebuild_reason() -> str:
    """Why the environment cannot be completed and has to be made anew; empty if it can, or there is none."""
    try:
        configuration = (venv_folder() / "pyvenv.cfg").read_text(encoding="utf-8")
    except OSError:
        return ""
    stamp = read_stamp()
    version = re.search(r"^version(?:_info)?\s*=\s*(\d+\.\d+)", configuration, re.MULTILINE)
    reasons = {
        "an earlier installation was interrupted": bool(stamp.get("unfinished")),
        "its Python is gone": not venv_python().exists(),
        "it was made with another version of Python": version is None or version[1] != this_version(),
        "it was made on another kind of computer": stamp.get("python", this_kind()) != this_kind(),
        "the project was moved": stamp.get("project", str(ROOT)) != str(ROOT),
    }
    return next((reason for reason, applies in reasons.items() if applies), "")


@contextlib.contextmanager
def only_one(lock_file: Path) -> Iterator[None]:
    """Let one process at a time install; the operating system frees the lock even of one that was killed."""
    lock_file.parent.mkdir(exist_ok=True)
    with lock_file.open("a", encoding="utf-8") as handle:
        waiting = False
        while not try_lock(handle.fileno()):
            if not waiting:
                say("Another run.py is installing; waiting for it ...")
            waiting = True
            time.sleep(0.5)
        yield


def try_lock(descriptor: int) -> bool:
    """Lock an open file; False if another process holds it. Disks that know no locks count as locked by us."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return True
    return True


# Installing


def explain(output: str) -> SetupError:
    """Turn the output of a failed installer into what to do."""
    tail = "\n".join(f"    {line[:160]}" for line in output.strip().splitlines()[-6:])
    for cause, advice in ADVICE.items():
        if re.search(cause, output, re.IGNORECASE):
            return SetupError(f"{advice}\n\nWhat was reported:\n{tail}", untouched=cause in BEFORE_ANY_CHANGE)
    return SetupError(f"The installation failed. What was reported:\n{tail}")


def run_quietly(command: Sequence[str | os.PathLike[str]]) -> tuple[int, str]:
    """Run an installer; its status and output. On a terminal its current line is shown in one line."""
    environment = {**child_environment(), "UV_LINK_MODE": "copy", "PYTHONIOENCODING": "utf-8"}
    width = shutil.get_terminal_size().columns - 1 if sys.stdout.isatty() else 0
    lines: list[str] = []
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as child:
        assert child.stdout is not None
        for line in child.stdout:
            lines.append(line)
            if width:
                shown = line.strip()[:width].encode("ascii", "replace").decode()
                print("\r" + shown.ljust(width), end="", flush=True)
    if width:
        print("\r" + " " * width, end="\r", flush=True)
    return child.returncode, "".join(lines)


def pinned(lock_text: str, name: str) -> str:
    """The lines of a lock file that pin one package, with its checksums; empty if it is not in it."""
    found = re.search(rf"^{re.escape(name)}==(?:.*\\\n)*.*\n?", lock_text, re.MULTILINE)
    return found[0] if found else ""


def find_uv(lock: str) -> list[str]:
    """The command of uv, which installs three times as fast as pip; empty if it is not to be had.

    One that is on the PATH is taken as it is; else the one that the lock file pins is installed into the environment.
    """
    on_path = shutil.which("uv")
    if on_path:
        return [on_path]
    requirement = pinned((ROOT / lock).read_text(encoding="utf-8"), "uv")
    if not requirement:
        return []
    with tempfile.TemporaryDirectory() as folder:
        only_uv = Path(folder) / "uv.txt"
        only_uv.write_text(requirement, encoding="utf-8")
        status, output = run_quietly(pip_command(*LOCKED, str(only_uv)))
    if status == 0:
        return [str(venv_python()), "-m", "uv"]
    if re.search(NO_NETWORK, output, re.IGNORECASE):
        raise explain(output)
    return []


def pip_command(*arguments: str) -> list[str]:
    """A command that installs with pip."""
    return [str(venv_python()), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", *arguments]


def uv_command(uv: Sequence[str], *arguments: str) -> list[str]:
    """A command that installs with uv."""
    # Compiled now, because the first start of a program with so many modules takes 7 s longer otherwise.
    return [*uv, "pip", "install", "--python", str(venv_python()), "--compile-bytecode", *arguments]


def empty_venv() -> None:
    """Remove all of the environment but the lock that this process holds."""
    if Path(sys.prefix).resolve() == venv_folder().resolve():
        raise SetupError("The environment .venv has to be made anew: leave it (`deactivate`), then call run.py again.")
    for entry in venv_folder().iterdir():
        if entry.name == "install.lock":
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def install_packages(lock: str) -> None:
    """Install a lock file, each package checked against its checksum."""
    uv = find_uv(lock)
    if uv:
        status, output = run_quietly(uv_command(uv, *LOCKED, str(ROOT / lock)))
        if status == 0:
            return
        # pip knows settings of its own (proxy, certificates, index), so most failures deserve a second try.
        if re.search(f"{WRONG_HASH}|{DISK_FULL}", output, re.IGNORECASE):
            raise explain(output)
        say("uv could not install the packages; trying pip ...")
    status, output = run_quietly(pip_command(*LOCKED, str(ROOT / lock)))
    if status != 0:
        raise explain(output)


def silence_lab() -> None:
    """Keep JupyterLab from asking about news and looking for updates: it is to run without network."""
    folder = venv_folder() / "etc" / "jupyter" / "labconfig"
    folder.mkdir(parents=True, exist_ok=True)
    settings = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}
    (folder / "page_config.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")


def install(lock: str) -> None:
    """Make or complete the environment and say how long it took and how large it is."""
    started = time.monotonic()
    reason = rebuild_reason()
    if reason:
        say(f"The environment .venv is made anew: {reason}.")
        empty_venv()
    before = read_stamp()
    lacking = not before or not venv_python().exists()
    if lacking and venv_problem():
        raise SetupError(venv_problem())
    say(f"Installing the packages of {lock} into .venv ...")
    write_stamp({"unfinished": True})
    try:
        if lacking:
            status, output = run_quietly([sys.executable, "-m", "venv", str(venv_folder())])
            if status != 0:
                raise explain(output)
        install_packages(lock)
    except SetupError as err:
        if err.untouched:
            write_stamp(before)
        raise
    status, output = run_quietly(pip_command(*PROJECT, str(ROOT)))
    if status != 0:
        raise explain(output)
    silence_lab()
    write_stamp(wanted_stamp(COVERED[lock]))
    size = sum(file.lstat().st_size for file in venv_folder().rglob("*") if not file.is_dir())
    say(f"Installed in {time.monotonic() - started:.0f} s; .venv takes {size / 1e9:.2f} GB.")


def prepare(lock: str) -> None:
    """Install a lock file unless that is done.

    Raises:
        SetupError: if it cannot be done, with what to do about it.
    """
    if is_current(lock):
        return
    try:
        with only_one(venv_folder() / "install.lock"):
            if not is_current(lock):
                install(lock)
    except OSError as err:
        raise explain(str(err)) from err


# The jobs


def run_child(command: Sequence[str], cwd: Path | None = None) -> int:
    """Run a command in the foreground; its exit status as a shell would give it."""
    interrupted = False
    with subprocess.Popen(command, cwd=cwd, env=child_environment()) as child:
        before = signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        while child.returncode is None:
            try:
                child.wait()
            except KeyboardInterrupt:
                # The terminal tells the child too; it ends when it has tidied up, or asks first, as JupyterLab does.
                interrupted = True
        signal.signal(signal.SIGTERM, before)
    status = child.returncode
    if interrupted and status != 0:
        return 130
    return 128 - status if status < 0 else min(status, 255)


def analysis_command(arguments: Sequence[str], verb: str = "run") -> list[str]:
    """The command of the main job, or of another verb of the analysis."""
    # -P: a folder `analysis` where the user stands must not be taken for the package.
    return [str(venv_python()), "-P", "-m", "analysis", verb, *arguments]


def pytest_command(arguments: Sequence[str]) -> list[str]:
    """The command of the tests: all on several processors, a selection on one and without the floor of coverage."""
    coverage = ["--cov", "--cov-report=term-missing:skip-covered"]
    how = ["--cov-fail-under=0"] if arguments else ["-n", "auto", "--maxprocesses", "4", "--dist", "loadfile"]
    return [str(venv_python()), "-m", "pytest", *coverage, *how, *arguments]


def lab_command(arguments: Sequence[str]) -> list[str]:
    """The command of JupyterLab: this computer only, with a token that is made for each start and stands in the URL."""
    return [
        *(str(venv_python()), "-m", "jupyterlab", "--ServerApp.ip=127.0.0.1", f"--ServerApp.root_dir={ROOT}"),
        *("--LabApp.default_url=/lab/tree/notebooks", "--LabApp.extension_manager=readonly", *arguments),
    ]


def run_checks(arguments: Sequence[str]) -> int:
    """Run every check, whether or not an earlier one failed; the tests last, so that their result ends the output."""
    results = {}
    for title, command in CHECKS:
        say(f"\n=== {title} ===")
        results[title] = run_child([str(venv_python()), "-m", *command], cwd=ROOT)
        if results[title] == 130:
            return 130
    failed = [title for title, status in results.items() if status != 0]
    summary = ", ".join(f"{title} {'FAILED' if title in failed else 'passed'}" for title in results)
    say(f"\n=== pytest ===\nSo far: {summary}. Now the tests, notebooks included.")
    status = run_child(pytest_command(arguments), cwd=ROOT)
    if failed and sys.stdout.isatty():
        say(f"Failed before the tests: {', '.join(failed)}")
    return status if status == 130 else int(bool(failed or status))


def read_arguments(argv: Sequence[str]) -> tuple[str, list[str]]:
    """The job (one of `LOCKS`, or `help`) and the arguments that are handed on to it."""
    job, rest = (argv[0], list(argv[1:])) if argv and argv[0] in LOCKS else ("run", list(argv))
    asks = {"-h", "--help"}
    if asks & set(argv[:1]) or (job in ("test", "lab") and asks & set(rest)):
        return "help", []
    return job, rest


def main(argv: Sequence[str]) -> int:
    """Do a job; the exit status."""
    job, arguments = read_arguments(argv)
    if job == "help":
        print(USAGE.format(commands=textwrap.indent(textwrap.fill(", ".join(COMMANDS), 108), "    ")), end="")
        return 0
    if job == "run" and arguments and not arguments[0].startswith("-") and not Path(arguments[0]).exists():
        print(f"run.py: no file or folder {arguments[0]!r}, nor a command of that name; see --help", file=sys.stderr)
        return 2
    try:
        problem = version_problem(sys.version_info[:2])
        if problem:
            raise SetupError(problem)
        prepare(LOCKS[job])
        if job == "test":
            return run_checks(arguments)
        return run_child(lab_command(arguments) if job == "lab" else analysis_command(arguments, job))
    except SetupError as err:
        print(f"\nrun.py: {err}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
