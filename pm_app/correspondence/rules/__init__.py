"""What may stand in a template, how it becomes a mail, whom a mail to many leaves out, what a log entry must say."""
