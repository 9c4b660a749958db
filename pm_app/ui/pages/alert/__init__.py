"""The page of one critical date: what it is about, how the office handles it, its timeline."""
