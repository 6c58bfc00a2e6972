"""The commands of `python -m analysis`: parse arguments, call, print."""
