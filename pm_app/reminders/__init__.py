"""Dates that can hurt the office, and who was told of them.

Owns: alert, reminder (one rung of a ladder), reminder recipient, reminder rule, stale date.
Words: a *critical date* is derived (a lease ends, a document expires);
a *ladder* says how many days before one is told;
a *rung* is one step of it; a *cycle* is one value of the date: when the date changes, a new cycle begins.
A *rule* says how one kind of date is spoken of; an *outsider* is a tenant, an owner or a vendor it writes to.
Holds always: a rung of a cycle of an item exists at most once, so nobody is told twice.
"""
