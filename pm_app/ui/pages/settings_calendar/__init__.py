"""/settings/calendar."""
