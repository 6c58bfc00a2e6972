"""Comparisons of outlets, weeks, voices and speakers, and how far each can be trusted."""
