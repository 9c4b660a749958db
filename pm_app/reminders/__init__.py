"""Dates that can hurt the office, and who was told of them.

Owns: alert, reminder (one rung of a ladder).
Words: a *critical date* is derived (a lease ends, a document expires);
a *ladder* says how many days before one is told;
a *rung* is one step of it; a *cycle* is one value of the date: when the date changes, a new cycle begins.
Holds always: a rung of a cycle of an item exists at most once, so nobody is told twice.
"""
