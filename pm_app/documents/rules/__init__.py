"""What is computed of documents: their text, kinds, states, names, what the text tells."""
