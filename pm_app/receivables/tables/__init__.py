"""The tables of receivables. What is posted is only ever added to (rights and triggers)."""
