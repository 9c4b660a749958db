"""What is known of documents: lists, one document, its text, what it says and where."""
