"""Who lives where, until when.

Owns: tenancy, lease term, party, rent line, notice.
Words: a *tenancy* is one household's stay and owns the ledger; a *term* is one signed stretch of it, and a renewal
adds a term; every last day is the last day of possession, included.
Holds always: no two tenancies hold one unit on the same day; the state of a lease or a unit is derived, never stored.
"""
