"""Changes to when the office works."""
