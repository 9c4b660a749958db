"""Adding to the books, and closing them."""
