"""Tasks and recurring dates, asked for."""
