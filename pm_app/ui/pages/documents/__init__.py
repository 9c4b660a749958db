"""The page of documents: the list, what a search finds, and changing several at once."""
