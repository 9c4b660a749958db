"""Understanding the text of a document: its kind, dates, amounts, numbers, names and places, each with its reason."""
