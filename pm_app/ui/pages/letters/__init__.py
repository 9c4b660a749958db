"""/letters: the letters that were made, how they went out, and those of one text to many to be printed."""
