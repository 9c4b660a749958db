"""Who lives where, on which terms, until when.

Owns: tenancy, lease (one signed term), party, rent line, notice, renewal offer.
Words: a *tenancy* is one household's stay in a unit and owns the ledger; a *lease* is one term inside it; a renewal
adds a lease and never splits the balance. An *offer* proposes such a term, and is open until it has an outcome. Last
days are included.
Holds always: no unit is let twice on one day; terms do not overlap inside a tenancy. States are derived, never stored.
"""
