"""Measures what docs/bench.md promises: each bar as a ratio, both sides in one run."""
