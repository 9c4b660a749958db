"""/bank-deposits: what goes to the bank, and what went there."""
