"""Figures over the whole office, and the lists they are the sums of."""
