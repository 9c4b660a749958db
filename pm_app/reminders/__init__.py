"""What comes up on which day, and who is told how long before.

Owns: reminder, alert.
Words: a *ladder* is the list of days before a date on which to speak, a *rung* is one of them; a *cycle* is one value
of the date, so that a changed date starts the ladder again.
Holds always: a rung is said at most once per item and cycle; one that was missed is marked as skipped, never forgotten.
"""
