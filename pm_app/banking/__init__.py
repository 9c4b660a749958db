"""What the bank says: statements, their lines, and which receipt or deposit each line is.

Owns: bank statement, bank statement line, bank match and its reversal.
Holds always (by the database): a line comes once however often its file does, and is decided once.
"""
