"""Where articles are analysed: in this process, in several, or on the machines of a Dask cluster.

An engine takes work and parts of the articles, and yields what comes of the parts in their order, whatever worker was
quick or slow, came late or was killed: the result does not depend on the engine.
"""

from analysis.engines.parts import cut
from analysis.engines.sharing import Engine, EngineError, Work, open_engine

__all__ = ["Engine", "EngineError", "Work", "cut", "open_engine"]
