"""Templates, who a mail to many would reach, what was mailed to many, the log of contacts."""
