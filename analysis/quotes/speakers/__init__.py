"""Who a source is: the mention as written → the fullest name that the article gives."""

from analysis.quotes.speakers.identity import NOBODY, Speaker
from analysis.quotes.speakers.resolver import Resolver

__all__ = ["NOBODY", "Resolver", "Speaker"]
