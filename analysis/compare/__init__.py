"""Tidy tables → comparisons: what differs between groups of articles, whether by chance, and what it hangs on."""
