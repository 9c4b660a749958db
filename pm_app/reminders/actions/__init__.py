"""Keeping critical dates as rows, saying their rungs, and what the office does about them."""
