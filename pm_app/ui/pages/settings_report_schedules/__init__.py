"""/settings/report-schedules: which reports are mailed to whom and when, and what became of the last ones."""
