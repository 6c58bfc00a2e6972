"""Executing the notebooks with parameters, each in a fresh kernel of the running interpreter.

A notebook declares its parameters, with the values that hold when it is run by hand, in the cell tagged `parameters`.
The values of a run are set in a cell after it, tagged `injected-parameters`, as papermill does.
"""

from __future__ import annotations

import ast
import asyncio
import atexit
import os
import sys
import tempfile
import threading
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import nbformat
import zmq
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from analysis.records import Problem
from analysis.store import write_file

PARAMETERS = "parameters"
INJECTED = "injected-parameters"
TIMEOUT = 600
"""Seconds that a cell may take."""
AT_ONCE = 2
"""Notebooks executed at the same time; each has its own kernel, which imports pandas and matplotlib."""

Result = TypeVar("Result")

_FORMAT: Any = nbformat
"""Most of nbformat has no types."""


@dataclass(frozen=True, slots=True)
class ExecutedNotebooks:
    """What came of executing a folder's notebooks."""

    paths: list[Path]
    """The notebooks written, in the order of their names; one that failed is written up to its failure."""
    problems: list[Problem]
    """Each failure: the notebook, the cell, and what went wrong."""


def execute_notebooks(
    source_folder: Path,
    target_folder: Path,
    parameters: Mapping[str, Any],
    *,
    timeout: int = TIMEOUT,
    at_once: int = AT_ONCE,
) -> ExecutedNotebooks:
    """Execute every notebook of a folder and write the results under the same names.

    The kernels work in the target folder, so relative paths among the parameters are relative to it. A notebook that
    fails stops no other. Interrupting the call (Ctrl+C) ends the kernels.

    Args:
        source_folder: holds the notebooks, which stay as they are.
        target_folder: where the executed ones go; created if need be.
        parameters: values by name: text, numbers, truth values, `None`, or lists and dictionaries of such. A notebook
            gets those that its own cell of parameters names.
        timeout: seconds that a cell may take.
        at_once: notebooks executed at the same time.

    Raises:
        TypeError: if a parameter's value cannot be written as a literal.
        StoreError: if a result cannot be written.
    """
    for name, value in parameters.items():
        if not name.isidentifier() or not _is_literal(value):
            raise TypeError(f"the parameter {name!r} cannot be written into a notebook: {value!r} is not a literal")
    sources = [path for path in sorted(source_folder.glob("*.ipynb")) if not path.name.startswith(".")]
    target_folder.mkdir(parents=True, exist_ok=True)

    async def execute_all() -> list[tuple[Path | None, list[Problem]]]:
        slots = asyncio.Semaphore(max(1, at_once))

        async def execute_one(number: int, source: Path) -> tuple[Path | None, list[Problem]]:
            async with slots:
                runtime = Path(runtime_name, str(number))
                runtime.mkdir()
                return await _execute(source, target_folder / source.name, parameters, runtime, timeout)

        return await asyncio.gather(*(execute_one(number, source) for number, source in enumerate(sources)))

    # The name is short because the path of a Unix socket may have about 100 characters.
    with tempfile.TemporaryDirectory(prefix="nb", ignore_cleanup_errors=True) as runtime_name:
        done = _run_apart(execute_all())
    return ExecutedNotebooks(
        [path for path, _ in done if path is not None], [problem for _, problems in done for problem in problems]
    )


def inject_parameters(notebook: NotebookNode, parameters: Mapping[str, Any]) -> bool:
    """Set parameters in a new cell after the one that declares them; whatever it does not declare is left out.

    Returns:
        Whether the notebook has a cell of parameters.
    """
    cells = [cell for cell in notebook.cells if INJECTED not in cell.metadata.get("tags", [])]
    for position, cell in enumerate(cells):
        if cell.cell_type == "code" and PARAMETERS in cell.metadata.get("tags", []):
            declared = _assigned_names(cell.source)
            lines = [f"{name} = {value!r}" for name, value in parameters.items() if name in declared]
            injected = _FORMAT.v4.new_code_cell("\n".join(lines), metadata={"tags": [INJECTED]}, id=INJECTED)
            notebook.cells = [*cells[: position + 1], injected, *cells[position + 1 :]]
            return True
    return False


async def _execute(
    source: Path, target: Path, parameters: Mapping[str, Any], runtime: Path, timeout: int
) -> tuple[Path | None, list[Problem]]:
    try:
        notebook = _FORMAT.reads(source.read_text(encoding="utf-8"), as_version=4)
    except (OSError, ValueError, AttributeError, nbformat.ValidationError) as err:
        return None, [Problem(source.name, "", f"cannot be read as a notebook ({err}): left out")]
    if not inject_parameters(notebook, parameters):
        return None, [Problem(source.name, "", f"has no cell tagged {PARAMETERS!r}: left out")]

    at = 0

    def note_cell(cell: NotebookNode, cell_index: int) -> None:
        nonlocal at
        at = cell_index

    problems = []
    client = NotebookClient(
        notebook,
        km=_kernel_manager(runtime),
        timeout=timeout,
        record_timing=False,
        store_widget_state=False,  # of no use without a kernel, and other ids at every run
        resources={"metadata": {"path": str(target.parent)}},
        on_cell_start=note_cell,
    )
    log = runtime / "kernel.log"
    try:
        # What the kernel's own process prints would mix with this program's lines; notebooks' output comes otherwise.
        with log.open("wb") as file:
            await client.async_execute(cleanup_kc=True, env=_environment(runtime), stdout=file, stderr=file)
    except CellExecutionError as err:
        problems.append(_problem(source, notebook, at, f"{err.ename}: {err.evalue}"))
    except CellTimeoutError:
        problems.append(_problem(source, notebook, at, f"took more than {timeout} seconds"))
    except DeadKernelError:
        problems.append(_problem(source, notebook, at, "the kernel died, perhaps for want of memory"))
    except (OSError, RuntimeError) as err:
        last_words = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:] if log.exists() else []
        problems.append(Problem(source.name, "", f"could not be executed ({': '.join([str(err), *last_words])})"))
    finally:
        # Where no kernel came up, nbclient would try once more to end it when the program exits, and fail aloud.
        atexit.unregister(client._cleanup_kernel)
    write_file(target, (_FORMAT.writes(notebook, version=4) + "\n").encode("utf-8"))
    return target, problems


def _problem(source: Path, notebook: NotebookNode, at: int, message: str) -> Problem:
    cell = notebook.cells[at]
    return Problem(source.name, f"cell {at + 1} ({cell.id})", f"{message}; the cells after it were not run")


class _ThisInterpreter(KernelSpecManager):
    """Knows one kernel, which needs no installed description."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """The running interpreter, whatever kernel is asked for."""
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=argv, display_name="Python 3", language="python", name=kernel_name)


def _kernel_manager(runtime: Path) -> Any:
    """A manager of one kernel: this interpreter, whatever kernels are installed for Jupyter on this machine."""
    manager = AsyncKernelManager(
        kernel_name="python3",
        kernel_spec_manager=_ThisInterpreter(),
        connection_file=str(runtime / "kernel.json"),
    )
    socket = str(runtime / "s")
    if sys.platform != "win32" and len(os.fsencode(socket)) + len("-9") <= zmq.IPC_PATH_MAX_LEN:
        # Sockets in a folder of our own instead of ports, which anybody on the machine could reach.
        manager.transport = "ipc"
        manager.ip = socket
    return manager


def _environment(runtime: Path) -> dict[str, str]:
    """The kernel's environment: this package is found, and the user's own IPython profile changes nothing."""
    package_home = str(Path(__file__).resolve().parents[3])
    paths = [package_home, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    return os.environ | {
        "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths)),
        "IPYTHONDIR": str(runtime / "ipython"),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "JUPYTER_PLATFORM_DIRS": "1",
    }


def _run_apart(work: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine on a loop in a thread of its own, so that it works in a notebook too, and Ctrl+C ends it."""
    # Windows' default loop cannot wait for ZeroMQ's sockets; this one can, everywhere.
    loop = asyncio.SelectorEventLoop()
    thread = threading.Thread(target=loop.run_forever, name="notebooks", daemon=True)
    thread.start()
    future = asyncio.run_coroutine_threadsafe(work, loop)
    try:
        return future.result()
    finally:
        asyncio.run_coroutine_threadsafe(_cancel_others(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _cancel_others() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def _is_literal(value: Any) -> bool:
    try:
        return bool(ast.literal_eval(repr(value)) == value)
    except (ValueError, SyntaxError, TypeError):
        return False


def _assigned_names(source: str) -> set[str]:
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return set()
    targets = [target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets]
    targets += [node.target for node in tree.body if isinstance(node, ast.AnnAssign)]
    return {target.id for target in targets if isinstance(target, ast.Name)}
