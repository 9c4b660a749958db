"""/settings/reminders: when each kind of date is spoken of, to whom, and which mails wait for somebody's word."""
