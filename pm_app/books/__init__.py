"""Double entry: nothing else writes a journal line.

Owns: account, journal entry, journal line, period lock.
Holds always (by the database): every entry balances, also per property; nothing posted is changed or deleted;
an entry is reversed at most once, by one that mirrors it; entry numbers have no gaps within a year.
"""
