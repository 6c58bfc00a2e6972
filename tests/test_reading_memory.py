"""Large files are streamed: the memory that reading takes does not grow with them."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

ROWS = 50_000
STORY = "It rained for {0} hours, and the river left its bed twice, said the mayor of Vell on the day after. " * 15
BOUND = 60
"""MiB that the memory may grow by; the texts of each file take about 75."""

# The first file has a few rows, so that what is loaded once is not counted. VmHWM is the most that ever was in memory.
MEASURE = """
import sys
from pathlib import Path
from analysis.reading import READERS
from analysis.reading.drafts import Draft, SourceFile
from analysis.reading.folders import find_suffix

def peak():
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) // 1024

def count(paths):
    n = 0
    for path in paths:
        for item in READERS[find_suffix(path, READERS)](SourceFile(path, path.name, path.parent)):
            assert isinstance(item, Draft), item
            n += 1
    return n

count([Path(sys.argv[1])])
before = peak()
print(count(map(Path, sys.argv[2:])), peak() - before)
"""


def measure(small: Path, *large: Path) -> tuple[int, int]:
    """How many articles there are in the large files, and the MiB by which reading them exceeds reading the small."""
    command = [sys.executable, "-c", MEASURE, *map(str, (small, *large))]
    n, growth = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return int(n), int(growth)


def write(path: Path, n_rows: int) -> Path:
    texts = (STORY.format(n) for n in range(n_rows))
    kind = path.name.partition(".")[2]
    if kind == "csv":
        with path.open("w", encoding="utf-8") as file:
            file.write("outlet,text\n")
            file.writelines(f'Vell News,"{text}"\n' for text in texts)
    elif kind == "parquet":
        with pq.ParquetWriter(path, pa.schema([("text", pa.string())])) as writer:
            # One group of rows, as programs write it that know nothing of memory.
            writer.write_table(pa.table({"text": [*texts]}), row_group_size=n_rows)
    elif kind == "xlsx":
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet()
        sheet.append(["text"])
        for text in texts:
            sheet.append([text])
        book.save(path)
    elif kind == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for n, text in enumerate(texts):
                if n % 10 == 0:
                    archive.writestr(f"{n}.txt", text * 10)
    else:
        with gzip.open(path, "wt", compresslevel=1) if kind.endswith("gz") else path.open("w") as file:
            file.writelines(json.dumps({"text": text}) + "\n" for text in texts)
    return path


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this system does not tell the memory of a process")
@pytest.mark.parametrize("kind", ["csv", "jsonl", "jsonl.gz", "parquet", "xlsx", "zip"])
def test_the_memory_does_not_grow_with_the_file(tmp_path: Path, kind: str) -> None:
    n_articles, growth = measure(write(tmp_path / f"small.{kind}", 2000), write(tmp_path / f"large.{kind}", ROWS))
    assert n_articles == (ROWS // 10 if kind == "zip" else ROWS)
    assert growth < BOUND


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this system does not tell the memory of a process")
def test_a_folder_of_shards(tmp_path: Path) -> None:
    """As many rows in many files, of several formats."""
    kinds = ("jsonl", "jsonl.gz", "csv", "parquet")
    shards = [write(tmp_path / f"{n:02}.{kinds[n % 4]}", 1000) for n in range(50)]
    n_articles, growth = measure(shards[3], *shards)
    assert n_articles == ROWS
    assert growth < BOUND
