"""Critical dates, the alerts they raise, and what was said of each."""
