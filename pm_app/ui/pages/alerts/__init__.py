"""The page of alerts: every date that comes up, chosen and dealt with one by one or several at once."""
