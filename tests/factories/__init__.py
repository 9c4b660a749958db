"""Makers of rows for tests: one plain row each, no surprises."""
