"""/banking/import: a bank's file: what it says, and taking it in."""
