"""One module per address: its State and what it shows."""
