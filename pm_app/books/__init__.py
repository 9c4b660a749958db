"""Double entry: nothing else writes a line of the journal.

Owns: account, journal entry, journal line, period lock.
Words: to *post* is to add to the books; to *reverse* is to post the opposite, on a day of its own.
Holds always: every entry balances, also within each property; nothing posted is ever changed or taken away.
"""
