"""What docs/benchmarks.md tells, measured anew: `make bench`."""
