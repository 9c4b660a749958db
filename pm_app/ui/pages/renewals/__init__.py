"""/renewals: whose lease ends when, what was offered, and offering to several at once."""
