"""Work for engines that takes no time, with items that ask for trouble."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.parsing import MODEL, ModelMissingError


@dataclass(frozen=True)
class Shout:
    """Turns words into capitals, one after the other."""

    model: str = MODEL
    seconds: float = 0.0
    """For each word."""
    prepared: str = ""
    """What happens when it is prepared: `die`, or `fail`."""
    counted: Path | None = None
    """A folder in which each preparation leaves a file."""

    def prepare(self) -> None:
        if self.prepared == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if self.prepared == "fail":
            raise ModelMissingError("the model is not installed")
        if self.counted is not None:
            (self.counted / str(os.getpid())).touch()

    def __call__(self, part: Sequence[str]) -> list[str]:
        return [self.shout(word) for word in part]

    def shout(self, word: str) -> str:
        time.sleep(self.seconds)
        if word == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if word == "raise":
            raise LookupError(word)
        return word.upper()

    def give_up(self, word: str, why: str) -> list[str]:
        return [f"{word} ({why})"]
