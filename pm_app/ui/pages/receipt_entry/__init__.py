"""/receipts/entry: a stack of checks, typed one after the other, and taken to the bank."""
