"""/charges-run: what the next run posts, what it cannot post or leaves alone, and posting it now."""
