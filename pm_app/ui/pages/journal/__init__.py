"""/journal: the books as they were written, entry by entry, or one account line by line."""
