"""Tasks and recurring dates, added and changed."""
