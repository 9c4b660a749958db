"""/mail/new: one text to many: who is meant, the text, the mail of each, and sending it."""
