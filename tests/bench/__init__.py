"""Benchmarks: ratios measured side by side in one run, for `make bench`. Nothing here is a test."""
