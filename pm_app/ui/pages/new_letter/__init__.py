"""/letters/new: one letter on paper: to whom, its text, how it will look, and making it."""
