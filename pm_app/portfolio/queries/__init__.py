"""Properties and units: lists, one of each, choices for forms."""
