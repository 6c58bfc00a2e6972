"""The explorer: choose articles, frames and voices, and see rates, speakers, weeks and passages change together."""

from analysis.explorer.choice import Choice, ChoiceError, read_state, state_of
from analysis.explorer.export import export_choice
from analysis.explorer.narrowing import choose
from analysis.explorer.views import View, make_passages, make_views
from analysis.explorer.widget import Explorer, explore

__all__ = [
    "Choice",
    "ChoiceError",
    "Explorer",
    "View",
    "choose",
    "explore",
    "export_choice",
    "make_passages",
    "make_views",
    "read_state",
    "state_of",
]
