"""What a critical date is, when to speak of it, to whom, in which words."""
