"""Who may do what, and who did what.

Owns: user, invitation, sign-in, failed attempt, property scope, audit entry.
Words: an *actor* is whoever asks, with permissions; *scope* is the properties an actor works on (none given: all).
Holds always: secrets are stored as hashes only; audit entries are only ever added, each chained to the one before.
"""
